#include "mixer/schedule/event_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/callback_memory.h"
#include "base/instruction_sets.h"
#include "mixer/action/action_state.h"

enum { MOST_DIGIT_BITS = 11, FEW_EVENTS = 32, PLACES_FOR_EACH = 4 };

struct event_list *event_list_create(size_t capacity) {
  if (capacity > (PTRDIFF_MAX - sizeof(struct event_list)) / sizeof(struct event)) {
    return NULL;
  }
  struct event_list *list =
      callback_memory_allocate(sizeof(struct event_list) + capacity * sizeof(struct event));
  if (list != NULL) {
    list->capacity = capacity;
  }
  return list;
}

struct event_list *event_list_fit(struct event_list *list) {
  if (list->end == list->capacity) {
    return list;
  }
  const size_t bytes = sizeof(struct event_list) + list->end * sizeof(struct event);
  struct event_list *smaller = callback_memory_allocate(bytes);
  if (smaller == NULL) {
    return list;
  }
  memcpy(smaller, list, bytes);
  smaller->capacity = smaller->end;
  callback_memory_free(list);
  return smaller;
}

void event_list_queue_append(struct event_list_queue *queue, struct event_list *first,
                             struct event_list *last) RT_SAFE {
  if (first == NULL) {
    return;
  }
  last->following = NULL;
  if (queue->last == NULL) {
    queue->first = first;
  } else {
    queue->last->following = first;
  }
  queue->last = last;
}

/* ---- the place in a heap ---- */

int64_t event_list_frame(const struct event_list *list, size_t index) RT_SAFE {
  const struct event *event = &list->events[index];
  return list->origin == LIST_SECONDS_EACH
             ? clock_map_frame(&list->map, list->time_base, event->at.seconds)
             : list->origin_frame + event->at.frame;
}

size_t event_list_first_not_before(const struct event_list *list, int64_t frame) RT_SAFE {
  size_t low = list->next, high = list->end;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (event_list_frame(list, middle) < frame) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void event_list_insert_timed(struct heap_node **heap, struct event_list *list,
                             uint64_t *steps) RT_SAFE {
  heap_insert(heap, &list->timed, event_list_frame(list, list->next),
              list->events[list->next].action->id, steps);
}

void event_list_insert_late(struct heap_node **heap, struct event_list *list,
                            uint64_t *steps) RT_SAFE {
  heap_insert(heap, &list->late, event_list_frame(list, list->late_next),
              list->events[list->late_next].action->id, steps);
}

/* ---- sorting cancels, and without more memory ---- */

static int order_of(int64_t a, int64_t b) {
  return (a > b) - (a < b);
}

/* Cancels of one frame come in order of urgency; other actions have none. */
static int compare_events(const void *left, const void *right) {
  const struct event *a = left, *b = right;
  const bool is_cancel = a->action->type == ACTION_CANCEL;
  const int by_frame = order_of(a->at.frame, b->at.frame);
  const int by_urgency = is_cancel ? order_of(a->action->urgency, b->action->urgency) : 0;
  return by_frame != 0     ? by_frame
         : by_urgency != 0 ? by_urgency
                           : order_of((int64_t)a->action->id, (int64_t)b->action->id);
}

void event_list_sort_in_place(struct event_list *list) {
  qsort(list->events, list->end, sizeof(list->events[0]), compare_events);
}

/* The callback changes the target meanwhile, so it is read once. */
static void note_urgency(struct event_list *list) {
  for (size_t k = 0; k < list->end; k++) {
    struct action *action = list->events[k].action;
    const bool sounds = FIELD_GET(action->target, state) == ACTION_ACTIVE;
    const bool follows = action->target->flow != NULL && action->target->flow->link != NULL;
    const int64_t frame = FIELD_GET(action->target, requested_frame);
    action->urgency = sounds ? -1 : follows ? INT64_MAX : frame < -1 ? -1 : frame;
  }
}

/* ---- sorting all others ----
 *
 * Events were filled in order of their ids, so a stable sort need not read the actions, which lie
 * all over the memory. The radix sort costs 18 ns for each of 100,000 events, qsort() 75 ns. */

/* A number that orders as frames do. */
static uint64_t key_of_frame(const struct event *event) RT_SAFE {
  return (uint64_t)event->at.frame ^ (UINT64_C(1) << 63);
}

/* A number that orders as seconds do, from the bits of a finite double. */
static uint64_t key_of_seconds(const struct event *event) RT_SAFE {
  uint64_t bits;
  const double seconds = event->at.seconds + 0.0; /* no negative zero */
  memcpy(&bits, &seconds, sizeof(bits));
  return bits >> 63 != 0 ? ~bits : bits | (UINT64_C(1) << 63);
}

typedef uint64_t key_function(const struct event *event) RT_SAFE;

static INLINE void insert_in_order(struct event *events, size_t count, key_function *key) RT_SAFE {
  for (size_t k = 1; k < count; k++) {
    const struct event event = events[k];
    size_t place = k;
    for (; place > 0 && key(&events[place - 1]) > key(&event); place--) {
      events[place] = events[place - 1];
    }
    events[place] = event;
  }
}

/* As many bits as the count and the range of the keys have, so that few events clear few places. */
static int digit_bits_of(size_t count, uint64_t range) RT_SAFE {
  int bits = 1;
  while (bits < MOST_DIGIT_BITS && range >> bits != 0 && count >> bits != 0) {
    bits++;
  }
  return bits;
}

/* One round of a radix sort; keeps the order of equal digits. */
static INLINE void sort_by_digit(const struct event *from, struct event *to, size_t count,
                                 key_function *key, uint64_t least, int shift, int bits) RT_SAFE {
  uint32_t places[1 << MOST_DIGIT_BITS];
  const uint64_t mask = (UINT64_C(1) << bits) - 1;
  memset(places, 0, sizeof(places[0]) << bits);
  for (size_t k = 0; k < count; k++) {
    places[(key(&from[k]) - least) >> shift & mask]++;
  }
  uint32_t place = 0;
  for (uint64_t digit = 0; digit <= mask; digit++) {
    const uint32_t events = places[digit];
    places[digit] = place;
    place += events;
  }
  for (size_t k = 0; k < count; k++) {
    to[places[(key(&from[k]) - least) >> shift & mask]++] = from[k];
  }
}

/* Keys lie within [least, most]; `spare` has room for as many events. */
static INLINE void sort_by_digits(struct event *events, struct event *spare, size_t count,
                                  key_function *key, uint64_t least, uint64_t most) RT_SAFE {
  struct event *from = events, *to = spare;
  const int bits = digit_bits_of(count, most - least);
  for (int shift = 0; shift < 64 && (most - least) >> shift != 0; shift += bits) {
    sort_by_digit(from, to, count, key, least, shift, bits);
    struct event *sorted = to;
    to = from;
    from = sorted;
  }
  if (from != events) {
    memcpy(events, from, count * sizeof(*events));
  }
}

/** What the keys of events are like. */
struct key_range {
  uint64_t least, most;
  bool is_sorted;
};

static INLINE struct key_range range_of(const struct event *events, size_t count,
                                        key_function *key) RT_SAFE {
  struct key_range range = {.least = UINT64_MAX, .is_sorted = true};
  for (size_t k = 0; k < count; k++) {
    const uint64_t each = key(&events[k]);
    range.is_sorted = range.is_sorted && each >= range.most;
    range.least = each < range.least ? each : range.least;
    range.most = each > range.most ? each : range.most;
  }
  return range;
}

/* A place for each key that there may be: half of what two rounds by digits cost. */
static void sort_by_place(struct event *events, struct event *places, size_t count, uint64_t least,
                          size_t place_count) RT_SAFE {
  memset(places, 0, place_count * sizeof(places[0]));
  for (size_t k = 0; k < count; k++) {
    places[key_of_frame(&events[k]) - least] = events[k];
  }
  size_t sorted = 0;
  for (size_t k = 0; k < place_count && sorted < count; k++) {
    events[sorted] = places[k];
    sorted += places[k].action != NULL;
  }
}

void events_sort(struct event *events, struct event *spare, size_t count, size_t room) RT_SAFE {
  if (count <= FEW_EVENTS) {
    insert_in_order(events, count, key_of_frame);
    return;
  }
  const struct key_range range = range_of(events, count, key_of_frame);
  if (range.is_sorted) {
    return;
  }
  if (range.most - range.least < room && range.most - range.least < PLACES_FOR_EACH * count) {
    sort_by_place(events, spare, count, range.least, (size_t)(range.most - range.least) + 1);
  } else {
    sort_by_digits(events, spare, count, key_of_frame, range.least, range.most);
  }
}

static bool sort_by_key(struct event_list *list, key_function *key) {
  const struct key_range range = range_of(list->events, list->end, key);
  if (range.is_sorted) {
    return true;
  }
  if (list->end <= FEW_EVENTS) {
    insert_in_order(list->events, list->end, key);
    return true;
  }
  struct event *spare = malloc(list->end * sizeof(*list->events));
  if (spare == NULL) {
    return false;
  }
  sort_by_digits(list->events, spare, list->end, key, range.least, range.most);
  free(spare);
  return true;
}

bool event_list_sort(struct event_list *list) {
  if (list->origin == LIST_SECONDS_EACH) {
    return sort_by_key(list, key_of_seconds);
  }
  if (list->schedule_class == CLASS_CANCELS) {
    note_urgency(list);
    event_list_sort_in_place(list);
    return true;
  }
  return sort_by_key(list, key_of_frame);
}
