/* From rows of requests to runs of actions, all or none. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mixer/mixer_state.h"
#include "mixer/schedule/request.h"
#include "mixer/schedule/schedule_batch.h"

/* The one that mixer_collect() hands out, and the schedule's. */
enum { REFERENCES = 2 };

static enum time_base time_base_of(const struct action *action) {
  return (enum time_base)action->time_base;
}

bool batch_out_of_memory(struct failure *failure) {
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

static void pin(const struct batch *batch, enum time_base base, double seconds) {
  struct clock_map *map = batch->map;
  const double distance = seconds - clock_map_seconds(map, base, map->frame);
  if (!map->pinned && fabs(distance) <= FARTHEST_PIN) {
    clock_map_pin(map, base, seconds, batch->mixer->config.sample_rate);
  }
}

/* A group counts from the time of its sound, or of its recording where nothing can sound. */
static enum time_base origin_time_base(const struct batch *batch) {
  return batch->mixer->config.output_channels > 0 ? TIME_DAC : TIME_ADC;
}

/* A group lies on frames anyway; its origin is enough. */
static void pin_by_origin(const struct batch *batch) {
  if (batch->map != NULL && batch->origin.grouped && batch->origin.start.kind == START_SECONDS) {
    pin(batch, origin_time_base(batch), batch->origin.start.seconds);
  }
}

static void pin_by_row(const struct batch *batch, const struct action *action,
                       const struct action_start *start) {
  if (batch->map != NULL && !batch->origin.grouped && start->kind == START_SECONDS) {
    pin(batch, time_base_of(action), start->seconds);
  }
}

static int run_kind(const struct batch *batch, const struct action *action,
                    const struct action_start *start) {
  if (batch->origin.grouped || start->kind == START_FRAME) {
    return RUN_KNOWN;
  }
  if (start->kind == START_ASAP) {
    return RUN_ASAP;
  }
  return batch->map != NULL ? RUN_KNOWN : RUN_SECONDS + (int)action->time_base;
}

static struct run_entry entry_of(const struct batch *batch, struct action *action,
                                 const struct action_start *start, int kind) {
  struct run_entry entry = {.at.frame = 0, .action = action};
  if (kind >= RUN_SECONDS) {
    entry.at.seconds = start->seconds;
  } else if (start->kind == START_FRAME) {
    entry.at.frame = start->frame;
  } else if (start->kind == START_SECONDS) {
    entry.at.frame = batch->origin.grouped
                         ? llround(start->seconds * batch->mixer->config.sample_rate)
                         : clock_map_frame(batch->map, time_base_of(action), start->seconds);
  }
  return entry;
}

static void set_origin(const struct batch *batch, struct run *run, int kind) {
  const struct action_start *start = &batch->origin.start;
  run->origin = kind == RUN_ASAP || kind == RUN_MISSED_ASAP ? RUN_FROM_BLOCK
                : kind >= RUN_SECONDS                       ? RUN_SECONDS_EACH
                                                            : RUN_FROM_FRAME;
  run->time_base = kind >= RUN_SECONDS ? (enum time_base)(kind - RUN_SECONDS) : TIME_CURRENT;
  if (!batch->origin.grouped || kind != RUN_KNOWN) {
    return;
  }
  run->time_base = origin_time_base(batch);
  if (start->kind == START_FRAME) {
    run->origin_frame = start->frame;
  } else if (start->kind == START_ASAP) {
    run->origin = RUN_FROM_BLOCK;
  } else if (batch->map != NULL) {
    run->origin_frame = clock_map_frame(batch->map, run->time_base, start->seconds);
  } else {
    run->origin = RUN_FROM_SECONDS;
    run->origin_seconds = start->seconds;
  }
}

/* ---- what the account will say was asked ---- */

static void note_seconds(const struct batch *batch, struct action *action,
                         const struct action_start *start) {
  const double rate = batch->mixer->config.sample_rate;
  double seconds = start->kind == START_SECONDS ? start->seconds : 0;
  action->asked_in_seconds = start->kind == START_SECONDS;
  action->requested_time_known = !batch->origin.grouped && action->asked_in_seconds;
  if (batch->origin.grouped && batch->origin.start.kind == START_SECONDS) {
    seconds += batch->origin.start.seconds;
    seconds += start->kind == START_FRAME ? (double)start->frame / rate : 0;
    action->asked_in_seconds = true;
    action->requested_time_known = true;
  }
  if (action->requested_time_known) {
    ACTION_SET(action, requested_time, seconds);
  }
}

static void note_frame(const struct batch *batch, const struct run *run,
                       const struct run_entry *entry) {
  struct action *action = entry->action;
  if (run->origin != RUN_FROM_FRAME) {
    return;
  }
  const int64_t frame = run->origin_frame + entry->at.frame;
  ACTION_SET(action, requested_frame, frame);
  if (batch->map != NULL && !action->requested_time_known) {
    action->requested_time_known = true;
    ACTION_SET(action, requested_time, clock_map_seconds(batch->map, time_base_of(action), frame));
  }
}

/* ---- the runs ---- */

static enum run_lane lane_of(const struct action *action) {
  if (!action_is_command(action)) {
    return LANE_SOUNDS;
  }
  const bool ends_sound = action->type == ACTION_CANCEL && !action_is_command(action->target);
  return ends_sound ? LANE_CANCELS : LANE_CHANGES;
}

/* Every row that is left could belong to the run; what it does not use is given back. */
struct run *batch_run_of(struct batch *batch, int kind, enum run_lane lane, size_t rows_left) {
  const size_t index = (size_t)kind * LANES + lane;
  struct run *run = batch->runs[index];
  if (run == NULL && (run = run_create(rows_left)) != NULL) {
    run->lane = lane;
    set_origin(batch, run, kind);
    batch->runs[index] = run;
    batch->run_end = index >= batch->run_end ? index + 1 : batch->run_end;
  }
  return run;
}

static void enter(struct batch *batch, struct run *run, struct action *action,
                  const struct action_start *start, int kind) {
  struct run_entry *entry = &run->entries[run->end];
  action->asap = kind == RUN_ASAP;
  note_seconds(batch, action, start);
  *entry = entry_of(batch, action, start, kind);
  note_frame(batch, run, entry);
  run->end++;
}

static void discard_action(struct action *action) {
  action->references = 1;
  action_release(action);
}

static void discard(struct batch *batch) {
  action_slab_end(&batch->cursor);
  for (struct action *action = batch->followers, *next; action != NULL; action = next) {
    next = action->flow->link->asked_next;
    discard_action(action);
  }
  for (size_t index = 0; index < batch->run_end; index++) {
    struct run *run = batch->runs[index];
    for (size_t k = 0; run != NULL && k < run->end; k++) {
      discard_action(run->entries[k].action);
    }
    free(run);
  }
}

static bool no_memory_for_runs(struct failure *failure) {
  return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                     "There is not enough memory for so many actions; schedule fewer at once.");
}

void batch_enter_at(struct batch *batch, struct action *action, int64_t frame, int kind) {
  const struct action_start start = {.kind = START_FRAME, .frame = frame};
  struct run *run = batch->runs[kind * LANES + LANE_SOUNDS];
  struct run_entry *entry = &run->entries[run->end++];
  action->asap = frame < 0;
  *entry = entry_of(batch, action, &start, kind);
  entry->at.frame = frame < 0 ? 0 : frame;
  note_frame(batch, run, entry);
}

static bool enter_timed(struct batch *batch, struct action *action,
                        const struct action_start *start, size_t rows_left,
                        struct failure *failure) {
  const int kind = run_kind(batch, action, start);
  struct run *run = batch_run_of(batch, kind, lane_of(action), rows_left);
  if (run == NULL) {
    return no_memory_for_runs(failure);
  }
  enter(batch, run, action, start, kind);
  return true;
}

static bool create_row(struct batch *batch, size_t k, uint64_t id, struct failure *failure) {
  const struct mixer *mixer = batch->mixer;
  const struct request_scene scene = {.mixer_number = mixer->number,
                                      .input_channels = mixer->config.input_channels,
                                      .output_channels = mixer->config.output_channels,
                                      .bus_count = mixer->config.bus_count,
                                      .sample_rate = mixer->config.sample_rate};
  const struct action_request *request = batch->rows->read(batch->rows->context, k, failure);
  if (request == NULL) {
    return false;
  }
  struct action *action =
      request_create_action(&scene, request, REFERENCES, &batch->cursor, failure);
  if (action == NULL) {
    return false;
  }
  action->id = id;
  pin_by_row(batch, action, &request->start);
  const bool is_entered =
      request->start.kind == START_AFTER
          ? followers_enter(batch, action, &request->after, batch->count - k, failure)
          : enter_timed(batch, action, &request->start, batch->count - k, failure);
  if (!is_entered) {
    action_slab_end(&batch->cursor); /* it may lie alone in its slab, which goes with it then */
    discard_action(action);
    return false;
  }
  batch->rows->take(batch->rows->context, k, action);
  return true;
}

static bool create_rows(struct batch *batch, struct failure *failure) {
  static atomic_uint_least64_t last_id;
  batch->first_id = atomic_fetch_add(&last_id, batch->count) + 1;
  for (size_t k = 0; k < batch->count; k++) {
    if (!create_row(batch, k, batch->first_id + k, failure)) {
      if (batch->count > 1) {
        number_failure(failure, batch->rows->word, k + 1);
      }
      discard(batch);
      return false;
    }
  }
  return true;
}

static bool sort_runs(struct batch *batch) {
  for (size_t index = 0; index < batch->run_end; index++) {
    const size_t kind = index / LANES;
    const bool may_grow = kind == RUN_MISSED || kind == RUN_MISSED_ASAP;
    if (batch->runs[index] != NULL && !may_grow) {
      batch->runs[index] = run_fit(batch->runs[index]);
      if (!run_sort(batch->runs[index])) {
        return false;
      }
    }
  }
  return true;
}

static void deliver(struct mixer *mixer, struct batch *batch) {
  struct run_list list = {0};
  for (size_t index = 0; index < batch->run_end; index++) {
    struct run *run = batch->runs[index];
    if (run == NULL || run->end == 0) {
      free(run);
      continue;
    }
    if (list.last == NULL) {
      list.first = run;
    } else {
      list.last->following = run;
    }
    list.last = run;
  }
  const int64_t next_frame = mixer->run_is_over ? 0 : ACTION_GET(mixer, frame);
  schedule_deliver(&mixer->schedule, &list, next_frame);
}

bool schedule_rows(struct mixer *mixer, const struct schedule_rows *rows, size_t count,
                   const struct group_origin *origin, struct clock_map *map,
                   struct failure *failure) {
  struct batch batch = {.mixer = mixer,
                        .rows = rows,
                        .count = count,
                        .map = map != NULL && map->valid ? map : NULL,
                        .cursor = {.mixer_number = mixer->number, .left = count}};
  if (origin != NULL && origin->grouped) {
    batch.origin = *origin;
    if (!request_check_start(&origin->start, mixer->config.sample_rate, failure)) {
      return false;
    }
  }
  pin_by_origin(&batch);
  if (!create_rows(&batch, failure)) {
    return false;
  }
  if (!sort_runs(&batch)) {
    discard(&batch);
    return batch_out_of_memory(failure);
  }
  followers_hang(&batch);
  deliver(mixer, &batch);
  return true;
}
