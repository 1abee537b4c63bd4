/* Peaks, RMS and clips: what was loudest since somebody looked, and how loud it was on the whole.
 *
 * One thread measures (the callback), one other takes. Neither waits, nothing is locked.
 */
#ifndef RTMIXER_METERS_H
#define RTMIXER_METERS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "level.h"
#include "rt.h"
#include "sample_buffer.h"

/** A float >= 0, kept as its bits: these order like the numbers. */
typedef atomic_uint_least32_t atomic_peak;

/** Raises the peak; never lowers it. Only one thread raises. Callback-safe. */
void peak_raise(atomic_peak *peak, float value) RT_SAFE;
/** The peak, which starts anew from 0. Only one other thread takes. */
float peak_take(atomic_peak *peak);

/** Largest absolute sample; NaN is passed over. */
float peak_of(const float *samples, size_t count) RT_SAFE;

/** Measures one channel over a window: all frames since the last take. Peak and mean square go over
 * in one word, so both are always of the same frames. Zero-initialised it is ready. */
struct channel_meter {
  atomic_uint_least64_t published; /* 0 = taken, and nothing measured since */
  /* The measuring thread's, of this window. */
  double squares; /* sum over `frames`; positive, so days cost it no more than 7 digits of 16 */
  uint64_t frames;
};

/** What is added to a meter at once. */
struct channel_sum {
  float peak;     /* absolute */
  double squares; /* sum over the frames */
};

/** Adds `frames` to the window. Only one thread measures. Callback-safe. */
void channel_meter_add(struct channel_meter *meter, struct channel_sum sum, size_t frames) RT_SAFE;
/** The window's level; a new window begins. Only one other thread takes. */
struct level channel_meter_take(struct channel_meter *meter);

/** Adds interleaved frames to `channels` meters. `clips` (may be NULL) counts per channel the
 * samples beyond +-1. Callback-safe. */
void meter_block(struct channel_meter *meters, atomic_uint_least64_t *clips, const float *samples,
                 uint32_t channels, size_t frames) RT_SAFE;
/** The same for frames of silence. Callback-safe. */
void meter_silence(struct channel_meter *meters, uint32_t channels, size_t frames) RT_SAFE;

#endif
