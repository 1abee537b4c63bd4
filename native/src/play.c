/* Players: from samples or from a ring into the output. */
#include <math.h>

#include "mixer_layout.h"

/** Frames for which gains are computed at a time. */
enum { RAMP_FRAMES = 64 };

/** Frames of the source that lie together in memory. */
struct span {
  const float *samples;
  int64_t frames;
};

/* ---- gain and fade ---- */

static void mix_with_ramps(struct pass *pass, const struct action *action, struct span span,
                           int64_t frame) RT_SAFE {
  float gains[RAMP_FRAMES];
  const uint32_t stride = pass->mixer->config.output_channels;
  struct mix_target target = {.output_channels = stride,
                              .indices = action_channel_indices(action),
                              .width = action->channel_count};
  pass_flush_voices(pass);
  while (span.frames > 0) {
    const int64_t count = span.frames < RAMP_FRAMES ? span.frames : RAMP_FRAMES;
    for (int64_t k = 0; k < count; k++) {
      gains[k] = gain_at(&action->gain, frame + k) * fade_at(&action->fade, frame + k);
    }
    target.output = pass->block->output + (frame - pass->first_frame) * stride;
    mix_ramped(&target, span.samples, gains, (size_t)count);
    span.samples += count * action->channel_count;
    span.frames -= count;
    frame += count;
  }
}

static void mix_span(struct pass *pass, struct action *action, struct span span,
                     int64_t frame) RT_SAFE {
  const float gain = gain_at(&action->gain, frame);
  if (ACTION_GET(action, metered)) {
    const size_t count = (size_t)span.frames * action->channel_count;
    const float level = fabsf(gain * fade_at(&action->fade, frame));
    peak_raise(&action->peak, level * peak_of(span.samples, count));
  }
  if (action->fade.active || gain_is_ramping(&action->gain, frame)) {
    mix_with_ramps(pass, action, span, frame);
  } else {
    pass_mix_voice(pass, action, span.samples, gain, frame, span.frames);
  }
}

/* ---- the source ---- */

/** What a source can give at the moment, as far as it matters. */
struct supply {
  int64_t frames;
  bool is_last;  /* it will never give more than these */
  bool is_short; /* the same, but it was meant to give more */
};

static struct supply supply_of(const struct action *action, int64_t wanted) RT_SAFE {
  if (action->flow == NULL) {
    return (struct supply){.frames = wanted};
  }
  const struct ring_buffer *ring = action->flow->ring;
  if (ring == NULL) {
    const bool is_short = !sample_buffer_may_grow(action->samples);
    const int64_t frames = sample_buffer_ready_frames(action->samples) - action->source_frame;
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

static void play_frames(struct pass *pass, struct action *action, int64_t frames) RT_SAFE {
  struct ring_buffer *ring = action_ring(action);
  if (ring == NULL) {
    const struct span span = {action->data + action->source_frame * action->channel_count, frames};
    mix_span(pass, action, span, action->render_frame);
  } else {
    struct ring_region region;
    ring_buffer_read_region(ring, (size_t)frames, &region);
    const struct span first = {region.first, (int64_t)region.first_count};
    const struct span second = {region.second, (int64_t)region.second_count};
    mix_span(pass, action, first, action->render_frame);
    if (second.frames > 0) {
      mix_span(pass, action, second, action->render_frame + first.frames);
    }
    /* The writer may reuse them from the moment they are given back. */
    pass_flush_voices(pass);
  }
  take_from_source(action, frames);
  action->render_frame += frames;
  ACTION_ADD(action, done_frames, frames);
}

/* Drops what was missed, as far as it is there. */
static struct supply pay_owed(struct action *action, struct supply supply) RT_SAFE {
  struct flow *flow = action->flow;
  if (flow != NULL && flow->owed_frames > 0) {
    /* Samples that are still being filled can be skipped before they are there. */
    const int64_t frames =
        flow->ring == NULL || flow->owed_frames < supply.frames ? flow->owed_frames : supply.frames;
    take_from_source(action, frames);
    flow->owed_frames -= frames;
    supply.frames = supply.frames > frames ? supply.frames - frames : 0;
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

static int64_t smaller(int64_t a, int64_t b) RT_SAFE {
  return a < b ? a : b;
}

/* What stays in step leaves out as much as it was silent. */
static bool stays_in_step(const struct action *action) RT_SAFE {
  return action->flow != NULL && action->flow->skip_when_starved;
}

static int64_t missed_frames(const struct action *action) RT_SAFE {
  return stays_in_step(action) ? ACTION_GET(action->flow, starved_frames) : 0;
}

static int64_t frames_left(const struct action *action) RT_SAFE {
  if (action->total_frames < 0) {
    return INT64_MAX;
  }
  const int64_t passed = ACTION_GET(action, done_frames) + ACTION_GET(action, skipped_frames);
  return action->total_frames - passed - missed_frames(action);
}

static int64_t fade_frames_left(const struct action *action) RT_SAFE {
  return action->fade.active ? action->fade.first_frame + action->fade.frames - action->render_frame
                             : INT64_MAX;
}

/* Waiting for a source that has run dry; silence that stays in step comes to an end by itself. */
static bool gives_up(const struct action *action, struct supply supply) RT_SAFE {
  const struct flow *flow = action->flow;
  return flow->ring != NULL ? !flow->silence_when_starved
                            : supply.is_short && !flow->skip_when_starved;
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
  if (flow->skip_when_starved) {
    flow->owed_frames += frames;
  }
}

static void end_gap(struct action *action) RT_SAFE {
  if (action->flow != NULL) {
    action->flow->in_gap = false;
  }
}

static void finish_where_frames_end(struct pass *pass, struct action *action) RT_SAFE {
  if (fade_frames_left(action) <= 0) {
    pass_finish(pass, action, OUTCOME_CANCELLED);
  } else if (frames_left(action) <= 0) {
    pass_finish(pass, action, action->fade.active ? OUTCOME_CANCELLED : OUTCOME_COMPLETED);
  }
}

static void advance(struct pass *pass, struct action *action, int64_t until) RT_SAFE {
  const int64_t wanted =
      smaller(until - action->render_frame, smaller(frames_left(action), fade_frames_left(action)));
  if (wanted > 0) {
    struct supply supply = supply_of(action, wanted);
    note_fill(action, supply);
    supply = pay_owed(action, supply);
    const int64_t given = smaller(wanted, supply.frames);
    if (given > 0) {
      end_gap(action);
      play_frames(pass, action, given);
    }
    if (supply.is_last && given == supply.frames) {
      pass_finish(pass, action, action->fade.active ? OUTCOME_CANCELLED : OUTCOME_COMPLETED);
      return;
    }
    if (given < wanted) {
      if (gives_up(action, supply)) {
        pass_finish(pass, action, OUTCOME_STARVED);
        return;
      }
      starve(action, silent_frames(action, until));
    }
  }
  finish_where_frames_end(pass, action);
}

static void skip(struct action *action, int64_t frames) RT_SAFE {
  if (action->flow == NULL) {
    action->source_frame += frames;
  } else {
    action->flow->owed_frames += frames;
  }
}

const struct action_handler play_buffer_handler = {
    .start = pass_activate, .advance = advance, .skip = skip};

const struct action_handler play_ring_buffer_handler = {
    .start = pass_activate, .advance = advance, .skip = skip};
