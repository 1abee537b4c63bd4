/* A mixer without a device: JavaScript renders frames as fast as they can be mixed. */
#pragma once

#include "addon/mixer.h"

class OfflineMixerWrap : public MixerWrap<OfflineMixerWrap> {
public:
  static void define(Napi::Env env, Napi::Object exports);

  explicit OfflineMixerWrap(const Napi::CallbackInfo &info);

private:
  struct mixer *control(Napi::Env env) override;
  struct mixer *readable() override { return mixer.get(); }

  Napi::Value render(const Napi::CallbackInfo &info);
  void close(const Napi::CallbackInfo &info);

  std::unique_ptr<struct mixer, void (*)(struct mixer *)> mixer;
};
