#include "mix.h"

#include "avx2.h"

/* Several voices in one pass: the output is loaded and stored once for all of them, and their
 * samples come from memory side by side. Every sum is written in order of the voices; contraction
 * is off for the whole core, so all variants give the same bits. The compiler vectorises them. */

static INLINE void add_1(float *restrict output, const struct mix_voice *voices,
                         size_t count) RT_SAFE {
  const float *restrict a = voices[0].samples;
  const float gain_a = voices[0].gain;
  for (size_t k = 0; k < count; k++) {
    output[k] = output[k] + gain_a * a[k];
  }
}

static INLINE void add_2(float *restrict output, const struct mix_voice *voices,
                         size_t count) RT_SAFE {
  const float *restrict a = voices[0].samples, *restrict b = voices[1].samples;
  const float gain_a = voices[0].gain, gain_b = voices[1].gain;
  for (size_t k = 0; k < count; k++) {
    output[k] = (output[k] + gain_a * a[k]) + gain_b * b[k];
  }
}

static INLINE void add_4(float *restrict output, const struct mix_voice *voices,
                         size_t count) RT_SAFE {
  const float *restrict a = voices[0].samples, *restrict b = voices[1].samples;
  const float *restrict c = voices[2].samples, *restrict d = voices[3].samples;
  const float gain_a = voices[0].gain, gain_b = voices[1].gain;
  const float gain_c = voices[2].gain, gain_d = voices[3].gain;
  for (size_t k = 0; k < count; k++) {
    const float two = (output[k] + gain_a * a[k]) + gain_b * b[k];
    output[k] = (two + gain_c * c[k]) + gain_d * d[k];
  }
}

static INLINE void add_8(float *restrict output, const struct mix_voice *voices,
                         size_t count) RT_SAFE {
  const float *restrict a = voices[0].samples, *restrict b = voices[1].samples;
  const float *restrict c = voices[2].samples, *restrict d = voices[3].samples;
  const float *restrict e = voices[4].samples, *restrict f = voices[5].samples;
  const float *restrict g = voices[6].samples, *restrict h = voices[7].samples;
  const float gain_a = voices[0].gain, gain_b = voices[1].gain;
  const float gain_c = voices[2].gain, gain_d = voices[3].gain;
  const float gain_e = voices[4].gain, gain_f = voices[5].gain;
  const float gain_g = voices[6].gain, gain_h = voices[7].gain;
  for (size_t k = 0; k < count; k++) {
    const float two = (output[k] + gain_a * a[k]) + gain_b * b[k];
    const float four = (two + gain_c * c[k]) + gain_d * d[k];
    const float six = (four + gain_e * e[k]) + gain_f * f[k];
    output[k] = (six + gain_g * g[k]) + gain_h * h[k];
  }
}

static INLINE void add_all(float *restrict output, const struct mix_voice *voices, uint32_t left,
                           size_t count) RT_SAFE {
  for (; left >= 8; left -= 8, voices += 8) {
    add_8(output, voices, count);
  }
  if (left >= 4) {
    add_4(output, voices, count);
    left -= 4;
    voices += 4;
  }
  if (left >= 2) {
    add_2(output, voices, count);
    left -= 2;
    voices += 2;
  }
  if (left == 1) {
    add_1(output, voices, count);
  }
}

static void add_plain(float *restrict output, const struct mix_voice *voices, uint32_t voice_count,
                      size_t count) RT_SAFE {
  add_all(output, voices, voice_count, count);
}

#if HAS_AVX2_VARIANT
AVX2 static void add_avx2(float *restrict output, const struct mix_voice *voices,
                          uint32_t voice_count, size_t count) RT_SAFE {
  add_all(output, voices, voice_count, count);
}
#endif

void mix_voices(float *restrict output, const struct mix_voice *voices, uint32_t voice_count,
                size_t count) RT_SAFE {
#if HAS_AVX2_VARIANT
  if (has_avx2()) {
    add_avx2(output, voices, voice_count, count);
    return;
  }
#endif
  add_plain(output, voices, voice_count, count);
}

void mix_voices_plain(float *restrict output, const struct mix_voice *voices, uint32_t voice_count,
                      size_t count) RT_SAFE {
  add_plain(output, voices, voice_count, count);
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
