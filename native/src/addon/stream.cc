#include "addon/stream.h"

#include <memory>

#include "addon/devices.h"
#include "addon/job.h"
#include "addon/stream_settings.h"

namespace {

Napi::Value open_stream(const Napi::CallbackInfo &info) {
  StreamSettings settings(info[0]);
  struct failure failure;
  struct stream *stream = stream_open(settings.get(), &failure);
  if (stream == nullptr) {
    throw_failure(info.Env(), failure);
  }
  return wrap_native<struct stream>(info.Env(), &AddonEnv::stream_class, {stream, stream_destroy});
}

Napi::Value open_stream_async(const Napi::CallbackInfo &info) {
  auto settings = std::make_shared<StreamSettings>(info[0]);
  return run_opening_job(
      info.Env(), &AddonEnv::stream_class, stream_destroy,
      [settings](struct failure *failure) { return stream_open(settings->get(), failure); });
}

} // namespace

void StreamWrap::define(Napi::Env env, Napi::Object exports) {
  auto methods = mixer_methods();
  methods.insert(
      methods.end(),
      {InstanceMethod("start", &StreamWrap::step_now<stream_start>),
       InstanceMethod("close", &StreamWrap::step_now<stream_close>),
       InstanceMethod("startAsync", &StreamWrap::step_async<stream_start>),
       InstanceMethod("stopAsync", &StreamWrap::step_async<stream_stop>),
       InstanceMethod("abortAsync", &StreamWrap::step_async<stream_abort>),
       InstanceMethod("closeAsync", &StreamWrap::step_async<stream_close>),
       InstanceMethod("info", &StreamWrap::info), InstanceMethod("poll", &StreamWrap::poll),
       InstanceMethod("state", &StreamWrap::state), InstanceMethod("time", &StreamWrap::time),
       InstanceMethod("cpuLoad", &StreamWrap::cpu_load)});
  Napi::Function constructor = DefineClass(env, "AddonStream", methods);
  AddonEnv::of(env).stream_class = Napi::Persistent(constructor);
  exports.Set("openStream", Napi::Function::New(env, open_stream));
  exports.Set("openStreamAsync", Napi::Function::New(env, open_stream_async));
}

StreamWrap::StreamWrap(const Napi::CallbackInfo &info)
    : MixerWrap<StreamWrap>(info), stream(external_of<struct stream>(info)),
      open_streams(AddonEnv::of(info.Env()).open_streams) {
  open_streams->insert(this);
}

StreamWrap::~StreamWrap() {
  open_streams->erase(this);
  std::lock_guard<std::mutex> lock(stepping);
  stream_destroy(stream);
}

void StreamWrap::close_now() {
  struct failure failure;
  take_step(stream_close, &failure);
}

struct mixer *StreamWrap::control(Napi::Env env) {
  if (busy()) {
    struct failure failure;
    failure_set(&failure, FAILURE_STREAM_NOT_ACTIVE,
                "The stream is being started or stopped; await that before the next call.");
    throw_failure(env, failure);
  }
  return stream_mixer(stream);
}

bool StreamWrap::take_step(Step step, struct failure *failure) {
  std::lock_guard<std::mutex> lock(stepping);
  return step(stream, failure);
}

template <StreamWrap::Step step> void StreamWrap::step_now(const Napi::CallbackInfo &info) {
  control(info.Env());
  struct failure failure;
  if (!take_step(step, &failure)) {
    throw_failure(info.Env(), failure);
  }
}

template <StreamWrap::Step step>
Napi::Value StreamWrap::step_async(const Napi::CallbackInfo &info) {
  control(info.Env());
  is_stepping_async = true;
  return run_job(
      info.Env(), [this](struct failure *failure) { return take_step(step, failure); }, nullptr,
      [this]() { is_stepping_async = false; }, info.This().As<Napi::Object>());
}

Napi::Value StreamWrap::info(const Napi::CallbackInfo &info) {
  struct stream_info found;
  stream_info(stream, &found);
  Napi::Object value = Napi::Object::New(info.Env());
  value.Set("sampleRate", found.sample_rate);
  value.Set("blockSize", found.block_size);
  value.Set("inputLatency", found.input_latency);
  value.Set("outputLatency", found.output_latency);
  value.Set("inputChannels", found.input_channels);
  value.Set("outputChannels", found.output_channels);
  value.Set("inputDevice", found.input_device);
  value.Set("outputDevice", found.output_device);
  value.Set("reports", reported_flags_value(info.Env(), found.reports));
  value.Set("priorityPolicy", static_cast<int>(found.priority.policy));
  value.Set("priorityLevel", found.priority.level);
  value.Set("priorityFromRtkit", found.priority_from_rtkit);
  value.Set("priorityReason", static_cast<int>(found.priority_reason));
  return value;
}

/** The state as a number; notices a dead stream. While a worker thread starts or stops the stream:
 * the state so far. */
Napi::Value StreamWrap::poll(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), busy() ? stream_state(stream) : stream_poll(stream));
}

Napi::Value StreamWrap::state(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), stream_state(stream));
}

Napi::Value StreamWrap::time(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), stream_time(stream));
}

Napi::Value StreamWrap::cpu_load(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), stream_cpu_load(stream));
}
