#include "mixer/dsp/channel_sums.h"

#include <string.h>

/** Samples whose squares are summed in single precision before they join the rest. */
enum { PORTION = 512 };

enum {
  SIZE_BITS = 0x7fffffff, /* all but the sign */
  INFINITY_BITS = 0x7f800000,
  ONE_BITS = 0x3f800000
};

/** Up to PORTION samples in columns. */
struct portion {
  int32_t peaks[SUM_COLUMNS];
  float squares[SUM_COLUMNS];
};

static int32_t size_bits(float sample) RT_SAFE {
  int32_t bits;
  memcpy(&bits, &sample, sizeof(bits));
  bits &= SIZE_BITS;
  return bits <= INFINITY_BITS ? bits : 0;
}

static float float_of(int32_t bits) RT_SAFE {
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

/* Without a division. */
static bool divide_columns(uint32_t channels) RT_SAFE {
  return channels <= SUM_COLUMNS && (channels & (channels - 1)) == 0;
}

/* ---- channels that divide the columns ---- */

/* The bits of a float >= 0 order as the float does; those of NaN are larger than infinity's.
 * Compilers do not vectorise a maximum of floats (NaN, signs of zero), so it is written with
 * integers. */
#if defined(__GNUC__) || defined(__clang__)
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
static INLINE void sum_portion(struct portion *portion, const float *samples, size_t count,
                               uint32_t width) RT_SAFE {
  if (width == 8) {
    sum_portion_8(portion, samples, count);
  } else {
    sum_portion_4(portion, samples, count);
  }
}

static INLINE bool is_beyond_one(const struct portion *portion) RT_SAFE {
  whole_4 peaks[SUM_COLUMNS / 4];
  uint64_t halves[2];
  memcpy(peaks, portion->peaks, sizeof(peaks));
  raise_4(&peaks[0], &peaks[1]);
  raise_4(&peaks[2], &peaks[3]);
  raise_4(&peaks[0], &peaks[2]);
  peaks[0] = peaks[0] > ONE_BITS;
  memcpy(halves, &peaks[0], sizeof(halves));
  return (halves[0] | halves[1]) != 0;
}
#else
static INLINE void sum_portion(struct portion *portion, const float *samples, size_t count,
                               uint32_t width) RT_SAFE {
  (void)width;
  memset(portion, 0, sizeof(*portion));
  for (size_t k = 0; k < count; k++) {
    const int32_t bits = size_bits(samples[k]);
    const size_t column = k % SUM_COLUMNS;
    portion->peaks[column] = bits > portion->peaks[column] ? bits : portion->peaks[column];
    portion->squares[column] += float_of(bits) * float_of(bits);
  }
}

static INLINE bool is_beyond_one(const struct portion *portion) RT_SAFE {
  bool is_beyond = false;
  for (size_t k = 0; k < SUM_COLUMNS; k++) {
    is_beyond |= portion->peaks[k] > ONE_BITS;
  }
  return is_beyond;
}
#endif

/* Returns whether a sample of the portion lies beyond +-1. */
static INLINE bool add_portion(struct column_sums *restrict to, const struct column_sums *from,
                               const struct portion *portion) RT_SAFE {
  for (size_t k = 0; k < SUM_COLUMNS; k++) {
    to->squares[k] = from->squares[k] + (double)portion->squares[k];
  }
  for (size_t k = 0; k < SUM_COLUMNS; k++) {
    const int32_t before = from->peaks[k], now = portion->peaks[k];
    to->peaks[k] = now > before ? now : before;
  }
  return is_beyond_one(portion);
}

static INLINE bool add_to_columns(struct column_sums *to, const struct column_sums *from,
                                  const float *samples, size_t count, uint32_t width) RT_SAFE {
  bool is_over = false;
  for (size_t done = 0; done < count; done += PORTION) {
    struct portion portion;
    sum_portion(&portion, samples + done, count - done < PORTION ? count - done : PORTION, width);
    is_over |= add_portion(to, done == 0 ? from : to, &portion);
  }
  return is_over;
}

/* ---- other numbers of channels ---- */

/* One struct's channels, `count` of them. */
static INLINE bool add_by_frame(struct column_sums *sums, const float *samples, uint32_t count,
                                uint32_t channels, size_t frames) RT_SAFE {
  bool is_over = false;
  for (size_t done = 0; done < frames; done += PORTION) {
    const size_t end = frames - done < PORTION ? frames : done + PORTION;
    struct portion portion = {0};
    for (size_t frame = done; frame < end; frame++) {
      for (uint32_t c = 0; c < count; c++) {
        const int32_t bits = size_bits(samples[frame * channels + c]);
        portion.peaks[c] = bits > portion.peaks[c] ? bits : portion.peaks[c];
        portion.squares[c] += float_of(bits) * float_of(bits);
      }
    }
    struct column_sums before = *sums;
    is_over |= add_portion(sums, &before, &portion);
  }
  return is_over;
}

static INLINE bool add(struct column_sums *to, const struct column_sums *from, const float *samples,
                       uint32_t channels, size_t frames, uint32_t width) RT_SAFE {
  if (divide_columns(channels) && frames > 0) {
    return add_to_columns(to, from, samples, frames * channels, width);
  }
  bool is_over = false;
  memcpy(to, from, column_sums_count(channels) * sizeof(*to));
  for (uint32_t c = 0; c < channels; c += SUM_COLUMNS) {
    const uint32_t count = channels - c < SUM_COLUMNS ? channels - c : SUM_COLUMNS;
    is_over |= add_by_frame(&to[c / SUM_COLUMNS], samples + c, count, channels, frames);
  }
  return is_over;
}

/* ---- every processor ---- */

#if HAS_X86_VARIANTS
AVX2 static bool add_with_avx2(struct column_sums *to, const struct column_sums *from,
                               const float *samples, uint32_t channels, size_t frames) RT_SAFE {
  return add(to, from, samples, channels, frames, 8);
}
#endif

bool column_sums_add_with(enum instruction_set set, struct column_sums *to,
                          const struct column_sums *from, const float *samples, uint32_t channels,
                          size_t frames) RT_SAFE {
#if HAS_X86_VARIANTS
  if (set >= INSTRUCTIONS_AVX2 && has_avx2()) {
    return add_with_avx2(to, from, samples, channels, frames);
  }
#endif
  (void)set;
  return add(to, from, samples, channels, frames, 4);
}

struct channel_sum channel_sum_of(const struct column_sums *sums, uint32_t channels,
                                  uint32_t channel) RT_SAFE {
  struct channel_sum sum = {0};
  const uint32_t columns = divide_columns(channels) ? SUM_COLUMNS : channels;
  for (uint32_t column = channel; column < columns; column += channels) {
    const struct column_sums *const some = &sums[column / SUM_COLUMNS];
    const float peak = float_of(some->peaks[column % SUM_COLUMNS]);
    sum.squares += some->squares[column % SUM_COLUMNS];
    sum.peak = peak > sum.peak ? peak : sum.peak;
  }
  return sum;
}

static const struct column_sums nothing;

float peak_of(const float *samples, size_t count) RT_SAFE {
  struct column_sums sums;
  column_sums_add(&sums, &nothing, samples, 1, count);
  return channel_sum_of(&sums, 1, 0).peak;
}
