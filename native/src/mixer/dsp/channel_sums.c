#include "mixer/dsp/channel_sums.h"

#include <string.h>

/** Steps whose squares are summed in single precision before they join the rest. */
enum { PORTION_STEPS = 32 };

enum {
  SIZE_BITS = 0x7fffffff, /* all but the sign */
  INFINITY_BITS = 0x7f800000,
  ONE_BITS = 0x3f800000
};

/** Up to PORTION_STEPS in columns. */
struct portion {
  int32_t peaks[SUM_COLUMNS];
  float squares[SUM_COLUMNS];
};

/** The same where every FOLDED_COLUMNS-th column is of one channel. */
enum { FOLDED_COLUMNS = 4 };
struct folded_portion {
  int32_t peaks[FOLDED_COLUMNS];
  float squares[FOLDED_COLUMNS];
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

/* By channels: as many whole frames as the columns hold. A table, because a division would cost as
 * much as four steps. */
static const uint8_t STEPS[SUM_COLUMNS + 1] = {0, 16, 16, 15, 16, 15, 12, 14, 16,
                                               9, 10, 11, 12, 13, 14, 15, 16};

/* From one step to the next: whole frames, at least one. */
static size_t step_of(uint32_t channels) RT_SAFE {
  return channels <= SUM_COLUMNS ? STEPS[channels] : channels;
}

/** How samples go into columns. */
struct column_steps {
  uint32_t step;
  bool fold; /* 1, 2 or 4 channels: the columns of a channel are added up at once */
};

static struct column_steps steps_of(uint32_t channels) RT_SAFE {
  const bool fold = channels == 1 || channels == 2 || channels == 4;
  return (struct column_steps){(uint32_t)step_of(channels), fold};
}

/* Of the samples from the first one on to before `end`; `count` of them there are. NaN is silence.
 */
static struct portion portion_of_any(const float *samples, size_t count, size_t end,
                                     size_t step) RT_SAFE {
  struct portion portion = {0};
  for (size_t first = 0; first < end; first += step) {
    for (size_t column = 0; column < SUM_COLUMNS && first + column < count; column++) {
      const int32_t bits = size_bits(samples[first + column]);
      portion.peaks[column] = bits > portion.peaks[column] ? bits : portion.peaks[column];
      portion.squares[column] += float_of(bits) * float_of(bits);
    }
  }
  return portion;
}

/** The steps from sample k on to before `end`; `count` samples there are. */
struct rest {
  size_t k, count, end, step;
};

/* The same sums with steps that have less than SUM_COLUMNS samples; NaN is not told apart yet. A
 * function of its own, so that whole steps need no memory for it. */
static NOT_INLINE struct portion with_rest(struct portion portion, const float *samples,
                                           struct rest rest) RT_SAFE {
  for (size_t k = rest.k; k < rest.end; k += rest.step) {
    for (size_t column = 0; column < SUM_COLUMNS && k + column < rest.count; column++) {
      int32_t bits;
      memcpy(&bits, &samples[k + column], sizeof(bits));
      bits &= SIZE_BITS;
      portion.peaks[column] = bits > portion.peaks[column] ? bits : portion.peaks[column];
      portion.squares[column] += float_of(bits) * float_of(bits);
    }
  }
  return portion;
}

/* The bits of a float >= 0 order as the float does; those of NaN are larger than infinity's, so a
 * portion with NaN has a peak beyond it, and sums that are worth nothing (add_columns). Compilers
 * do not vectorise a maximum of floats (NaN, signs of zero), so it is written with integers. */
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
static INLINE struct portion portion_of(const float *samples, size_t count, size_t end, size_t step,
                                        uint32_t width) RT_SAFE {
  return width == 8 ? portion_of_8(samples, count, end, step)
                    : portion_of_4(samples, count, end, step);
}

static INLINE struct folded_portion fold(const struct portion *portion) RT_SAFE {
  whole_4 peaks[SUM_COLUMNS / 4];
  real_4 squares[SUM_COLUMNS / 4];
  struct folded_portion folded;
  memcpy(peaks, portion->peaks, sizeof(peaks));
  memcpy(squares, portion->squares, sizeof(squares));
  raise_4(&peaks[0], &peaks[2]);
  raise_4(&peaks[1], &peaks[3]);
  raise_4(&peaks[0], &peaks[1]);
  squares[0] = (squares[0] + squares[2]) + (squares[1] + squares[3]);
  memcpy(folded.peaks, &peaks[0], sizeof(folded.peaks));
  memcpy(folded.squares, &squares[0], sizeof(folded.squares));
  return folded;
}

static INLINE bool is_beyond(const struct folded_portion *folded, int32_t bits) RT_SAFE {
  whole_4 peaks;
  uint64_t halves[2];
  memcpy(&peaks, folded->peaks, sizeof(peaks));
  peaks = peaks > bits;
  memcpy(halves, &peaks, sizeof(halves));
  return (halves[0] | halves[1]) != 0;
}
#else
static INLINE struct portion portion_of(const float *samples, size_t count, size_t end, size_t step,
                                        uint32_t width) RT_SAFE {
  (void)width;
  return portion_of_any(samples, count, end, step);
}

static INLINE struct folded_portion fold(const struct portion *portion) RT_SAFE {
  struct folded_portion folded = {0};
  for (size_t k = 0; k < SUM_COLUMNS; k++) {
    int32_t *const peak = &folded.peaks[k % FOLDED_COLUMNS];
    *peak = portion->peaks[k] > *peak ? portion->peaks[k] : *peak;
  }
  for (size_t k = 0; k < FOLDED_COLUMNS; k++) {
    const float *const squares = &portion->squares[k];
    folded.squares[k] = (squares[0] + squares[8]) + (squares[4] + squares[12]);
  }
  return folded;
}

static INLINE bool is_beyond(const struct folded_portion *folded, int32_t bits) RT_SAFE {
  bool is_beyond = false;
  for (size_t k = 0; k < FOLDED_COLUMNS; k++) {
    is_beyond |= folded->peaks[k] > bits;
  }
  return is_beyond;
}
#endif

static INLINE void add_portion(struct column_sums *to, const struct column_sums *from,
                               const struct portion *portion) RT_SAFE {
  for (size_t k = 0; k < SUM_COLUMNS; k++) {
    to->squares[k] = from->squares[k] + (double)portion->squares[k];
  }
  for (size_t k = 0; k < SUM_COLUMNS; k++) {
    const int32_t before = from->peaks[k], now = portion->peaks[k];
    to->peaks[k] = now > before ? now : before;
  }
}

/* The same in the first quarter of the columns, the only ones that are read then. A block costs
 * 3 to 10 ns less. */
static INLINE void add_folded(struct column_sums *to, const struct column_sums *from,
                              const struct folded_portion *folded) RT_SAFE {
  for (size_t k = 0; k < FOLDED_COLUMNS; k++) {
    to->squares[k] = from->squares[k] + (double)folded->squares[k];
  }
  for (size_t k = 0; k < FOLDED_COLUMNS; k++) {
    const int32_t before = from->peaks[k], now = folded->peaks[k];
    to->peaks[k] = now > before ? now : before;
  }
}

static NOT_INLINE bool add_odd_portion(struct column_sums *to, const struct column_sums *from,
                                       const float *samples, size_t count, size_t end,
                                       struct column_steps steps) RT_SAFE {
  const struct portion portion = portion_of_any(samples, count, end, steps.step);
  const struct folded_portion folded = fold(&portion);
  if (steps.fold) {
    add_folded(to, from, &folded);
  } else {
    add_portion(to, from, &portion);
  }
  return is_beyond(&folded, ONE_BITS);
}

/* One struct's columns: the samples from the first one on, `count` of them there are. Returns
 * whether one lies beyond +-1. NaN is looked for in loud portions only, which spares all others a
 * third of the work. */
static INLINE bool add_columns(struct column_sums *to, const struct column_sums *from,
                               const float *samples, size_t count, struct column_steps steps,
                               uint32_t width) RT_SAFE {
  const size_t step = steps.step;
  bool is_over = false;
  size_t done = 0, end;
  do {
    const size_t left = count - done;
    end = left < PORTION_STEPS * step ? left : PORTION_STEPS * step;
    const struct portion portion = portion_of(samples + done, left, end, step, width);
    const struct folded_portion folded = fold(&portion);
    const bool is_loud = is_beyond(&folded, ONE_BITS);
    if (is_loud && is_beyond(&folded, INFINITY_BITS)) {
      is_over |= add_odd_portion(to, from, samples + done, left, end, steps);
    } else if (steps.fold) {
      add_folded(to, from, &folded);
      is_over |= is_loud;
    } else {
      add_portion(to, from, &portion);
      is_over |= is_loud;
    }
    from = to;
    done += end;
  } while (done < count);
  return is_over;
}

/* add_columns() for a set of instructions: a function for one struct has fewer registers to save,
 * which a block of few starts notices. */
typedef bool column_adder(struct column_sums *to, const struct column_sums *from,
                          const float *samples, size_t count, struct column_steps steps) RT_SAFE;

static INLINE bool add(struct column_sums *to, const struct column_sums *from, const float *samples,
                       uint32_t channels, size_t frames, column_adder *add_one) RT_SAFE {
  const struct column_steps steps = steps_of(channels);
  const size_t count = frames * channels;
  bool is_over = add_one(to, from, samples, count, steps);
  for (size_t first = SUM_COLUMNS; first < channels; first += SUM_COLUMNS) {
    const size_t k = first / SUM_COLUMNS;
    const size_t left = count > first ? count - first : 0;
    is_over |= add_one(&to[k], &from[k], samples + first, left, steps);
  }
  return is_over;
}

/* ---- every processor ---- */

static bool add_plain(struct column_sums *to, const struct column_sums *from, const float *samples,
                      size_t count, struct column_steps steps) RT_SAFE {
  return add_columns(to, from, samples, count, steps, 4);
}

#if HAS_X86_VARIANTS
AVX2 static bool add_avx2(struct column_sums *to, const struct column_sums *from,
                          const float *samples, size_t count, struct column_steps steps) RT_SAFE {
  return add_columns(to, from, samples, count, steps, 8);
}
#endif

bool column_sums_add_with(enum instruction_set set, struct column_sums *to,
                          const struct column_sums *from, const float *samples, uint32_t channels,
                          size_t frames) RT_SAFE {
#if HAS_X86_VARIANTS
  if (set >= INSTRUCTIONS_AVX2 && has_avx2()) {
    return add(to, from, samples, channels, frames, add_avx2);
  }
#endif
  (void)set;
  return add(to, from, samples, channels, frames, add_plain);
}

struct channel_sum channel_sum_of(const struct column_sums *sums, uint32_t channels,
                                  uint32_t channel) RT_SAFE {
  struct channel_sum sum = {0};
  const struct column_steps steps = steps_of(channels);
  const uint32_t columns = steps.fold ? FOLDED_COLUMNS : steps.step;
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
