#include "channel_sums.h"

#include <stdbool.h>
#include <string.h>

#include "instruction_sets.h"

/** Samples looked at together: a multiple of the usual channel counts. */
enum { LANES = 16 };
/** Samples whose squares are summed in single precision before they join the rest. */
enum { PORTION = 512 };

#define SIZE_BITS     0x7fffffff /* all but the sign */
#define INFINITY_BITS 0x7f800000

/* The bits of a float >= 0 order like the float; those of NaN lie beyond infinity. Compilers see no
 * maximum of floats in a loop that they may vectorise (NaN, signs of zero), so it is spelt out in
 * integers. */
#if defined(__GNUC__) || defined(__clang__)
typedef int32_t whole_lanes __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef float float_lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t whole_eight __attribute__((vector_size(8 * sizeof(int32_t))));
typedef float float_eight __attribute__((vector_size(8 * sizeof(float))));
typedef int32_t whole_four __attribute__((vector_size(4 * sizeof(int32_t))));
typedef float float_four __attribute__((vector_size(4 * sizeof(float))));

/** Sample k is in lane k % LANES. */
struct lanes {
  whole_lanes peaks; /* bits */
  float_lanes squares;
};

static INLINE void look_at_group(struct lanes *lanes, const float *samples) RT_SAFE {
  whole_lanes sizes;
  memcpy(&sizes, samples, sizeof(sizes));
  sizes &= SIZE_BITS;
  sizes &= sizes <= INFINITY_BITS;
  const whole_lanes is_larger = sizes > lanes->peaks;
  lanes->peaks = (sizes & is_larger) | (lanes->peaks & ~is_larger);
  lanes->squares += (float_lanes)sizes * (float_lanes)sizes;
}

static INLINE void add_lanes(struct lanes *lanes, const struct lanes *others) RT_SAFE {
  const whole_lanes is_larger = others->peaks > lanes->peaks;
  lanes->peaks = (others->peaks & is_larger) | (lanes->peaks & ~is_larger);
  lanes->squares += others->squares;
}

/* Halves are folded until four lanes are left. */
static INLINE void fold_to_four(const struct lanes *lanes, float *peaks, float *squares) RT_SAFE {
  whole_eight sizes[2];
  float_eight sums[2];
  memcpy(sizes, &lanes->peaks, sizeof(sizes));
  memcpy(sums, &lanes->squares, sizeof(sums));
  const whole_eight is_larger = sizes[1] > sizes[0];
  sizes[0] = (sizes[1] & is_larger) | (sizes[0] & ~is_larger);
  sums[0] += sums[1];
  whole_four last_sizes[2];
  float_four last_sums[2];
  memcpy(last_sizes, &sizes[0], sizeof(last_sizes));
  memcpy(last_sums, &sums[0], sizeof(last_sums));
  const whole_four is_last = last_sizes[1] > last_sizes[0];
  last_sizes[0] = (last_sizes[1] & is_last) | (last_sizes[0] & ~is_last);
  last_sums[0] += last_sums[1];
  memcpy(peaks, &last_sizes[0], sizeof(last_sizes[0]));
  memcpy(squares, &last_sums[0], sizeof(last_sums[0]));
}
#else
struct lanes {
  int32_t peaks[LANES];
  float squares[LANES];
};

static INLINE void look_at_group(struct lanes *lanes, const float *samples) RT_SAFE {
  for (size_t lane = 0; lane < LANES; lane++) {
    int32_t bits;
    float size;
    memcpy(&bits, &samples[lane], sizeof(bits));
    bits &= SIZE_BITS;
    bits = bits <= INFINITY_BITS ? bits : 0;
    memcpy(&size, &bits, sizeof(size));
    lanes->peaks[lane] = bits > lanes->peaks[lane] ? bits : lanes->peaks[lane];
    lanes->squares[lane] += size * size;
  }
}

static INLINE void add_lanes(struct lanes *lanes, const struct lanes *others) RT_SAFE {
  for (size_t lane = 0; lane < LANES; lane++) {
    const int32_t peak = others->peaks[lane];
    lanes->peaks[lane] = peak > lanes->peaks[lane] ? peak : lanes->peaks[lane];
    lanes->squares[lane] += others->squares[lane];
  }
}

static INLINE void fold_to_four(const struct lanes *lanes, float *peaks, float *squares) RT_SAFE {
  float sizes[LANES];
  memcpy(sizes, lanes->peaks, sizeof(sizes));
  for (size_t lane = 0; lane < 4; lane++) {
    peaks[lane] = sizes[lane];
    squares[lane] = lanes->squares[lane];
    for (size_t other = lane + 4; other < LANES; other += 4) {
      peaks[lane] = sizes[other] > peaks[lane] ? sizes[other] : peaks[lane];
      squares[lane] += lanes->squares[other];
    }
  }
}
#endif

/* Up to PORTION samples, in groups side by side: neither waits for the other's sum. */
static INLINE struct lanes look_at(const float *samples, size_t count) RT_SAFE {
  struct lanes lanes = {0}, others = {0};
  size_t k = 0;
  for (; k + (size_t)2 * LANES <= count; k += (size_t)2 * LANES) {
    look_at_group(&lanes, &samples[k]);
    look_at_group(&others, &samples[k + LANES]);
  }
  if (k + LANES <= count) {
    look_at_group(&lanes, &samples[k]);
    k += LANES;
  }
  if (k < count) {
    float rest[LANES] = {0};
    memcpy(rest, &samples[k], (count - k) * sizeof(rest[0]));
    look_at_group(&lanes, rest);
  }
  add_lanes(&lanes, &others);
  return lanes;
}

/* For numbers of channels that divide LANES. */
static INLINE void add_to_channels(struct channel_sum *sums, const struct lanes *lanes,
                                   uint32_t channels) RT_SAFE {
  float peaks[LANES], squares[LANES];
  const uint32_t width = channels <= 4 ? 4 : LANES;
  if (width == 4) {
    fold_to_four(lanes, peaks, squares);
  } else {
    memcpy(peaks, &lanes->peaks, sizeof(peaks));
    memcpy(squares, &lanes->squares, sizeof(squares));
  }
  for (uint32_t c = 0; c < channels; c++) {
    for (uint32_t lane = c; lane < width; lane += channels) {
      sums[c].peak = peaks[lane] > sums[c].peak ? peaks[lane] : sums[c].peak;
      sums[c].squares += (double)squares[lane];
    }
  }
}

static INLINE void sum_in_lanes(struct channel_sum *sums, const float *samples, uint32_t channels,
                                size_t frames) RT_SAFE {
  for (uint32_t c = 0; c < channels; c++) {
    sums[c] = (struct channel_sum){0};
  }
  for (size_t left = frames * channels, count; left > 0; left -= count, samples += count) {
    count = left < PORTION ? left : PORTION;
    const struct lanes lanes = look_at(samples, count);
    add_to_channels(sums, &lanes, channels);
  }
}

/* All channels, four at a time as far as that goes; returns which are left. At most
 * PORTION frames. */
static INLINE uint32_t sum_four_channels(struct channel_sum *sums, const float *samples,
                                         uint32_t channels, size_t frames) RT_SAFE {
  uint32_t c = 0;
#if defined(__GNUC__) || defined(__clang__)
  for (; c + 4 <= channels; c += 4) {
    whole_four peaks = {0};
    float_four squares = {0};
    for (size_t frame = 0; frame < frames; frame++) {
      whole_four sizes;
      memcpy(&sizes, &samples[frame * channels + c], sizeof(sizes));
      sizes &= SIZE_BITS;
      sizes &= sizes <= INFINITY_BITS;
      const whole_four is_larger = sizes > peaks;
      peaks = (sizes & is_larger) | (peaks & ~is_larger);
      squares += (float_four)sizes * (float_four)sizes;
    }
    for (uint32_t lane = 0; lane < 4; lane++) {
      const float peak = ((float_four)peaks)[lane];
      sums[c + lane].peak = peak > sums[c + lane].peak ? peak : sums[c + lane].peak;
      sums[c + lane].squares += (double)squares[lane];
    }
  }
#else
  (void)sums, (void)samples, (void)channels, (void)frames;
#endif
  return c;
}

static INLINE void sum_by_frame(struct channel_sum *sums, const float *samples, uint32_t channels,
                                size_t frames) RT_SAFE {
  uint32_t first = 0;
  memset(sums, 0, channels * sizeof(sums[0]));
  for (size_t done = 0; done < frames; done += PORTION) {
    const size_t count = frames - done < PORTION ? frames - done : PORTION;
    first = sum_four_channels(sums, samples + done * channels, channels, count);
  }
  for (size_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = first; c < channels; c++) {
      const float sample = samples[frame * channels + c];
      const float size = sample < 0 ? -sample : sample;
      if (size >= 0) { /* a number */
        sums[c].peak = size > sums[c].peak ? size : sums[c].peak;
        sums[c].squares += (double)(size * size);
      }
    }
  }
}

static INLINE void sum_all(struct channel_sum *sums, const float *samples, uint32_t channels,
                           size_t frames) RT_SAFE {
  if (channels == 2) {
    sum_in_lanes(sums, samples, 2, frames);
  } else if (LANES % channels == 0) {
    sum_in_lanes(sums, samples, channels, frames);
  } else {
    sum_by_frame(sums, samples, channels, frames);
  }
}

#if HAS_X86_VARIANTS
AVX2 static void sum_with_avx2(struct channel_sum *sums, const float *samples, uint32_t channels,
                               size_t frames) RT_SAFE {
  sum_all(sums, samples, channels, frames);
}

AVX512 static void sum_with_avx512(struct channel_sum *sums, const float *samples,
                                   uint32_t channels, size_t frames) RT_SAFE {
  sum_all(sums, samples, channels, frames);
}
#endif

void channel_sums_of(struct channel_sum *sums, const float *samples, uint32_t channels,
                     size_t frames) RT_SAFE {
#if HAS_X86_VARIANTS
  if (has_avx512()) {
    sum_with_avx512(sums, samples, channels, frames);
    return;
  }
  if (has_avx2()) {
    sum_with_avx2(sums, samples, channels, frames);
    return;
  }
#endif
  sum_all(sums, samples, channels, frames);
}

float peak_of(const float *samples, size_t count) RT_SAFE {
  struct channel_sum sum;
  channel_sums_of(&sum, samples, 1, count);
  return sum.peak;
}
