/* Inner workings:
 *
 * - Rows become actions in order, and ids are given in that order, over all mixers of the process.
 * - The events of a batch lie in one event list for each kind and class; each is made with room for
 *   all rows that are left, and cut afterwards.
 * - Whatever can fail, memory included, happens before the first follower is hung on an action of
 *   an earlier call. From then on the callback may see parts of the batch, so it is not refused any
 *   more.
 * - A follower whose predecessor ended before that was hung in vain, and becomes an event like all
 *   others: late, or as soon as possible where the predecessor ended in another stream. One whose
 *   predecessor was cut with its chain hangs on what stands in for it (chain_place_of).
 */
#include "mixer/schedule/schedule_batch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/callback_memory.h"
#include "mixer/action/action_create.h"
#include "mixer/mixer_state.h"

/** Of a new action: the one that mixer_collect() hands out, and the schedule's. */
enum { REFERENCES = 2 };

/** The event lists that one call can need, each once per class. Those of events that were missed
 * while the batch was made may grow until it is handed over, so they are neither cut nor sorted
 * before. */
enum {
  LIST_KNOWN,       /* frames are known */
  LIST_ASAP,        /* as soon as possible */
  LIST_ENDED,       /* after what had ended before the call */
  LIST_MISSED,      /* after what ended during the call, at a known frame */
  LIST_MISSED_ASAP, /* the same, as soon as possible */
  LIST_SECONDS,     /* seconds without a map, one list for each time base */
  LIST_KINDS = LIST_SECONDS + TIME_BASE_COUNT
};

/** One call of schedule_batch(). */
struct batch_builder {
  struct mixer *mixer;
  const struct batch_source *source;
  size_t count;
  struct group_origin origin;
  struct clock_map *map; /* NULL = none that is valid */
  struct slab_cursor cursor;
  struct event_list *lists[LIST_KINDS * CLASS_COUNT]; /* by kind and class */
  size_t list_end;                                    /* after the last one that there is */
  uint64_t first_id;
  struct action *followers, *last_follower; /* of what may not have ended yet */
};

static void number_failure(struct failure *failure, const char *word, size_t number) {
  if (failure != NULL) {
    char sentence[sizeof(failure->sentence)];
    snprintf(sentence, sizeof(sentence), "%s %zu: %.*s", word, number, (int)sizeof(sentence) - 40,
             failure->sentence);
    memcpy(failure->sentence, sentence, sizeof(sentence));
  }
}

/* ---- which event list, and where in it ---- */

/** Seconds; a time farther away pins no map, because clocks drift apart over such a distance. */
#define FARTHEST_PIN 3600.0

/* The first start in seconds pins the map. Rows of a group count in frames from its origin, so
 * there the origin alone pins. */
static void pin(const struct batch_builder *builder, enum time_base base,
                const struct action_start *start) {
  struct clock_map *map = builder->map;
  if (map == NULL || map->pinned || start->kind != START_SECONDS) {
    return;
  }
  if (fabs(start->seconds - clock_map_seconds(map, base, map->frame)) <= FARTHEST_PIN) {
    clock_map_pin(map, base, start->seconds, builder->mixer->config.sample_rate);
  }
}

/* A group counts in DAC time, or in ADC time on a stream without outputs. */
static enum time_base origin_time_base(const struct batch_builder *builder) {
  return builder->mixer->config.output_channels > 0 ? TIME_DAC : TIME_ADC;
}

static int list_kind(const struct batch_builder *builder, const struct action *action,
                     const struct action_start *start) {
  if (builder->origin.grouped || start->kind == START_FRAME) {
    return LIST_KNOWN;
  }
  if (start->kind == START_ASAP) {
    return LIST_ASAP;
  }
  return builder->map != NULL ? LIST_KNOWN : LIST_SECONDS + (int)action->time_base;
}

static struct event event_of(const struct batch_builder *builder, struct action *action,
                             const struct action_start *start, int kind) {
  struct event event = {.at.frame = 0, .action = action};
  if (kind >= LIST_SECONDS) {
    event.at.seconds = start->seconds;
  } else if (start->kind == START_FRAME) {
    event.at.frame = start->frame;
  } else if (start->kind == START_SECONDS) {
    event.at.frame = builder->origin.grouped
                         ? llround(start->seconds * builder->mixer->config.sample_rate)
                         : clock_map_frame(builder->map, action->time_base, start->seconds);
  }
  return event;
}

static void set_origin(const struct batch_builder *builder, struct event_list *list, int kind) {
  const struct action_start *start = &builder->origin.start;
  list->origin = kind == LIST_ASAP || kind == LIST_MISSED_ASAP ? LIST_FROM_BLOCK
                 : kind >= LIST_SECONDS                        ? LIST_SECONDS_EACH
                                                               : LIST_FROM_FRAME;
  list->time_base = kind >= LIST_SECONDS ? (enum time_base)(kind - LIST_SECONDS) : TIME_CURRENT;
  if (!builder->origin.grouped || kind != LIST_KNOWN) {
    return;
  }
  list->time_base = origin_time_base(builder);
  if (start->kind == START_FRAME) {
    list->origin_frame = start->frame;
  } else if (start->kind == START_ASAP) {
    list->origin = LIST_FROM_BLOCK;
  } else if (builder->map != NULL) {
    list->origin_frame = clock_map_frame(builder->map, list->time_base, start->seconds);
  } else {
    list->origin = LIST_FROM_SECONDS;
    list->origin_seconds = start->seconds;
  }
}

/* ---- what the account will say was asked ---- */

static void note_seconds(const struct batch_builder *builder, struct action *action,
                         const struct action_start *start) {
  const double rate = builder->mixer->config.sample_rate;
  double seconds = start->kind == START_SECONDS ? start->seconds : 0;
  action->asked_in_seconds = start->kind == START_SECONDS;
  action->requested_time_known = !builder->origin.grouped && action->asked_in_seconds;
  if (builder->origin.grouped && builder->origin.start.kind == START_SECONDS) {
    seconds += builder->origin.start.seconds;
    seconds += start->kind == START_FRAME ? (double)start->frame / rate : 0;
    action->asked_in_seconds = true;
    action->requested_time_known = true;
  }
  if (action->requested_time_known) {
    FIELD_SET(action, requested_time, seconds);
  }
}

static void note_frame(const struct batch_builder *builder, const struct event_list *list,
                       const struct event *event) {
  struct action *action = event->action;
  if (list->origin != LIST_FROM_FRAME) {
    return;
  }
  const int64_t frame = list->origin_frame + event->at.frame;
  FIELD_SET(action, requested_frame, frame);
  if (builder->map != NULL && !action->requested_time_known) {
    action->requested_time_known = true;
    FIELD_SET(action, requested_time, clock_map_seconds(builder->map, action->time_base, frame));
  }
}

/* ---- the event lists ---- */

static enum schedule_class class_of(const struct action *action) {
  if (!action_is_command(action)) {
    return CLASS_SOUNDS;
  }
  const bool ends_sound = action->type == ACTION_CANCEL && !action_is_command(action->target);
  return ends_sound ? CLASS_CANCELS : CLASS_CHANGES;
}

/* The list of a kind and class, made where there is none yet: all rows left could belong to it; it
 * is cut to what it holds later. NULL when memory is short. */
static struct event_list *list_of(struct batch_builder *builder, int kind,
                                  enum schedule_class schedule_class, size_t rows_left) {
  const size_t index = (size_t)kind * CLASS_COUNT + schedule_class;
  struct event_list *list = builder->lists[index];
  if (list == NULL && (list = event_list_create(rows_left)) != NULL) {
    list->schedule_class = schedule_class;
    set_origin(builder, list, kind);
    builder->lists[index] = list;
    builder->list_end = index >= builder->list_end ? index + 1 : builder->list_end;
  }
  return list;
}

static void enter(const struct batch_builder *builder, struct event_list *list,
                  struct action *action, const struct action_start *start, int kind) {
  struct event *event = &list->events[list->end++];
  action->asap = kind == LIST_ASAP || kind == LIST_MISSED_ASAP;
  *event = event_of(builder, action, start, kind);
  note_frame(builder, list, event);
}

static void discard_action(const struct batch_builder *builder, struct action *action) {
  struct mixer *mixer = builder->mixer;
  bus_list_let_go(&mixer->bus_list, mixer->buses, action_bus(action), mixer->stream_runs);
  action->references = 1;
  action_release(action);
}

static void discard(struct batch_builder *builder) {
  action_slab_end(&builder->cursor);
  for (struct action *action = builder->followers, *next; action != NULL; action = next) {
    next = action->flow->link->asked_next;
    action->flow->link->predecessor = NULL; /* not kept yet */
    discard_action(builder, action);
  }
  for (size_t index = 0; index < builder->list_end; index++) {
    struct event_list *list = builder->lists[index];
    for (size_t k = 0; list != NULL && k < list->end; k++) {
      discard_action(builder, list->events[k].action);
    }
    callback_memory_free(list);
  }
}

static bool enter_timed(struct batch_builder *builder, struct action *action,
                        const struct action_start *start, size_t rows_left,
                        struct failure *failure) {
  const int kind = list_kind(builder, action, start);
  struct event_list *list = list_of(builder, kind, class_of(action), rows_left);
  if (list == NULL) {
    return action_out_of_memory(failure);
  }
  note_seconds(builder, action, start);
  enter(builder, list, action, start, kind);
  return true;
}

/* ---- followers ---- */

static bool is_in_this_stream(const struct batch_builder *builder, uint64_t stream_number) {
  return stream_number == FIELD_GET(builder->mixer, stream_number) &&
         !builder->mixer->stream_has_ended;
}

/* Enters a follower after the frame where its predecessor ended; UNKNOWN_FRAME: as soon as
 * possible.
 */
static void enter_at(const struct batch_builder *builder, struct event_list *list,
                     struct action *action, int64_t frame, int kind) {
  const struct action_start start = {
      .kind = START_FRAME, .frame = chain_frame_after(action, frame == UNKNOWN_FRAME ? 0 : frame)};
  enter(builder, list, action, &start, kind);
}

/* After what has ended already: late, or as soon as possible. */
static bool enter_after(struct batch_builder *builder, struct action *action,
                        const struct predecessor *after, size_t rows_left,
                        struct failure *failure) {
  const struct action *ended = after->action;
  const int64_t end_frame = ended != NULL ? chain_end_frame(ended) : after->ended_frame;
  const uint64_t number = ended != NULL ? FIELD_GET(ended, stream_number) : after->stream_number;
  const int64_t frame = is_in_this_stream(builder, number) ? end_frame : UNKNOWN_FRAME;
  const int kind = frame == UNKNOWN_FRAME ? LIST_ASAP : LIST_ENDED;
  struct event_list *list = list_of(builder, kind, CLASS_SOUNDS, rows_left);
  if (list == NULL) {
    return action_out_of_memory(failure);
  }
  enter_at(builder, list, action, frame, kind);
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

/* A follower is hung on its predecessor once the whole batch is made. The predecessor may have
 * ended by then, so the lists have room for it. On an action of this batch it hangs at once: the
 * callback does not know that action yet, so all followers are there when it does. */
static bool enter_follower(struct batch_builder *builder, struct action *action,
                           const struct predecessor *asked, size_t rows_left,
                           struct failure *failure) {
  struct predecessor after = *asked;
  if (after.action != NULL) {
    after.action = chain_place_of(after.action, &action->flow->link->gap_frames);
  }
  if (after.action == NULL || chain_is_closed(after.action)) {
    return enter_after(builder, action, &after, rows_left, failure);
  }
  if (list_of(builder, LIST_MISSED, CLASS_SOUNDS, rows_left) == NULL ||
      list_of(builder, LIST_MISSED_ASAP, CLASS_SOUNDS, rows_left) == NULL) {
    return action_out_of_memory(failure);
  }
  struct chain_link *link = action->flow->link;
  link->waits = true;
  link->predecessor = after.action;
  note_follower(builder, action);
  if (after.action->id >= builder->first_id) {
    chain_append(after.action, action, action);
  }
  return true;
}

static void enter_missed(struct batch_builder *builder, struct action *action) {
  struct chain_link *link = action->flow->link;
  const struct action *ended = link->predecessor;
  const int64_t frame = is_in_this_stream(builder, FIELD_GET(ended, stream_number))
                            ? chain_end_frame(ended)
                            : UNKNOWN_FRAME;
  link->waits = false;
  link->predecessor = NULL;
  const int kind = frame == UNKNOWN_FRAME ? LIST_MISSED_ASAP : LIST_MISSED;
  enter_at(builder, builder->lists[kind * CLASS_COUNT + CLASS_SOUNDS], action, frame, kind);
}

/* The batch cannot be refused any more, so they are sorted without more memory; they are few. */
static void sort_missed(struct batch_builder *builder) {
  for (int kind = LIST_MISSED; kind <= LIST_MISSED_ASAP; kind++) {
    struct event_list *list = builder->lists[kind * CLASS_COUNT + CLASS_SOUNDS];
    if (list != NULL) {
      event_list_sort_in_place(list);
    }
  }
}

/* From this one on, the next follower of an action of an earlier call, or NULL. */
static struct action *next_loose(const struct batch_builder *builder, struct action *follower) {
  while (follower != NULL && follower->flow->link->predecessor->id >= builder->first_id) {
    follower = follower->flow->link->asked_next;
  }
  return follower;
}

/* A follower whose predecessor was closed since it was entered. */
static void hang_again(struct batch_builder *builder, struct action *action) {
  struct chain_link *link = action->flow->link;
  atomic_init(&link->next_follower, NULL);
  do {
    struct action *const closed = link->predecessor;
    link->predecessor = chain_place_of(closed, &link->gap_frames);
    if (link->predecessor == closed) {
      enter_missed(builder, action);
      return;
    }
  } while (!chain_append(link->predecessor, action, action));
}

/* Hangs all followers on what they follow, in the order of their rows; rows of one predecessor that
 * lie side by side at once. */
static void hang_followers(struct batch_builder *builder) {
  struct action *first = next_loose(builder, builder->followers), *next;
  for (; first != NULL; first = next) {
    struct action *const after = first->flow->link->predecessor;
    struct action *last = first;
    while ((next = next_loose(builder, last->flow->link->asked_next)) != NULL &&
           next->flow->link->predecessor == after) {
      atomic_init(&last->flow->link->next_follower, next);
      last = next;
    }
    if (!chain_append(after, first, last)) {
      for (struct action *action = first, *following; action != next; action = following) {
        following = next_loose(builder, action->flow->link->asked_next);
        hang_again(builder, action);
      }
    }
  }
  for (struct action *each = builder->followers; each != NULL;
       each = each->flow->link->asked_next) {
    chain_keep_predecessor(each);
  }
  sort_missed(builder);
}

/* ---- making the batch ---- */

static bool create_row(struct batch_builder *builder, size_t k, uint64_t id,
                       struct failure *failure) {
  const struct action_request *request =
      builder->source->read(builder->source->context, k, failure);
  if (request == NULL) {
    return false;
  }
  struct action *action =
      action_create(builder->mixer, request, REFERENCES, &builder->cursor, failure);
  if (action == NULL) {
    return false;
  }
  action->id = id;
  bus_list_hold(&builder->mixer->bus_list, action_bus(action));
  if (!builder->origin.grouped) {
    pin(builder, action->time_base, &request->start);
  }
  const bool is_entered =
      request->start.kind == START_AFTER
          ? enter_follower(builder, action, &request->after, builder->count - k, failure)
          : enter_timed(builder, action, &request->start, builder->count - k, failure);
  if (!is_entered) {
    action_slab_end(&builder->cursor); /* it may lie alone in its slab, which goes with it then */
    discard_action(builder, action);
    return false;
  }
  builder->source->take(builder->source->context, k, action);
  return true;
}

static bool create_rows(struct batch_builder *builder, struct failure *failure) {
  static atomic_uint_least64_t last_id;
  builder->first_id = atomic_fetch_add(&last_id, builder->count) + 1;
  for (size_t k = 0; k < builder->count; k++) {
    if (!create_row(builder, k, builder->first_id + k, failure)) {
      if (builder->count > 1) {
        number_failure(failure, builder->source->word, k + 1);
      }
      discard(builder);
      return false;
    }
  }
  return true;
}

static bool sort_lists(struct batch_builder *builder) {
  for (size_t index = 0; index < builder->list_end; index++) {
    const size_t kind = index / CLASS_COUNT;
    const bool may_grow = kind == LIST_MISSED || kind == LIST_MISSED_ASAP;
    if (builder->lists[index] != NULL && !may_grow) {
      builder->lists[index] = event_list_fit(builder->lists[index]);
      if (!event_list_sort(builder->lists[index])) {
        return false;
      }
    }
  }
  return true;
}

static void submit(struct mixer *mixer, struct batch_builder *builder) {
  struct event_list_queue queue = {0};
  for (size_t index = 0; index < builder->list_end; index++) {
    struct event_list *list = builder->lists[index];
    if (list == NULL || list->end == 0) {
      callback_memory_free(list);
    } else {
      event_list_queue_append(&queue, list, list);
    }
  }
  const int64_t next_frame = mixer->stream_has_ended ? 0 : FIELD_GET(mixer, frame);
  schedule_submit(&mixer->schedule, &queue, next_frame);
}

bool schedule_batch(struct mixer *mixer, const struct batch_source *source, size_t count,
                    const struct group_origin *origin, struct clock_map *map,
                    struct failure *failure) {
  struct batch_builder builder = {.mixer = mixer,
                                  .source = source,
                                  .count = count,
                                  .map = map != NULL && map->valid ? map : NULL,
                                  .cursor = {.mixer_number = mixer->number, .left = count}};
  if (origin != NULL && origin->grouped) {
    builder.origin = *origin;
    if (!request_check_start(&origin->start, mixer->config.sample_rate, failure)) {
      return false;
    }
    pin(&builder, origin_time_base(&builder), &origin->start);
  }
  if (!create_rows(&builder, failure)) {
    return false;
  }
  if (!sort_lists(&builder)) {
    discard(&builder);
    return action_out_of_memory(failure);
  }
  hang_followers(&builder);
  submit(mixer, &builder);
  return true;
}
