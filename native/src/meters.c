#include "meters.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "avx2.h"

/** Samples looked at together: a multiple of the usual channel counts. */
enum { LANES = 8 };
/** Samples whose squares are summed in single precision before they join the rest. */
enum { PORTION = 512 };

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

/* ---- the word of a channel ---- */

/* Peak and mean square side by side; a peak has no sign, so its bit tells that something was
 * measured. */
#define MEASURED ((uint64_t)1 << 63)

static uint32_t bits_of(float value) RT_SAFE {
  uint32_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

static float float_of(uint32_t bits) RT_SAFE {
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

static uint64_t word_of(const struct channel_meter *meter, float peak) RT_SAFE {
  const float mean = meter->squares > 0 ? (float)(meter->squares / (double)meter->frames) : 0;
  return MEASURED | (uint64_t)bits_of(peak) << 32 | bits_of(mean);
}

static float peak_in(uint64_t word) RT_SAFE {
  return float_of((uint32_t)(word >> 32) & SIZE_BITS);
}

static void begin_window(struct channel_meter *meter, struct channel_sum sum,
                         size_t frames) RT_SAFE {
  meter->squares = sum.squares;
  meter->frames = frames;
  atomic_store_explicit(&meter->published, word_of(meter, sum.peak), memory_order_relaxed);
}

void channel_meter_add(struct channel_meter *meter, struct channel_sum sum, size_t frames) RT_SAFE {
  uint_least64_t before = atomic_load_explicit(&meter->published, memory_order_relaxed);
  if (before == 0) {
    begin_window(meter, sum, frames);
    return;
  }
  const float peak = peak_in(before);
  meter->squares += sum.squares;
  meter->frames += frames;
  const uint64_t after = word_of(meter, sum.peak > peak ? sum.peak : peak);
  /* Silence after silence has nothing to tell. When the exchange fails the other side has just
   * taken the window without these frames: they begin the next one. */
  if (after != before &&
      !atomic_compare_exchange_strong_explicit(&meter->published, &before, after,
                                               memory_order_relaxed, memory_order_relaxed)) {
    begin_window(meter, sum, frames);
  }
}

struct level channel_meter_take(struct channel_meter *meter) {
  const uint64_t word = atomic_exchange_explicit(&meter->published, 0, memory_order_relaxed);
  return (struct level){.peak = peak_in(word), .rms = sqrtf(float_of((uint32_t)word))};
}

/* ---- looking at samples ---- */

/* The bits of a float >= 0 order like the float; those of NaN lie beyond infinity. */
static uint32_t size_bits(float sample) RT_SAFE {
  const uint32_t bits = bits_of(sample) & SIZE_BITS;
  return bits <= INFINITY_BITS ? bits : 0;
}

static uint32_t larger(uint32_t a, uint32_t b) RT_SAFE {
  return a > b ? a : b;
}

/** Lane k % LANES looks at the samples k. */
struct lanes {
  uint32_t peaks[LANES];
  double squares[LANES];
};

static void look_at(struct lanes *lanes, size_t lane, float sample, bool with_squares) RT_SAFE {
  const uint32_t bits = size_bits(sample);
  lanes->peaks[lane] = larger(lanes->peaks[lane], bits);
  if (with_squares) {
    lanes->squares[lane] += (double)(float_of(bits) * float_of(bits));
  }
}

/* Whole groups of LANES samples; returns how many samples that were. Compilers see no maximum of
 * floats in the loop that they may vectorise (NaN, signs of zero), so it is spelt out in integers.
 */
#if defined(__GNUC__) || defined(__clang__)
typedef int32_t four __attribute__((vector_size(4 * sizeof(int32_t))));
typedef float four_floats __attribute__((vector_size(4 * sizeof(float))));

static inline four sizes_of_four(const float *samples) RT_SAFE {
  four bits;
  memcpy(&bits, samples, sizeof(bits));
  bits &= SIZE_BITS;
  return bits & (bits <= INFINITY_BITS);
}

static inline four larger_four(four a, four b) RT_SAFE {
  const four is_larger = a > b;
  return (a & is_larger) | (b & ~is_larger);
}

typedef int32_t eight __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef float eight_floats __attribute__((vector_size(LANES * sizeof(float))));

static INLINE size_t scan_groups(struct lanes *lanes, const float *samples, size_t count,
                                 bool with_squares) RT_SAFE {
  eight peaks = {0}, sizes;
  eight_floats squares = {0};
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    memcpy(&sizes, &samples[k], sizeof(sizes));
    sizes &= SIZE_BITS;
    sizes &= sizes <= INFINITY_BITS;
    const eight is_larger = sizes > peaks;
    peaks = (sizes & is_larger) | (peaks & ~is_larger);
    if (with_squares) {
      squares += (eight_floats)sizes * (eight_floats)sizes;
    }
  }
  for (size_t lane = 0; lane < LANES; lane++) {
    lanes->peaks[lane] = larger(lanes->peaks[lane], (uint32_t)peaks[lane]);
    lanes->squares[lane] += (double)squares[lane];
  }
  return k;
}
#else
static INLINE size_t scan_groups(struct lanes *lanes, const float *samples, size_t count,
                                 bool with_squares) RT_SAFE {
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    for (size_t lane = 0; lane < LANES; lane++) {
      look_at(lanes, lane, samples[k + lane], with_squares);
    }
  }
  return k;
}
#endif

/* Sums in single precision stay short. */
static INLINE void scan_all(struct lanes *lanes, const float *samples, size_t count,
                            bool with_squares) RT_SAFE {
  for (; count >= PORTION; samples += PORTION, count -= PORTION) {
    scan_groups(lanes, samples, PORTION, with_squares);
  }
  for (size_t k = scan_groups(lanes, samples, count, with_squares); k < count; k++) {
    look_at(lanes, k % LANES, samples[k], with_squares);
  }
}

#if HAS_AVX2_VARIANT
AVX2 static void scan_with_avx2(struct lanes *lanes, const float *samples, size_t count,
                                bool with_squares) RT_SAFE {
  if (with_squares) {
    scan_all(lanes, samples, count, true);
  } else {
    scan_all(lanes, samples, count, false);
  }
}
#endif

static void scan(struct lanes *lanes, const float *samples, size_t count,
                 bool with_squares) RT_SAFE {
#if HAS_AVX2_VARIANT
  if (has_avx2()) {
    scan_with_avx2(lanes, samples, count, with_squares);
    return;
  }
#endif
  scan_all(lanes, samples, count, with_squares);
}

float peak_of(const float *samples, size_t count) RT_SAFE {
  struct lanes lanes = {0};
  uint32_t peak = 0;
  scan(&lanes, samples, count, false);
  for (size_t lane = 0; lane < LANES; lane++) {
    peak = larger(peak, lanes.peaks[lane]);
  }
  return float_of(peak);
}

/* ---- blocks ---- */

/* For channel counts that divide LANES: halves are folded until each lane is a channel. */
static void sum_in_lanes(struct channel_sum *sums, const float *samples, uint32_t channels,
                         size_t frames) RT_SAFE {
  struct lanes lanes = {0};
  scan(&lanes, samples, frames * channels, true);
  for (size_t width = LANES / 2; width >= channels; width /= 2) {
    for (size_t lane = 0; lane < width; lane++) {
      lanes.peaks[lane] = larger(lanes.peaks[lane], lanes.peaks[lane + width]);
      lanes.squares[lane] += lanes.squares[lane + width];
    }
  }
  for (uint32_t c = 0; c < channels; c++) {
    sums[c] = (struct channel_sum){.peak = float_of(lanes.peaks[c]), .squares = lanes.squares[c]};
  }
}

/* All channels, four at a time as far as that goes; returns which are left. At most
 * PORTION frames. */
static uint32_t sum_four_channels(struct channel_sum *sums, const float *samples, uint32_t channels,
                                  size_t frames) RT_SAFE {
  uint32_t c = 0;
#if defined(__GNUC__) || defined(__clang__)
  for (; c + 4 <= channels; c += 4) {
    four peaks = {0};
    four_floats squares = {0};
    for (size_t frame = 0; frame < frames; frame++) {
      const four sizes = sizes_of_four(&samples[frame * channels + c]);
      peaks = larger_four(sizes, peaks);
      squares += (four_floats)sizes * (four_floats)sizes;
    }
    for (uint32_t lane = 0; lane < 4; lane++) {
      const float peak = float_of((uint32_t)peaks[lane]);
      sums[c + lane].peak = peak > sums[c + lane].peak ? peak : sums[c + lane].peak;
      sums[c + lane].squares += (double)squares[lane];
    }
  }
#else
  (void)sums, (void)samples, (void)channels, (void)frames;
#endif
  return c;
}

static void sum_by_frame(struct channel_sum *sums, const float *samples, uint32_t channels,
                         size_t frames) RT_SAFE {
  uint32_t first = 0;
  for (size_t done = 0; done < frames; done += PORTION) {
    const size_t count = frames - done < PORTION ? frames - done : PORTION;
    first = sum_four_channels(sums, samples + done * channels, channels, count);
  }
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = first; c < channels; c++) {
      const float size = float_of(size_bits(samples[frame * channels + c]));
      sums[c].peak = size > sums[c].peak ? size : sums[c].peak;
      sums[c].squares += (double)(size * size);
    }
  }
}

static uint64_t count_clips(const float *samples, uint32_t stride, size_t frames) RT_SAFE {
  uint64_t clips = 0;
  for (size_t frame = 0; frame < frames; frame++) {
    clips += fabsf(samples[frame * stride]) > 1;
  }
  return clips;
}

void meter_block(struct channel_meter *meters, atomic_uint_least64_t *clips, const float *samples,
                 uint32_t channels, size_t frames) RT_SAFE {
  struct channel_sum sums[MAX_CHANNELS];
  memset(sums, 0, channels * sizeof(sums[0]));
  if (LANES % channels == 0) {
    sum_in_lanes(sums, samples, channels, frames);
  } else {
    sum_by_frame(sums, samples, channels, frames);
  }
  for (uint32_t c = 0; c < channels; c++) {
    channel_meter_add(&meters[c], sums[c], frames);
    if (clips != NULL && sums[c].peak > 1) {
      const uint64_t before = atomic_load_explicit(&clips[c], memory_order_relaxed);
      atomic_store_explicit(&clips[c], before + count_clips(samples + c, channels, frames),
                            memory_order_relaxed);
    }
  }
}

void meter_silence(struct channel_meter *meters, uint32_t channels, size_t frames) RT_SAFE {
  for (uint32_t c = 0; c < channels; c++) {
    channel_meter_add(&meters[c], (struct channel_sum){0}, frames);
  }
}
