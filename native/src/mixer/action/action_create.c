#include "mixer/action/action_create.h"

#include <stdlib.h>

#include "base/sample_buffer_state.h"
#include "mixer/clock/clock_map.h"
#include "mixer/dsp/channel_map.h"

/** What an action needs beside its slab; NULL = does not need it. */
struct extras {
  struct flow *flow;
  struct sound_shape *shape;
  struct chain_link *link;
  uint8_t *far_channels;
  struct fetched_clipped *clipped;
};

static bool out_of_memory(struct failure *failure) {
  return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                     "There is not enough memory for another action; schedule fewer at once.");
}

/* Frames that are ready stay ready; a recorder needs none to be. */
static bool has_all_frames(const struct action_request *request) {
  return request->samples != NULL &&
         (action_kind_of(request->type) == ACTION_RECORDER ||
          request_source_end(request) <= sample_buffer_ready_frames(request->samples));
}

static struct sound_shape *create_shape(const struct action_request *request) {
  struct sound_shape *shape = calloc(1, sizeof(*shape));
  if (shape != NULL) {
    shape->fade_in = request->fade_in;
    shape->fade_out = request->fade_out;
  }
  if (shape != NULL && request_loops(request)) {
    shape->loop.start_frame = request->loop.start_frame;
    shape->loop.end_frame = request->loop.end_frame;
    shape->loop.repetitions = request->loop.times == LOOP_ENDLESS ? -1 : request->loop.times - 1;
  }
  return shape;
}

static struct fetched_clipped *create_clipped(uint32_t channels) {
  struct fetched_clipped *clipped =
      calloc(1, sizeof(*clipped) + channels * sizeof(clipped->samples[0]));
  if (clipped != NULL) {
    clipped->channels = channels;
  }
  return clipped;
}

static bool create_extras(const struct request_context *context,
                          const struct action_request *request, uint32_t width,
                          struct extras *extras, struct failure *failure) {
  const bool has_shape = request_has_shape(request);
  const bool follows = width > 0 && request->start.kind == START_AFTER;
  const bool has_flow = width > 0 && (has_shape || follows || !has_all_frames(request));
  const bool is_far = width > NEAR_CHANNELS;
  const bool fetches = request->type == ACTION_FETCH_AND_RESET_STATS;
  *extras = (struct extras){.flow = has_flow ? calloc(1, sizeof(struct flow)) : NULL,
                            .shape = has_shape ? create_shape(request) : NULL,
                            .link = follows ? calloc(1, sizeof(struct chain_link)) : NULL,
                            .far_channels = is_far ? calloc(1, width) : NULL,
                            .clipped = fetches ? create_clipped(context->output_channels) : NULL};
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

static void fill_flow(struct flow *flow, const struct action_request *request,
                      const struct extras *extras) {
  flow->ring = ring_buffer_retain(request->ring);
  flow->on_starve = (uint8_t)request->on_starve;
  flow->shape = extras->shape;
  flow->link = extras->link;
  if (flow->link != NULL) {
    flow->link->due_frame = -1;
  }
  ACTION_SET(flow, min_fill_frames, -1);
}

/* Players and recorders. */
static void fill_sound(struct action *action, const struct action_request *request,
                       const struct extras *extras) {
  const uint32_t width = action->channel_count;
  uint8_t *indices = action->channel_indices.near;
  if (width > NEAR_CHANNELS) {
    indices = extras->far_channels;
    action->channel_indices.far = indices;
  }
  action->contiguous_channels = channel_map_fill(indices, request->channel_numbers, width);
  action->total_frames = request_total_frames(request);
  action->gain = (struct gain_ramp){.from = request->gain, .to = request->gain};
  action->source_frame = request->offset_frames;
  action->samples = sample_buffer_retain(request->samples);
  if (action->samples != NULL) {
    action->data = action->samples->data;
  }
  action->flow = extras->flow;
  if (action->flow != NULL) {
    fill_flow(action->flow, request, extras);
  }
}

/* cancel, setGain, setBus. */
static void fill_change(struct action *action, const struct action_request *request) {
  action->target = request->target != NULL ? action_retain(request->target) : NULL;
  action->bus_changes = (uint8_t)request->bus_changes;
  action->new_gain = request->gain;
  action->ramp_frames = request->ramp_frames;
  action->fade_frames = request->fade.frames;
  action->fade_curve = (uint8_t)request->fade.curve;
  action->cuts_chain = request->cuts_chain;
}

static void fill(struct action *action, const struct action_request *request,
                 const struct extras *extras) {
  action->type = (uint8_t)request->type;
  action->belated = (uint8_t)request->belated;
  action->bus = (uint8_t)request->bus;
  ACTION_SET(action, requested_frame, -1);
  ACTION_SET(action, actual_frame, -1);
  switch (request->type) {
  case ACTION_PLAY_BUFFER:
  case ACTION_PLAY_RING_BUFFER:
    action->time_base = TIME_DAC;
    fill_sound(action, request, extras);
    break;
  case ACTION_RECORD_BUFFER:
  case ACTION_RECORD_RING_BUFFER:
    action->time_base = TIME_ADC;
    fill_sound(action, request, extras);
    break;
  case ACTION_CANCEL:
  case ACTION_SET_GAIN:
    action->time_base = request->target->time_base;
    fill_change(action, request);
    break;
  case ACTION_SET_BUS:
    action->time_base = TIME_DAC;
    fill_change(action, request);
    break;
  case ACTION_FETCH_AND_RESET_STATS:
    action->time_base = TIME_CURRENT;
    action->fetched_clipped = extras->clipped;
    break;
  case ACTION_TYPE_COUNT:
    break;
  }
}

struct action *action_create(const struct request_context *context,
                             const struct action_request *request, uint32_t references,
                             struct slab_cursor *cursor, struct failure *failure) {
  uint32_t width;
  struct extras extras;
  if (!request_check(context, request, &width, failure)) {
    return NULL;
  }
  if (action_slab_ready(cursor) == NULL) {
    out_of_memory(failure);
    return NULL;
  }
  if (!create_extras(context, request, width, &extras, failure)) {
    return NULL;
  }
  struct action *action = action_slab_take(cursor);
  action->references = references;
  action->channel_count = (uint16_t)width;
  fill(action, request, &extras);
  return action;
}
