/* JavaScript's object for a sample_buffer; each holds one native reference. */
#pragma once

#include <napi.h>

#include <memory>

#include "addon/sample_table.h"

class SampleBufferWrap : public Napi::ObjectWrap<SampleBufferWrap> {
public:
  static void define(Napi::Env env, Napi::Object exports);
  /** A new object over `buffer`, whose reference it takes over. */
  static Napi::Object wrap(Napi::Env env, struct sample_buffer *buffer);

  explicit SampleBufferWrap(const Napi::CallbackInfo &info);
  ~SampleBufferWrap() override;

private:
  Napi::Value info(const Napi::CallbackInfo &info);
  Napi::Value ready_frames(const Napi::CallbackInfo &info);
  Napi::Value copy_in(const Napi::CallbackInfo &info);
  Napi::Value copy_out(const Napi::CallbackInfo &info);

  struct sample_buffer *buffer;
  std::shared_ptr<SampleTable> table;
  uint32_t number; /* in the SampleTable */
  int64_t bytes;
};
