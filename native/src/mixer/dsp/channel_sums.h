/* The largest sample of each channel, and the sum of their squares. NaN counts as silence.
 *
 * - 1, 2 and 4 channels are summed by vectors as wide as the processor's (AVX2, AVX-512: two and
 *   four times the samples per instruction), others by four channels at a time.
 * - All widths give the same peaks; sums of squares may differ in their last digits.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/instruction_sets.h"
#include "base/rt.h"

/** One channel over some frames. */
struct channel_sum {
  double squares; /* sum over the frames; all positive, so after days 9 digits are still right */
  float peak;     /* absolute */
};

/** Sums interleaved frames; sums[c] of channel c, overwritten. Takes the set of instructions asked
 * for, or the next one that the processor has, and returns which. Callback-safe. */
enum instruction_set channel_sums_with(enum instruction_set set, struct channel_sum *sums,
                                       const float *samples, uint32_t channels,
                                       size_t frames) RT_SAFE;
/** The same with the best set of instructions. */
static inline void channel_sums_of(struct channel_sum *sums, const float *samples,
                                   uint32_t channels, size_t frames) RT_SAFE {
  channel_sums_with(INSTRUCTIONS_BEST, sums, samples, channels, frames);
}
/** Largest absolute sample. Callback-safe. */
float peak_of(const float *samples, size_t count) RT_SAFE;
