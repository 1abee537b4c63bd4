/* When blocks come, by the system's clock: how long a stream paused.
 *
 * - A block may come late and the next ones in time again: nothing is lost then. Where frames are
 *   lost, none comes in time any more: the earliest of several blocks in a row is late for good.
 * - So lateness is the earliest block of a stretch (40 ms, at least 3 blocks). The stretches before
 *   a place and those after it differ by what the stream lost there.
 * - Needs no device time, and so tells more than that where a driver's clock cannot be believed, as
 *   JACK's after its server stood still.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/rt.h"
#include "mixer/block.h"

/** How many finished stretches are remembered. */
enum { KEPT_STRETCHES = 2 };

/** Zero-initialised. */
struct arrivals {
  bool known;                     /* at least one block has come with a time */
  double earliest, began;         /* of the present stretch: lateness, system time; seconds */
  uint32_t blocks;                /* in it */
  uint32_t finished;              /* stretches so far */
  double stretch[KEPT_STRETCHES]; /* the last ones, the newest first; seconds */
};

/** The lateness around a place. */
struct arrivals_place {
  double before;        /* seconds; NaN = not known */
  double before_spread; /* between the stretches before */
  uint32_t finished;    /* stretches when it was noticed */
};

/** What a stream lost at a place, by the system's clock. */
struct arrivals_loss {
  bool is_known, is_steady; /* steady: right to half a block */
  double seconds;
  double spread; /* between the stretches of one side */
};

/** One block. */
void arrivals_follow(struct arrivals *arrivals, const struct block *block, int64_t first_frame,
                     double seconds_per_frame) RT_SAFE;
/** A place right before the last block, or a few blocks before; begins a stretch with that block.
 */
struct arrivals_place arrivals_place_here(struct arrivals *arrivals, const struct block *block,
                                          int64_t first_frame, double seconds_per_frame) RT_SAFE;
/** How late a block came, against those before the place; NaN = not known. */
double arrivals_lateness(const struct arrivals_place *place, const struct block *block,
                         int64_t first_frame, double seconds_per_frame) RT_SAFE;
/** Not known before two stretches after the place are finished. */
struct arrivals_loss arrivals_lost_at(const struct arrivals *arrivals,
                                      const struct arrivals_place *place,
                                      double block_seconds) RT_SAFE;
