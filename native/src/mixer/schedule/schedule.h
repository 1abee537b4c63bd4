/* The schedule: what is still to come, in order of time.
 *
 * - Heaps order event lists by their next event. Accepting a batch costs O(log lists) steps
 *   however many events it has, and a block touches only the events that fall into it.
 * - A list can be in two heaps at once: events [next, end) in `arrived` or `timed`, events
 *   [late_next, late_end) in `late`. Events are set aside from `next` on only while late_end ==
 *   next, so the late ones of a list are always contiguous.
 * - Batches are accepted in the order in which they were handed over; the lists of one batch
 *   that wait for their origin are resolved in one block.
 * - Sounds that are heard begin with their frame, however many they are.
 * - Of everything else a block takes a share of its own time (schedule.c): a count that is scaled
 *   by its frames. The rest is postponed to the next block: it is late there, but not dropped for
 *   that.
 * - Changes are carried out in order of (frame, id), whatever call they came from: none
 *   overtakes one that waits. Cancels of sounds, whose order changes nothing, wait only for
 *   those of their own call. Sounds that are cancelled or have no frames wait together with
 *   what their call scheduled after them.
 * - What was asked for too late comes in order of (frame, id), before what is in time.
 */
#pragma once

#include <stdatomic.h>

#include "mixer/schedule/event_list.h"

/** The event lists of a class. */
struct class_heaps {
  struct heap_node *arrived; /* not yet told apart: late or in time */
  struct heap_node *timed;   /* was in time: what lies before the block was postponed */
  struct heap_node *late;    /* was set aside */
  int64_t steps_left;        /* of its share of the block */
  bool is_closed;            /* for this block */
};

struct schedule {
  _Atomic(struct batch *) inbox;
  /* The callback's. */
  struct class_heaps classes[CLASS_COUNT];
  struct event_list_queue unresolved;
  struct clock_map waiting_map; /* for those of them that wait in seconds */
  int64_t quiet_until;          /* see schedule_is_quiet() */
  bool is_held;                 /* not all that had arrived was looked at, ... */
  int64_t held_frame;           /* ... since the block that begins here */
  int64_t steps_left;           /* of this block's common share, of which ... */
  int64_t steps_reserved;       /* ... this is for taking out */
  int64_t set_aside_steps;      /* of the share for setting aside */
  struct mail_list exhausted;   /* event lists to send back */
  uint64_t steps;               /* heap nodes visited, the measure of work */
};

/* ---- control side ---- */

/** Hands over all event lists of a queue as one batch. What lies before `next_frame`, the first
 * frame of the next block, is set aside here. */
void schedule_submit(struct schedule *schedule, struct event_list_queue *lists, int64_t next_frame);

/* ---- callback side (or the control side while no callback runs) ---- */

/** Takes in the batches that were handed over. */
void schedule_accept(struct schedule *schedule) RT_SAFE;
/** Whether nothing has come, nothing waits, and nothing is due before `end_frame`: then a block
 * skips schedule_begin_block() and its walk over the classes. That walk says until when, so
 * that not each block asks each class: some 45 of its 1,400 instructions. */
static inline bool schedule_is_quiet(const struct schedule *schedule, int64_t end_frame) RT_SAFE {
  return end_frame <= schedule->quiet_until &&
         atomic_load_explicit(&schedule->inbox, memory_order_relaxed) == NULL;
}
/** Ends what schedule_begin_block() began, when the block has taken its events. */
void schedule_end_block(struct schedule *schedule) RT_SAFE;
/** Takes in batches, gives waiting lists their frames, and sets aside what is late in the block
 * that begins with the map's frame and ends before `end_frame`. */
void schedule_begin_block(struct schedule *schedule, const struct clock_map *map,
                          int64_t end_frame) RT_SAFE;
/** The next event of those that are late in the block that begins with `first_frame`, in order of
 * (frame, id), or NULL; *frame = where it should have been, *is_postponed = it was in time, but
 * left for later. */
struct action *schedule_pop_late(struct schedule *schedule, int64_t first_frame, int64_t *frame,
                                 bool *is_postponed) RT_SAFE;
/** The next event of the block's own that it takes, in order of (frame, id), or NULL. */
struct action *schedule_pop(struct schedule *schedule, int64_t first_frame, int64_t end_frame,
                            int64_t *frame) RT_SAFE;
/** Takes the next events of the block's own as long as they are sounds that are heard, up to
 * `room`: as {id, action}, in no order that counts. Their render_frame is the frame where they
 * begin. */
size_t schedule_pop_sounds(struct schedule *schedule, int64_t first_frame, int64_t end_frame,
                           struct event *sounds, size_t room) RT_SAFE;
/** Any event that is left, or NULL: for the end of a stream. */
struct action *schedule_pop_rest(struct schedule *schedule) RT_SAFE;
