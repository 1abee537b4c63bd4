/* Peak and RMS of channels over all frames since the last take, and clipped samples.
 *
 * One thread measures (the callback), one other takes. Neither waits, nothing is locked.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rt.h"
#include "base/sample_buffer.h"
#include "mixer/dsp/channel_sums.h"
#include "mixer/dsp/level.h"

/** A float >= 0 as its bits, which order as the numbers do. */
typedef atomic_uint_least32_t atomic_peak;

/** Raises the peak; never lowers it. Only one thread raises. Callback-safe. */
void peak_raise(atomic_peak *peak, float value) RT_SAFE;
/** The peak, which starts from 0 again. Only one other thread takes. */
float peak_take(atomic_peak *peak);

/** Measures interleaved channels over a window: all frames since the last take, the same ones for
 * each channel. */
struct meters;

/** NULL when memory is short; callback_memory_free() them. */
struct meters *meters_create(uint32_t channels);
/** Adds interleaved frames, and to `clipped` (may be NULL) the samples of each channel beyond +-1.
 * Only one thread measures. Callback-safe. */
void meters_add_block(struct meters *meters, atomic_uint_least64_t *clipped, const float *samples,
                      size_t frames) RT_SAFE;
/** For meters that measure only what sounds, at places counted in frames: all frames between are
 * silent. Before the first frame is measured; the window begins at that place. */
void meters_begin_at(struct meters *meters, uint64_t place);
/** Adds frames that end at a place. Callback-safe. */
void meters_add_until(struct meters *meters, const float *samples, size_t frames,
                      uint64_t end) RT_SAFE;
/** As meters_take(), of a window that goes to `now` at least: a place up to which all that sounds
 * was added before the caller read it. */
void meters_take_until(struct meters *meters, uint64_t now, struct level *levels);
/** The window's levels, one for each channel; a new window begins. Only one other thread takes. */
void meters_take(struct meters *meters, struct level *levels);
