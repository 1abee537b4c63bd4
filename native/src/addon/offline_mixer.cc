#include "addon/offline_mixer.h"

#include <algorithm>

#include "mixer/dsp/denormals.h"

namespace {

struct mixer *create_mixer(const Napi::CallbackInfo &info) {
  struct mixer_config config = {};
  config.input_channels = count_of(info[0], MAX_CHANNELS, "The number of input channels");
  config.output_channels = count_of(info[1], MAX_CHANNELS, "The number of output channels");
  config.sample_rate = number_of(info[2], "The sample rate");
  config.bus_count = count_of(info[3], MAX_BUSES, "The number of buses");
  struct failure failure;
  struct mixer *mixer = mixer_create(&config, &failure);
  if (mixer == nullptr) {
    throw_failure(info.Env(), failure);
  }
  return mixer;
}

} // namespace

void OfflineMixerWrap::define(Napi::Env env, Napi::Object exports) {
  auto methods = mixer_methods();
  methods.push_back(InstanceMethod("render", &OfflineMixerWrap::render));
  methods.push_back(InstanceMethod("close", &OfflineMixerWrap::close));
  Napi::Function constructor = DefineClass(env, "AddonOfflineMixer", methods);
  AddonEnv::of(env).offline_mixer_class = Napi::Persistent(constructor);
  exports.Set("AddonOfflineMixer", constructor);
}

OfflineMixerWrap::OfflineMixerWrap(const Napi::CallbackInfo &info)
    : MixerWrap<OfflineMixerWrap>(info), mixer(create_mixer(info), mixer_destroy) {
  mixer_begin_stream(mixer.get());
}

struct mixer *OfflineMixerWrap::control(Napi::Env) {
  return mixer.get();
}

/** close(): every action ends stream-stopped. */
void OfflineMixerWrap::close(const Napi::CallbackInfo &) {
  mixer_end_stream(mixer.get(), OUTCOME_STREAM_STOPPED);
}

/** render(frames, blockSize, input | null): interleaved output. Device time is the frame counter.
 */
Napi::Value OfflineMixerWrap::render(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  uint32_t frames = count_of(info[0], 1U << 30, "The number of frames");
  uint32_t block_size = std::max(1U, count_of(info[1], 1U << 20, "The block size"));
  size_t inputs = mixer_config_of(mixer.get())->input_channels;
  size_t outputs = mixer_config_of(mixer.get())->output_channels;
  std::vector<float> silence;
  const float *input = nullptr;
  if (info[2].IsTypedArray()) {
    Napi::Float32Array given = info[2].As<Napi::Float32Array>();
    if (given.ElementLength() != frames * inputs) {
      throw_invalid(env, "The input must hold as many frames as are rendered.");
    }
    input = given.Data();
  } else {
    silence.resize(std::min(frames, block_size) * inputs);
  }
  Napi::Float32Array output = Napi::Float32Array::New(env, frames * outputs);
  const uint64_t saved = denormals_off();
  for (uint32_t done = 0; done < frames;) {
    struct block block = {};
    block.frame_count = std::min(block_size, frames - done);
    if (inputs > 0) {
      block.input = input == nullptr ? silence.data() : input + done * inputs;
    }
    block.output = outputs > 0 ? output.Data() + done * outputs : nullptr;
    block.current_time =
        static_cast<double>(mixer_frame(mixer.get())) / mixer_config_of(mixer.get())->sample_rate;
    block.input_adc_time = block.current_time;
    block.output_dac_time = block.current_time;
    mixer_process(mixer.get(), &block);
    done += block.frame_count;
  }
  denormals_restore(saved);
  return output;
}
