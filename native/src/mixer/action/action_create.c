#include "mixer/action/action_create.h"

#include "base/callback_memory.h"
#include "base/sample_buffer_state.h"
#include "mixer/action/record.h"
#include "mixer/clock/clock_map.h"
#include "mixer/dsp/channel_map.h"
#include "mixer/mixer_state.h"

bool action_out_of_memory(struct failure *failure) {
  return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                     "There is not enough memory for so many actions; schedule fewer at once.");
}

/* Frames that are ready stay ready. */
static bool has_all_frames(const struct action_request *request) {
  return request->samples != NULL &&
         request_source_end(request) <= sample_buffer_ready_frames(request->samples);
}

static struct loop_range range_of(const struct loop_request *loop) {
  return (struct loop_range){.start_frame = loop->start_frame,
                             .end_frame = loop->end_frame,
                             .repetitions = loop->times == LOOP_ENDLESS ? -1 : loop->times - 1};
}

static struct sound_shape *create_shape(const struct action_request *request) {
  struct sound_shape *shape = callback_memory_allocate(sizeof(*shape));
  if (shape != NULL && request->gain_line != NULL) {
    shape->gain_line = gain_line_create(request->gain_line, request->gain_line_count);
    if (shape->gain_line == NULL) {
      callback_memory_free(shape);
      return NULL;
    }
  }
  if (shape != NULL) {
    shape->fade_in = request->fade_in;
    shape->fade_out = request->fade_out;
    shape->first_frame = request->offset_frames;
    shape->end_frame = request_source_end(request);
    shape->sound_frames = request_sound_frames(request);
    shape->piece_from = request->piece_from;
    shape->piece_frames = request->piece_frames;
    shape->can_loop = request_loops(request);
  }
  if (shape != NULL && request_loops(request)) {
    shape->loop = range_of(&request->loop);
  }
  return shape;
}

static struct fetched_clipped *create_clipped(uint32_t channels) {
  struct fetched_clipped *clipped =
      callback_memory_allocate(sizeof(*clipped) + channels * sizeof(clipped->samples[0]));
  if (clipped != NULL) {
    clipped->channels = channels;
  }
  return clipped;
}

static bool allocate_flow(struct action *action, const struct action_request *request) {
  const bool has_shape = request_has_shape(request);
  const bool follows = request->start.kind == START_AFTER;
  const bool records = action_kind_of(request->type) == ACTION_RECORDER;
  const bool has_matrix = request_has_matrix(request);
  if (!has_shape && !follows && !records && !has_matrix && has_all_frames(request)) {
    return true;
  }
  struct flow *flow = callback_memory_allocate(sizeof(*flow));
  action->flow = flow;
  if (flow != NULL && has_shape) {
    flow->shape = create_shape(request);
  }
  if (flow != NULL && has_matrix) {
    flow->matrix = channel_matrix_create(request->matrix, request->matrix_count);
  }
  if (flow != NULL && follows) {
    flow->link = callback_memory_allocate(sizeof(*flow->link));
  }
  if (flow != NULL && records) {
    flow->window = callback_memory_allocate(sizeof(*flow->window));
  }
  return flow != NULL && (flow->shape != NULL || !has_shape) && (flow->link != NULL || !follows) &&
         (flow->window != NULL || !records) && (flow->matrix != NULL || !has_matrix);
}

/* What an action needs beside its slab, which frees it with the action. */
static bool allocate_parts(struct action *action, const struct mixer *mixer,
                           const struct action_request *request) {
  const uint32_t width = action->channel_count;
  if (width > NEAR_CHANNELS) {
    action->channel_indices.far = callback_memory_allocate(width);
  }
  if (action->type == ACTION_FETCH_AND_RESET_STATS) {
    action->fetched_clipped = create_clipped(mixer->config.output_channels);
    return action->fetched_clipped != NULL;
  }
  return width == 0 || ((width <= NEAR_CHANNELS || action->channel_indices.far != NULL) &&
                        allocate_flow(action, request));
}

static void fill_flow(struct flow *flow, const struct action_request *request, double sample_rate) {
  if (flow->window != NULL) {
    record_begin(flow->window, request, sample_rate);
  }
  flow->ring = ring_buffer_retain(request->ring);
  flow->on_starve = (uint8_t)request->on_starve;
  if (flow->link != NULL) {
    flow->link->due_frame = UNKNOWN_FRAME;
    flow->link->gap_frames = request->gap_frames;
  }
  FIELD_SET(flow, min_fill_frames, -1);
}

/* Players and recorders. */
static void fill_sound(struct action *action, const struct action_request *request,
                       const struct mixer *mixer) {
  const uint32_t width = action->channel_count;
  uint8_t *indices =
      width > NEAR_CHANNELS ? action->channel_indices.far : action->channel_indices.near;
  const bool is_contiguous = channel_map_fill(indices, request->channel_numbers, width);
  const bool is_placed = request_is_placed(mixer, request);
  action->spreads_mono = request_spreads_mono(request);
  action->bus_sum = (uint16_t)(request->bus * SUMS + (is_placed ? SUM_PLACED : SUM_ALL));
  action->all_channels = is_contiguous && !action->spreads_mono && !request_has_matrix(request) &&
                         (action_kind_of(request->type) == ACTION_RECORDER || is_placed ||
                          width == request_target_channels(mixer, request));
  action_set_total_frames(action, request_total_frames(request));
  action->gain = (struct gain_ramp){.to = request->gain, .frames = request->ramp_frames};
  action->source_frame = request->offset_frames + request->piece_from;
  action->samples = sample_buffer_retain(request->samples);
  if (action->samples != NULL) {
    action->data = action->samples->data;
  }
  if (action->flow != NULL) {
    fill_flow(action->flow, request, mixer->config.sample_rate);
  }
}

/* cancel, setGain, setBus. */
static void fill_change(struct action *action, const struct action_request *request) {
  action->target = request->target != NULL ? action_retain(request->target) : NULL;
  action->bus_changes = (uint8_t)request->bus_changes;
  action->new_gain = request->gain;
  action->ramp_frames = request->ramp_frames;
  if (request->type == ACTION_SET_BUS) {
    action->bus_sum = (uint16_t)(request->bus * SUMS);
    action->new_pan = request->pan;
  } else {
    action->fade_frames = request->fade.frames;
  }
  action->fade_curve = (uint8_t)request->fade.curve;
  action->cuts_chain = request->cuts_chain;
}

/* setLoop. */
static void fill_loop_change(struct action *action, const struct action_request *request) {
  struct loop_request loop;
  action->target = action_retain(request->target);
  if (request_new_loop(request, &loop)) {
    action->new_loop = range_of(&loop);
    action->new_total_frames = loop.total_frames;
  }
}

static void fill(struct action *action, const struct action_request *request,
                 const struct mixer *mixer) {
  action->belated = (uint8_t)request->belated;
  switch (request->type) {
  case ACTION_PLAY_BUFFER:
  case ACTION_PLAY_RING_BUFFER:
    action->time_base = TIME_DAC;
    fill_sound(action, request, mixer);
    break;
  case ACTION_RECORD_BUFFER:
  case ACTION_RECORD_RING_BUFFER:
    action->time_base = TIME_ADC;
    fill_sound(action, request, mixer);
    break;
  case ACTION_CANCEL:
  case ACTION_SET_GAIN:
    action->time_base = request->target->time_base;
    fill_change(action, request);
    break;
  case ACTION_SET_LOOP:
    action->time_base = request->target->time_base;
    fill_loop_change(action, request);
    break;
  case ACTION_SET_BUS:
    action->time_base = TIME_DAC;
    fill_change(action, request);
    break;
  case ACTION_FETCH_AND_RESET_STATS:
    action->time_base = TIME_CURRENT;
    break;
  case ACTION_TYPE_COUNT:
    break;
  }
  FIELD_SET(action, requested_frame, UNKNOWN_FRAME);
  FIELD_SET(action, actual_frame, -1);
}

struct action *action_create(const struct mixer *mixer, const struct action_request *request,
                             uint32_t references, struct slab_cursor *cursor,
                             struct failure *failure) {
  uint32_t width;
  if (!request_check(mixer, request, &width, failure)) {
    return NULL;
  }
  if (action_slab_ready(cursor) == NULL) {
    action_out_of_memory(failure);
    return NULL;
  }
  struct action *action = action_slab_take(cursor);
  action->references = references;
  action->type = (uint8_t)request->type;
  action->channel_count = (uint16_t)width;
  if (!allocate_parts(action, mixer, request)) {
    action_slab_end(cursor); /* the action may be alone in its slab, which goes with it then */
    action_slab_drop(action);
    action_out_of_memory(failure);
    return NULL;
  }
  fill(action, request, mixer);
  return action;
}
