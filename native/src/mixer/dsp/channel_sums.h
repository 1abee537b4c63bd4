/* The largest sample of each channel, and the sum of their squares. NaN counts as silence.
 *
 * - Samples are summed in columns, SUM_COLUMNS samples at a time, wherever a step begins: with
 * whole vectors, whatever the channels. A step is as many whole frames as the columns hold, and
 * column k of them belongs to channel k % channels; those after them repeat samples of the next
 * step, and nobody reads them. Of more channels a step is one frame, and each SUM_COLUMNS of them
 * have a struct. Columns become channels only where somebody asks; those of 1, 2 and 4 channels are
 * added up to four at the end of each call.
 * - Vectors are those of AVX2; with AVX-512 a voice in a block of 64 frames cost a tenth more.
 * - All sets of instructions give the same bits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instruction_sets.h"
#include "base/rt.h"

/** Lanes of one struct. */
enum { SUM_COLUMNS = 16 };

/** What was summed in some columns. */
struct column_sums {
  double squares[SUM_COLUMNS]; /* all positive, so after days 9 digits are still right */
  int32_t peaks[SUM_COLUMNS];  /* absolute, as bits of floats, which order as the numbers do */
};

/** One channel. */
struct channel_sum {
  double squares;
  float peak; /* absolute */
};

/** Structs for so many channels. */
static inline size_t column_sums_count(uint32_t channels) RT_SAFE {
  return (channels + SUM_COLUMNS - 1) / SUM_COLUMNS;
}

/** `to` becomes `from` with interleaved frames added; returns whether one of their
 * samples lies beyond +-1. The two are column_sums_count() structs each, not the same ones. Takes
 * the set of instructions asked for, or the next one that the processor has. Callback-safe. */
bool column_sums_add_with(enum instruction_set set, struct column_sums *to,
                          const struct column_sums *from, const float *samples, uint32_t channels,
                          size_t frames) RT_SAFE;
/** The same with the best set of instructions. */
static inline bool column_sums_add(struct column_sums *to, const struct column_sums *from,
                                   const float *samples, uint32_t channels, size_t frames) RT_SAFE {
  return column_sums_add_with(INSTRUCTIONS_BEST, to, from, samples, channels, frames);
}
/** The sum of one of `channels` channels, 0-based. */
struct channel_sum channel_sum_of(const struct column_sums *sums, uint32_t channels,
                                  uint32_t channel) RT_SAFE;
/** Largest absolute sample. Callback-safe. */
float peak_of(const float *samples, size_t count) RT_SAFE;
