#include "mixer/schedule/request_check.h"

#include <math.h>
#include <stdlib.h>

#include "base/sample_buffer_state.h"
#include "mixer/dsp/channel_map.h"

bool request_check_start(const struct action_start *start, double sample_rate,
                         struct failure *failure) {
  switch (start->kind) {
  case START_ASAP:
    return true;
  case START_FRAME:
    if (start->frame <= -FARTHEST_REQUEST_FRAMES || start->frame >= FARTHEST_REQUEST_FRAMES) {
      return failure_set(failure, FAILURE_INVALID_TIME,
                         "The start frame is out of range; give a frame of the stream.");
    }
    return true;
  case START_SECONDS:
    if (!isfinite(start->seconds) ||
        fabs(start->seconds) * sample_rate >= (double)FARTHEST_REQUEST_FRAMES) {
      return failure_set(failure, FAILURE_INVALID_TIME,
                         "The start is not a usable number of seconds; give a finite time.");
    }
    return true;
  case START_AFTER:
    return true;
  }
  return failure_set(failure, FAILURE_INVALID_ARGUMENT, "The kind of start is unknown.");
}

static bool check_source(const struct action_request *request, struct failure *failure) {
  const bool wants_samples = request->type == ACTION_RECORD_BUFFER ||
                             (request->type == ACTION_PLAY_BUFFER && request->ring == NULL);
  if (wants_samples && (request->samples == NULL || request->ring != NULL)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "There are no samples; give a sample buffer.");
  }
  if (!wants_samples && (request->ring == NULL || request->samples != NULL)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "There is no ring buffer; give one, and no samples beside it.");
  }
  return true;
}

static bool check_channels(const struct request_scene *scene, const struct action_request *request,
                           uint32_t *width, struct failure *failure) {
  if (request->samples != NULL) {
    *width = request->samples->channels;
  } else {
    const size_t bytes = ring_buffer_element_size(request->ring);
    if (bytes % sizeof(float) != 0 || bytes / sizeof(float) > MAX_CHANNELS) {
      return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                         "The ring buffer's elements have %zu bytes; a frame has 4 bytes for each "
                         "of 1 to %d channels.",
                         bytes, MAX_CHANNELS);
    }
    *width = (uint32_t)(bytes / sizeof(float));
  }
  if (request->channel_numbers == NULL && request->channel_count != 0 &&
      request->channel_count != *width) {
    return failure_set(failure, FAILURE_INVALID_CHANNEL,
                       "%u channels were asked for, but the samples have %u.",
                       (unsigned)request->channel_count, (unsigned)*width);
  }
  if (request->channel_numbers != NULL && request->channel_count != *width) {
    return failure_set(failure, FAILURE_INVALID_CHANNEL,
                       "There are %u channel numbers for samples of %u channels; give one number "
                       "for each.",
                       (unsigned)request->channel_count, (unsigned)*width);
  }
  const bool plays = action_kind_of(request->type) == ACTION_PLAYER;
  return channel_map_check(request->channel_numbers, *width,
                           plays ? scene->output_channels : scene->input_channels,
                           plays ? "output" : "input", failure);
}

static bool check_range(const struct request_scene *scene, const struct action_request *request,
                        struct failure *failure) {
  if (request->offset_frames < 0 || request->length_frames < -1 ||
      request->length_frames >= FARTHEST_REQUEST_FRAMES) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Offset and length cannot be negative or endless.");
  }
  if (request->samples == NULL) {
    return request->offset_frames == 0 ||
           failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A ring buffer has no offset; drop frames from it instead.");
  }
  const double rate = request->samples->sample_rate;
  if (rate != scene->sample_rate) {
    return failure_set(failure, FAILURE_RATE_MISMATCH,
                       "The samples have %g Hz and the stream %g Hz; convert the samples first.",
                       rate, scene->sample_rate);
  }
  const int64_t frames = request->samples->frames;
  if (request->offset_frames > frames || request->length_frames > frames - request->offset_frames) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The samples have %lld frames; offset and length reach beyond them.",
                       (long long)frames);
  }
  return true;
}

static bool out_of_memory(struct failure *failure) {
  return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                     "There is not enough memory for another action; schedule fewer at once.");
}

static bool check_gain(float gain, struct failure *failure) {
  return isfinite(gain) ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT, "The gain is not a finite number.");
}

static bool check_bus(const struct request_scene *scene, const struct action_request *request,
                      struct failure *failure) {
  return request->bus <= scene->bus_count ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "There is no bus number %u; this mixer has %u.", (unsigned)request->bus,
                     (unsigned)scene->bus_count);
}

static bool check_no_bus(const struct action_request *request, struct failure *failure) {
  return request->bus == 0 ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "A recorder has no bus: it records the input; leave the bus out.");
}

static bool check_bus_change(const struct request_scene *scene,
                             const struct action_request *request, struct failure *failure) {
  const uint32_t what = request->bus_changes;
  if (request->bus == 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A change needs a bus; what goes straight to the output has no gain.");
  }
  if (what == 0 || what >= BUS_CHANGES_END || (what & BUS_MUTE && what & BUS_UNMUTE) ||
      (what & BUS_SOLO && what & BUS_UNSOLO)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A bus changes its gain, is muted or not, soloed or not; ask for one at "
                       "least, and for no contradiction.");
  }
  if (request->ramp_frames < 0 || request->ramp_frames >= FARTHEST_REQUEST_FRAMES) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT, "A ramp cannot be negative or endless.");
  }
  return check_bus(scene, request, failure) &&
         (!(what & BUS_GAIN) || check_gain(request->gain, failure));
}

static bool check_target(const struct request_scene *scene, const struct action_request *request,
                         struct failure *failure) {
  if (request->target == NULL) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT, "There is no action to act upon.");
  }
  if (action_mixer_number(request->target) != scene->mixer_number) {
    return failure_set(failure, FAILURE_FOREIGN_ACTION,
                       "That action belongs to another stream; use the stream that returned it.");
  }
  if (request->fade_frames < 0 || request->fade_frames >= FARTHEST_REQUEST_FRAMES ||
      request->ramp_frames < 0 || request->ramp_frames >= FARTHEST_REQUEST_FRAMES ||
      (unsigned)request->fade_curve >= FADE_CURVE_COUNT) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A fade or a ramp cannot be negative or endless.");
  }
  if (request->type != ACTION_SET_GAIN) {
    return true;
  }
  if (!action_is_player(request->target)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Only what plays has a gain; this action does not play.");
  }
  return check_gain(request->gain, failure);
}

static bool check_predecessor(const struct request_scene *scene,
                              const struct action_request *request, struct failure *failure) {
  const struct action *after = request->after.action;
  if (action_kind_of(request->type) == ACTION_COMMAND) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Only what plays or records can follow another action.");
  }
  if (after == NULL) {
    return request->after.ended_frame < FARTHEST_REQUEST_FRAMES ||
           failure_set(failure, FAILURE_INVALID_TIME,
                       "The end to begin behind is out of range; give a frame of the stream.");
  }
  if (action_mixer_number(after) != scene->mixer_number) {
    return failure_set(failure, FAILURE_FOREIGN_ACTION,
                       "The action to follow belongs to another stream; use the stream that "
                       "returned it.");
  }
  return !action_is_command(after) ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "Only what plays or records has an end to follow; this action does not.");
}

static bool request_check(const struct request_scene *scene, const struct action_request *request,
                          uint32_t *width, struct failure *failure) {
  *width = 0;
  if ((unsigned)request->belated >= BELATED_POLICY_COUNT ||
      (unsigned)request->on_starve >= STARVE_POLICY_COUNT) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The policy for a belated start or a starving source is unknown.");
  }
  if (!request_check_start(&request->start, scene->sample_rate, failure) ||
      (request->start.kind == START_AFTER && !check_predecessor(scene, request, failure))) {
    return false;
  }
  switch (request->type) {
  case ACTION_PLAY_BUFFER:
  case ACTION_PLAY_RING_BUFFER:
    return check_source(request, failure) && check_channels(scene, request, width, failure) &&
           check_range(scene, request, failure) && check_gain(request->gain, failure) &&
           request_check_shape(request, failure) && check_bus(scene, request, failure);
  case ACTION_RECORD_BUFFER:
  case ACTION_RECORD_RING_BUFFER:
    return check_source(request, failure) && check_channels(scene, request, width, failure) &&
           check_range(scene, request, failure) && check_no_bus(request, failure);
  case ACTION_CANCEL:
  case ACTION_SET_GAIN:
    return check_target(scene, request, failure);
  case ACTION_SET_BUS:
    return check_bus_change(scene, request, failure);
  case ACTION_FETCH_AND_RESET_STATS:
    return true;
  case ACTION_TYPE_COUNT:
    break;
  }
  return failure_set(failure, FAILURE_INVALID_ARGUMENT, "The type of action is unknown.");
}

static enum time_base time_base_of(const struct action_request *request) {
  switch (request->type) {
  case ACTION_PLAY_BUFFER:
  case ACTION_PLAY_RING_BUFFER:
  case ACTION_SET_BUS:
    return TIME_DAC;
  case ACTION_RECORD_BUFFER:
  case ACTION_RECORD_RING_BUFFER:
    return TIME_ADC;
  case ACTION_CANCEL:
  case ACTION_SET_GAIN:
    return (enum time_base)request->target->time_base;
  case ACTION_FETCH_AND_RESET_STATS:
  case ACTION_TYPE_COUNT:
    break;
  }
  return TIME_CURRENT;
}

/* Whatever was ready once stays so; a recorder needs nothing to be. */
static bool has_all_frames(const struct action_request *request) {
  return request->samples != NULL &&
         (action_kind_of(request->type) == ACTION_RECORDER ||
          request_source_end(request) <= sample_buffer_ready_frames(request->samples));
}

static struct fetched_clipped *create_clipped(uint32_t channels) {
  struct fetched_clipped *clipped =
      calloc(1, sizeof(*clipped) + channels * sizeof(clipped->samples[0]));
  if (clipped != NULL) {
    clipped->channels = channels;
  }
  return clipped;
}

/** What an action needs beside its slab; NULL = does not need it. */
struct extras {
  struct flow *flow;
  struct sound_shape *shape;
  struct chain_link *link;
  uint8_t *far_channels;
  struct fetched_clipped *clipped;
};

static bool create_extras(const struct request_scene *scene, const struct action_request *request,
                          uint32_t width, struct extras *extras, struct failure *failure) {
  const bool has_shape = request_has_shape(request);
  const bool follows = width > 0 && request->start.kind == START_AFTER;
  const bool has_flow = width > 0 && (has_shape || follows || !has_all_frames(request));
  const bool is_far = width > NEAR_CHANNELS;
  const bool fetches = request->type == ACTION_FETCH_AND_RESET_STATS;
  *extras = (struct extras){.flow = has_flow ? calloc(1, sizeof(struct flow)) : NULL,
                            .shape = has_shape ? request_create_shape(request) : NULL,
                            .link = follows ? calloc(1, sizeof(struct chain_link)) : NULL,
                            .far_channels = is_far ? calloc(1, width) : NULL,
                            .clipped = fetches ? create_clipped(scene->output_channels) : NULL};
  if ((has_flow && extras->flow == NULL) || (has_shape && extras->shape == NULL) ||
      (follows && extras->link == NULL) || (is_far && extras->far_channels == NULL) ||
      (fetches && extras->clipped == NULL)) {
    free(extras->flow);
    free(extras->shape);
    free(extras->link);
    free(extras->far_channels);
    free(extras->clipped);
    return out_of_memory(failure);
  }
  return true;
}

static void fill_flow(struct flow *flow, const struct action_request *request) {
  flow->ring = ring_buffer_retain(request->ring);
  flow->on_starve = (uint8_t)request->on_starve;
  ACTION_SET(flow, min_fill_frames, -1);
}

static void fill_source(struct action *action, const struct action_request *request,
                        const struct extras *extras) {
  const uint32_t width = action->channel_count;
  uint8_t *indices = action->channel_indices.near;
  if (width > NEAR_CHANNELS) {
    indices = extras->far_channels;
    action->channel_indices.far = indices;
  }
  action->contiguous_channels = channel_map_fill(indices, request->channel_numbers, width);
  action->gain = (struct gain_ramp){.from = request->gain, .to = request->gain};
  action->source_frame = request->offset_frames;
  action->samples = sample_buffer_retain(request->samples);
  if (action->samples != NULL) {
    action->data = action->samples->data;
  }
  action->flow = extras->flow;
  if (action->flow != NULL) {
    fill_flow(action->flow, request);
    action->flow->shape = extras->shape;
    action->flow->link = extras->link;
  }
  if (extras->link != NULL) {
    extras->link->due_frame = -1;
  }
}

static void fill(struct action *action, const struct action_request *request,
                 const struct extras *extras) {
  action->type = (uint8_t)request->type;
  action->belated = (uint8_t)request->belated;
  action->time_base = (uint8_t)time_base_of(request);
  action->total_frames = action->channel_count > 0 ? request_total_frames(request) : 0;
  action->bus = (uint8_t)request->bus;
  if (action->channel_count > 0) {
    fill_source(action, request, extras);
  } else if (request->type == ACTION_FETCH_AND_RESET_STATS) {
    action->fetched_clipped = extras->clipped;
  } else {
    action->target = request->target != NULL ? action_retain(request->target) : NULL;
    action->bus_changes = (uint8_t)request->bus_changes;
    action->new_gain = request->gain;
    action->ramp_frames = request->ramp_frames;
    action->fade_frames = request->fade_frames;
    action->fade_curve = (uint8_t)request->fade_curve;
    action->cuts_chain = request->cuts_chain;
  }
  ACTION_SET(action, requested_frame, -1);
  ACTION_SET(action, actual_frame, -1);
}

struct action *request_create_action(const struct request_scene *scene,
                                     const struct action_request *request, uint32_t references,
                                     struct slab_cursor *cursor, struct failure *failure) {
  uint32_t width;
  struct extras extras;
  if (!request_check(scene, request, &width, failure)) {
    return NULL;
  }
  if (action_slab_ready(cursor) == NULL) {
    out_of_memory(failure);
    return NULL;
  }
  if (!create_extras(scene, request, width, &extras, failure)) {
    return NULL;
  }
  struct action *action = action_slab_take(cursor);
  action->references = references;
  action->channel_count = (uint16_t)width;
  fill(action, request, &extras);
  return action;
}
