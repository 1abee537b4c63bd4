#include "mixer/mixer.h"

#include <math.h>
#include <string.h>

#include "base/callback_memory.h"
#include "mixer/action/begin.h"
#include "mixer/action/fetch_stats.h"
#include "mixer/action/record.h"
#include "mixer/block_context.h"
#include "mixer/dsp/denormals.h"
#include "mixer/schedule/schedule_batch.h"

static bool check_config(const struct mixer_config *config, struct failure *failure) {
  if (config->input_channels > MAX_CHANNELS || config->output_channels > MAX_CHANNELS ||
      config->input_channels + config->output_channels == 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A mixer has 0 to %d channels in each direction, and some in one.",
                       MAX_CHANNELS);
  }
  if (!(config->sample_rate >= 1000 && config->sample_rate <= 1e6)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The sample rate lies between 1000 and 1000000 Hz.");
  }
  if (config->bus_count > MAX_BUSES || (config->bus_count > 0 && config->output_channels == 0)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A mixer has at most %d buses, and none without output channels.",
                       MAX_BUSES);
  }
  return true;
}

static bool create_parts(struct mixer *mixer, const struct mixer_config *config) {
  mixer->input_meters = meters_create(config->input_channels);
  mixer->output_meters = meters_create(config->output_channels);
  mixer->clipped_samples =
      callback_memory_allocate((config->output_channels + 1) * sizeof(*mixer->clipped_samples));
  mixer->buses = buses_create(config->output_channels, config->sample_rate);
  mixer->starts = callback_memory_allocate(sizeof(*mixer->starts));
  mixer->recorded_losses =
      ring_buffer_create(sizeof(struct recorded_loss), MOST_RECORDED_LOSSES, NULL, NULL);
  return mixer->recorded_losses != NULL && mixer->input_meters != NULL &&
         mixer->output_meters != NULL && mixer->starts != NULL && mixer->clipped_samples != NULL &&
         mixer->buses != NULL;
}

static bool create_buses(struct mixer *mixer, uint32_t count) {
  const struct bus_settings settings = {.state = {.gain = 1},
                                        .channels = mixer->config.output_channels};
  struct failure failure;
  for (uint32_t number; count > 0; count--) {
    if (!mixer_add_bus(mixer, &settings, &number, &failure)) {
      return false;
    }
  }
  return true;
}

static void free_parts(struct mixer *mixer) {
  if (mixer != NULL) {
    callback_memory_free(mixer->input_meters);
    callback_memory_free(mixer->output_meters);
    callback_memory_free(mixer->clipped_samples);
    callback_memory_free(mixer->starts);
    buses_destroy(mixer->buses, &mixer->bus_list);
    ring_buffer_release(mixer->recorded_losses);
  }
}

struct mixer *mixer_create(const struct mixer_config *config, struct failure *failure) {
  static atomic_uint_least64_t last_number;
  if (!check_config(config, failure)) {
    return NULL;
  }
  struct mixer *mixer = callback_memory_allocate(sizeof(*mixer));
  if (mixer != NULL) {
    mixer->config = *config;
  }
  if (mixer == NULL || !create_parts(mixer, config) || !create_buses(mixer, config->bus_count)) {
    free_parts(mixer);
    callback_memory_free(mixer);
    failure_set(failure, FAILURE_OUT_OF_MEMORY, "There is not enough memory for a mixer.");
    return NULL;
  }
  mixer->number = atomic_fetch_add(&last_number, 1) + 1;
  FIELD_SET(mixer, clock_bound, NAN);
  clock_reset(&mixer->clock, config->sample_rate, config->input_channels > 0,
              config->output_channels > 0);
  return mixer;
}

void mixer_destroy(struct mixer *mixer) {
  if (mixer == NULL) {
    return;
  }
  struct action *action;
  mixer_end_stream(mixer, OUTCOME_STREAM_STOPPED);
  while (mixer_collect(mixer, &action, 1) == 1) {
    action_release(action);
  }
  free_parts(mixer);
  callback_memory_free(mixer);
}

/* ---- scheduling ---- */

struct request_list {
  const struct action_request *requests;
  struct action **actions;
  struct action_request *linked; /* the last request that follows an earlier one of the list */
};

static const struct action_request *read_request(void *context, size_t k, struct failure *failure) {
  const struct request_list *list = context;
  const struct action_request *request = &list->requests[k];
  const size_t number = request->after.request;
  if (request->start.kind != START_AFTER || number == 0) {
    return request;
  }
  if (number > k) {
    failure_set(failure, FAILURE_INVALID_ARGUMENT,
                "It follows request %zu; a request can follow an earlier one, from 1.", number);
    return NULL;
  }
  *list->linked = *request;
  list->linked->after.action = list->actions[number - 1];
  return list->linked;
}

static void take_action(void *context, size_t k, struct action *action) {
  ((struct request_list *)context)->actions[k] = action_retain(action);
}

bool mixer_schedule(struct mixer *mixer, const struct action_request *requests, size_t count,
                    const struct group_origin *origin, struct clock_map *map,
                    struct action **actions, struct failure *failure) {
  struct action_request linked;
  struct request_list list = {.requests = requests, .actions = actions, .linked = &linked};
  const struct batch_source source = {
      .word = "Request", .context = &list, .read = read_request, .take = take_action};
  return count == 0 || schedule_batch(mixer, &source, count, origin, map, failure);
}

/* ---- collecting ---- */

static void free_exhausted_lists(struct mixer *mixer) {
  for (struct mail *mail = mailbox_take(&mixer->exhausted), *next; mail != NULL; mail = next) {
    next = mail->next;
    callback_memory_free(MAIL_OWNER(mail, struct event_list, mail));
  }
}

static void release_retired(struct mixer *mixer) {
  for (struct mail *mail = mailbox_take(&mixer->retired), *next; mail != NULL; mail = next) {
    next = mail->next;
    action_release(MAIL_OWNER(mail, struct action, retired));
  }
}

/* The next finished action, or NULL; what was taken from the mailbox before comes first. */
static struct action *next_finished(struct mixer *mixer) {
  if (mixer->uncollected == NULL) {
    mixer->uncollected = mailbox_take(&mixer->finished);
  }
  struct mail *mail = mixer->uncollected;
  if (mail == NULL) {
    return NULL;
  }
  mixer->uncollected = mail->next;
  return MAIL_OWNER(mail, struct action, finished);
}

size_t mixer_collect(struct mixer *mixer, struct action **actions, size_t capacity) {
  size_t count = 0;
  free_exhausted_lists(mixer);
  release_retired(mixer);
  bus_list_collect(&mixer->bus_list, mixer->buses);
  while (count < capacity) {
    struct action *action = next_finished(mixer);
    if (action == NULL) {
      break;
    }
    chain_let_go_of_predecessor(action);
    bus_list_let_go(&mixer->bus_list, mixer->buses, action_bus(action), mixer->stream_runs);
    if (action->retires_later) {
      action_let_go_of_source(action); /* its place may be hours away */
    } else {
      action_release(action); /* the schedule's reference; the mixer's goes to the caller */
    }
    actions[count++] = action;
  }
  return count;
}

/* ---- streams ---- */

void mixer_begin_stream(struct mixer *mixer) {
  clock_reset(&mixer->clock, mixer->config.sample_rate, mixer->config.input_channels > 0,
              mixer->config.output_channels > 0);
  mixer->stream_has_ended = false;
  mixer->stream_runs = true;
  buses_accept(mixer->buses, 0);
  mixer->schedule.waiting_map.valid = false;
  mixer->schedule.is_held = false;
  mixer->schedule.quiet_until = INT64_MIN;
  shared_clock_map_write(&mixer->map, &(struct clock_map){.valid = false});
  buses_settle(mixer->buses);
  dropouts_begin(&mixer->dropouts);
  FIELD_SET(mixer, clock_bound, NAN);
  FIELD_SET(mixer, worst_load, 0);
  FIELD_SET(mixer, frame, 0);
  FIELD_ADD(mixer, stream_number, 1);
}

static void end_action(struct block_context *context, struct action *action,
                       enum action_outcome outcome) {
  if (record_window_of(action) != NULL && FIELD_GET(action, state) == ACTION_ACTIVE) {
    outcome = record_flush(action, outcome);
  }
  if (action->left_schedule || block_leave_schedule(context, action, 0)) {
    block_finish(context, action, outcome);
  }
}

/* What has become known of lost frames. */
static void note_losses(struct mixer *mixer) RT_SAFE {
  const struct dropouts *dropouts = &mixer->dropouts;
  for (uint32_t k = 0; k < dropouts->settled_count; k++) {
    record_note_loss(mixer, &dropouts->settled[k]);
  }
}

static void end_scheduled(struct block_context *context, enum action_outcome outcome) {
  struct schedule *schedule = &context->mixer->schedule;
  struct action *action;
  while ((action = schedule_pop_rest(schedule)) != NULL) {
    end_action(context, action, outcome);
  }
  while ((action = chain_next(context->mixer, NULL)) != NULL ||
         (action = chain_next_cut(context->mixer)) != NULL) {
    end_action(context, action, outcome);
  }
}

void mixer_end_stream(struct mixer *mixer, enum action_outcome outcome) {
  struct block_context context = {
      .mixer = mixer, .stream_number = FIELD_GET(mixer, stream_number), .portion_end = INT64_MAX};
  mixer->stream_has_ended = true;
  mixer->stream_runs = false;
  buses_accept(mixer->buses, FIELD_GET(mixer, frame));
  dropouts_end(&mixer->dropouts);
  note_losses(mixer);
  chain_begin_block(&context);
  chain_begin_portion(&context);
  while (mixer->active != NULL) {
    struct action *action = mixer->active;
    mixer->active = action->next_active;
    end_action(&context, action, outcome);
  }
  end_scheduled(&context, outcome);
  context.stream_number = 0; /* no callback has seen the rest */
  schedule_accept(&mixer->schedule);
  end_scheduled(&context, outcome);
  mailbox_send(&mixer->exhausted, &mixer->schedule.exhausted);
  mailbox_send(&mixer->retired, &context.retired);
  mailbox_send(&mixer->finished, &context.finished);
  shared_clock_map_write(&mixer->map, &(struct clock_map){.valid = false});
}

/* ---- a block ---- */

static void count_inferred(struct mixer *mixer, double frames) RT_SAFE {
  if (frames > 0) {
    FIELD_ADD(mixer, inferred_dropouts, 1);
    FIELD_ADD(mixer, inferred_dropout_frames, frames);
  }
}

static void follow_clock(struct block_context *context) RT_SAFE {
  struct mixer *mixer = context->mixer;
  const struct clock_step step =
      clock_follow(&mixer->clock, context->block, context->first_frame, &context->map);
  shared_clock_map_write(&mixer->map, &context->map);
  FIELD_SET(mixer, clock_bound, mixer->clock.bound);
  dropouts_follow(&mixer->dropouts, &mixer->clock, context->block, context->first_frame,
                  context->stream_number);
  /* What the device tells itself is inferred at the same time, as elsewhere. */
  const bool is_told = context->block->tells_losses && step.happened;
  count_inferred(mixer, is_told ? step.seconds * mixer->config.sample_rate
                                : mixer->dropouts.inferred_frames);
}

/* The control side may take it meanwhile: then this one counts as the next one's. */
static void note_load(struct mixer *mixer, double load) RT_SAFE {
  if (load > FIELD_GET(mixer, worst_load)) {
    FIELD_SET(mixer, worst_load, load);
  }
}

static void process(struct mixer *mixer, const struct block *block) RT_SAFE {
  struct block_context context;
  block_context_clear(&context);
  context.mixer = mixer;
  context.output_channels = mixer->config.output_channels;
  context.block = block;
  context.stream_number = FIELD_GET(mixer, stream_number);
  context.first_frame = FIELD_GET(mixer, frame);
  context.end_frame = context.first_frame + block->frame_count;
  context.portion_end = context.first_frame; /* before the first portion */
  context.is_uniform = block->flags == 0 && block->frame_count == mixer->clock.previous_count;
  live_stats_count(&mixer->stats, block);
  note_load(mixer, block->load);
  follow_clock(&context);
  if (block->input != NULL && mixer->config.input_channels > 0) {
    meters_add_block(mixer->input_meters, NULL, block->input, block->frame_count);
  }
  note_losses(mixer);
  block_begin_actions(&context);
  if (buses_have_mail(mixer->buses)) {
    buses_accept(mixer->buses, context.first_frame); /* whatever has begun needs them */
  }
  block_render(&context);
  if (block->output != NULL && mixer->config.output_channels > 0) {
    meters_add_block(mixer->output_meters, mixer->clipped_samples, block->output,
                     block->frame_count);
  }
  fetch_stats_of_block(&context);
  FIELD_SET(mixer, frame, context.end_frame);
  /* After all meters of the block: see meters_take_until(). */
  atomic_store_explicit(&mixer->buses->handled_frames,
                        FIELD_GET(mixer->buses, handled_frames) + block->frame_count,
                        memory_order_release);
  mailbox_send(&mixer->exhausted, &mixer->schedule.exhausted);
  mailbox_send(&mixer->retired, &context.retired);
  mailbox_send(&mixer->finished, &context.finished);
}

void mixer_process(struct mixer *mixer, const struct block *block) RT_SAFE {
  if (block->frame_count > 0) {
    denormals_stay_off();
    process(mixer, block);
  }
}

/* ---- reading ---- */

void mixer_clock_map(const struct mixer *mixer, struct clock_map *map) {
  shared_clock_map_read(&mixer->map, map);
}

void mixer_stream_stats(const struct mixer *mixer, struct stream_stats *stats) {
  live_stats_read(&mixer->stats, &stats->stats);
  stats->inferred_dropouts = FIELD_GET(mixer, inferred_dropouts);
  stats->inferred_dropout_frames = FIELD_GET(mixer, inferred_dropout_frames);
  uint64_t clipped[MAX_CHANNELS];
  stats->clipped_samples = mixer_clipped_samples(mixer, clipped);
}

uint64_t mixer_clipped_samples(const struct mixer *mixer, uint64_t *clipped) {
  uint64_t sum = 0;
  for (uint32_t c = 0; c < mixer->config.output_channels; c++) {
    clipped[c] = FIELD_GET(mixer, clipped_samples[c]);
    sum += clipped[c];
  }
  return sum;
}

double mixer_clock_bound(const struct mixer *mixer) {
  return FIELD_GET(mixer, clock_bound);
}

double mixer_take_worst_load(struct mixer *mixer) {
  return atomic_exchange_explicit(&mixer->worst_load, 0, memory_order_relaxed);
}

size_t mixer_take_dropouts(struct mixer *mixer, struct dropout *dropouts, size_t capacity) {
  return dropouts_take(&mixer->dropouts, mixer->stream_has_ended, dropouts, capacity);
}

size_t mixer_take_recorded_losses(struct mixer *mixer, struct recorded_loss *losses,
                                  size_t capacity) {
  return ring_buffer_read(mixer->recorded_losses, losses, capacity);
}

void mixer_take_levels(struct mixer *mixer, struct level *input, struct level *output) {
  if (input != NULL) {
    meters_take(mixer->input_meters, input);
  }
  if (output != NULL) {
    meters_take(mixer->output_meters, output);
  }
}

bool mixer_add_bus(struct mixer *mixer, const struct bus_settings *settings, uint32_t *number,
                   struct failure *failure) {
  return bus_list_add(&mixer->bus_list, mixer->buses, settings, mixer->stream_runs, number,
                      failure);
}

void mixer_remove_bus(struct mixer *mixer, uint32_t number) {
  bus_list_remove(&mixer->bus_list, mixer->buses, number, mixer->stream_runs);
}

uint32_t mixer_bus_channels(const struct mixer *mixer, uint32_t number) {
  const struct bus *bus = bus_list_find(&mixer->bus_list, number);
  return bus != NULL ? bus->settings.channels : 0;
}

void mixer_take_bus_levels(struct mixer *mixer, uint32_t number, struct level *levels) {
  const uint64_t now = atomic_load_explicit(&mixer->buses->handled_frames, memory_order_acquire);
  meters_take_until(bus_list_find(&mixer->bus_list, number)->meters, now, levels);
}

void mixer_bus_state(const struct mixer *mixer, uint32_t number, struct bus_state *state) {
  const struct bus *bus = number > 0 ? bus_list_find(&mixer->bus_list, number) : NULL;
  const struct bus_level *level =
      bus != NULL ? &mixer->buses->levels[number] : &mixer->buses->master;
  if (bus != NULL && !atomic_load_explicit(&bus->is_linked, memory_order_acquire)) {
    *state = bus->settings.state;
    return;
  }
  state->gain = FIELD_GET(level, gain);
  state->pan = FIELD_GET(level, pan);
  state->muted = FIELD_GET(level, muted);
  state->soloed = FIELD_GET(level, soloed);
  state->is_safe = FIELD_GET(level, is_safe);
}

float mixer_take_action_peak(struct action *action) {
  FIELD_SET(action, metered, true);
  return peak_take(&action->peak);
}

const struct mixer_config *mixer_config_of(const struct mixer *mixer) {
  return &mixer->config;
}

int64_t mixer_frame(const struct mixer *mixer) {
  return FIELD_GET(mixer, frame);
}

uint64_t mixer_stream_number(const struct mixer *mixer) {
  return FIELD_GET(mixer, stream_number);
}
