/* One call that schedules, under way: its actions and the runs that they go into. Control side
 * only.
 */
#ifndef RTMIXER_SCHEDULE_BATCH_H
#define RTMIXER_SCHEDULE_BATCH_H

#include "mixer/action/action_create.h"
#include "mixer/mixer_state.h"
#include "mixer/schedule/schedule_rows.h"

/** The runs that one call can need: known frames, as soon as possible, behind what is over; behind
 * what was over before the call was through (the same two again); seconds by each time. */
enum {
  LIST_KNOWN,
  LIST_ASAP,
  LIST_ENDED,
  LIST_MISSED,
  LIST_MISSED_ASAP,
  LIST_SECONDS,
  LIST_KINDS = LIST_SECONDS + TIME_BASE_COUNT
};

/** One call of schedule_rows() under way. */
struct batch_builder {
  const struct mixer *mixer;
  const struct schedule_rows *rows;
  size_t count;
  struct group_origin origin;
  struct clock_map *map; /* NULL = none that is valid */
  struct slab_cursor cursor;
  struct event_list *lists[LIST_KINDS * CLASS_COUNT]; /* by kind and lane */
  size_t list_end;                                    /* behind the last one that there is */
  uint64_t first_id;
  struct action *followers, *last_follower; /* of what may not be over yet */
};

/** The run of a kind and lane, made where there is none yet: every row that is left could belong to
 * it, what it does not use is given back. NULL when memory is short. */
struct event_list *builder_list(struct batch_builder *builder, int kind,
                                enum schedule_class schedule_class, size_t rows_left);
/** Enters an action at a frame of the stream, or as soon as possible where that is negative, into a
 * run that is there. */
void builder_enter_at(struct batch_builder *builder, struct action *action, int64_t frame,
                      int kind);
/** Failure: out-of-memory. */
bool builder_out_of_memory(struct failure *failure);

/* ---- schedule_followers.c: START_AFTER ---- */

/** Puts a follower by, until the whole batch is made; what it follows may be over already. */
bool followers_enter(struct batch_builder *builder, struct action *action,
                     const struct predecessor *after, size_t rows_left, struct failure *failure);
/** Hangs all followers on what they follow: the batch cannot be refused any more. */
void followers_hang(struct batch_builder *builder);

#endif
