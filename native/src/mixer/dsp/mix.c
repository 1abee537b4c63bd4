#include "mixer/dsp/mix.h"

#include "base/instruction_sets.h"

#if HAS_X86_VARIANTS
#include <immintrin.h>
#endif

/* Every sum is written in the order of the voices. The compiler vectorises these loops. */

static INLINE void add_1(float *restrict output, const struct mix_voice *voices, size_t count,
                         bool overwrites) RT_SAFE {
  const float *restrict a = voices[0].samples;
  const float gain_a = voices[0].gain;
  for (size_t k = 0; k < count; k++) {
    output[k] = (overwrites ? 0.0f : output[k]) + gain_a * a[k];
  }
}

static INLINE void add_2(float *restrict output, const struct mix_voice *voices, size_t count,
                         bool overwrites) RT_SAFE {
  const float *restrict a = voices[0].samples, *restrict b = voices[1].samples;
  const float gain_a = voices[0].gain, gain_b = voices[1].gain;
  for (size_t k = 0; k < count; k++) {
    output[k] = ((overwrites ? 0.0f : output[k]) + gain_a * a[k]) + gain_b * b[k];
  }
}

static INLINE void add_4(float *restrict output, const struct mix_voice *voices, size_t count,
                         bool overwrites) RT_SAFE {
  const float *restrict a = voices[0].samples, *restrict b = voices[1].samples;
  const float *restrict c = voices[2].samples, *restrict d = voices[3].samples;
  const float gain_a = voices[0].gain, gain_b = voices[1].gain;
  const float gain_c = voices[2].gain, gain_d = voices[3].gain;
  for (size_t k = 0; k < count; k++) {
    const float two = ((overwrites ? 0.0f : output[k]) + gain_a * a[k]) + gain_b * b[k];
    output[k] = (two + gain_c * c[k]) + gain_d * d[k];
  }
}

static INLINE void add_8(float *restrict output, const struct mix_voice *voices, size_t count,
                         bool overwrites) RT_SAFE {
  const float *restrict a = voices[0].samples, *restrict b = voices[1].samples;
  const float *restrict c = voices[2].samples, *restrict d = voices[3].samples;
  const float *restrict e = voices[4].samples, *restrict f = voices[5].samples;
  const float *restrict g = voices[6].samples, *restrict h = voices[7].samples;
  const float gain_a = voices[0].gain, gain_b = voices[1].gain;
  const float gain_c = voices[2].gain, gain_d = voices[3].gain;
  const float gain_e = voices[4].gain, gain_f = voices[5].gain;
  const float gain_g = voices[6].gain, gain_h = voices[7].gain;
  for (size_t k = 0; k < count; k++) {
    const float two = ((overwrites ? 0.0f : output[k]) + gain_a * a[k]) + gain_b * b[k];
    const float four = (two + gain_c * c[k]) + gain_d * d[k];
    const float six = (four + gain_e * e[k]) + gain_f * f[k];
    output[k] = (six + gain_g * g[k]) + gain_h * h[k];
  }
}

/* Adds the first ones of the voices, as many as go at a time; returns how many. */
static INLINE uint32_t add_some(float *restrict output, const struct mix_voice *voices,
                                uint32_t voice_count, size_t count, bool overwrites) RT_SAFE {
  if (voice_count >= 8) {
    add_8(output, voices, count, overwrites);
    return 8;
  }
  if (voice_count >= 4) {
    add_4(output, voices, count, overwrites);
    return 4;
  }
  if (voice_count >= 2) {
    add_2(output, voices, count, overwrites);
    return 2;
  }
  add_1(output, voices, count, overwrites);
  return 1;
}

static INLINE void add_all(float *restrict output, const struct mix_voice *voices,
                           uint32_t voice_count, size_t count, bool overwrites) RT_SAFE {
  uint32_t done = overwrites ? add_some(output, voices, voice_count, count, true) : 0;
  while (done < voice_count) {
    done += add_some(output, voices + done, voice_count - done, count, false);
  }
}

#if HAS_X86_VARIANTS
AVX2 static void add_avx2(float *restrict output, const struct mix_voice *voices,
                          uint32_t voice_count, size_t count, bool overwrites) RT_SAFE {
  add_all(output, voices, voice_count, count, overwrites);
}

AVX512 static void add_avx512(float *restrict output, const struct mix_voice *voices,
                              uint32_t voice_count, size_t count, bool overwrites) RT_SAFE {
  add_all(output, voices, voice_count, count, overwrites);
}
#endif

enum instruction_set mix_voices_with(enum instruction_set set, float *restrict output,
                                     const struct mix_voice *voices, uint32_t voice_count,
                                     size_t count, bool overwrites) RT_SAFE {
#if HAS_X86_VARIANTS
  if (set == INSTRUCTIONS_AVX512 && has_avx512()) {
    add_avx512(output, voices, voice_count, count, overwrites);
    return INSTRUCTIONS_AVX512;
  }
  if (set >= INSTRUCTIONS_AVX2 && has_avx2()) {
    add_avx2(output, voices, voice_count, count, overwrites);
    return INSTRUCTIONS_AVX2;
  }
#endif
  (void)set;
  add_all(output, voices, voice_count, count, overwrites);
  return INSTRUCTIONS_PLAIN;
}

/* ---- voices that begin within the stretch ---- */

/* Adds to the samples of the output from `begin` on. */
static INLINE void add_from(float *restrict output, const struct mix_voice *voice, size_t begin,
                            size_t count) RT_SAFE {
  const float *restrict samples = voice->samples;
  const size_t first = voice->first;
  for (size_t k = begin > first ? begin : first; k < count; k++) {
    output[k] += voice->gain * samples[k - first];
  }
}

#if HAS_X86_VARIANTS
enum { WIDTH = 8 };
/* A mask of the vector where a voice begins is a part of it. */
static const int32_t HEARD_SAMPLES[2 * WIDTH] = {0,  0,  0,  0,  0,  0,  0,  0,
                                                 -1, -1, -1, -1, -1, -1, -1, -1};

/* All voices use the same vectors of the output. In the vector where a voice begins it adds 0
 * before, which changes no bit, since no sum is -0; its samples there are not read. */
AVX2 static void add_staggered_avx2(float *restrict output, const struct mix_voice *voices,
                                    uint32_t voice_count, size_t count) RT_SAFE {
  const size_t whole = count / WIDTH * WIDTH;
  for (uint32_t v = 0; v < voice_count; v++) {
    const __m256 gain = _mm256_set1_ps(voices[v].gain);
    const size_t first = voices[v].first, silent = first % WIDTH;
    const float *samples = voices[v].samples - silent;
    size_t k = first - silent;
    if (k < whole) {
      const __m256i heard = _mm256_loadu_si256((const __m256i *)&HEARD_SAMPLES[WIDTH - silent]);
      const __m256 head = _mm256_mul_ps(gain, _mm256_maskload_ps(samples, heard));
      _mm256_storeu_ps(output + k, _mm256_add_ps(_mm256_loadu_ps(output + k), head));
    }
    for (k += WIDTH; k < whole; k += WIDTH) {
      samples += WIDTH;
      const __m256 each = _mm256_mul_ps(gain, _mm256_loadu_ps(samples));
      _mm256_storeu_ps(output + k, _mm256_add_ps(_mm256_loadu_ps(output + k), each));
    }
    if (whole < count) {
      add_from(output, &voices[v], whole, count);
    }
  }
}
#endif

enum instruction_set mix_staggered_with(enum instruction_set set, float *restrict output,
                                        const struct mix_voice *voices, uint32_t voice_count,
                                        size_t count) RT_SAFE {
#if HAS_X86_VARIANTS
  if (set >= INSTRUCTIONS_AVX2 && has_avx2()) {
    add_staggered_avx2(output, voices, voice_count, count);
    return INSTRUCTIONS_AVX2;
  }
#endif
  (void)set;
  for (uint32_t v = 0; v < voice_count; v++) {
    add_from(output, &voices[v], 0, count);
  }
  return INSTRUCTIONS_PLAIN;
}

/* ---- through a channel map ---- */

/* `gains` has a gain for each frame, or one for all where `step` is 0. */
static void mix_matrix(const struct mix_target *target, const float *samples, const float *gains,
                       size_t step, size_t frames) RT_SAFE {
  const struct channel_matrix *matrix = target->matrix;
  float *output = target->output;
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t k = 0; k < matrix->count; k++) {
      const struct matrix_way *way = &matrix->ways[k];
      output[way->to] += (*gains * way->gain) * samples[way->from];
    }
    gains += step;
    samples += target->source_channels;
    output += target->output_channels;
  }
}

void mix_mapped(const struct mix_target *target, const struct mix_voice *voice,
                size_t frames) RT_SAFE {
  if (target->matrix != NULL) {
    mix_matrix(target, voice->samples, &voice->gain, 0, frames);
    return;
  }
  const float *samples = voice->samples;
  float *output = target->output;
  const uint32_t step = target->source_channels == target->width ? 1 : 0;
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = 0; c < target->width; c++) {
      output[target->indices[c]] += voice->gain * samples[c * step];
    }
    samples += target->source_channels;
    output += target->output_channels;
  }
}

void mix_ramped(const struct mix_target *target, const float *samples, const float *gains,
                size_t frames) RT_SAFE {
  if (target->matrix != NULL) {
    mix_matrix(target, samples, gains, 1, frames);
    return;
  }
  float *output = target->output;
  const uint32_t step = target->source_channels == target->width ? 1 : 0;
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = 0; c < target->width; c++) {
      output[target->indices[c]] += gains[frame] * samples[c * step];
    }
    samples += target->source_channels;
    output += target->output_channels;
  }
}
