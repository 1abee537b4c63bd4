#include "plain_loop.h"

#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>

static inline __m256 add(__m256 sum, __m256 gain, const float *samples) {
  return _mm256_fmadd_ps(gain, _mm256_loadu_ps(samples), sum);
}

static void add_eight(float *output, const float *const *voices, size_t offset, float gain,
                      size_t count) {
  const float *p[8];
  for (int voice = 0; voice < 8; voice++) {
    p[voice] = voices[voice] + offset;
  }
  const __m256 gains = _mm256_set1_ps(gain);
  for (size_t k = 0; k < count; k += 16) {
    __m256 left = _mm256_loadu_ps(output + k), right = _mm256_loadu_ps(output + k + 8);
#pragma GCC unroll 8
    for (int voice = 0; voice < 8; voice++) {
      left = add(left, gains, p[voice] + k);
      right = add(right, gains, p[voice] + k + 8);
    }
    _mm256_storeu_ps(output + k, left);
    _mm256_storeu_ps(output + k + 8, right);
  }
}
#else
static void add_eight(float *output, const float *const *voices, size_t offset, float gain,
                      size_t count) {
  for (size_t k = 0; k < count; k++) {
    float sum = output[k];
    for (int voice = 0; voice < 8; voice++) {
      sum += gain * voices[voice][offset + k];
    }
    output[k] = sum;
  }
}
#endif

void plain_loop(float *output, const float *const *voices, long voice_count, size_t offset,
                float gain, size_t count) {
  memset(output, 0, count * sizeof(*output));
  for (long voice = 0; voice < voice_count; voice += 8) {
    add_eight(output, voices + voice, offset, gain, count);
  }
}
