#include "schedule.h"

#include <stddef.h>
#include <stdlib.h>

#include "action_layout.h"

/** How many entries ahead actions are asked for. */
enum { FORESEEN_ENTRIES = 8, CACHE_LINE_BYTES = 64 };

/* A right spine of rank r holds at least 2^r - 1 nodes, so two spines never exceed this. */
enum { LONGEST_PATH = 128, DEEPEST_INBOX = 32 };

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

/* ---- the heaps ---- */

#define RUN_OF(node, heap) ((struct run *)((char *)(node) - offsetof(struct run, heap)))

static bool is_before(const struct heap_node *a, const struct heap_node *b) RT_SAFE {
  return a->key != b->key ? a->key < b->key : a->id < b->id;
}

static uint32_t rank_of(const struct heap_node *node) RT_SAFE {
  return node == NULL ? 0 : node->rank;
}

static struct heap_node *meld(struct heap_node *a, struct heap_node *b, uint64_t *steps) RT_SAFE {
  struct heap_node *path[LONGEST_PATH];
  uint32_t length = 0;
  while (a != NULL && b != NULL && length < LONGEST_PATH) {
    if (is_before(b, a)) {
      struct heap_node *first = b;
      b = a;
      a = first;
    }
    path[length++] = a;
    a = a->right;
  }
  *steps += length;
  struct heap_node *melded = a != NULL ? a : b;
  while (length > 0) {
    struct heap_node *parent = path[--length];
    parent->right = melded;
    if (rank_of(parent->left) < rank_of(melded)) {
      parent->right = parent->left;
      parent->left = melded;
    }
    parent->rank = rank_of(parent->right) + 1;
    melded = parent;
  }
  return melded;
}

static int64_t key_of(const struct run *run, size_t index) RT_SAFE {
  const struct run_entry *entry = &run->entries[index];
  return run->origin == RUN_SECONDS_EACH
             ? clock_map_frame(&run->map, run->time_base, entry->at.seconds)
             : run->origin_frame + entry->at.frame;
}

/* Only the entry that is next in a heap is looked at, so that long runs cost no more than short
 * ones. */
static struct heap_node *insert(struct heap_node *heap, struct heap_node *node,
                                const struct run *run, size_t index, uint64_t *steps) RT_SAFE {
  *node = (struct heap_node){
      .rank = 1, .key = key_of(run, index), .id = run->entries[index].action->id};
  return meld(heap, node, steps);
}

static struct heap_node *insert_timed(struct heap_node *heap, struct run *run,
                                      uint64_t *steps) RT_SAFE {
  return insert(heap, &run->timed, run, run->next, steps);
}

static struct run *remove_timed(struct schedule *schedule) RT_SAFE {
  struct heap_node *first = schedule->timed;
  schedule->timed = meld(first->left, first->right, &schedule->steps);
  return RUN_OF(first, timed);
}

static void insert_late(struct schedule *schedule, struct run *run) RT_SAFE {
  schedule->late = insert(schedule->late, &run->late, run, run->late_next, &schedule->steps);
}

/* ---- handing over ---- */

static void append(struct run_list *list, struct run *first, struct run *last) RT_SAFE {
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

static void append_delivery(struct delivery *whole, const struct delivery *later,
                            uint64_t *steps) RT_SAFE {
  struct run_list unresolved = {whole->unresolved_first, whole->unresolved_last};
  append(&unresolved, later->unresolved_first, later->unresolved_last);
  whole->unresolved_first = unresolved.first;
  whole->unresolved_last = unresolved.last;
  whole->timed = meld(whole->timed, later->timed, steps);
}

/* The newest delivery is first in the list; returns the oldest. */
static struct delivery *reverse(struct delivery *newest) RT_SAFE {
  struct delivery *oldest = NULL;
  while (newest != NULL) {
    struct delivery *next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  return oldest;
}

/* A burst of calls within one block would make a long list; melded here it costs the callback no
 * more than one. Never done for the few calls of an ordinary block, because what is taken out to be
 * melded is out of the callback's sight for a moment. */
static void shorten_inbox(struct schedule *schedule, struct delivery *delivery) {
  uint64_t steps = 0;
  struct delivery whole = {0};
  struct delivery *taken = atomic_exchange_explicit(&schedule->inbox, NULL, memory_order_acquire);
  for (struct delivery *each = reverse(taken); each != NULL; each = each->next) {
    append_delivery(&whole, each, &steps);
  }
  append_delivery(&whole, delivery, &steps);
  *delivery = whole;
}

void schedule_deliver(struct schedule *schedule, struct run_list *runs) {
  if (runs->first == NULL) {
    return;
  }
  uint64_t steps = 0;
  struct delivery *delivery = &runs->first->delivery;
  struct run_list unresolved = {0};
  for (struct run *run = runs->first, *following; run != NULL; run = following) {
    following = run->following;
    if (run->origin == RUN_FROM_FRAME || (run->origin == RUN_SECONDS_EACH && run->map.valid)) {
      delivery->timed = insert_timed(delivery->timed, run, &steps);
    } else {
      append(&unresolved, run, run);
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

void schedule_accept(struct schedule *schedule) RT_SAFE {
  /* An exchange costs more than all the rest of a block in which nothing comes. */
  if (atomic_load_explicit(&schedule->inbox, memory_order_relaxed) == NULL) {
    return;
  }
  struct delivery *newest = atomic_exchange_explicit(&schedule->inbox, NULL, memory_order_acquire);
  for (struct delivery *each = reverse(newest); each != NULL; each = each->next) {
    append(&schedule->unresolved, each->unresolved_first, each->unresolved_last);
    schedule->timed = meld(schedule->timed, each->timed, &schedule->steps);
  }
}

/* ---- taking out ---- */

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

/* One map for all seconds that wait together, in however many blocks they get their frames. */
static const struct clock_map *waiting_map(struct schedule *schedule,
                                           const struct clock_map *map) RT_SAFE {
  if (!schedule->waiting_map.valid) {
    schedule->waiting_map = *map;
  }
  return &schedule->waiting_map;
}

void schedule_resolve(struct schedule *schedule, const struct clock_map *map,
                      uint32_t limit) RT_SAFE {
  for (uint32_t k = 0; k < limit; k++) {
    struct run *run = unlink_first(&schedule->unresolved);
    if (run == NULL) {
      break;
    }
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
    schedule->timed = insert_timed(schedule->timed, run, &schedule->steps);
  }
  if (schedule->unresolved.first == NULL) {
    schedule->waiting_map.valid = false;
  }
}

static void let_go_when_empty(struct schedule *schedule, struct run *run) RT_SAFE {
  if (run->next == run->end && run->late_next == run->late_end && !run->is_late) {
    mail_list_add(&schedule->exhausted, &run->mail);
  }
}

static size_t first_not_before(const struct run *run, int64_t frame) RT_SAFE {
  size_t low = run->next, high = run->end;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (key_of(run, middle) < frame) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* The first run's entries before `frame` are late, behind those of it that are so already. */
static void set_aside(struct schedule *schedule, int64_t frame, bool is_postponed) RT_SAFE {
  struct run *run = remove_timed(schedule);
  const size_t end = first_not_before(run, frame);
  if (!run->is_late) {
    run->is_late = true;
    run->late_next = run->next;
    run->postponed = is_postponed ? run->next : SIZE_MAX;
    insert_late(schedule, run);
  } else if (is_postponed && run->postponed > run->next) {
    run->postponed = run->next;
  }
  run->late_end = end;
  run->next = end;
  if (run->next < run->end) {
    schedule->timed = insert_timed(schedule->timed, run, &schedule->steps);
  }
}

void schedule_split_late(struct schedule *schedule, int64_t first_frame) RT_SAFE {
  while (schedule->timed != NULL && schedule->timed->key < first_frame) {
    set_aside(schedule, first_frame, false);
  }
}

/* A gain must not overtake one that was asked for before it, nor a change of a bus; the order of
 * cancels changes nothing, so one alone is in time whatever waits. */
static bool must_wait(const struct schedule *schedule, const struct run *run) RT_SAFE {
  const uint8_t type = run->entries[run->next].action->type;
  return schedule->commands_left == 0 || run->is_late ||
         (schedule->late != NULL && (type == ACTION_SET_GAIN || type == ACTION_SET_BUS));
}

static bool is_postponed_now(const struct schedule *schedule, int64_t end_frame) RT_SAFE {
  if (schedule->timed == NULL || schedule->timed->key >= end_frame) {
    return false;
  }
  const struct run *run = RUN_OF(schedule->timed, timed);
  return run->commands_only && must_wait(schedule, run);
}

static void postpone_commands(struct schedule *schedule, int64_t end_frame) RT_SAFE {
  while (is_postponed_now(schedule, end_frame)) {
    set_aside(schedule, end_frame, true);
  }
}

struct action *schedule_pop_late(struct schedule *schedule, int64_t *frame,
                                 bool *is_postponed) RT_SAFE {
  struct heap_node *first = schedule->late;
  if (first == NULL) {
    return NULL;
  }
  struct run *run = RUN_OF(first, late);
  *is_postponed = run->late_next >= run->postponed;
  *frame = first->key;
  struct action *action = run->entries[run->late_next].action;
  schedule->late = meld(first->left, first->right, &schedule->steps);
  run->late_next++;
  if (run->late_next < run->late_end) {
    insert_late(schedule, run);
  } else {
    run->is_late = false;
    let_go_when_empty(schedule, run);
  }
  return action;
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

struct action *schedule_pop(struct schedule *schedule, int64_t end_frame, int64_t *frame) RT_SAFE {
  postpone_commands(schedule, end_frame);
  if (schedule->timed == NULL || schedule->timed->key >= end_frame) {
    return NULL;
  }
  *frame = schedule->timed->key;
  struct run *run = remove_timed(schedule);
  if (run->commands_only && schedule->commands_left > 0) {
    schedule->commands_left--;
  }
  struct action *action = run->entries[run->next].action;
  foresee(run);
  run->next++;
  if (run->next < run->end) {
    schedule->timed = insert_timed(schedule->timed, run, &schedule->steps);
  }
  let_go_when_empty(schedule, run);
  return action;
}

struct action *schedule_pop_unresolved(struct schedule *schedule) RT_SAFE {
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
