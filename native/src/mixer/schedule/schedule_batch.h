/* One call that schedules, under way: its actions and the runs that they go into. Control side
 * only.
 */
#ifndef RTMIXER_SCHEDULE_BATCH_H
#define RTMIXER_SCHEDULE_BATCH_H

#include "mixer/mixer_state.h"
#include "mixer/schedule/request.h"
#include "mixer/schedule/schedule_rows.h"

/** The runs that one call can need: known frames, as soon as possible, behind what is over; behind
 * what was over before the call was through (the same two again); seconds by each time. */
enum {
  RUN_KNOWN,
  RUN_ASAP,
  RUN_ENDED,
  RUN_MISSED,
  RUN_MISSED_ASAP,
  RUN_SECONDS,
  RUN_KINDS = RUN_SECONDS + TIME_BASE_COUNT
};

/** One call of schedule_rows() under way. */
struct batch {
  const struct mixer *mixer;
  const struct schedule_rows *rows;
  size_t count;
  struct group_origin origin;
  struct clock_map *map; /* NULL = none that is valid */
  struct slab_cursor cursor;
  struct run *runs[RUN_KINDS * LANES]; /* by kind and lane */
  size_t run_end;                      /* behind the last one that there is */
  uint64_t first_id;
  struct action *followers, *last_follower; /* of what may not be over yet */
};

/** The run of a kind and lane, made where there is none yet: every row that is left could belong to
 * it, what it does not use is given back. NULL when memory is short. */
struct run *batch_run_of(struct batch *batch, int kind, enum run_lane lane, size_t rows_left);
/** Enters an action at a frame of the stream, or as soon as possible where that is negative, into a
 * run that is there. */
void batch_enter_at(struct batch *batch, struct action *action, int64_t frame, int kind);
/** Failure: out-of-memory. */
bool batch_out_of_memory(struct failure *failure);

/* ---- schedule_followers.c: START_AFTER ---- */

/** Puts a follower by, until the whole batch is made; what it follows may be over already. */
bool followers_enter(struct batch *batch, struct action *action, const struct predecessor *after,
                     size_t rows_left, struct failure *failure);
/** Hangs all followers on what they follow: the batch cannot be refused any more. */
void followers_hang(struct batch *batch);

#endif
