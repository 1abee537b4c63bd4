#include "meters.h"

#include <math.h>
#include <string.h>

/** Samples looked at together: a multiple of the usual channel counts. */
enum { LANES = 8 };

#define SIZE_BITS     0x7fffffff /* all but the sign */
#define INFINITY_BITS 0x7f800000

void peak_raise(atomic_peak *peak, float value) RT_SAFE {
  uint_least32_t bits;
  memcpy(&bits, &value, sizeof(value));
  uint_least32_t before = atomic_load_explicit(peak, memory_order_relaxed);
  if (bits <= before) {
    return;
  }
  /* When the exchange fails the other side has just taken the old peak; the new one starts at 0. */
  if (!atomic_compare_exchange_strong_explicit(peak, &before, bits, memory_order_relaxed,
                                               memory_order_relaxed)) {
    atomic_store_explicit(peak, bits, memory_order_relaxed);
  }
}

float peak_take(atomic_peak *peak) {
  const uint_least32_t bits = atomic_exchange_explicit(peak, 0, memory_order_relaxed);
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

/* The bits of a float >= 0 order like the float; those of NaN lie beyond infinity. */
static uint32_t size_bits(float sample) RT_SAFE {
  uint32_t bits;
  memcpy(&bits, &sample, sizeof(bits));
  bits &= SIZE_BITS;
  return bits <= INFINITY_BITS ? bits : 0;
}

static uint32_t larger(uint32_t a, uint32_t b) RT_SAFE {
  return a > b ? a : b;
}

static float float_of(uint32_t bits) RT_SAFE {
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

/* Whole groups of LANES samples; returns how many samples that were. Compilers see no maximum of
 * floats in the loop that they may vectorise (NaN, signs of zero), so it is spelt out in integers.
 */
#if defined(__GNUC__) || defined(__clang__)
typedef int32_t four __attribute__((vector_size(4 * sizeof(int32_t))));

static four larger_four(four largest, const float *samples) RT_SAFE {
  four bits;
  memcpy(&bits, samples, sizeof(bits));
  bits &= SIZE_BITS;
  bits &= bits <= INFINITY_BITS;
  const four is_larger = bits > largest;
  return (bits & is_larger) | (largest & ~is_larger);
}

static size_t scan_groups(uint32_t *lanes, const float *samples, size_t count) RT_SAFE {
  four low = {0}, high = {0};
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    low = larger_four(low, &samples[k]);
    high = larger_four(high, &samples[k + LANES / 2]);
  }
  memcpy(lanes, &low, sizeof(low));
  memcpy(lanes + LANES / 2, &high, sizeof(high));
  return k;
}
#else
static size_t scan_groups(uint32_t *lanes, const float *samples, size_t count) RT_SAFE {
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    for (size_t lane = 0; lane < LANES; lane++) {
      lanes[lane] = larger(lanes[lane], size_bits(samples[k + lane]));
    }
  }
  return k;
}
#endif

/* Lane k % LANES holds the largest of the samples k. */
static void scan(uint32_t *lanes, const float *samples, size_t count) RT_SAFE {
  for (size_t k = scan_groups(lanes, samples, count); k < count; k++) {
    lanes[k % LANES] = larger(lanes[k % LANES], size_bits(samples[k]));
  }
}

float peak_of(const float *samples, size_t count) RT_SAFE {
  uint32_t lanes[LANES] = {0};
  uint32_t peak = 0;
  scan(lanes, samples, count);
  for (size_t lane = 0; lane < LANES; lane++) {
    peak = larger(peak, lanes[lane]);
  }
  return float_of(peak);
}

static uint64_t count_clips(const float *samples, size_t count) RT_SAFE {
  uint64_t clips = 0;
  for (size_t k = 0; k < count; k++) {
    clips += fabsf(samples[k]) > 1;
  }
  return clips;
}

static void scan_frames(uint32_t *peaks, const float *samples, uint32_t channels,
                        size_t frames) RT_SAFE {
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = 0; c < channels; c++) {
      peaks[c] = larger(peaks[c], size_bits(samples[frame * channels + c]));
    }
  }
}

uint64_t meter_block(atomic_peak *peaks, const float *samples, uint32_t channels,
                     size_t frames) RT_SAFE {
  uint32_t block_peaks[MAX_CHANNELS];
  uint32_t loudest = 0;
  memset(block_peaks, 0, channels * sizeof(block_peaks[0]));
  if (LANES % channels == 0) {
    uint32_t lanes[LANES] = {0};
    scan(lanes, samples, frames * channels);
    for (size_t lane = 0; lane < LANES; lane++) {
      block_peaks[lane % channels] = larger(block_peaks[lane % channels], lanes[lane]);
    }
  } else {
    scan_frames(block_peaks, samples, channels, frames);
  }
  for (uint32_t c = 0; c < channels; c++) {
    peak_raise(&peaks[c], float_of(block_peaks[c]));
    loudest = larger(loudest, block_peaks[c]);
  }
  return float_of(loudest) > 1 ? count_clips(samples, frames * channels) : 0;
}
