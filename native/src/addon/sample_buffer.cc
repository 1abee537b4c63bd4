#include "addon/sample_buffer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "addon/env.h"

namespace {

/** Copies, and returns the index of the first NaN or infinite sample, -1 = none. The copy is looked
 * at: another thread may change the source meanwhile. */
int64_t copy_finite(float *target, const float *source, size_t count) {
  if (count == 0) {
    return -1;
  }
  std::memcpy(target, source, count * sizeof(float));
  float sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += target[i] * 0.0F; /* 0 for every finite sample, else NaN, which stays */
  }
  if (!std::isnan(sum)) {
    return -1;
  }
  const float *found =
      std::find_if(target, target + count, [](float sample) { return !std::isfinite(sample); });
  return found - target;
}

} // namespace

void SampleBufferWrap::define(Napi::Env env, Napi::Object exports) {
  Napi::Function constructor =
      DefineClass(env, "AddonSampleBuffer",
                  {InstanceMethod("info", &SampleBufferWrap::info),
                   InstanceMethod("readyFrames", &SampleBufferWrap::ready_frames),
                   InstanceMethod("copyIn", &SampleBufferWrap::copy_in),
                   InstanceMethod("copyOut", &SampleBufferWrap::copy_out)});
  AddonEnv::of(env).sample_buffer_class = Napi::Persistent(constructor);
  exports.Set("createSampleBuffer",
              Napi::Function::New(env, [](const Napi::CallbackInfo &info) -> Napi::Value {
                struct failure failure;
                struct sample_buffer *buffer =
                    sample_buffer_create(count_of(info[0], MAX_CHANNELS, "The number of channels"),
                                         integer_of(info[1], "The number of frames"),
                                         number_of(info[2], "The sample rate"), false, &failure);
                if (buffer == nullptr) {
                  throw_failure(info.Env(), failure);
                }
                return wrap(info.Env(), buffer);
              }));
}

Napi::Object SampleBufferWrap::wrap(Napi::Env env, struct sample_buffer *buffer) {
  return wrap_native<struct sample_buffer>(env, &AddonEnv::sample_buffer_class,
                                           {buffer, sample_buffer_release});
}

SampleBufferWrap::SampleBufferWrap(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<SampleBufferWrap>(info), buffer(external_of<struct sample_buffer>(info)),
      table(AddonEnv::of(info.Env()).samples), number(table->enter(buffer)) {
  bytes = sample_buffer_frames(buffer) * sample_buffer_channels(buffer) *
          static_cast<int64_t>(sizeof(float));
  Napi::MemoryManagement::AdjustExternalMemory(info.Env(), bytes);
}

SampleBufferWrap::~SampleBufferWrap() {
  table->leave(number);
  Napi::MemoryManagement::AdjustExternalMemory(Env(), -bytes);
  sample_buffer_release(buffer);
}

Napi::Value SampleBufferWrap::info(const Napi::CallbackInfo &info) {
  Napi::Array numbers = Napi::Array::New(info.Env(), 4);
  numbers.Set(0U, static_cast<double>(sample_buffer_channels(buffer)));
  numbers.Set(1U, static_cast<double>(sample_buffer_frames(buffer)));
  numbers.Set(2U, sample_buffer_sample_rate(buffer));
  numbers.Set(3U, number);
  return numbers;
}

Napi::Value SampleBufferWrap::ready_frames(const Napi::CallbackInfo &info) {
  return number_value(info.Env(), sample_buffer_ready_frames(buffer));
}

/** copyIn(source: Float32Array): index of the first sample that is not finite, -1 = none. */
Napi::Value SampleBufferWrap::copy_in(const Napi::CallbackInfo &info) {
  Napi::Float32Array source = info[0].As<Napi::Float32Array>();
  size_t count = static_cast<size_t>(bytes) / sizeof(float);
  int64_t bad = copy_finite(sample_buffer_data(buffer), source.Data(),
                            std::min(count, source.ElementLength()));
  return number_value(info.Env(), bad);
}

/** copyOut(target: Float32Array, startSample, targetSample, count): samples really copied. */
Napi::Value SampleBufferWrap::copy_out(const Napi::CallbackInfo &info) {
  Napi::Float32Array target = info[0].As<Napi::Float32Array>();
  int64_t from = std::max<int64_t>(0, integer_of(info[1], "The first sample"));
  int64_t to = std::max<int64_t>(0, integer_of(info[2], "The target's first sample"));
  int64_t there = bytes / static_cast<int64_t>(sizeof(float)) - from;
  int64_t room = static_cast<int64_t>(target.ElementLength()) - to;
  int64_t count = std::min({integer_of(info[3], "The number of samples"), there, room});
  if (count <= 0) {
    return Napi::Number::New(info.Env(), 0);
  }
  std::memcpy(target.Data() + to, sample_buffer_data(buffer) + from,
              static_cast<size_t>(count) * sizeof(float));
  return number_value(info.Env(), count);
}
