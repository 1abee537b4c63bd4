/* Puts a run in order of (frame, id). Its entries were filled in order of their ids, so whatever
 * keeps the order of equals need not look at the actions, which lie all over the memory.
 */
#include <stdlib.h>
#include <string.h>

#include "mixer/action/action_state.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, FEW_ENTRIES = 32 };

/* ---- cancels ---- */

static int compare_urgency(const void *left, const void *right) {
  const struct run_entry *a = left, *b = right;
  const int order = (a->at.frame > b->at.frame) - (a->at.frame < b->at.frame);
  if (order != 0) {
    return order;
  }
  const int64_t due_a = a->action->urgency, due_b = b->action->urgency;
  const int by_id = (a->action->id > b->action->id) - (a->action->id < b->action->id);
  return due_a != due_b ? (due_a > due_b) - (due_a < due_b) : by_id;
}

/* The target goes on while this sorts, so it is looked at once. */
static void note_urgency(struct run *run) {
  for (size_t k = 0; k < run->end; k++) {
    struct action *action = run->entries[k].action;
    const bool sounds = ACTION_GET(action->target, state) == ACTION_ACTIVE;
    const bool follows = action->target->flow != NULL && action->target->flow->link != NULL;
    const int64_t frame = ACTION_GET(action->target, requested_frame);
    action->urgency = sounds ? -1 : follows ? INT64_MAX : frame;
  }
}

/* ---- all others ---- */

/** A number that orders as frames do. */
static uint64_t key_of_frame(const struct run_entry *entry) {
  return (uint64_t)entry->at.frame ^ (UINT64_C(1) << 63);
}

/** A number that orders as seconds do, by the bits of a finite double. */
static uint64_t key_of_seconds(const struct run_entry *entry) {
  uint64_t bits;
  const double seconds = entry->at.seconds + 0.0; /* no negative zero */
  memcpy(&bits, &seconds, sizeof(bits));
  return bits >> 63 ? ~bits : bits | (UINT64_C(1) << 63);
}

typedef uint64_t key_function(const struct run_entry *entry);

static void insert_in_order(struct run_entry *entries, size_t count, key_function *key) {
  for (size_t k = 1; k < count; k++) {
    const struct run_entry entry = entries[k];
    size_t place = k;
    for (; place > 0 && key(&entries[place - 1]) > key(&entry); place--) {
      entries[place] = entries[place - 1];
    }
    entries[place] = entry;
  }
}

/** One pass of a radix sort: keeps the order of equal digits. */
static void sort_by_digit(const struct run_entry *from, struct run_entry *to, size_t count,
                          key_function *key, uint64_t least, int shift) {
  size_t places[DIGITS] = {0};
  for (size_t k = 0; k < count; k++) {
    places[(key(&from[k]) - least) >> shift & (DIGITS - 1)]++;
  }
  size_t place = 0;
  for (int digit = 0; digit < DIGITS; digit++) {
    const size_t entries = places[digit];
    places[digit] = place;
    place += entries;
  }
  for (size_t k = 0; k < count; k++) {
    to[places[(key(&from[k]) - least) >> shift & (DIGITS - 1)]++] = from[k];
  }
}

/** Within [least, most]; `spare` has room for as many entries. */
static void sort_by_digits(struct run_entry *entries, struct run_entry *spare, size_t count,
                           key_function *key, uint64_t least, uint64_t most) {
  struct run_entry *from = entries, *to = spare;
  for (int shift = 0; shift < 64 && (most - least) >> shift != 0; shift += DIGIT_BITS) {
    sort_by_digit(from, to, count, key, least, shift);
    struct run_entry *sorted = to;
    to = from;
    from = sorted;
  }
  if (from != entries) {
    memcpy(entries, from, count * sizeof(*entries));
  }
}

static bool sort_by_key(struct run *run, key_function *key) {
  uint64_t least = UINT64_MAX, most = 0;
  bool is_sorted = true;
  for (size_t k = 0; k < run->end; k++) {
    const uint64_t each = key(&run->entries[k]);
    is_sorted = is_sorted && each >= most;
    least = each < least ? each : least;
    most = each > most ? each : most;
  }
  if (is_sorted) {
    return true;
  }
  if (run->end <= FEW_ENTRIES) {
    insert_in_order(run->entries, run->end, key);
    return true;
  }
  struct run_entry *spare = malloc(run->end * sizeof(*run->entries));
  if (spare == NULL) {
    return false;
  }
  sort_by_digits(run->entries, spare, run->end, key, least, most);
  free(spare);
  return true;
}

bool run_sort(struct run *run) {
  if (run->origin == RUN_SECONDS_EACH) {
    return sort_by_key(run, key_of_seconds);
  }
  if (run->lane == LANE_CANCELS) {
    note_urgency(run);
    qsort(run->entries, run->end, sizeof(run->entries[0]), compare_urgency);
    return true;
  }
  return sort_by_key(run, key_of_frame);
}
