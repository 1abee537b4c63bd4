/* mixer_schedule(): from requests to runs of actions, all or none. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mixer_layout.h"
#include "request.h"

/* The caller's, the one that mixer_collect() hands out, and the schedule's. */
enum { REFERENCES = 3 };

/** The runs that one call can need: known frames, as soon as possible, seconds by each time. */
enum { RUN_KNOWN, RUN_ASAP, RUN_SECONDS, RUN_KINDS = RUN_SECONDS + TIME_BASE_COUNT };

/** One call of mixer_schedule() under way. */
struct batch {
  const struct mixer *mixer;
  const struct action_request *requests;
  size_t count;
  struct group_origin origin;
  const struct clock_map *map; /* NULL = none that is valid */
  struct action **actions;
  struct run *runs[RUN_KINDS];
};

static void number_failure(struct failure *failure, size_t number, size_t count) {
  if (failure != NULL && count > 1) {
    char sentence[sizeof(failure->sentence)];
    snprintf(sentence, sizeof(sentence), "Request %zu: %.*s", number, (int)sizeof(sentence) - 40,
             failure->sentence);
    memcpy(failure->sentence, sentence, sizeof(sentence));
  }
}

static void discard_actions(struct batch *batch, size_t count) {
  for (size_t k = 0; k < count; k++) {
    batch->actions[k]->references = 1;
    action_release(batch->actions[k]);
    batch->actions[k] = NULL;
  }
}

static bool create_actions(struct batch *batch, struct failure *failure) {
  const struct mixer *mixer = batch->mixer;
  const struct request_scene scene = {.mixer_number = mixer->number,
                                      .input_channels = mixer->config.input_channels,
                                      .output_channels = mixer->config.output_channels,
                                      .sample_rate = mixer->config.sample_rate};
  for (size_t k = 0; k < batch->count; k++) {
    batch->actions[k] = request_create_action(&scene, &batch->requests[k], REFERENCES, failure);
    if (batch->actions[k] == NULL) {
      number_failure(failure, k + 1, batch->count);
      discard_actions(batch, k);
      return false;
    }
  }
  return true;
}

/* ---- which run, and where in it ---- */

static int run_kind(const struct batch *batch, size_t k) {
  const enum start_kind start = batch->requests[k].start.kind;
  if (batch->origin.grouped || start == START_FRAME) {
    return RUN_KNOWN;
  }
  if (start == START_ASAP) {
    return RUN_ASAP;
  }
  return batch->map != NULL ? RUN_KNOWN : RUN_SECONDS + (int)batch->actions[k]->time_base;
}

static struct run_entry entry_of(const struct batch *batch, size_t k, int kind) {
  struct action *action = batch->actions[k];
  const struct action_start *start = &batch->requests[k].start;
  struct run_entry entry = {.at.frame = 0, .action = action};
  if (kind >= RUN_SECONDS) {
    entry.at.seconds = start->seconds;
  } else if (start->kind == START_FRAME) {
    entry.at.frame = start->frame;
  } else if (start->kind == START_SECONDS) {
    entry.at.frame = batch->origin.grouped
                         ? llround(start->seconds * batch->mixer->config.sample_rate)
                         : clock_map_frame(batch->map, action->time_base, start->seconds);
  }
  return entry;
}

/* A group counts from the time of its sound, or of its recording where nothing can sound. */
static enum time_base origin_time_base(const struct batch *batch) {
  return batch->mixer->config.output_channels > 0 ? TIME_DAC : TIME_ADC;
}

static void set_origin(const struct batch *batch, struct run *run, int kind) {
  const struct action_start *start = &batch->origin.start;
  run->origin = kind == RUN_ASAP      ? RUN_FROM_BLOCK
                : kind >= RUN_SECONDS ? RUN_SECONDS_EACH
                                      : RUN_FROM_FRAME;
  run->time_base = kind >= RUN_SECONDS ? (enum time_base)(kind - RUN_SECONDS) : TIME_CURRENT;
  if (!batch->origin.grouped) {
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

static void note_seconds(const struct batch *batch, struct action *action, size_t k) {
  const struct action_start *start = &batch->requests[k].start;
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
    ACTION_SET(action, requested_time, clock_map_seconds(batch->map, action->time_base, frame));
  }
}

/* ---- the runs ---- */

static bool create_runs(struct batch *batch) {
  size_t counts[RUN_KINDS] = {0};
  for (size_t k = 0; k < batch->count; k++) {
    counts[run_kind(batch, k)]++;
  }
  for (int kind = 0; kind < RUN_KINDS; kind++) {
    batch->runs[kind] = counts[kind] > 0 ? run_create(counts[kind]) : NULL;
    if (counts[kind] > 0 && batch->runs[kind] == NULL) {
      return false;
    }
    if (batch->runs[kind] != NULL) {
      set_origin(batch, batch->runs[kind], kind);
    }
  }
  return true;
}

static void discard_runs(struct batch *batch) {
  for (int kind = 0; kind < RUN_KINDS; kind++) {
    free(batch->runs[kind]);
  }
}

static bool is_command(const struct action *action) {
  return action->type == ACTION_CANCEL || action->type == ACTION_SET_GAIN ||
         action->type == ACTION_FETCH_AND_RESET_STATS;
}

static void fill_runs(struct batch *batch) {
  static atomic_uint_least64_t last_id;
  const uint64_t first_id = atomic_fetch_add(&last_id, batch->count) + 1;
  for (size_t k = 0; k < batch->count; k++) {
    struct action *action = batch->actions[k];
    const int kind = run_kind(batch, k);
    struct run *run = batch->runs[kind];
    action->id = first_id + k;
    action->asap = kind == RUN_ASAP;
    note_seconds(batch, action, k);
    run->commands_only = (run->end == 0 || run->commands_only) && is_command(action);
    run->entries[run->end] = entry_of(batch, k, kind);
    note_frame(batch, run, &run->entries[run->end]);
    run->end++;
  }
}

static void deliver(struct mixer *mixer, struct batch *batch) {
  struct run_list list = {0};
  for (int kind = 0; kind < RUN_KINDS; kind++) {
    struct run *run = batch->runs[kind];
    if (run == NULL) {
      continue;
    }
    run_sort(run);
    if (list.last == NULL) {
      list.first = run;
    } else {
      list.last->following = run;
    }
    list.last = run;
  }
  schedule_deliver(&mixer->schedule, &list);
}

bool mixer_schedule(struct mixer *mixer, const struct action_request *requests, size_t count,
                    const struct group_origin *origin, const struct clock_map *map,
                    struct action **actions, struct failure *failure) {
  struct batch batch = {.mixer = mixer,
                        .requests = requests,
                        .count = count,
                        .map = map != NULL && map->valid ? map : NULL,
                        .actions = actions};
  if (count == 0) {
    return true;
  }
  if (origin != NULL && origin->grouped) {
    batch.origin = *origin;
    if (!request_check_start(&origin->start, mixer->config.sample_rate, failure)) {
      return false;
    }
  }
  if (!create_actions(&batch, failure)) {
    return false;
  }
  if (!create_runs(&batch)) {
    discard_runs(&batch);
    discard_actions(&batch, count);
    return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                       "There is not enough memory for so many actions; schedule fewer at once.");
  }
  fill_runs(&batch);
  deliver(mixer, &batch);
  return true;
}
