/* The level of a player or a bus at a frame: gain ramps and fades.
 *
 * - Every level is a formula of the frame alone, so that blocks of any size give the same bits.
 * - It is computed in double and rounded to float once.
 * - A ramp or a fade has its old level at its first frame and its new one at the first frame after
 *   its last; 0 frames make a step.
 * - No function of the C library is used: the bits are the same on every system.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/rt.h"
#include "mixer/action/action.h"

/** A linear ramp from one gain to another; after it, and with 0 frames, the gain is `to`. */
struct gain_ramp {
  float from, to;
  int64_t first_frame; /* stream frame that still has `from` */
  int64_t frames;
};

/** The fade to silence of a cancelled player. */
struct fade_out {
  bool active;
  uint8_t curve;       /* enum fade_curve */
  float from;          /* level at its first frame: below 1 where another fade was under way */
  int64_t first_frame; /* stream frame that still has `from` */
  int64_t frames;
};

static inline bool gain_is_ramping(const struct gain_ramp *ramp, int64_t frame) RT_SAFE {
  return frame < ramp->first_frame + ramp->frames;
}

/** For frames not before the ramp's first. */
static inline float gain_at(const struct gain_ramp *ramp, int64_t frame) RT_SAFE {
  if (!gain_is_ramping(ramp, frame)) {
    return ramp->to;
  }
  const double share = (double)(frame - ramp->first_frame) / (double)ramp->frames;
  return (float)(ramp->from + ((double)ramp->to - ramp->from) * share);
}

/** sin(pi/2 x) for x from 0 to 1, by Taylor's series up to x^15: the error is below the first term
 * left out, 6.1e-12 (a float's step below 1 is 6e-8). */
static inline double quarter_sine(double x) RT_SAFE {
  const double y = x * x;
  const double high =
      0.00016044118478735983 +
      y * (-3.598843235212085e-06 + y * (5.692172921967927e-08 - y * 6.688035109811468e-10));
  const double low =
      -0.6459640975062463 + y * (0.07969262624616705 + y * (-0.004681754135318688 + y * high));
  return x * (1.5707963267948966 + y * low);
}

/** 0.5 - 0.5 cos(pi x) for x from 0 to 1, as the square of sin(pi/2 x): the error is below twice
 * that of quarter_sine(). */
static inline double raised_cosine(double x) RT_SAFE {
  const double root = quarter_sine(x);
  return root * root;
}

/** The level of a fade at x between its silent end (0) and its loud end (1). */
static inline double fade_level(enum fade_curve curve, double x) RT_SAFE {
  return curve == FADE_EQUAL_POWER     ? quarter_sine(x)
         : curve == FADE_RAISED_COSINE ? raised_cosine(x)
                                       : x;
}

/** The level of a cancel's fade at a frame within it: `from` at its first frame, silence at the
 * first one after its last. 1 without a fade. */
static inline float fade_at(const struct fade_out *fade, int64_t frame) RT_SAFE {
  if (!fade->active) {
    return 1;
  }
  const double left = (double)(fade->first_frame + fade->frames - frame);
  return (float)(fade->from *
                 fade_level((enum fade_curve)fade->curve, left / (double)fade->frames));
}

/** The level of a fade in (`steps` = frames of the sound before this one) or of a fade out (`steps`
 * = frames of the sound from this one on, anything while there is no fade): 1 outside of the fade.
 */
static inline float fade_step(const struct fade_shape *fade, int64_t steps) RT_SAFE {
  return fade->frames == 0 || steps >= fade->frames
             ? 1
             : (float)fade_level(fade->curve, (double)steps / (double)fade->frames);
}
