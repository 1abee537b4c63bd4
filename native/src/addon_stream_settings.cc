#include "addon_stream_settings.h"

#include <algorithm>

#include "addon_env.h"

namespace {

constexpr const char *fault_names[] = {"inputUnderflow", "inputOverflow", "outputUnderflow",
                                       "outputOverflow", "lostBlocks",    "disappear"};

struct virtual_fault read_fault(const Napi::Value &value) {
  Napi::Env env = value.Env();
  if (!value.IsObject()) {
    throw_invalid(env, "A fault is an object with a kind and a frame.");
  }
  Napi::Object object = value.As<Napi::Object>();
  std::string kind = object.Get("kind").ToString().Utf8Value();
  const auto *found = std::find(std::begin(fault_names), std::end(fault_names), kind);
  if (found == std::end(fault_names)) {
    throw_invalid(env, "A fault's kind is inputUnderflow, inputOverflow, outputUnderflow, "
                       "outputOverflow, lostBlocks or disappear.");
  }
  struct virtual_fault fault = {};
  fault.kind = static_cast<enum virtual_fault_kind>(found - std::begin(fault_names));
  fault.frame = integer_of(object.Get("frame"), "A fault's frame");
  fault.count = integer_of(object.Get("count"), "A fault's count");
  fault.every_frames = integer_of(object.Get("everyFrames"), "A fault's period");
  return fault;
}

} // namespace

StreamSettings::StreamSettings(const Napi::Value &value) {
  Napi::Env env = value.Env();
  if (!value.IsObject()) {
    throw_invalid(env, "Stream settings are an object.");
  }
  Napi::Object object = value.As<Napi::Object>();
  auto flag = [&object](const char *name) { return object.Get(name).ToBoolean().Value(); };
  settings.input_device = static_cast<int32_t>(integer_of(object.Get("inputDevice"), "The device"));
  settings.output_device =
      static_cast<int32_t>(integer_of(object.Get("outputDevice"), "The device"));
  settings.input_channels =
      count_of(object.Get("inputChannels"), MAX_CHANNELS, "The number of input channels");
  settings.output_channels =
      count_of(object.Get("outputChannels"), MAX_CHANNELS, "The number of output channels");
  settings.sample_rate = number_of(object.Get("sampleRate"), "The sample rate");
  settings.block_size = count_of(object.Get("blockSize"), 1U << 20, "The block size");
  settings.input_latency = number_of(object.Get("inputLatency"), "The latency");
  settings.output_latency = number_of(object.Get("outputLatency"), "The latency");
  settings.clip_off = flag("clipOff");
  settings.dither_off = flag("ditherOff");
  settings.never_drop_input = flag("neverDropInput");
  settings.prime_output = flag("primeOutput");

  struct virtual_settings &made_up = settings.virtual_settings;
  made_up.delay_frames = integer_of(object.Get("delayFrames"), "The virtual delay");
  made_up.speed = number_of(object.Get("speed"), "The virtual speed");
  made_up.jitter_seconds = number_of(object.Get("jitterSeconds"), "The virtual jitter");
  made_up.seed = static_cast<uint64_t>(integer_of(object.Get("seed"), "The virtual seed"));
  if (object.Get("faults").IsArray()) {
    Napi::Array list = object.Get("faults").As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); i++) {
      faults.push_back(read_fault(list.Get(i)));
    }
  }
  made_up.faults = faults.data();
  made_up.fault_count = static_cast<uint32_t>(faults.size());
}
