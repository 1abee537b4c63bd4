#include "addon/stream_settings.h"

#include <algorithm>
#include <string>

#include "addon/env.h"

namespace {

struct virtual_fault read_fault(const Napi::Value &value) {
  if (!value.IsObject()) {
    throw_invalid(value.Env(), "A fault is an object with a kind and a frame.");
  }
  Napi::Object object = value.As<Napi::Object>();
  struct virtual_fault fault = {};
  fault.kind = static_cast<enum virtual_fault_kind>(
      count_of(object.Get("kind"), FAULT_RETURN, "A fault's kind"));
  fault.frame = integer_of(object.Get("frame"), "A fault's frame");
  fault.count = integer_of(object.Get("count"), "A fault's count");
  fault.frames = integer_of(object.Get("frames"), "A fault's frames");
  fault.every_frames = integer_of(object.Get("everyFrames"), "A fault's period");
  return fault;
}

void read_text(const Napi::Value &value, char *target, size_t size, const char *what) {
  std::string text = value.ToString().Utf8Value();
  if (text.size() >= size || text.find('\0') != std::string::npos) {
    throw_invalid(value.Env(), what);
  }
  std::copy_n(text.c_str(), text.size() + 1, target);
}

void read_channels(const Napi::Value &value, struct device_channels *channels) {
  if (!value.IsArray()) {
    return;
  }
  Napi::Array list = value.As<Napi::Array>();
  channels->count = std::min<uint32_t>(list.Length(), MAX_CHANNELS);
  for (uint32_t i = 0; i < channels->count; i++) {
    channels->indices[i] =
        static_cast<uint16_t>(count_of(list.Get(i), 1U << 15, "A channel of the map"));
  }
}

void read_core_audio(const Napi::Object &object, struct host_api_options *options) {
  options->kind = HOST_API_OPTIONS_CORE_AUDIO;
  options->core_audio_change_device = object.Get("changeDevice").ToBoolean();
  options->core_audio_fail_if_converted = object.Get("failIfConverted").ToBoolean();
  options->core_audio_quality = static_cast<enum core_audio_quality>(
      count_of(object.Get("quality"), CORE_AUDIO_QUALITY_MIN, "The conversion quality"));
  read_channels(object.Get("inputMap"), &options->core_audio_input);
  read_channels(object.Get("outputMap"), &options->core_audio_output);
}

/** The identity of a device; names longer than in any list are cut. */
void read_identity(const Napi::Value &value, struct device_identity *identity) {
  if (!value.IsObject()) {
    return;
  }
  Napi::Object object = value.As<Napi::Object>();
  auto copy = [&object](const char *name, char *target) {
    std::string text = object.Get(name).ToString().Utf8Value();
    text.resize(std::min<size_t>(text.size(), DEVICE_NAME_SIZE - 1));
    std::copy_n(text.c_str(), text.size() + 1, target);
  };
  copy("hostApi", identity->host_api);
  copy("name", identity->name);
  identity->ordinal = count_of(object.Get("ordinal"), 1U << 20, "The place of a device");
}

/** AddonHostApiOptions of the library, or null. */
void read_host_api_options(const Napi::Value &value, struct host_api_options *options) {
  if (!value.IsObject()) {
    return;
  }
  Napi::Object object = value.As<Napi::Object>();
  std::string type = object.Get("type").ToString().Utf8Value();
  if (type == "alsa") {
    constexpr const char *too_long = "The name of an ALSA device is at most 1023 bytes long.";
    options->kind = HOST_API_OPTIONS_ALSA;
    read_text(object.Get("input"), options->alsa_input, ALSA_PCM_SIZE, too_long);
    read_text(object.Get("output"), options->alsa_output, ALSA_PCM_SIZE, too_long);
  } else if (type == "wasapi") {
    options->kind = HOST_API_OPTIONS_WASAPI;
    options->wasapi_exclusive = object.Get("exclusive").ToBoolean();
    options->wasapi_auto_convert = object.Get("autoConvert").ToBoolean();
  } else if (type == "coreAudio") {
    read_core_audio(object, options);
  } else {
    throw_invalid(value.Env(), "Options of a host API are for alsa, wasapi or coreAudio.");
  }
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
  settings.bus_count = count_of(object.Get("busCount"), MAX_BUSES, "The number of buses");
  settings.clip_off = flag("clipOff");
  settings.dither_off = flag("ditherOff");
  settings.never_drop_input = flag("neverDropInput");
  settings.prime_output = flag("primeOutput");

  read_host_api_options(object.Get("hostApiOptions"), &settings.host_api_options);
  read_text(object.Get("jackClientName"), settings.jack_client_name, JACK_NAME_SIZE,
            "A JACK client name is at most 63 bytes long.");
  settings.list_number = count_of(object.Get("listNumber"), UINT32_MAX, "The list's number");
  read_identity(object.Get("inputIdentity"), &settings.input_identity);
  read_identity(object.Get("outputIdentity"), &settings.output_identity);

  struct virtual_settings &virtual_settings = settings.virtual_settings;
  virtual_settings.delay_frames = integer_of(object.Get("delayFrames"), "The virtual delay");
  virtual_settings.speed = number_of(object.Get("speed"), "The virtual speed");
  virtual_settings.jitter_seconds = number_of(object.Get("jitterSeconds"), "The virtual jitter");
  virtual_settings.seed = static_cast<uint64_t>(integer_of(object.Get("seed"), "The virtual seed"));
  if (object.Get("faults").IsArray()) {
    Napi::Array list = object.Get("faults").As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); i++) {
      faults.push_back(read_fault(list.Get(i)));
    }
  }
  virtual_settings.faults = faults.data();
  virtual_settings.fault_count = static_cast<uint32_t>(faults.size());
}
