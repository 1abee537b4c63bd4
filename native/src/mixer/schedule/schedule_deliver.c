/* The control side of the schedule: runs are made and handed over. */
#include <stdlib.h>

#include "mixer/schedule/event_list_heap.h"

enum { DEEPEST_INBOX = 32 };

struct run *run_create(size_t capacity) {
  if (capacity > (PTRDIFF_MAX - sizeof(struct run)) / sizeof(struct run_entry)) {
    return NULL;
  }
  struct run *run = calloc(1, sizeof(struct run) + capacity * sizeof(struct run_entry));
  if (run != NULL) {
    run->capacity = capacity;
  }
  return run;
}

struct run *run_fit(struct run *run) {
  if (run->end == run->capacity) {
    return run;
  }
  run->capacity = run->end;
  struct run *smaller = realloc(run, sizeof(struct run) + run->end * sizeof(struct run_entry));
  return smaller != NULL ? smaller : run;
}

/* ---- handing over ---- */

static void append(struct delivery *whole, const struct delivery *later, uint64_t *steps) {
  struct run_list unresolved = {whole->unresolved_first, whole->unresolved_last};
  run_list_append(&unresolved, later->unresolved_first, later->unresolved_last);
  whole->unresolved_first = unresolved.first;
  whole->unresolved_last = unresolved.last;
  for (int k = 0; k < LANES; k++) {
    whole->timed[k] = run_heap_meld(whole->timed[k], later->timed[k], steps);
    whole->late[k] = run_heap_meld(whole->late[k], later->late[k], steps);
  }
}

/* A burst of calls within one block would make a long list; melded here it costs the callback no
 * more than one. Never done for the few calls of an ordinary block, because what is taken out to be
 * melded is out of the callback's sight for a moment. */
static void shorten_inbox(struct schedule *schedule, struct delivery *delivery) {
  uint64_t steps = 0;
  struct delivery whole = {0};
  struct delivery *taken = atomic_exchange_explicit(&schedule->inbox, NULL, memory_order_acquire);
  for (struct delivery *each = delivery_reverse(taken); each != NULL; each = each->next) {
    append(&whole, each, &steps);
  }
  append(&whole, delivery, &steps);
  *delivery = whole;
}

static void enter(struct delivery *delivery, struct run *run, int64_t next_frame, uint64_t *steps) {
  run->late_end = run_first_not_before(run, next_frame);
  run->next = run->late_end;
  if (run->late_end > 0) {
    run->is_late = true;
    run->postponed = run->end;
    run_heap_insert_late(&delivery->late[run->lane], run, steps);
  }
  if (run->next < run->end) {
    run_heap_insert_timed(&delivery->timed[run->lane], run, steps);
  }
}

void schedule_deliver(struct schedule *schedule, struct run_list *runs, int64_t next_frame) {
  if (runs->first == NULL) {
    return;
  }
  uint64_t steps = 0;
  struct delivery *delivery = &runs->first->delivery;
  struct run_list unresolved = {0};
  for (struct run *run = runs->first, *following; run != NULL; run = following) {
    following = run->following;
    if (run->origin == RUN_FROM_FRAME || (run->origin == RUN_SECONDS_EACH && run->map.valid)) {
      enter(delivery, run, next_frame, &steps);
    } else {
      if (unresolved.last != NULL) {
        unresolved.last->is_joined = true;
      }
      run_list_append(&unresolved, run, run);
    }
  }
  delivery->unresolved_first = unresolved.first;
  delivery->unresolved_last = unresolved.last;
  struct delivery *before = atomic_load_explicit(&schedule->inbox, memory_order_relaxed);
  if (before != NULL && before->depth >= DEEPEST_INBOX) {
    shorten_inbox(schedule, delivery);
    before = NULL;
  }
  do {
    delivery->next = before;
    delivery->depth = before == NULL ? 1 : before->depth + 1;
  } while (!atomic_compare_exchange_weak_explicit(&schedule->inbox, &before, delivery,
                                                  memory_order_release, memory_order_relaxed));
}
