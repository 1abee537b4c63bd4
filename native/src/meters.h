/* Peaks and clips: what was loudest since somebody looked. */
#ifndef RTMIXER_METERS_H
#define RTMIXER_METERS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

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

/** Raises `channels` peaks by interleaved frames; returns how many samples lie beyond +-1. */
uint64_t meter_block(atomic_peak *peaks, const float *samples, uint32_t channels,
                     size_t frames) RT_SAFE;

#endif
