/* The callback side of the schedule: what a block takes. */
#include "mixer/schedule/schedule.h"

#include "mixer/mixer_state.h"
#include "mixer/schedule/event_list_heap.h"

/** How many entries ahead actions are asked for. */
enum { FORESEEN_ENTRIES = 8, CACHE_LINE_BYTES = 64 };

/* The shares of a block. Whatever it does beyond them is bounded by the sounds that begin in it. */
enum {
  RESOLUTIONS_PER_BLOCK = 4096, /* runs that get their frames */
  SET_ASIDES_PER_BLOCK = 4096,  /* runs, of what is late or has to wait */
  LATE_PER_BLOCK = 4096,        /* actions that are late */
  SILENT_SOUNDS_PER_BLOCK = 4096,
  CANCELS_PER_BLOCK = 4096,
  CHANGES_PER_BLOCK = 4096,
  STEPS_PER_BLOCK = 16384 /* in the heaps, for all of these: many single calls cost more than one */
};

/* ---- taking in ---- */

void run_list_append(struct run_list *list, struct run *first, struct run *last) RT_SAFE {
  if (first == NULL) {
    return;
  }
  last->following = NULL;
  if (list->last == NULL) {
    list->first = first;
  } else {
    list->last->following = first;
  }
  list->last = last;
}

static struct run *unlink_first(struct run_list *list) RT_SAFE {
  struct run *run = list->first;
  if (run != NULL) {
    list->first = run->following;
    if (list->first == NULL) {
      list->last = NULL;
    }
    run->following = NULL;
  }
  return run;
}

struct delivery *delivery_reverse(struct delivery *newest) RT_SAFE {
  struct delivery *oldest = NULL;
  while (newest != NULL) {
    struct delivery *next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  return oldest;
}

/* The control side keeps the list short: see DEEPEST_INBOX. */
void schedule_accept(struct schedule *schedule) RT_SAFE {
  /* An exchange costs more than all the rest of a block in which nothing comes. */
  if (atomic_load_explicit(&schedule->inbox, memory_order_relaxed) == NULL) {
    return;
  }
  struct delivery *newest = atomic_exchange_explicit(&schedule->inbox, NULL, memory_order_acquire);
  for (struct delivery *each = delivery_reverse(newest); each != NULL; each = each->next) {
    run_list_append(&schedule->unresolved, each->unresolved_first, each->unresolved_last);
    for (int k = 0; k < LANES; k++) {
      struct lane *lane = &schedule->lanes[k];
      lane->arrived = run_heap_meld(lane->arrived, each->timed[k], &schedule->steps);
      lane->late = run_heap_meld(lane->late, each->late[k], &schedule->steps);
    }
  }
}

/* One map for all seconds that wait together, in however many blocks they get their frames. */
static const struct clock_map *waiting_map(struct schedule *schedule,
                                           const struct clock_map *map) RT_SAFE {
  if (!schedule->waiting_map.valid) {
    schedule->waiting_map = *map;
  }
  return &schedule->waiting_map;
}

static void resolve(struct schedule *schedule, const struct clock_map *map) RT_SAFE {
  bool is_joined = false;
  for (uint32_t k = 0; k < RESOLUTIONS_PER_BLOCK || is_joined; k++) {
    struct run *run = unlink_first(&schedule->unresolved);
    if (run == NULL) {
      break;
    }
    is_joined = run->is_joined;
    if (run->origin == RUN_FROM_BLOCK) {
      run->origin_frame = map->frame;
      run->origin = RUN_FROM_FRAME;
    } else if (run->origin == RUN_SECONDS_EACH) {
      run->map = *waiting_map(schedule, map);
    } else {
      run->origin_frame =
          clock_map_frame(waiting_map(schedule, map), run->time_base, run->origin_seconds);
      run->origin = RUN_FROM_FRAME;
    }
    run_heap_insert_timed(&schedule->lanes[run->lane].arrived, run, &schedule->steps);
  }
  if (schedule->unresolved.first == NULL) {
    schedule->waiting_map.valid = false;
  }
}

/* ---- setting aside ---- */

/* Takes what was done since then from the block's steps. */
static void spend(struct schedule *schedule, uint64_t steps_before) RT_SAFE {
  schedule->steps_left -= (int64_t)(schedule->steps - steps_before);
}

static bool can_set_aside(const struct schedule *schedule) RT_SAFE {
  return schedule->set_asides_left > 0 && schedule->steps_left > 0;
}

/* Entries that are set aside lie directly ahead of those that are to come. */
static bool can_be_set_aside(const struct run *run) RT_SAFE {
  return !run->is_late || run->late_end == run->next;
}

/* The first run's entries before `frame`, behind those of it that are set aside already; those from
 * `postponed_frame` on were in time. */
static void set_aside(struct schedule *schedule, struct heap_node **heap, int64_t frame,
                      int64_t postponed_frame) RT_SAFE {
  const uint64_t steps = schedule->steps;
  struct run *run = RUN_OF(run_heap_remove(heap, &schedule->steps), timed);
  struct lane *lane = &schedule->lanes[run->lane];
  const size_t end = run_first_not_before(run, frame);
  const size_t postponed = run_first_not_before(run, postponed_frame);
  if (!run->is_late) {
    run->is_late = true;
    run->late_next = run->next;
    run->postponed = postponed;
    run_heap_insert_late(&lane->late, run, &schedule->steps);
  } else if (postponed < run->postponed) {
    run->postponed = postponed;
  }
  run->late_end = end;
  run->next = end;
  if (run->next < run->end) {
    run_heap_insert_timed(heap, run, &schedule->steps);
  }
  schedule->set_asides_left--;
  spend(schedule, steps);
}

/* What has arrived is late, or in time from now on. What a block cannot look at is held, and counts
 * as having been in time since then; half of the block's steps are for what is taken out. */
static void split_arrivals(struct schedule *schedule, int64_t first_frame) RT_SAFE {
  bool is_held = false;
  const int64_t postponed_frame = schedule->is_held ? schedule->held_frame : INT64_MAX;
  for (int k = 0; k < LANES; k++) {
    struct lane *lane = &schedule->lanes[k];
    while (lane->arrived != NULL && lane->arrived->key < first_frame && can_set_aside(schedule) &&
           schedule->steps_left > STEPS_PER_BLOCK / 2) {
      set_aside(schedule, &lane->arrived, first_frame, postponed_frame);
    }
    if (lane->arrived != NULL && lane->arrived->key < first_frame) {
      is_held = true;
    } else if (lane->arrived != NULL) {
      lane->timed = run_heap_meld(lane->timed, lane->arrived, &schedule->steps);
      lane->arrived = NULL;
    }
  }
  if (is_held && !schedule->is_held) {
    schedule->held_frame = first_frame;
  }
  schedule->is_held = is_held;
}

void schedule_begin_block(struct schedule *schedule, const struct clock_map *map) RT_SAFE {
  schedule->lanes[LANE_SOUNDS].left = SILENT_SOUNDS_PER_BLOCK;
  schedule->lanes[LANE_CANCELS].left = CANCELS_PER_BLOCK;
  schedule->lanes[LANE_CHANGES].left = CHANGES_PER_BLOCK;
  for (int k = 0; k < LANES; k++) {
    schedule->lanes[k].is_closed = false;
  }
  schedule->late_left = LATE_PER_BLOCK;
  schedule->set_asides_left = SET_ASIDES_PER_BLOCK;
  schedule->steps_left = STEPS_PER_BLOCK;
  schedule_accept(schedule);
  resolve(schedule, map);
  split_arrivals(schedule, map->frame);
}

/* ---- taking out ---- */

static void let_go_when_empty(struct schedule *schedule, struct run *run) RT_SAFE {
  if (run->next == run->end && run->late_next == run->late_end && !run->is_late) {
    mail_list_add(&schedule->exhausted, &run->mail);
  }
}

/* Asks memory for an action that is to come, so that it is there when it begins: of many that were
 * scheduled long ago none is in a cache. */
static void foresee(const struct run *run) RT_SAFE {
#if defined(__GNUC__) || defined(__clang__)
  if (run->next + FORESEEN_ENTRIES < run->end) {
    const char *action = (const char *)run->entries[run->next + FORESEEN_ENTRIES].action;
    for (size_t k = 0; k < sizeof(struct action); k += CACHE_LINE_BYTES) {
      __builtin_prefetch(action + k);
    }
  }
#else
  (void)run;
#endif
}

static struct action *take_timed(struct schedule *schedule, struct heap_node **heap) RT_SAFE {
  struct run *run = RUN_OF(run_heap_remove(heap, &schedule->steps), timed);
  struct action *action = run->entries[run->next].action;
  foresee(run);
  run->next++;
  if (run->next < run->end) {
    run_heap_insert_timed(heap, run, &schedule->steps);
  }
  let_go_when_empty(schedule, run);
  return action;
}

static struct action *take_late(struct schedule *schedule, struct heap_node **heap,
                                bool *is_postponed) RT_SAFE {
  struct run *run = RUN_OF(run_heap_remove(heap, &schedule->steps), late);
  struct action *action = run->entries[run->late_next].action;
  *is_postponed = run->late_next >= run->postponed;
  run->late_next++;
  if (run->late_next < run->late_end) {
    run_heap_insert_late(heap, run, &schedule->steps);
  } else {
    run->is_late = false;
    let_go_when_empty(schedule, run);
  }
  return action;
}

/* Is the first entry of a heap ahead of `frame` and of the first one of the best heap so far? */
static void consider(struct heap_node **heap, int64_t frame, struct heap_node ***best) RT_SAFE {
  if (*heap != NULL && (*heap)->key < frame &&
      (*best == NULL || run_heap_is_before(*heap, **best))) {
    *best = heap;
  }
}

struct action *schedule_pop_late(struct schedule *schedule, int64_t first_frame, int64_t *frame,
                                 bool *is_postponed) RT_SAFE {
  struct heap_node **late = NULL, **best = NULL;
  if (schedule->late_left == 0 || schedule->steps_left <= 0) {
    return NULL;
  }
  for (int k = 0; k < LANES; k++) {
    consider(&schedule->lanes[k].late, INT64_MAX, &late);
    consider(&schedule->lanes[k].timed, first_frame, &best);
  }
  if (late != NULL) {
    consider(late, INT64_MAX, &best);
  }
  if (best == NULL) {
    return NULL;
  }
  const uint64_t steps = schedule->steps;
  *frame = (*best)->key;
  *is_postponed = true;
  struct action *const action =
      best == late ? take_late(schedule, best, is_postponed) : take_timed(schedule, best);
  schedule->late_left--;
  spend(schedule, steps);
  return action;
}

/* Neither called off nor without frames. */
static bool is_heard(const struct heap_node *node) RT_SAFE {
  const struct run *run = RUN_OF(node, timed);
  const struct action *action = run->entries[run->next].action;
  return !action_is_finished(action) && action->total_frames != 0;
}

/* What was postponed comes first; changes wait for all that is late among them. */
static bool is_open(const struct schedule *schedule, const struct lane *lane,
                    int64_t first_frame) RT_SAFE {
  const bool is_ordered = lane == &schedule->lanes[LANE_CHANGES];
  return !lane->is_closed && lane->timed != NULL && lane->timed->key >= first_frame &&
         (!is_ordered || (lane->left > 0 && schedule->steps_left > 0 && lane->late == NULL));
}

static struct lane *next_lane(struct schedule *schedule, int64_t first_frame,
                              int64_t end_frame) RT_SAFE {
  struct heap_node **best = NULL;
  struct lane *next = NULL;
  for (int k = 0; k < LANES; k++) {
    struct lane *lane = &schedule->lanes[k];
    if (is_open(schedule, lane, first_frame)) {
      consider(&lane->timed, end_frame, &best);
      next = best == &lane->timed ? lane : next;
    }
  }
  return next;
}

static bool has_share(const struct schedule *schedule, const struct lane *lane,
                      const struct run *run) RT_SAFE {
  return lane->left > 0 && schedule->steps_left > 0 && !(run->lane == LANE_CANCELS && run->is_late);
}

static struct action *take_from_share(struct schedule *schedule, struct lane *lane) RT_SAFE {
  const uint64_t steps = schedule->steps;
  struct action *const action = take_timed(schedule, &lane->timed);
  lane->left--;
  spend(schedule, steps);
  return action;
}

struct action *schedule_pop(struct schedule *schedule, int64_t first_frame, int64_t end_frame,
                            int64_t *frame) RT_SAFE {
  struct lane *lane;
  while ((lane = next_lane(schedule, first_frame, end_frame)) != NULL) {
    const struct run *run = RUN_OF(lane->timed, timed);
    *frame = lane->timed->key;
    if (run->lane == LANE_SOUNDS && is_heard(lane->timed)) {
      return take_timed(schedule, &lane->timed);
    }
    if (has_share(schedule, lane, run)) {
      return take_from_share(schedule, lane);
    }
    if (can_be_set_aside(run) && can_set_aside(schedule)) {
      set_aside(schedule, &lane->timed, end_frame, INT64_MIN);
    } else {
      lane->is_closed = true;
    }
  }
  return NULL;
}

struct action *schedule_pop_rest(struct schedule *schedule) RT_SAFE {
  struct heap_node **late = NULL, **best = NULL;
  bool is_postponed;
  for (int k = 0; k < LANES; k++) {
    consider(&schedule->lanes[k].late, INT64_MAX, &late);
    consider(&schedule->lanes[k].timed, INT64_MAX, &best);
    consider(&schedule->lanes[k].arrived, INT64_MAX, &best);
  }
  if (late != NULL) {
    return take_late(schedule, late, &is_postponed);
  }
  if (best != NULL) {
    return take_timed(schedule, best);
  }
  struct run *run = schedule->unresolved.first;
  if (run == NULL) {
    return NULL;
  }
  struct action *action = run->entries[run->next].action;
  run->next++;
  if (run->next == run->end) {
    unlink_first(&schedule->unresolved);
    let_go_when_empty(schedule, run);
  }
  return action;
}
