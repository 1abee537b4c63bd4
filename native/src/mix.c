#include "mix.h"

static void mix_one(float *restrict output, const float *restrict samples, float gain,
                    size_t count) RT_SAFE {
  for (size_t k = 0; k < count; k++) {
    output[k] += gain * samples[k];
  }
}

void mix_voices(float *restrict output, const struct mix_voice *voices, uint32_t voice_count,
                size_t count) RT_SAFE {
  for (uint32_t voice = 0; voice < voice_count; voice++) {
    mix_one(output, voices[voice].samples, voices[voice].gain, count);
  }
}

void mix_mapped(const struct mix_target *target, const struct mix_voice *voice,
                size_t frames) RT_SAFE {
  const float *samples = voice->samples;
  float *output = target->output;
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = 0; c < target->width; c++) {
      output[target->indices[c]] += voice->gain * samples[c];
    }
    samples += target->width;
    output += target->output_channels;
  }
}

void mix_ramped(const struct mix_target *target, const float *samples, const float *gains,
                size_t frames) RT_SAFE {
  float *output = target->output;
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = 0; c < target->width; c++) {
      output[target->indices[c]] += gains[frame] * samples[c];
    }
    samples += target->width;
    output += target->output_channels;
  }
}
