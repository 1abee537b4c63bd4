/* What is still to come, in order of time: a leftist heap of runs.
 *
 * A run is an array of actions that one call scheduled, sorted by (frame, id) on the control side.
 * The heap orders runs by their first remaining entry, so accepting costs O(log runs) steps however
 * many actions a batch holds, and a block touches only what falls into it. No recursion, no
 * allocation. Runs whose frames are not known yet (as soon as possible, seconds before the first
 * block) wait in a list until the callback resolves them, each as a whole.
 */
#ifndef RTMIXER_SCHEDULE_H
#define RTMIXER_SCHEDULE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "clock_map.h"
#include "mailbox.h"
#include "mixer.h"
#include "rt.h"

/** What a run's entries count from. */
enum run_origin {
  RUN_FROM_FRAME,   /* origin_frame is known; the only kind inside the heap but for _EACH */
  RUN_FROM_BLOCK,   /* the first frame of the block that resolves it */
  RUN_FROM_SECONDS, /* the frame of origin_seconds */
  RUN_SECONDS_EACH  /* every entry has its own seconds; one map for all */
};

struct run_entry {
  union {
    int64_t frame;  /* from the run's origin */
    double seconds; /* RUN_SECONDS_EACH */
  } at;
  struct action *action;
};

/** What one call of mixer_schedule() hands over. Lives inside its first run. */
struct delivery {
  struct delivery *next; /* delivered before */
  uint32_t depth;        /* deliveries in this list */
  struct heap_node *timed;
  struct run *unresolved_first, *unresolved_last;
};

/** A run's place in a heap. */
struct heap_node {
  struct heap_node *left, *right;
  uint32_t rank; /* distance to the nearest missing child */
  int64_t key;   /* stream frame of the run's next entry in this heap */
  uint64_t id;   /* and its action's id */
};

struct run {
  struct heap_node timed, late;
  enum run_origin origin;
  enum time_base time_base;
  int64_t origin_frame;
  double origin_seconds;
  struct clock_map map;       /* RUN_SECONDS_EACH, once resolved */
  size_t capacity;            /* entries */
  size_t next, end;           /* entries still in the heap of what is to come */
  size_t late_next, late_end; /* entries whose frame had passed when the run was accepted */
  bool is_late;               /* in the heap of late runs */
  size_t postponed;           /* of them those from here on were due, but a block took no more */
  bool commands_only;         /* nothing in it sounds: it may be postponed */
  struct run *following;      /* in the unresolved list */
  struct mail mail;           /* back to the control side once nothing is left */
  struct delivery delivery;
  struct run_entry entries[];
};

struct run_list {
  struct run *first, *last;
};

struct schedule {
  _Atomic(struct delivery *) inbox;
  /* The callback's. */
  struct heap_node *timed;
  struct run_list unresolved;
  struct clock_map waiting_map; /* for those of them that wait in seconds */
  struct heap_node *late;
  struct mail_list exhausted; /* runs to send back */
  uint64_t steps;             /* heap nodes visited, the measure of work */
  uint32_t commands_left;     /* of runs of commands, in this block */
};

/* ---- control side ---- */

/** Room for `capacity` entries, none filled; NULL when memory is short. free() it. */
struct run *run_create(size_t capacity);
/** Gives back the room that no entry uses; the run may move. */
struct run *run_fit(struct run *run);
/** Sorts entries 0 ... end - 1, which were filled in order of their ids; the run must not have been
 * handed over. Cancels of one frame come in order of urgency: what sounds first, then what would
 * sound next. False when memory is short: then nothing has changed. */
bool run_sort(struct run *run);
/** Hands over all runs of a list (linked by `following`) as one delivery. */
void schedule_deliver(struct schedule *schedule, struct run_list *runs);

/* ---- callback side (or the control side while no callback runs) ---- */

/** Takes in what was delivered. */
void schedule_accept(struct schedule *schedule) RT_SAFE;
/** Gives up to `limit` waiting runs their frames. */
void schedule_resolve(struct schedule *schedule, const struct clock_map *map,
                      uint32_t limit) RT_SAFE;
/** Sets aside all entries before `first_frame`; they come out of schedule_pop_late() only. */
void schedule_split_late(struct schedule *schedule, int64_t first_frame) RT_SAFE;
/** The next entry that was late, in order of (frame, id), or NULL; *frame = where it should have
 * been, *is_postponed = it was in time, but left for later. */
struct action *schedule_pop_late(struct schedule *schedule, int64_t *frame,
                                 bool *is_postponed) RT_SAFE;
/** The next entry before `end_frame` in order of (frame, id), or NULL. Of runs that hold nothing
 * but commands it gives `commands_left` entries and postpones the others. */
struct action *schedule_pop(struct schedule *schedule, int64_t end_frame, int64_t *frame) RT_SAFE;
/** Any waiting entry that has no frame yet, or NULL: for the end of a run of the stream. */
struct action *schedule_pop_unresolved(struct schedule *schedule) RT_SAFE;

#endif
