/* The gains of a pan from -1 (left) to 1 (right); computed in double and rounded to float once, by
 * quarter_sine(): the bits are the same on every system.
 *
 * - A source of one channel is placed by sine and cosine: -3 dB each in the middle, the powers add
 *   up to 1 everywhere.
 * - Two channels are balanced: both at 1 in the middle, the far side falls like a cosine to
 * silence.
 */
#pragma once

#include "mixer/dsp/envelope.h"

/** Of two channels. */
struct pan_gains {
  float left, right;
};

static inline struct pan_gains pan_placed(double pan) RT_SAFE {
  return (struct pan_gains){(float)quarter_sine(0.5 - 0.5 * pan),
                            (float)quarter_sine(0.5 + 0.5 * pan)};
}

static inline struct pan_gains pan_balanced(double pan) RT_SAFE {
  return (struct pan_gains){pan > 0 ? (float)quarter_sine(1 - pan) : 1,
                            pan < 0 ? (float)quarter_sine(1 + pan) : 1};
}
