/* From rows of requests to runs of actions, all or none. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mixer/mixer_state.h"
#include "mixer/schedule/request_check.h"
#include "mixer/schedule/schedule_batch.h"

/* The one that mixer_collect() hands out, and the schedule's. */
enum { REFERENCES = 2 };

static enum time_base time_base_of(const struct action *action) {
  return (enum time_base)action->time_base;
}

bool builder_out_of_memory(struct failure *failure) {
  return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                     "There is not enough memory for so many actions; schedule fewer at once.");
}

static void number_failure(struct failure *failure, const char *word, size_t number) {
  if (failure != NULL) {
    char sentence[sizeof(failure->sentence)];
    snprintf(sentence, sizeof(sentence), "%s %zu: %.*s", word, number, (int)sizeof(sentence) - 40,
             failure->sentence);
    memcpy(failure->sentence, sentence, sizeof(sentence));
  }
}

/* ---- which run, and where in it ---- */

/** A time farther away than this many seconds pins no map: it is no place to count from. */
static const double FARTHEST_PIN = 3600;

static void pin(const struct batch_builder *builder, enum time_base base, double seconds) {
  struct clock_map *map = builder->map;
  const double distance = seconds - clock_map_seconds(map, base, map->frame);
  if (!map->pinned && fabs(distance) <= FARTHEST_PIN) {
    clock_map_pin(map, base, seconds, builder->mixer->config.sample_rate);
  }
}

/* A group counts from the time of its sound, or of its recording where nothing can sound. */
static enum time_base origin_time_base(const struct batch_builder *builder) {
  return builder->mixer->config.output_channels > 0 ? TIME_DAC : TIME_ADC;
}

/* A group lies on frames anyway; its origin is enough. */
static void pin_by_origin(const struct batch_builder *builder) {
  if (builder->map != NULL && builder->origin.grouped &&
      builder->origin.start.kind == START_SECONDS) {
    pin(builder, origin_time_base(builder), builder->origin.start.seconds);
  }
}

static void pin_by_row(const struct batch_builder *builder, const struct action *action,
                       const struct action_start *start) {
  if (builder->map != NULL && !builder->origin.grouped && start->kind == START_SECONDS) {
    pin(builder, time_base_of(action), start->seconds);
  }
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

static struct event entry_of(const struct batch_builder *builder, struct action *action,
                             const struct action_start *start, int kind) {
  struct event event = {.at.frame = 0, .action = action};
  if (kind >= LIST_SECONDS) {
    event.at.seconds = start->seconds;
  } else if (start->kind == START_FRAME) {
    event.at.frame = start->frame;
  } else if (start->kind == START_SECONDS) {
    event.at.frame = builder->origin.grouped
                         ? llround(start->seconds * builder->mixer->config.sample_rate)
                         : clock_map_frame(builder->map, time_base_of(action), start->seconds);
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
    ACTION_SET(action, requested_time, seconds);
  }
}

static void note_frame(const struct batch_builder *builder, const struct event_list *list,
                       const struct event *event) {
  struct action *action = event->action;
  if (list->origin != LIST_FROM_FRAME) {
    return;
  }
  const int64_t frame = list->origin_frame + event->at.frame;
  ACTION_SET(action, requested_frame, frame);
  if (builder->map != NULL && !action->requested_time_known) {
    action->requested_time_known = true;
    ACTION_SET(action, requested_time,
               clock_map_seconds(builder->map, time_base_of(action), frame));
  }
}

/* ---- the runs ---- */

static enum schedule_class class_of(const struct action *action) {
  if (!action_is_command(action)) {
    return CLASS_SOUNDS;
  }
  const bool ends_sound = action->type == ACTION_CANCEL && !action_is_command(action->target);
  return ends_sound ? CLASS_CANCELS : CLASS_CHANGES;
}

/* Every row that is left could belong to the run; what it does not use is given back. */
struct event_list *builder_list(struct batch_builder *builder, int kind,
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

static void enter(struct batch_builder *builder, struct event_list *list, struct action *action,
                  const struct action_start *start, int kind) {
  struct event *event = &list->events[list->end];
  action->asap = kind == LIST_ASAP;
  note_seconds(builder, action, start);
  *event = entry_of(builder, action, start, kind);
  note_frame(builder, list, event);
  list->end++;
}

static void discard_action(struct action *action) {
  action->references = 1;
  action_release(action);
}

static void discard(struct batch_builder *builder) {
  action_slab_end(&builder->cursor);
  for (struct action *action = builder->followers, *next; action != NULL; action = next) {
    next = action->flow->link->asked_next;
    discard_action(action);
  }
  for (size_t index = 0; index < builder->list_end; index++) {
    struct event_list *list = builder->lists[index];
    for (size_t k = 0; list != NULL && k < list->end; k++) {
      discard_action(list->events[k].action);
    }
    free(list);
  }
}

void builder_enter_at(struct batch_builder *builder, struct action *action, int64_t frame,
                      int kind) {
  const struct action_start start = {.kind = START_FRAME, .frame = frame};
  struct event_list *list = builder->lists[kind * CLASS_COUNT + CLASS_SOUNDS];
  struct event *event = &list->events[list->end++];
  action->asap = frame < 0;
  *event = entry_of(builder, action, &start, kind);
  event->at.frame = frame < 0 ? 0 : frame;
  note_frame(builder, list, event);
}

static bool enter_timed(struct batch_builder *builder, struct action *action,
                        const struct action_start *start, size_t rows_left,
                        struct failure *failure) {
  const int kind = list_kind(builder, action, start);
  struct event_list *list = builder_list(builder, kind, class_of(action), rows_left);
  if (list == NULL) {
    return builder_out_of_memory(failure);
  }
  enter(builder, list, action, start, kind);
  return true;
}

static bool create_row(struct batch_builder *builder, size_t k, uint64_t id,
                       struct failure *failure) {
  const struct mixer *mixer = builder->mixer;
  const struct request_context context = {.mixer_number = mixer->number,
                                          .input_channels = mixer->config.input_channels,
                                          .output_channels = mixer->config.output_channels,
                                          .bus_count = mixer->config.bus_count,
                                          .sample_rate = mixer->config.sample_rate};
  const struct action_request *request = builder->rows->read(builder->rows->context, k, failure);
  if (request == NULL) {
    return false;
  }
  struct action *action = action_create(&context, request, REFERENCES, &builder->cursor, failure);
  if (action == NULL) {
    return false;
  }
  action->id = id;
  pin_by_row(builder, action, &request->start);
  const bool is_entered =
      request->start.kind == START_AFTER
          ? followers_enter(builder, action, &request->after, builder->count - k, failure)
          : enter_timed(builder, action, &request->start, builder->count - k, failure);
  if (!is_entered) {
    action_slab_end(&builder->cursor); /* it may lie alone in its slab, which goes with it then */
    discard_action(action);
    return false;
  }
  builder->rows->take(builder->rows->context, k, action);
  return true;
}

static bool create_rows(struct batch_builder *builder, struct failure *failure) {
  static atomic_uint_least64_t last_id;
  builder->first_id = atomic_fetch_add(&last_id, builder->count) + 1;
  for (size_t k = 0; k < builder->count; k++) {
    if (!create_row(builder, k, builder->first_id + k, failure)) {
      if (builder->count > 1) {
        number_failure(failure, builder->rows->word, k + 1);
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
      free(list);
      continue;
    }
    if (queue.last == NULL) {
      queue.first = list;
    } else {
      queue.last->following = list;
    }
    queue.last = list;
  }
  const int64_t next_frame = mixer->stream_has_ended ? 0 : ACTION_GET(mixer, frame);
  schedule_submit(&mixer->schedule, &queue, next_frame);
}

bool schedule_rows(struct mixer *mixer, const struct schedule_rows *rows, size_t count,
                   const struct group_origin *origin, struct clock_map *map,
                   struct failure *failure) {
  struct batch_builder builder = {.mixer = mixer,
                                  .rows = rows,
                                  .count = count,
                                  .map = map != NULL && map->valid ? map : NULL,
                                  .cursor = {.mixer_number = mixer->number, .left = count}};
  if (origin != NULL && origin->grouped) {
    builder.origin = *origin;
    if (!request_check_start(&origin->start, mixer->config.sample_rate, failure)) {
      return false;
    }
  }
  pin_by_origin(&builder);
  if (!create_rows(&builder, failure)) {
    return false;
  }
  if (!sort_lists(&builder)) {
    discard(&builder);
    return builder_out_of_memory(failure);
  }
  followers_hang(&builder);
  submit(mixer, &builder);
  return true;
}
