/* Takes written by the disk thread, for JavaScript. */
#pragma once

#include <napi.h>

#include <memory>

#include "addon/ring_buffer.h"
#include "file/take/take_writer.h"

class TakeWriterWrap : public Napi::ObjectWrap<TakeWriterWrap> {
public:
  static void define(Napi::Env env, Napi::Object exports);

  explicit TakeWriterWrap(const Napi::CallbackInfo &info);

private:
  Napi::Value ring(const Napi::CallbackInfo &info);
  Napi::Value status(const Napi::CallbackInfo &info);
  Napi::Value peaks(const Napi::CallbackInfo &info);
  void finish(const Napi::CallbackInfo &info);
  Napi::Value release(const Napi::CallbackInfo &info);

  struct take_writer *open_writer(Napi::Env env) const;

  std::shared_ptr<struct take_writer> writer; /* empty once released */
  std::shared_ptr<RingHold> ring_hold;        /* empty until JavaScript asked for the ring */
};
