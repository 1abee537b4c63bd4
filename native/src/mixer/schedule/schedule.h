/* What is still to come, in order of time: leftist heaps of runs.
 *
 * A run is an array of actions of one lane that one call scheduled, sorted by (frame, id) on the
 * control side. The heap orders runs by their first remaining entry, so accepting costs O(log runs)
 * steps however many actions a batch holds, and a block touches only what falls into it. No
 * recursion, no allocation. Runs whose frames are not known yet (as soon as possible, seconds
 * before the first block) wait in a list until the callback resolves them, each as a whole.
 *
 * Sounds that begin in a block begin with their frame however many they are. Of everything else a
 * block takes a share (schedule.c) and leaves the rest for the next one, where it is late, but is
 * not dropped for that:
 * - changes are carried out in order of (frame, id), whatever call they came from: none overtakes
 *   one that waits;
 * - cancels of sounds, whose order changes nothing, wait for nobody but those of their own call;
 * - sounds that are called off, or have no frames, wait with what their call asked for behind them.
 * What is late because it was asked for too late comes in order of (frame, id) as well.
 */
#ifndef RTMIXER_SCHEDULE_H
#define RTMIXER_SCHEDULE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/mailbox.h"
#include "base/rt.h"
#include "mixer/clock/clock_map.h"
#include "mixer/mixer.h"

/** What a run's entries count from. */
enum event_list_origin {
  LIST_FROM_FRAME,   /* origin_frame is known; the only kind inside the heap but for _EACH */
  LIST_FROM_BLOCK,   /* the first frame of the block that resolves it */
  LIST_FROM_SECONDS, /* the frame of origin_seconds */
  LIST_SECONDS_EACH  /* every entry has its own seconds; one map for all */
};

/** What the entries of a run have in common. */
enum schedule_class {
  CLASS_SOUNDS,  /* players and recorders */
  CLASS_CANCELS, /* of players and recorders */
  CLASS_CHANGES, /* all other commands: of gains, of buses, of commands, of the counters */
  CLASS_COUNT
};

struct event {
  union {
    int64_t frame;  /* from the run's origin */
    double seconds; /* LIST_SECONDS_EACH */
  } at;
  struct action *action;
};

/** What one call of mixer_schedule() hands over. Lives inside its first run. */
struct batch {
  struct batch *next; /* delivered before */
  uint32_t depth;     /* deliveries in this list */
  struct heap_node *timed[CLASS_COUNT];
  struct heap_node *late[CLASS_COUNT]; /* was late when it was delivered */
  struct event_list *unresolved_first, *unresolved_last;
};

/** A run's place in a heap. */
struct heap_node {
  struct heap_node *left, *right;
  uint32_t rank; /* distance to the nearest missing child */
  int64_t key;   /* stream frame of the run's next entry in this heap */
  uint64_t id;   /* and its action's id */
};

struct event_list {
  struct heap_node timed, late;
  enum event_list_origin origin;
  enum schedule_class schedule_class;
  enum time_base time_base;
  int64_t origin_frame;
  double origin_seconds;
  struct clock_map map;       /* LIST_SECONDS_EACH, once resolved */
  size_t capacity;            /* entries */
  size_t next, end;           /* entries still in the heap of what is to come */
  size_t late_next, late_end; /* entries that were set aside, ahead of `next` */
  bool is_late;               /* in the heap of late runs */
  size_t postponed; /* of them those from here on were in time, but a block took no more */
  bool is_joined;   /* it is resolved in one block with the one following it */
  struct event_list *following; /* in the unresolved list */
  struct mail mail;             /* back to the control side once nothing is left */
  struct batch batch;
  struct event events[];
};

struct event_list_queue {
  struct event_list *first, *last;
};

/** What the callback knows of a lane. */
struct class_heaps {
  struct heap_node *arrived; /* nobody has looked yet whether it is late */
  struct heap_node *timed;   /* was in time: what lies before the block was postponed */
  struct heap_node *late;    /* was set aside */
  uint32_t left;             /* of its share of the block */
  bool is_closed;            /* for this block */
};

struct schedule {
  _Atomic(struct batch *) inbox;
  /* The callback's. */
  struct class_heaps classes[CLASS_COUNT];
  struct event_list_queue unresolved;
  struct clock_map waiting_map;        /* for those of them that wait in seconds */
  bool is_held;                        /* not all that had arrived was looked at, ... */
  int64_t held_frame;                  /* ... since the block that begins here */
  uint32_t late_left, set_asides_left; /* of this block's shares */
  int64_t steps_left;
  struct mail_list exhausted; /* runs to send back */
  uint64_t steps;             /* heap nodes visited, the measure of work */
};

/* ---- control side ---- */

/** Room for `capacity` entries, none filled; NULL when memory is short. free() it. */
struct event_list *event_list_create(size_t capacity);
/** Gives back the room that no entry uses; the run may move. */
struct event_list *event_list_fit(struct event_list *list);
/** Sorts entries 0 ... end - 1, which were filled in order of their ids; the run must not have been
 * handed over. Cancels of sounds that have one frame come in order of urgency: what sounds first,
 * then what would sound next. False when memory is short: then nothing has changed. */
bool event_list_sort(struct event_list *list);
/** Hands over all runs of a list (linked by `following`) as one delivery. What lies before
 * `next_frame`, from which on there will be blocks, is set aside here. */
void schedule_submit(struct schedule *schedule, struct event_list_queue *lists, int64_t next_frame);

/* ---- callback side (or the control side while no callback runs) ---- */

/** Takes in what was delivered. */
void schedule_accept(struct schedule *schedule) RT_SAFE;
/** Whether nothing has come, nothing waits, and nothing is due before `end_frame`: then a block
 * need not be begun. */
static inline bool schedule_is_quiet(const struct schedule *schedule, int64_t end_frame) RT_SAFE {
  bool is_quiet = atomic_load_explicit(&schedule->inbox, memory_order_relaxed) == NULL &&
                  schedule->unresolved.first == NULL && !schedule->is_held;
  for (int k = 0; k < CLASS_COUNT; k++) {
    const struct class_heaps *heaps = &schedule->classes[k];
    is_quiet =
        is_quiet && heaps->late == NULL && (heaps->timed == NULL || heaps->timed->key >= end_frame);
  }
  return is_quiet;
}
/** Takes in what was delivered, gives waiting runs their frames, and sets aside what is late in the
 * block that begins with the map's frame. */
void schedule_begin_block(struct schedule *schedule, const struct clock_map *map) RT_SAFE;
/** The next entry of those that are late in the block that begins with `first_frame`, in order of
 * (frame, id), or NULL; *frame = where it should have been, *is_postponed = it was in time, but
 * left for later. */
struct action *schedule_pop_late(struct schedule *schedule, int64_t first_frame, int64_t *frame,
                                 bool *is_postponed) RT_SAFE;
/** The next entry of the block's own that it takes, in order of (frame, id), or NULL. */
struct action *schedule_pop(struct schedule *schedule, int64_t first_frame, int64_t end_frame,
                            int64_t *frame) RT_SAFE;
/** Any entry that is left, or NULL: for the end of a run of the stream. */
struct action *schedule_pop_rest(struct schedule *schedule) RT_SAFE;

#endif
