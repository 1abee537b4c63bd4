/* The control side of the schedule: runs are made and handed over. */
#include <stdlib.h>

#include "mixer/schedule/leftist_heap.h"

enum { DEEPEST_INBOX = 32 };

struct event_list *event_list_create(size_t capacity) {
  if (capacity > (PTRDIFF_MAX - sizeof(struct event_list)) / sizeof(struct event)) {
    return NULL;
  }
  struct event_list *list = calloc(1, sizeof(struct event_list) + capacity * sizeof(struct event));
  if (list != NULL) {
    list->capacity = capacity;
  }
  return list;
}

struct event_list *event_list_fit(struct event_list *list) {
  if (list->end == list->capacity) {
    return list;
  }
  list->capacity = list->end;
  struct event_list *smaller =
      realloc(list, sizeof(struct event_list) + list->end * sizeof(struct event));
  return smaller != NULL ? smaller : list;
}

/* ---- handing over ---- */

static void append(struct batch *whole, const struct batch *later, uint64_t *steps) {
  struct event_list_queue unresolved = {whole->unresolved_first, whole->unresolved_last};
  event_list_queue_append(&unresolved, later->unresolved_first, later->unresolved_last);
  whole->unresolved_first = unresolved.first;
  whole->unresolved_last = unresolved.last;
  for (int k = 0; k < CLASS_COUNT; k++) {
    whole->timed[k] = event_list_heap_meld(whole->timed[k], later->timed[k], steps);
    whole->late[k] = event_list_heap_meld(whole->late[k], later->late[k], steps);
  }
}

/* A burst of calls within one block would make a long list; melded here it costs the callback no
 * more than one. Never done for the few calls of an ordinary block, because what is taken out to be
 * melded is out of the callback's sight for a moment. */
static void shorten_inbox(struct schedule *schedule, struct batch *batch) {
  uint64_t steps = 0;
  struct batch whole = {0};
  struct batch *taken = atomic_exchange_explicit(&schedule->inbox, NULL, memory_order_acquire);
  for (struct batch *each = batch_reverse(taken); each != NULL; each = each->next) {
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
    event_list_heap_insert_late(&batch->late[list->schedule_class], list, steps);
  }
  if (list->next < list->end) {
    event_list_heap_insert_timed(&batch->timed[list->schedule_class], list, steps);
  }
}

void schedule_submit(struct schedule *schedule, struct event_list_queue *lists,
                     int64_t next_frame) {
  if (lists->first == NULL) {
    return;
  }
  uint64_t steps = 0;
  struct batch *batch = &lists->first->batch;
  struct event_list_queue unresolved = {0};
  for (struct event_list *list = lists->first, *following; list != NULL; list = following) {
    following = list->following;
    if (list->origin == LIST_FROM_FRAME || (list->origin == LIST_SECONDS_EACH && list->map.valid)) {
      enter(batch, list, next_frame, &steps);
    } else {
      if (unresolved.last != NULL) {
        unresolved.last->is_joined = true;
      }
      event_list_queue_append(&unresolved, list, list);
    }
  }
  batch->unresolved_first = unresolved.first;
  batch->unresolved_last = unresolved.last;
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
