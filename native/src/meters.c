#include "meters.h"

#include <math.h>
#include <string.h>

/** Samples looked at together; a multiple of 1, 2, 4 and 8 channels. */
enum { LANES = 8 };

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

static float larger(float peak, float sample) RT_SAFE {
  const float size = fabsf(sample);
  return size > peak ? size : peak;
}

float peak_of(const float *samples, size_t count) RT_SAFE {
  float lanes[LANES] = {0};
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    for (size_t lane = 0; lane < LANES; lane++) {
      lanes[lane] = larger(lanes[lane], samples[k + lane]);
    }
  }
  float peak = 0;
  for (; k < count; k++) {
    peak = larger(peak, samples[k]);
  }
  for (size_t lane = 0; lane < LANES; lane++) {
    peak = larger(peak, lanes[lane]);
  }
  return peak;
}

static uint64_t count_clips(const float *samples, size_t count) RT_SAFE {
  uint64_t clips = 0;
  for (size_t k = 0; k < count; k++) {
    clips += fabsf(samples[k]) > 1;
  }
  return clips;
}

/* Lane k of the samples always belongs to channel k % channels. */
static void meter_lanes(float *peaks, const float *samples, uint32_t channels,
                        size_t count) RT_SAFE {
  float lanes[LANES] = {0};
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    for (size_t lane = 0; lane < LANES; lane++) {
      lanes[lane] = larger(lanes[lane], samples[k + lane]);
    }
  }
  for (; k < count; k++) {
    lanes[k % LANES] = larger(lanes[k % LANES], samples[k]);
  }
  for (size_t lane = 0; lane < LANES; lane++) {
    peaks[lane % channels] = larger(peaks[lane % channels], lanes[lane]);
  }
}

static void meter_frames(float *peaks, const float *samples, uint32_t channels,
                         size_t frames) RT_SAFE {
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = 0; c < channels; c++) {
      peaks[c] = larger(peaks[c], samples[frame * channels + c]);
    }
  }
}

uint64_t meter_block(atomic_peak *peaks, const float *samples, uint32_t channels,
                     size_t frames) RT_SAFE {
  float block_peaks[MAX_CHANNELS];
  float loudest = 0;
  memset(block_peaks, 0, channels * sizeof(block_peaks[0]));
  if (LANES % channels == 0) {
    meter_lanes(block_peaks, samples, channels, frames * channels);
  } else {
    meter_frames(block_peaks, samples, channels, frames);
  }
  for (uint32_t c = 0; c < channels; c++) {
    peak_raise(&peaks[c], block_peaks[c]);
    loudest = larger(loudest, block_peaks[c]);
  }
  return loudest > 1 ? count_clips(samples, frames * channels) : 0;
}
