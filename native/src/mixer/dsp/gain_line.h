/* A gain line: points in decibels along a sound, and the level at each of its frames.
 *
 * - Between two points the line is straight in decibels. Before the first point it has that one's
 *   value, after the last point that one's.
 * - A point at SILENT_DECIBELS or below stands for silence and counts as SILENT_DECIBELS; where the
 *   line is there, the level is 0.
 * - The level is a formula of the frame alone, computed in double and rounded to float once,
 * without a function of the C library: the bits are the same for blocks of any size and on every
 * system.
 * - The segment of the last frame is kept, so that a frame costs no search. Where the sound goes on
 *   in another segment than the next one (a start in its middle), that is found by halving.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/rt.h"
#include "mixer/action/action.h"

/** A line owned by one action; the callback's, once the action is handed over. */
struct gain_line {
  uint32_t count; /* points, 1 or more */
  uint32_t
      segment; /* the number of points at or before the frames from `since` to before `until` */
  int64_t since, until;
  struct gain_point points[]; /* their frames ascend */
};

/** A copy of `count` points, 1 or more; NULL when memory is short. callback_memory_free() it.
 * Control side. */
struct gain_line *gain_line_create(const struct gain_point *points, uint32_t count);
/** Makes the segment of that frame the present one. Callback-safe. */
void gain_line_seek(struct gain_line *line, int64_t frame) RT_SAFE;

/** 10^(decibels / 20) for -100 to 200: 2^n times Taylor's series of 2^r for r from -0.5 to 0.5 up
 * to r^9. The relative error is below 1e-11 (a float's step is 6e-8); 0 dB is exactly 1. */
static inline double level_of_decibels(double decibels) RT_SAFE {
  const double exponent = decibels * 0.1660964047443681;
  const int whole = (int)(exponent + 64.5) - 64;
  const double r = exponent - whole;
  const double high =
      0.0013333558146428441 + r * (0.00015403530393381608 +
                                   r * (1.5252733804059841e-05 +
                                        r * (1.3215486790144307e-06 + r * 1.0178086009239699e-07)));
  const double low =
      0.6931471805599453 +
      r * (0.24022650695910072 + r * (0.05550410866482158 + r * (0.009618129107628477 + r * high)));
  const uint64_t bits = (uint64_t)(1023 + whole) << 52;
  double power;
  memcpy(&power, &bits, sizeof(power));
  return power * (1 + r * low);
}

/** Whether all frames of the present segment have one level. */
static inline bool gain_line_is_flat(const struct gain_line *line) RT_SAFE {
  const uint32_t segment = line->segment;
  return segment == 0 || segment == line->count ||
         line->points[segment - 1].decibels == line->points[segment].decibels;
}

/** The level at a frame of the sound. Callback-safe. */
static inline float gain_line_at(struct gain_line *line, int64_t frame) RT_SAFE {
  if (frame < line->since || frame >= line->until) {
    gain_line_seek(line, frame);
  }
  const uint32_t segment = line->segment;
  const struct gain_point *from = &line->points[segment == 0 ? 0 : segment - 1];
  double decibels = from->decibels;
  if (!gain_line_is_flat(line)) {
    const struct gain_point *to = &line->points[segment];
    const double share = ((double)frame - from->frame) / (to->frame - from->frame);
    decibels += (to->decibels - from->decibels) * share;
  }
  return decibels <= SILENT_DECIBELS ? 0 : (float)level_of_decibels(decibels);
}
