#include "mixer/dsp/channel_sums.h"

#include <stdbool.h>
#include <string.h>

#include "base/instruction_sets.h"

/** Samples whose squares are summed in single precision before they join the rest. */
enum { PORTION = 512 };

enum {
  SIZE_BITS = 0x7fffffff, /* all but the sign */
  INFINITY_BITS = 0x7f800000,
};

/* The bits of a float >= 0 order as the float does; those of NaN are larger than infinity's.
 * Compilers do not vectorise a maximum of floats (NaN, signs of zero), so it is written with
 * integers. */
#if defined(__GNUC__) || defined(__clang__)
typedef int32_t whole_four __attribute__((vector_size(4 * sizeof(int32_t))));
typedef float real_four __attribute__((vector_size(4 * sizeof(float))));

/** Sample k is in place k % 4. */
struct four {
  whole_four peaks; /* bits */
  real_four squares;
};

static INLINE void add_to_four(struct four *four, whole_four sizes, real_four squares) RT_SAFE {
  const whole_four is_larger = sizes > four->peaks;
  four->peaks = (sizes & is_larger) | (four->peaks & ~is_larger);
  four->squares += squares;
}

/* What `count` vectors of four hold, side by side in memory. */
static INLINE void fold_to_four(struct four *four, const void *peaks, const void *squares,
                                size_t count) RT_SAFE {
  whole_four sizes[4];
  real_four sums[4];
  memcpy(sizes, peaks, count * sizeof(sizes[0]));
  memcpy(sums, squares, count * sizeof(sums[0]));
  four->peaks = sizes[0];
  four->squares = sums[0];
  for (size_t k = 1; k < count; k++) {
    add_to_four(four, sizes[k], sums[k]);
  }
}

#define WIDTH          4
#define OF_WIDTH(name) name##_4
#include "mixer/dsp/channel_vectors.h"
#undef WIDTH
#undef OF_WIDTH
#define WIDTH          8
#define OF_WIDTH(name) name##_8
#include "mixer/dsp/channel_vectors.h"
#undef WIDTH
#undef OF_WIDTH
#define WIDTH          16
#define OF_WIDTH(name) name##_16
#include "mixer/dsp/channel_vectors.h"
#undef WIDTH
#undef OF_WIDTH

/* Up to PORTION samples, `width` at a time: as many as the processor's vectors have. */
static INLINE void accumulate(struct four *four, const float *samples, size_t count,
                              uint32_t width) RT_SAFE {
  if (width == 16) {
    accumulate_16(four, samples, count);
  } else if (width == 8) {
    accumulate_8(four, samples, count);
  } else {
    accumulate_4(four, samples, count);
  }
}
#else
struct four {
  int32_t peaks[4];
  float squares[4];
};

static INLINE void accumulate(struct four *four, const float *samples, size_t count,
                              uint32_t width) RT_SAFE {
  (void)width;
  memset(four, 0, sizeof(*four));
  for (size_t k = 0; k < count; k++) {
    int32_t bits;
    float size;
    memcpy(&bits, &samples[k], sizeof(bits));
    bits &= SIZE_BITS;
    bits = bits <= INFINITY_BITS ? bits : 0;
    memcpy(&size, &bits, sizeof(size));
    four->peaks[k % 4] = bits > four->peaks[k % 4] ? bits : four->peaks[k % 4];
    four->squares[k % 4] += size * size;
  }
}
#endif

/* For 1, 2 and 4 channels. */
static INLINE void add_to_channels(struct channel_sum *sums, const struct four *four,
                                   uint32_t channels) RT_SAFE {
  float peaks[4], squares[4];
  memcpy(peaks, &four->peaks, sizeof(peaks));
  memcpy(squares, &four->squares, sizeof(squares));
  for (uint32_t c = 0; c < channels; c++) {
    for (uint32_t place = c; place < 4; place += channels) {
      sums[c].peak = peaks[place] > sums[c].peak ? peaks[place] : sums[c].peak;
      sums[c].squares += (double)squares[place];
    }
  }
}

static INLINE void sum_few_channels(struct channel_sum *sums, const float *samples,
                                    uint32_t channels, size_t frames, uint32_t width) RT_SAFE {
  for (uint32_t c = 0; c < channels; c++) {
    sums[c] = (struct channel_sum){0};
  }
  for (size_t left = frames * channels, count; left > 0; left -= count, samples += count) {
    count = left < PORTION ? left : PORTION;
    struct four four;
    accumulate(&four, samples, count, width);
    add_to_channels(sums, &four, channels);
  }
}

/* Four channels at a time; returns the first channel that is left. At most PORTION frames. */
static INLINE uint32_t sum_four_channels(struct channel_sum *sums, const float *samples,
                                         uint32_t channels, size_t frames) RT_SAFE {
  uint32_t c = 0;
#if defined(__GNUC__) || defined(__clang__)
  for (; c + 4 <= channels; c += 4) {
    struct four four = {0};
    for (size_t frame = 0; frame < frames; frame++) {
      whole_four sizes;
      memcpy(&sizes, &samples[frame * channels + c], sizeof(sizes));
      sizes &= SIZE_BITS;
      sizes &= sizes <= INFINITY_BITS;
      add_to_four(&four, sizes, (real_four)sizes * (real_four)sizes);
    }
    for (uint32_t place = 0; place < 4; place++) {
      const float peak = ((real_four)four.peaks)[place];
      sums[c + place].peak = peak > sums[c + place].peak ? peak : sums[c + place].peak;
      sums[c + place].squares += (double)four.squares[place];
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
                           size_t frames, uint32_t width) RT_SAFE {
  if (channels == 2) {
    sum_few_channels(sums, samples, 2, frames, width);
  } else if (channels == 1) {
    sum_few_channels(sums, samples, 1, frames, width);
  } else if (channels == 4) {
    sum_few_channels(sums, samples, 4, frames, width);
  } else {
    sum_by_frame(sums, samples, channels, frames);
  }
}

#if HAS_X86_VARIANTS
AVX2 static void sum_with_avx2(struct channel_sum *sums, const float *samples, uint32_t channels,
                               size_t frames) RT_SAFE {
  sum_all(sums, samples, channels, frames, 8);
}

AVX512 static void sum_with_avx512(struct channel_sum *sums, const float *samples,
                                   uint32_t channels, size_t frames) RT_SAFE {
  sum_all(sums, samples, channels, frames, 16);
}
#endif

enum instruction_set channel_sums_with(enum instruction_set set, struct channel_sum *sums,
                                       const float *samples, uint32_t channels,
                                       size_t frames) RT_SAFE {
#if HAS_X86_VARIANTS
  if (set == INSTRUCTIONS_AVX512 && has_avx512()) {
    sum_with_avx512(sums, samples, channels, frames);
    return INSTRUCTIONS_AVX512;
  }
  if (set >= INSTRUCTIONS_AVX2 && has_avx2()) {
    sum_with_avx2(sums, samples, channels, frames);
    return INSTRUCTIONS_AVX2;
  }
#endif
  (void)set;
  sum_all(sums, samples, channels, frames, 4);
  return INSTRUCTIONS_PLAIN;
}

float peak_of(const float *samples, size_t count) RT_SAFE {
  struct channel_sum sum;
  channel_sums_of(&sum, samples, 1, count);
  return sum.peak;
}
