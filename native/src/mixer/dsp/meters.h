/* Peaks, RMS and clipped samples: what was loudest since somebody looked, and how loud it was on
 * the whole.
 *
 * One thread measures (the callback), one other takes. Neither waits, nothing is locked.
 */
#ifndef RTMIXER_METERS_H
#define RTMIXER_METERS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rt.h"
#include "base/sample_buffer.h"
#include "mixer/dsp/channel_sums.h"
#include "mixer/dsp/level.h"

/** A float >= 0, kept as its bits: these order like the numbers. */
typedef atomic_uint_least32_t atomic_peak;

/** Raises the peak; never lowers it. Only one thread raises. Callback-safe. */
void peak_raise(atomic_peak *peak, float value) RT_SAFE;
/** The peak, which starts anew from 0. Only one other thread takes. */
float peak_take(atomic_peak *peak);

/** Measures the channels that are interleaved somewhere over a window: all frames since the last
 * take, the same for all of them. */
struct meters;

/** NULL when memory is short; free() them. */
struct meters *meters_create(uint32_t channels);
/** Adds `frames` of which the sums are known, one for each channel. Only one thread measures.
 * Callback-safe. */
void meters_add(struct meters *meters, const struct channel_sum *sums, size_t frames) RT_SAFE;
/** Adds interleaved frames. `clipped` (may be NULL) counts per channel the samples beyond +-1.
 * Callback-safe. */
void meters_add_block(struct meters *meters, atomic_uint_least64_t *clipped, const float *samples,
                      size_t frames) RT_SAFE;
/** Adds frames of silence. Callback-safe. */
void meters_add_silence(struct meters *meters, size_t frames) RT_SAFE;
/** The window's levels, one for each channel; a new window begins. Only one other thread takes. */
void meters_take(struct meters *meters, struct level *levels);

#endif
