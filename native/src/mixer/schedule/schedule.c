#include "mixer/schedule/schedule.h"

#include "mixer/mixer_state.h"

/** Batches of the inbox from which on the control side melds them. */
enum { DEEPEST_INBOX = 32 };

enum { PREFETCHED_EVENTS = 8, PREFETCHED_TARGETS = 4, PREFETCHED_SOUNDS = 32 };

/* The shares of a block, for each of its frames, in steps: visits of a heap node, the measure of
 * work. An event costs EVENT_STEPS beside its visits, and TARGET_STEPS more where it acts upon
 * another action, which lies elsewhere in memory. What the block does beyond the shares is bounded
 * by the sounds that begin in it (`npm run bench peers`: floods). */
enum {
  EVENT_STEPS = 4,
  TARGET_STEPS = 4,
  COMMON_STEPS = 96,   /* for whatever comes first; half of them for what has just come, */
  RESERVED_STEPS = 24, /* ... and so many not for telling it apart */
  CLASS_STEPS = 16,    /* for events of each class, when the common ones are used up */
  SET_ASIDE_STEPS = 16 /* for setting event lists aside, when the common ones are used up */
};

/* ---- handing over ---- */

/* Of a list that begins with the newest batch: the oldest one, linked to those that came later. */
static struct batch *reversed(struct batch *newest) RT_SAFE {
  struct batch *oldest = NULL;
  while (newest != NULL) {
    struct batch *next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  return oldest;
}

static void append(struct batch *whole, const struct batch *later, uint64_t *steps) {
  event_list_queue_append(&whole->unresolved, later->unresolved.first, later->unresolved.last);
  for (int k = 0; k < CLASS_COUNT; k++) {
    whole->timed[k] = heap_meld(whole->timed[k], later->timed[k], steps);
    whole->late[k] = heap_meld(whole->late[k], later->late[k], steps);
  }
}

/* A burst of calls within one block would make a long list; melded here, it costs the callback no
 * more than one call. Not done for the few calls of an ordinary block, because the callback does
 * not see the batches while they are taken out and melded. */
static void shorten_inbox(struct schedule *schedule, struct batch *batch) {
  uint64_t steps = 0;
  struct batch whole = {0};
  struct batch *taken = atomic_exchange_explicit(&schedule->inbox, NULL, memory_order_acquire);
  for (struct batch *each = reversed(taken); each != NULL; each = each->next) {
    append(&whole, each, &steps);
  }
  append(&whole, batch, &steps);
  *batch = whole;
}

static void enter(struct batch *batch, struct event_list *list, int64_t next_frame,
                  uint64_t *steps) {
  list->late_end = event_list_first_not_before(list, next_frame);
  list->next = list->late_end;
  if (list->late_end > 0) {
    list->is_late = true;
    list->postponed = list->end;
    event_list_insert_late(&batch->late[list->schedule_class], list, steps);
  }
  if (list->next < list->end) {
    event_list_insert_timed(&batch->timed[list->schedule_class], list, steps);
  }
}

void schedule_submit(struct schedule *schedule, struct event_list_queue *lists,
                     int64_t next_frame) {
  if (lists->first == NULL) {
    return;
  }
  uint64_t steps = 0;
  struct batch *batch = &lists->first->batch;
  for (struct event_list *list = lists->first, *following; list != NULL; list = following) {
    following = list->following;
    if (list->origin == LIST_FROM_FRAME) {
      enter(batch, list, next_frame, &steps);
    } else {
      if (batch->unresolved.last != NULL) {
        batch->unresolved.last->is_joined = true;
      }
      event_list_queue_append(&batch->unresolved, list, list);
    }
  }
  struct batch *before = atomic_load_explicit(&schedule->inbox, memory_order_relaxed);
  if (before != NULL && before->depth >= DEEPEST_INBOX) {
    shorten_inbox(schedule, batch);
    before = NULL;
  }
  do {
    batch->next = before;
    batch->depth = before == NULL ? 1 : before->depth + 1;
  } while (!atomic_compare_exchange_weak_explicit(&schedule->inbox, &before, batch,
                                                  memory_order_release, memory_order_relaxed));
}

/* ---- shares ---- */

/* Takes an event and the steps since `steps_before` from a share. */
static void spend(const struct schedule *schedule, int64_t *share, uint64_t steps_before) RT_SAFE {
  *share -= EVENT_STEPS + (int64_t)(schedule->steps - steps_before);
}

/* The same for the event of an action. */
static void spend_for(const struct schedule *schedule, const struct action *action, int64_t *share,
                      uint64_t steps_before) RT_SAFE {
  spend(schedule, share, steps_before);
  *share -= action_is_command(action) && action->target != NULL ? TARGET_STEPS : 0;
}

static void begin_shares(struct schedule *schedule, int64_t frames) RT_SAFE {
  for (int k = 0; k < CLASS_COUNT; k++) {
    schedule->classes[k].steps_left = CLASS_STEPS * frames;
    schedule->classes[k].is_closed = false;
  }
  schedule->steps_left = COMMON_STEPS * frames;
  schedule->steps_reserved = RESERVED_STEPS * frames;
  schedule->set_aside_steps = SET_ASIDE_STEPS * frames;
}

/* ---- taking in ---- */

static struct event_list *unlink_first(struct event_list_queue *queue) RT_SAFE {
  struct event_list *list = queue->first;
  if (list != NULL) {
    queue->first = list->following;
    if (queue->first == NULL) {
      queue->last = NULL;
    }
    list->following = NULL;
  }
  return list;
}

/* The list is short: see DEEPEST_INBOX. The load spares most blocks the exchange, which costs more
 * than the rest of a block in which nothing comes. */
void schedule_accept(struct schedule *schedule) RT_SAFE {
  if (atomic_load_explicit(&schedule->inbox, memory_order_relaxed) == NULL) {
    return;
  }
  struct batch *newest = atomic_exchange_explicit(&schedule->inbox, NULL, memory_order_acquire);
  for (struct batch *each = reversed(newest); each != NULL; each = each->next) {
    event_list_queue_append(&schedule->unresolved, each->unresolved.first, each->unresolved.last);
    for (int k = 0; k < CLASS_COUNT; k++) {
      struct class_heaps *heaps = &schedule->classes[k];
      heaps->arrived = heap_meld(heaps->arrived, each->timed[k], &schedule->steps);
      heaps->late = heap_meld(heaps->late, each->late[k], &schedule->steps);
    }
  }
}

/* One map for all seconds that wait together, although they may get their frames in several blocks.
 */
static const struct clock_map *waiting_map(struct schedule *schedule,
                                           const struct clock_map *map) RT_SAFE {
  if (!schedule->waiting_map.valid) {
    schedule->waiting_map = *map;
  }
  return &schedule->waiting_map;
}

static void resolve(struct schedule *schedule, const struct clock_map *map) RT_SAFE {
  bool is_joined = false;
  while (is_joined || schedule->steps_left > 2 * schedule->steps_reserved) {
    const uint64_t steps = schedule->steps;
    struct event_list *list = unlink_first(&schedule->unresolved);
    if (list == NULL) {
      break;
    }
    is_joined = list->is_joined;
    if (list->origin == LIST_FROM_BLOCK) {
      list->origin_frame = map->frame;
      list->origin = LIST_FROM_FRAME;
    } else if (list->origin == LIST_SECONDS_EACH) {
      list->map = *waiting_map(schedule, map);
    } else {
      list->origin_frame =
          clock_map_frame(waiting_map(schedule, map), list->time_base, list->origin_seconds);
      list->origin = LIST_FROM_FRAME;
    }
    event_list_insert_timed(&schedule->classes[list->schedule_class].arrived, list,
                            &schedule->steps);
    spend(schedule, &schedule->steps_left, steps);
  }
  if (schedule->unresolved.first == NULL) {
    schedule->waiting_map.valid = false;
  }
}

/* ---- setting aside ---- */

/* The share for setting aside, or NULL when it is used up. */
static int64_t *share_of_set_asides(struct schedule *schedule) RT_SAFE {
  return schedule->steps_left > 0        ? &schedule->steps_left
         : schedule->set_aside_steps > 0 ? &schedule->set_aside_steps
                                         : NULL;
}

/* The late events of a list stay contiguous: see schedule.h. */
static bool can_be_set_aside(const struct event_list *list) RT_SAFE {
  return !list->is_late || list->late_end == list->next;
}

/* Sets aside the events before `frame` of the heap's first list, after those of it that are set
 * aside already; those from `postponed_frame` on were in time. */
static void set_aside(struct schedule *schedule, struct heap_node **heap, int64_t frame,
                      int64_t postponed_frame, int64_t *share) RT_SAFE {
  const uint64_t steps = schedule->steps;
  struct event_list *list =
      HEAP_OWNER(heap_remove(heap, &schedule->steps), struct event_list, timed);
  struct class_heaps *heaps = &schedule->classes[list->schedule_class];
  const size_t end = event_list_first_not_before(list, frame);
  const size_t postponed = event_list_first_not_before(list, postponed_frame);
  if (!list->is_late) {
    list->is_late = true;
    list->late_next = list->next;
    list->postponed = postponed;
    event_list_insert_late(&heaps->late, list, &schedule->steps);
  } else if (postponed < list->postponed) {
    list->postponed = postponed;
  }
  list->late_end = end;
  list->next = end;
  if (list->next < list->end) {
    event_list_insert_timed(heap, list, &schedule->steps);
  }
  spend(schedule, share, steps);
}

/* Tells what has arrived apart: late or in time. What a block has no share left for is held, and
 * counts as in time from that block on; a reserve of the common share is left for taking out. */
static void split_arrivals(struct schedule *schedule, int64_t first_frame) RT_SAFE {
  bool is_held = false;
  const int64_t postponed_frame = schedule->is_held ? schedule->held_frame : INT64_MAX;
  for (int k = 0; k < CLASS_COUNT; k++) {
    struct class_heaps *heaps = &schedule->classes[k];
    while (heaps->arrived != NULL && heaps->arrived->key < first_frame &&
           schedule->steps_left > schedule->steps_reserved) {
      set_aside(schedule, &heaps->arrived, first_frame, postponed_frame, &schedule->steps_left);
    }
    if (heaps->arrived != NULL && heaps->arrived->key < first_frame) {
      is_held = true;
    } else if (heaps->arrived != NULL) {
      heaps->timed = heap_meld(heaps->timed, heaps->arrived, &schedule->steps);
      heaps->arrived = NULL;
    }
  }
  if (is_held && !schedule->is_held) {
    schedule->held_frame = first_frame;
  }
  schedule->is_held = is_held;
}

void schedule_begin_block(struct schedule *schedule, const struct clock_map *map,
                          int64_t end_frame) RT_SAFE {
  const uint64_t steps = schedule->steps;
  begin_shares(schedule, end_frame - map->frame);
  schedule_accept(schedule);
  spend(schedule, &schedule->steps_left, steps);
  resolve(schedule, map);
  split_arrivals(schedule, map->frame);
}

void schedule_end_block(struct schedule *schedule) RT_SAFE {
  bool waits = schedule->unresolved.first != NULL || schedule->is_held;
  int64_t first = INT64_MAX;
  for (int k = 0; k < CLASS_COUNT; k++) {
    const struct class_heaps *heaps = &schedule->classes[k];
    waits |= heaps->late != NULL;
    first = heaps->timed != NULL && heaps->timed->key < first ? heaps->timed->key : first;
  }
  schedule->quiet_until = waits ? INT64_MIN : first;
}

/* ---- taking out ---- */

static void send_back_when_empty(struct schedule *schedule, struct event_list *list) RT_SAFE {
  if (list->next == list->end && list->late_next == list->late_end && !list->is_late) {
    mail_list_add(&schedule->exhausted, &list->mail);
  }
}

/* Brings the action of an event that comes soon into the cache, where none that has waited for long
 * is, and then what that acts upon: without it 100,000 sounds of 10 ms cost a third more, and
 * cancels of what is pending twice as much. */
static void prefetch_later(const struct event_list *list, size_t index) RT_SAFE {
  if (index + PREFETCHED_EVENTS < list->end) {
    action_prefetch(list->events[index + PREFETCHED_EVENTS].action);
  }
  if (list->schedule_class != CLASS_SOUNDS && index + PREFETCHED_TARGETS < list->end) {
    action_prefetch(list->events[index + PREFETCHED_TARGETS].action->target);
  }
}

/* Of a sound that begins soon, what tells that it is heard and its id. */
static void prefetch_sound(const struct event_list *list) RT_SAFE {
#if defined(__GNUC__) || defined(__clang__)
  if (list->next + PREFETCHED_SOUNDS < list->end) {
    __builtin_prefetch(list->events[list->next + PREFETCHED_SOUNDS].action, 1);
  }
#else
  (void)list;
#endif
}

static struct action *take_timed(struct schedule *schedule, struct heap_node **heap) RT_SAFE {
  struct event_list *list =
      HEAP_OWNER(heap_remove(heap, &schedule->steps), struct event_list, timed);
  struct action *action = list->events[list->next].action;
  prefetch_later(list, list->next);
  list->next++;
  if (list->next < list->end) {
    event_list_insert_timed(heap, list, &schedule->steps);
  }
  send_back_when_empty(schedule, list);
  return action;
}

static struct action *take_late(struct schedule *schedule, struct heap_node **heap,
                                bool *is_postponed) RT_SAFE {
  struct event_list *list =
      HEAP_OWNER(heap_remove(heap, &schedule->steps), struct event_list, late);
  struct action *action = list->events[list->late_next].action;
  prefetch_later(list, list->late_next);
  *is_postponed = list->late_next >= list->postponed;
  list->late_next++;
  if (list->late_next < list->late_end) {
    event_list_insert_late(heap, list, &schedule->steps);
  } else {
    list->is_late = false;
    send_back_when_empty(schedule, list);
  }
  return action;
}

/* `best` becomes the heap if its first event is before `frame` and before that of `best`. */
static void consider(struct heap_node **heap, int64_t frame, struct heap_node ***best) RT_SAFE {
  if (*heap != NULL && (*heap)->key < frame && (*best == NULL || heap_is_before(*heap, **best))) {
    *best = heap;
  }
}

struct action *schedule_pop_late(struct schedule *schedule, int64_t first_frame, int64_t *frame,
                                 bool *is_postponed) RT_SAFE {
  struct heap_node **late = NULL, **best = NULL;
  if (schedule->steps_left <= 0) {
    return NULL;
  }
  for (int k = 0; k < CLASS_COUNT; k++) {
    consider(&schedule->classes[k].late, INT64_MAX, &late);
    consider(&schedule->classes[k].timed, first_frame, &best);
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
  spend_for(schedule, action, &schedule->steps_left, steps);
  return action;
}

/* Neither cancelled before its start nor without frames. */
static bool is_heard_sound(const struct action *action) RT_SAFE {
  return !action_is_finished(action) && action->has_frames;
}

static bool is_heard(const struct heap_node *node) RT_SAFE {
  const struct event_list *list = HEAP_OWNER(node, struct event_list, timed);
  return is_heard_sound(list->events[list->next].action);
}

/* The share for an event of the class, or NULL when it is used up. */
static int64_t *share_of(struct schedule *schedule, struct class_heaps *heaps) RT_SAFE {
  return schedule->steps_left > 0 ? &schedule->steps_left
         : heaps->steps_left > 0  ? &heaps->steps_left
                                  : NULL;
}

/* What was postponed comes first; changes wait for all that is late among them. */
static bool is_open(struct schedule *schedule, struct class_heaps *heaps,
                    int64_t first_frame) RT_SAFE {
  const bool is_ordered = heaps == &schedule->classes[CLASS_CHANGES];
  return !heaps->is_closed && heaps->timed != NULL && heaps->timed->key >= first_frame &&
         (!is_ordered || (share_of(schedule, heaps) != NULL && heaps->late == NULL));
}

static struct class_heaps *next_class(struct schedule *schedule, int64_t first_frame,
                                      int64_t end_frame) RT_SAFE {
  struct heap_node **best = NULL;
  struct class_heaps *next = NULL;
  for (int k = 0; k < CLASS_COUNT; k++) {
    struct class_heaps *heaps = &schedule->classes[k];
    if (is_open(schedule, heaps, first_frame)) {
      consider(&heaps->timed, end_frame, &best);
      next = best == &heaps->timed ? heaps : next;
    }
  }
  return next;
}

static bool has_share(struct schedule *schedule, struct class_heaps *heaps,
                      const struct event_list *list) RT_SAFE {
  return share_of(schedule, heaps) != NULL &&
         !(list->schedule_class == CLASS_CANCELS && list->is_late);
}

static struct action *take_from_share(struct schedule *schedule,
                                      struct class_heaps *heaps) RT_SAFE {
  const uint64_t steps = schedule->steps;
  int64_t *const share = share_of(schedule, heaps);
  struct action *const action = take_timed(schedule, &heaps->timed);
  spend_for(schedule, action, share, steps);
  return action;
}

struct action *schedule_pop(struct schedule *schedule, int64_t first_frame, int64_t end_frame,
                            int64_t *frame) RT_SAFE {
  struct class_heaps *heaps;
  while ((heaps = next_class(schedule, first_frame, end_frame)) != NULL) {
    const struct event_list *list = HEAP_OWNER(heaps->timed, struct event_list, timed);
    int64_t *const share = share_of_set_asides(schedule);
    *frame = heaps->timed->key;
    if (list->schedule_class == CLASS_SOUNDS && is_heard(heaps->timed)) {
      return take_timed(schedule, &heaps->timed);
    }
    if (has_share(schedule, heaps, list)) {
      return take_from_share(schedule, heaps);
    }
    if (can_be_set_aside(list) && share != NULL) {
      set_aside(schedule, &heaps->timed, end_frame, INT64_MIN, share);
    } else {
      heaps->is_closed = true;
    }
  }
  return NULL;
}

/* The first frame after which an event of another list may come; `list` was taken out of its heap.
 */
static int64_t next_frame_of_others(struct schedule *schedule, int64_t end_frame) RT_SAFE {
  for (int k = 0; k < CLASS_COUNT; k++) {
    const struct heap_node *first = schedule->classes[k].timed;
    end_frame = first != NULL && first->key < end_frame ? first->key : end_frame;
  }
  return end_frame;
}

/* The next event of a list, and those after it that come before any other list's. */
static size_t take_sounds(struct event_list *list, int64_t end_frame, struct event *sounds,
                          size_t room) RT_SAFE {
  size_t count = 0;
  do {
    struct action *const action = list->events[list->next].action;
    if (!is_heard_sound(action)) {
      break;
    }
    action->render_frame = event_list_frame(list, list->next);
    sounds[count++] = (struct event){.at.frame = (int64_t)action->id, .action = action};
    prefetch_sound(list);
    list->next++;
  } while (count < room && list->next < list->end &&
           event_list_frame(list, list->next) < end_frame);
  return count;
}

size_t schedule_pop_sounds(struct schedule *schedule, int64_t first_frame, int64_t end_frame,
                           struct event *sounds, size_t room) RT_SAFE {
  struct class_heaps *const heaps = &schedule->classes[CLASS_SOUNDS];
  size_t count = 0;
  while (count < room && next_class(schedule, first_frame, end_frame) == heaps &&
         is_heard(heaps->timed)) {
    struct event_list *list =
        HEAP_OWNER(heap_remove(&heaps->timed, &schedule->steps), struct event_list, timed);
    count +=
        take_sounds(list, next_frame_of_others(schedule, end_frame), sounds + count, room - count);
    if (list->next < list->end) {
      event_list_insert_timed(&heaps->timed, list, &schedule->steps);
    }
    send_back_when_empty(schedule, list);
  }
  return count;
}

struct action *schedule_pop_rest(struct schedule *schedule) RT_SAFE {
  struct heap_node **late = NULL, **best = NULL;
  bool is_postponed;
  for (int k = 0; k < CLASS_COUNT; k++) {
    consider(&schedule->classes[k].late, INT64_MAX, &late);
    consider(&schedule->classes[k].timed, INT64_MAX, &best);
    consider(&schedule->classes[k].arrived, INT64_MAX, &best);
  }
  if (late != NULL) {
    return take_late(schedule, late, &is_postponed);
  }
  if (best != NULL) {
    return take_timed(schedule, best);
  }
  struct event_list *list = schedule->unresolved.first;
  if (list == NULL) {
    return NULL;
  }
  struct action *action = list->events[list->next].action;
  list->next++;
  if (list->next == list->end) {
    unlink_first(&schedule->unresolved);
    send_back_when_empty(schedule, list);
  }
  return action;
}
