/* What begins behind something else: on its way to hang on it, or late if that is over. */
#include <stdlib.h>

#include "mixer/schedule/schedule_batch.h"

static bool is_in_this_run(const struct batch *batch, uint64_t run) {
  return run == ACTION_GET(batch->mixer, run) && !batch->mixer->run_is_over;
}

/* Begins where something has ended already: late, or as soon as possible where nobody knows. */
static bool enter_behind(struct batch *batch, struct action *action,
                         const struct predecessor *after, size_t rows_left,
                         struct failure *failure) {
  const struct action *ended = after->action;
  const int64_t end_frame = ended != NULL ? chain_end_frame(ended) : after->ended_frame;
  const uint64_t run = ended != NULL ? ACTION_GET(ended, run) : after->run;
  const int64_t frame = is_in_this_run(batch, run) ? end_frame : -1;
  const int kind = frame < 0 ? RUN_ASAP : RUN_ENDED;
  if (batch_run_of(batch, kind, LANE_SOUNDS, rows_left) == NULL) {
    return batch_out_of_memory(failure);
  }
  batch_enter_at(batch, action, frame, kind);
  return true;
}

static void note_follower(struct batch *batch, struct action *action) {
  if (batch->followers == NULL) {
    batch->followers = action;
  } else {
    batch->last_follower->flow->link->asked_next = action;
  }
  batch->last_follower = action;
}

/* A follower hangs on its predecessor once the whole batch is made. That may be over by then, so
 * there is room for it in the runs. On what nobody but this batch knows it hangs at once: whatever
 * can be heard of a chain already has all its followers. */
bool followers_enter(struct batch *batch, struct action *action, const struct predecessor *after,
                     size_t rows_left, struct failure *failure) {
  if (after->action == NULL || chain_is_closed(after->action)) {
    return enter_behind(batch, action, after, rows_left, failure);
  }
  if (batch_run_of(batch, RUN_MISSED, LANE_SOUNDS, rows_left) == NULL ||
      batch_run_of(batch, RUN_MISSED_ASAP, LANE_SOUNDS, rows_left) == NULL) {
    return batch_out_of_memory(failure);
  }
  struct chain_link *link = action->flow->link;
  link->waits = true;
  note_follower(batch, action);
  if (after->action->id < batch->first_id) {
    link->predecessor = after->action;
  } else {
    chain_append(after->action, action, action);
  }
  return true;
}

static void enter_missed(struct batch *batch, struct action *action) {
  struct chain_link *link = action->flow->link;
  const struct action *ended = link->predecessor;
  const int64_t frame = is_in_this_run(batch, ACTION_GET(ended, run)) ? chain_end_frame(ended) : -1;
  link->waits = false;
  batch_enter_at(batch, action, frame, frame < 0 ? RUN_MISSED_ASAP : RUN_MISSED);
}

static int compare_entries(const void *left, const void *right) {
  const struct run_entry *a = left, *b = right;
  const int by_id = (a->action->id > b->action->id) - (a->action->id < b->action->id);
  return a->at.frame != b->at.frame ? (a->at.frame > b->at.frame) - (a->at.frame < b->at.frame)
                                    : by_id;
}

/* Few of many, so that they are sorted without more memory. */
static void sort_missed(struct batch *batch) {
  for (int kind = RUN_MISSED; kind <= RUN_MISSED_ASAP; kind++) {
    struct run *run = batch->runs[kind * LANES + LANE_SOUNDS];
    if (run != NULL) {
      qsort(run->entries, run->end, sizeof(run->entries[0]), compare_entries);
    }
  }
}

/* From this one on the next one that is still to be hung on something, or NULL. */
static struct action *next_loose(struct action *follower) {
  while (follower != NULL && follower->flow->link->predecessor == NULL) {
    follower = follower->flow->link->asked_next;
  }
  return follower;
}

/* In the order in which they were asked for; those of one predecessor that were asked for in a row
 * at once. */
void followers_hang(struct batch *batch) {
  struct action *first = next_loose(batch->followers), *next;
  for (; first != NULL; first = next) {
    struct action *const after = first->flow->link->predecessor;
    struct action *last = first;
    while ((next = next_loose(last->flow->link->asked_next)) != NULL &&
           next->flow->link->predecessor == after) {
      atomic_init(&last->flow->link->next_follower, next);
      last = next;
    }
    if (!chain_append(after, first, last)) {
      for (struct action *action = first; action != next;
           action = next_loose(action->flow->link->asked_next)) {
        enter_missed(batch, action);
      }
    }
  }
  sort_missed(batch);
}
