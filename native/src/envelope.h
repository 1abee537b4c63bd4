/* How loud a player is at a frame: a closed formula per frame, so that the size of the blocks never
 * shows.
 */
#ifndef RTMIXER_ENVELOPE_H
#define RTMIXER_ENVELOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "rt.h"

/** A linear way from one gain to another; over (or none at all, frames 0) the gain is `to`. */
struct gain_ramp {
  float from, to;
  int64_t first_frame; /* stream frame that still has `from` */
  int64_t frames;
};

/** The way to silence of a cancelled player. */
struct fade_out {
  bool active;
  float from;          /* level where it began: below 1 when it took over from another fade */
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
  const double way = (double)(frame - ramp->first_frame) / (double)ramp->frames;
  return (float)(ramp->from + ((double)ramp->to - ramp->from) * way);
}

/** 1 without a fade; for frames within the fade. */
static inline float fade_at(const struct fade_out *fade, int64_t frame) RT_SAFE {
  if (!fade->active) {
    return 1;
  }
  const double left = (double)(fade->first_frame + fade->frames - frame);
  return (float)(fade->from * left / (double)fade->frames);
}

#endif
