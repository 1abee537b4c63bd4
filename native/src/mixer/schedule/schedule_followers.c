/* What begins behind something else: on its way to hang on it, or late if that is over. */
#include <stdlib.h>

#include "mixer/schedule/schedule_batch.h"

static bool is_in_this_stream(const struct batch_builder *builder, uint64_t stream_number) {
  return stream_number == ACTION_GET(builder->mixer, stream_number) &&
         !builder->mixer->stream_has_ended;
}

/* Begins where something has ended already: late, or as soon as possible where nobody knows. */
static bool enter_after(struct batch_builder *builder, struct action *action,
                        const struct predecessor *after, size_t rows_left,
                        struct failure *failure) {
  const struct action *ended = after->action;
  const int64_t end_frame = ended != NULL ? chain_end_frame(ended) : after->ended_frame;
  const uint64_t stream_number =
      ended != NULL ? ACTION_GET(ended, stream_number) : after->stream_number;
  const int64_t frame = is_in_this_stream(builder, stream_number) ? end_frame : -1;
  const int kind = frame < 0 ? LIST_ASAP : LIST_ENDED;
  if (builder_list(builder, kind, CLASS_SOUNDS, rows_left) == NULL) {
    return builder_out_of_memory(failure);
  }
  builder_enter_at(builder, action, frame, kind);
  return true;
}

static void note_follower(struct batch_builder *builder, struct action *action) {
  if (builder->followers == NULL) {
    builder->followers = action;
  } else {
    builder->last_follower->flow->link->asked_next = action;
  }
  builder->last_follower = action;
}

/* A follower hangs on its predecessor once the whole batch is made. That may be over by then, so
 * there is room for it in the runs. On what nobody but this batch knows it hangs at once: whatever
 * can be heard of a chain already has all its followers. */
bool followers_enter(struct batch_builder *builder, struct action *action,
                     const struct predecessor *after, size_t rows_left, struct failure *failure) {
  if (after->action == NULL || chain_is_closed(after->action)) {
    return enter_after(builder, action, after, rows_left, failure);
  }
  if (builder_list(builder, LIST_MISSED, CLASS_SOUNDS, rows_left) == NULL ||
      builder_list(builder, LIST_MISSED_ASAP, CLASS_SOUNDS, rows_left) == NULL) {
    return builder_out_of_memory(failure);
  }
  struct chain_link *link = action->flow->link;
  link->waits = true;
  note_follower(builder, action);
  if (after->action->id < builder->first_id) {
    link->predecessor = after->action;
  } else {
    chain_append(after->action, action, action);
  }
  return true;
}

static void enter_missed(struct batch_builder *builder, struct action *action) {
  struct chain_link *link = action->flow->link;
  const struct action *ended = link->predecessor;
  const int64_t frame =
      is_in_this_stream(builder, ACTION_GET(ended, stream_number)) ? chain_end_frame(ended) : -1;
  link->waits = false;
  builder_enter_at(builder, action, frame, frame < 0 ? LIST_MISSED_ASAP : LIST_MISSED);
}

static int compare_events(const void *left, const void *right) {
  const struct event *a = left, *b = right;
  const int by_id = (a->action->id > b->action->id) - (a->action->id < b->action->id);
  return a->at.frame != b->at.frame ? (a->at.frame > b->at.frame) - (a->at.frame < b->at.frame)
                                    : by_id;
}

/* Few of many, so that they are sorted without more memory. */
static void sort_missed(struct batch_builder *builder) {
  for (int kind = LIST_MISSED; kind <= LIST_MISSED_ASAP; kind++) {
    struct event_list *list = builder->lists[kind * CLASS_COUNT + CLASS_SOUNDS];
    if (list != NULL) {
      qsort(list->events, list->end, sizeof(list->events[0]), compare_events);
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
void followers_hang(struct batch_builder *builder) {
  struct action *first = next_loose(builder->followers), *next;
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
        enter_missed(builder, action);
      }
    }
  }
  sort_missed(builder);
}
