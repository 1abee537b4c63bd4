/* Players: from samples or from a ring into the output. */
#include <math.h>
#include <string.h>

#include "mixer/action/action_handler.h"
#include "mixer/action/fast_path.h"
#include "mixer/mixer_state.h"

/** Frames for which gains are computed at a time. */
enum { RAMP_FRAMES = 64 };

/** Ranges shorter than this are looped through a copy. */
enum { SHORTEST_LOOP_FRAMES = 64, COPIED_SAMPLES = 1024 };

/** Frames of the source that lie together in memory. */
struct span {
  const float *samples;
  int64_t frames;
  int64_t position; /* of the first one, in the sound */
};

static int64_t smaller(int64_t a, int64_t b) RT_SAFE {
  return a < b ? a : b;
}

/* ---- gain and fades ---- */

/* What stays in step leaves out as much as it was silent. */
static bool stays_in_step(const struct action *action) RT_SAFE {
  return action->flow != NULL && action->flow->on_starve == STARVE_SKIP;
}

/* In the sound, of the frame that is rendered next: what was left out to stay in step is counted.
 */
static int64_t position_of(const struct action *action) RT_SAFE {
  const int64_t passed = ACTION_GET(action, done_frames) + ACTION_GET(action, skipped_frames);
  return stays_in_step(action) ? passed + ACTION_GET(action->flow, starved_frames) : passed;
}

static float gain_of_frame(const struct action *action, int64_t frame, int64_t position) RT_SAFE {
  const struct sound_shape *shape = action_shape(action);
  const float gain = gain_at(&action->gain, frame) * fade_at(&action->fade, frame);
  return shape == NULL ? gain
                       : gain * fade_step(&shape->fade_in, position) *
                             fade_step(&shape->fade_out, action->total_frames - position);
}

/* Does the level change from frame to frame? */
static bool is_moving(const struct action *action, struct span span, int64_t frame) RT_SAFE {
  const struct sound_shape *shape = action_shape(action);
  return action->fade.active || gain_is_ramping(&action->gain, frame) ||
         (shape != NULL &&
          (span.position < shape->fade_in.frames ||
           (shape->fade_out.frames > 0 &&
            action->total_frames - (span.position + span.frames) < shape->fade_out.frames)));
}

static void meter_ramp(struct action *action, struct span span, const float *gains) RT_SAFE {
  const uint32_t width = action->channel_count;
  float peak = 0;
  for (int64_t k = 0; k < span.frames; k++) {
    const float level = fabsf(gains[k]) * peak_of(span.samples + k * width, width);
    peak = level > peak ? level : peak;
  }
  peak_raise(&action->peak, peak);
}

static void mix_with_ramps(struct block_context *context, struct action *action, struct span span,
                           int64_t frame) RT_SAFE {
  float gains[RAMP_FRAMES];
  struct mix_target target = block_mix_target(context, action, frame);
  while (span.frames > 0) {
    const int64_t count = span.frames < RAMP_FRAMES ? span.frames : RAMP_FRAMES;
    for (int64_t k = 0; k < count; k++) {
      gains[k] = gain_of_frame(action, frame + k, span.position + k);
    }
    if (ACTION_GET(action, metered)) {
      meter_ramp(action, (struct span){.samples = span.samples, .frames = count}, gains);
    }
    mix_ramped(&target, span.samples, gains, (size_t)count);
    target.output += count * target.output_channels;
    span.samples += count * action->channel_count;
    span.frames -= count;
    span.position += count;
    frame += count;
  }
}

static void mix_span(struct block_context *context, struct action *action, struct span span,
                     int64_t frame) RT_SAFE {
  if (is_moving(action, span, frame)) {
    mix_with_ramps(context, action, span, frame);
    return;
  }
  const float gain = gain_at(&action->gain, frame);
  if (ACTION_GET(action, metered)) {
    const size_t count = (size_t)span.frames * action->channel_count;
    peak_raise(&action->peak, fabsf(gain) * peak_of(span.samples, count));
  }
  block_mix_voice(context, action, span.samples, gain, frame, span.frames);
}

/* ---- the source ---- */

static const float *samples_at(const struct action *action, int64_t source_frame) RT_SAFE {
  return sample_buffer_data(action->samples) + source_frame * action->channel_count;
}

/** What a source can give at the moment, as far as it matters. */
struct supply {
  int64_t frames;
  bool is_last;  /* it will never give more than these */
  bool is_short; /* the same, but it was meant to give more */
};

static int64_t ready_frames_of(const struct action *action) RT_SAFE {
  const struct loop_range *loop = action_loop(action);
  const int64_t ready_frames = sample_buffer_ready_frames(action->samples);
  return loop == NULL ? ready_frames - action->source_frame
                      : loop_ready_frames(loop, action->source_frame, ready_frames);
}

static struct supply supply_of(const struct action *action, int64_t wanted) RT_SAFE {
  if (action->flow == NULL) {
    return (struct supply){.frames = wanted};
  }
  const struct ring_buffer *ring = action->flow->ring;
  if (ring == NULL) {
    const bool is_short = !sample_buffer_may_grow(action->samples);
    const int64_t frames = ready_frames_of(action);
    return (struct supply){.frames = frames < 0 ? 0 : frames, .is_short = is_short};
  }
  /* `ended` first: what was written before it was set is then counted. */
  const bool ended = ring_buffer_ended(ring);
  return (struct supply){.frames = (int64_t)ring_buffer_read_available(ring), .is_last = ended};
}

static void take_from_source(struct action *action, int64_t frames) RT_SAFE {
  struct ring_buffer *ring = action_ring(action);
  if (ring == NULL) {
    action->source_frame += frames;
  } else {
    ring_buffer_advance_read(ring, (size_t)frames);
  }
}

/* Passes that are too short to be added one by one are written out. */
static int64_t mix_short_passes(struct block_context *context, struct action *action,
                                struct span span, int64_t source_frame, int64_t frame) RT_SAFE {
  float copy[COPIED_SAMPLES];
  const struct loop_range *loop = action_loop(action);
  const uint32_t width = action->channel_count;
  const int64_t room = COPIED_SAMPLES / width;
  span.samples = copy;
  span.frames = smaller(span.frames, room);
  for (int64_t k = 0, count; k < span.frames; k += count) {
    count = smaller(loop_frames_together(loop, source_frame + k), span.frames - k);
    memcpy(copy + k * width, samples_at(action, loop_source_frame(loop, source_frame + k)),
           (size_t)(count * width) * sizeof(float));
  }
  mix_span(context, action, span, frame);
  bus_flush(&context->bus[action->bus]);
  return span.frames;
}

static void play_looped(struct block_context *context, struct action *action,
                        int64_t frames) RT_SAFE {
  const struct loop_range *loop = action_loop(action);
  const int64_t position = position_of(action);
  for (int64_t k = 0, count; k < frames; k += count) {
    const int64_t source_frame = action->source_frame + k;
    const int64_t together = loop_frames_together(loop, source_frame);
    struct span span = {.frames = frames - k, .position = position + k};
    if (together < span.frames && loop_length(loop) < SHORTEST_LOOP_FRAMES) {
      count = mix_short_passes(context, action, span, source_frame, action->render_frame + k);
      continue;
    }
    count = span.frames = smaller(span.frames, together);
    span.samples = samples_at(action, loop_source_frame(loop, source_frame));
    mix_span(context, action, span, action->render_frame + k);
  }
}

static void play_ring(struct block_context *context, struct action *action,
                      struct ring_buffer *ring, int64_t frames) RT_SAFE {
  struct ring_region region;
  const int64_t position = position_of(action);
  ring_buffer_read_region(ring, (size_t)frames, &region);
  const struct span first = {region.first, (int64_t)region.first_count, position};
  const struct span second = {region.second, (int64_t)region.second_count, position + first.frames};
  mix_span(context, action, first, action->render_frame);
  if (second.frames > 0) {
    mix_span(context, action, second, action->render_frame + first.frames);
  }
  /* The writer may reuse them from the moment they are given back. */
  bus_flush(&context->bus[action->bus]);
}

static void play_frames(struct block_context *context, struct action *action,
                        int64_t frames) RT_SAFE {
  struct ring_buffer *ring = action_ring(action);
  if (ring != NULL) {
    play_ring(context, action, ring, frames);
  } else if (action_loop(action) != NULL) {
    play_looped(context, action, frames);
  } else {
    const struct span span = {samples_at(action, action->source_frame), frames,
                              position_of(action)};
    mix_span(context, action, span, action->render_frame);
  }
  take_from_source(action, frames);
  action->render_frame += frames;
  ACTION_ADD(action, done_frames, frames);
}

/* Samples that are still being filled can be skipped before they are there. */
static void skip_owed_samples(struct action *action) RT_SAFE {
  struct flow *flow = action->flow;
  if (flow != NULL && flow->ring == NULL) {
    action->source_frame += flow->owed_frames;
    flow->owed_frames = 0;
  }
}

/* Drops what was missed, as far as it is there. */
static struct supply pay_owed(struct action *action, struct supply supply) RT_SAFE {
  struct flow *flow = action->flow;
  if (flow != NULL && flow->owed_frames > 0) {
    const int64_t frames = smaller(flow->owed_frames, supply.frames);
    take_from_source(action, frames);
    flow->owed_frames -= frames;
    supply.frames -= frames;
  }
  return supply;
}

static void note_fill(struct action *action, struct supply supply) RT_SAFE {
  struct flow *flow = action->flow;
  if (flow == NULL || flow->ring == NULL || supply.is_last) {
    return;
  }
  const int64_t smallest = ACTION_GET(flow, min_fill_frames);
  if (smallest < 0 || supply.frames < smallest) {
    ACTION_SET(flow, min_fill_frames, supply.frames);
  }
}

/* ---- the way through a block ---- */

static int64_t frames_left(const struct action *action) RT_SAFE {
  return action->total_frames < 0 ? INT64_MAX : action->total_frames - position_of(action);
}

static int64_t fade_frames_left(const struct action *action) RT_SAFE {
  return action->fade.active ? action->fade.first_frame + action->fade.frames - action->render_frame
                             : INT64_MAX;
}

/* Waiting for a source that has run dry; silence that stays in step comes to an end by itself. */
static bool gives_up(const struct action *action, struct supply supply) RT_SAFE {
  const struct flow *flow = action->flow;
  return flow->ring != NULL ? flow->on_starve == STARVE_END
                            : supply.is_short && flow->on_starve != STARVE_SKIP;
}

/* As much as there is to the end of the block: what does not stay in step has all its frames still
 * to come, however few they are. */
static int64_t silent_frames(const struct action *action, int64_t until) RT_SAFE {
  const int64_t frames = smaller(until - action->render_frame, fade_frames_left(action));
  return stays_in_step(action) ? smaller(frames, frames_left(action)) : frames;
}

static void starve(struct action *action, int64_t frames) RT_SAFE {
  struct flow *flow = action->flow;
  if (!flow->in_gap) {
    flow->in_gap = true;
    ACTION_ADD(flow, starved_gaps, 1);
  }
  ACTION_ADD(flow, starved_frames, frames);
  action->render_frame += frames;
  if (flow->on_starve == STARVE_SKIP) {
    flow->owed_frames += frames;
  }
}

static void end_gap(struct action *action) RT_SAFE {
  if (action->flow != NULL) {
    action->flow->in_gap = false;
  }
}

/* For how many frames from the next one on nothing happens: they are at hand, lie together and have
 * one level. */
static int64_t fast_path_frames(const struct action *action) RT_SAFE {
  const struct flow *flow = action->flow;
  int64_t frames = frames_left(action);
  if (flow == NULL) {
    return frames;
  }
  if (flow->ring != NULL || flow->owed_frames > 0 || flow->in_gap) {
    return 0;
  }
  frames = smaller(frames, ready_frames_of(action));
  if (flow->shape == NULL) {
    return frames;
  }
  const struct loop_range *loop = action_loop(action);
  if (loop != NULL) {
    frames = smaller(frames, loop_frames_together(loop, action->source_frame));
  }
  const int64_t position = position_of(action);
  const int64_t fade_out_frames = flow->shape->fade_out.frames;
  if (fade_out_frames > 0) {
    frames = smaller(frames, action->total_frames - fade_out_frames - position);
  }
  return position < flow->shape->fade_in.frames ? 0 : frames;
}

/* After it the next block may take the short way. */
static void prefetch(const struct block_context *context, struct action *action) RT_SAFE {
  const int64_t frames = fast_path_is_possible(context, action) ? fast_path_frames(action) : 0;
  if (frames > 0) {
    const struct loop_range *loop = action_loop(action);
    const int64_t frame = action->source_frame;
    action->next_samples =
        samples_at(action, loop != NULL ? loop_source_frame(loop, frame) : frame);
  }
  action->fast_path_until = action->render_frame + frames;
}

/* A ring that has ended without a frame, looked at before one is wanted: by a cancel at its start.
 */
static bool is_empty(const struct action *action) RT_SAFE {
  const struct ring_buffer *ring = action_ring(action);
  return ring != NULL && ACTION_GET(action, done_frames) == 0 && ring_buffer_ended(ring) &&
         ring_buffer_read_available(ring) == 0;
}

static void finish_where_frames_end(struct block_context *context, struct action *action) RT_SAFE {
  if (fade_frames_left(action) <= 0) {
    block_finish(context, action, OUTCOME_CANCELLED);
  } else if (frames_left(action) <= 0) {
    block_finish(context, action, action->fade.active ? OUTCOME_CANCELLED : OUTCOME_COMPLETED);
  } else {
    prefetch(context, action);
  }
}

static void advance(struct block_context *context, struct action *action, int64_t until) RT_SAFE {
  const int64_t wanted =
      smaller(until - action->render_frame, smaller(frames_left(action), fade_frames_left(action)));
  skip_owed_samples(action);
  if (until == action->render_frame && !action->fade.active && is_empty(action)) {
    block_finish(context, action, OUTCOME_COMPLETED);
    return;
  }
  if (wanted > 0) {
    struct supply supply = supply_of(action, wanted);
    note_fill(action, supply);
    supply = pay_owed(action, supply);
    const int64_t given = smaller(wanted, supply.frames);
    if (given > 0) {
      end_gap(action);
      play_frames(context, action, given);
    }
    if (supply.is_last && given == supply.frames) {
      block_finish(context, action, action->fade.active ? OUTCOME_CANCELLED : OUTCOME_COMPLETED);
      return;
    }
    if (given < wanted) {
      if (gives_up(action, supply)) {
        block_finish(context, action, OUTCOME_STARVED);
        return;
      }
      starve(action, silent_frames(action, until));
    }
  }
  finish_where_frames_end(context, action);
}

static void skip(struct action *action, int64_t frames) RT_SAFE {
  if (action->flow == NULL) {
    action->source_frame += frames;
  } else {
    action->flow->owed_frames += frames;
  }
}

const struct action_handler play_buffer_handler = {
    .start = block_activate, .advance = advance, .skip = skip};

const struct action_handler play_ring_buffer_handler = {
    .start = block_activate, .advance = advance, .skip = skip};
