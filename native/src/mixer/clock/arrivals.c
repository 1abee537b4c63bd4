#include "mixer/clock/arrivals.h"

#include <math.h>

#define STRETCH_SECONDS 0.04
enum { STRETCH_BLOCKS = 3 };

static void begin_stretch(struct arrivals *arrivals, const struct block *block,
                          double lateness) RT_SAFE {
  arrivals->began = block->system_time;
  arrivals->earliest = lateness;
  arrivals->blocks = 0;
}

void arrivals_follow(struct arrivals *arrivals, const struct block *block, int64_t first_frame,
                     double seconds_per_frame) RT_SAFE {
  if (block->system_time == 0) {
    return;
  }
  const double lateness = block->system_time - (double)first_frame * seconds_per_frame;
  if (!arrivals->known) {
    arrivals->known = true;
    begin_stretch(arrivals, block, lateness);
  } else if (arrivals->blocks >= STRETCH_BLOCKS &&
             block->system_time - arrivals->began >= STRETCH_SECONDS) {
    for (uint32_t k = KEPT_STRETCHES - 1; k > 0; k--) {
      arrivals->stretch[k] = arrivals->stretch[k - 1];
    }
    arrivals->stretch[0] = arrivals->earliest;
    arrivals->finished++;
    begin_stretch(arrivals, block, lateness);
  }
  arrivals->earliest = lateness < arrivals->earliest ? lateness : arrivals->earliest;
  arrivals->blocks++;
}

/* The present stretch may hold blocks after the place. These are later than those before. */
struct arrivals_place arrivals_place_here(struct arrivals *arrivals, const struct block *block,
                                          int64_t first_frame, double seconds_per_frame) RT_SAFE {
  struct arrivals_place place = {.before = NAN, .finished = arrivals->finished};
  if (arrivals->finished >= KEPT_STRETCHES && block->system_time != 0) {
    place.before = fmin(arrivals->earliest, fmin(arrivals->stretch[0], arrivals->stretch[1]));
    place.before_spread = fabs(arrivals->stretch[0] - arrivals->stretch[1]);
    begin_stretch(arrivals, block, block->system_time - (double)first_frame * seconds_per_frame);
    arrivals->blocks = 1;
  }
  return place;
}

double arrivals_lateness(const struct arrivals_place *place, const struct block *block,
                         int64_t first_frame, double seconds_per_frame) RT_SAFE {
  return block->system_time != 0
             ? block->system_time - (double)first_frame * seconds_per_frame - place->before
             : NAN;
}

struct arrivals_loss arrivals_lost_at(const struct arrivals *arrivals,
                                      const struct arrivals_place *place,
                                      double block_seconds) RT_SAFE {
  const uint32_t since = arrivals->finished - place->finished;
  if (isnan(place->before) || since < KEPT_STRETCHES) {
    return (struct arrivals_loss){.is_known = false};
  }
  const double after = fmin(arrivals->stretch[0], arrivals->stretch[1]);
  const double after_spread = fabs(arrivals->stretch[0] - arrivals->stretch[1]);
  const double spread = fmax(after_spread, place->before_spread);
  return (struct arrivals_loss){
      .is_known = true,
      .is_steady = spread < block_seconds / 2,
      .seconds = after - place->before,
      .spread = spread,
  };
}
