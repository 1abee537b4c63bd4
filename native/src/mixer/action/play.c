/* Players: from samples or from a ring into the output.
 *
 * - `advance` renders up to its `until`: then render_frame is `until`, or the action is finished.
 *   It is called once for each portion, and once more at each change of the action in it.
 * - source_frame counts the frames of the source as if the passes of a loop were written out one
 *   after another (loop_range.h); the frame of the sound is play_sound_position().
 * - A source says what it can give (struct supply). Without a `flow` all samples are ready, so
 *   nothing is checked.
 * - owed_frames are dropped from the source before the next frame is played: what 'trim' skipped of
 *   a source that was not ready, and the silence of a player that stays in step.
 * - The frames of a ring belong to its writer again when they are given back, and a copy on the
 *   stack ends with its function: the voices of both are added to the bus before.
 * - What ends while a cancel's fade is under way ends cancelled, unless its source is starved.
 */
#include <string.h>

#include "mixer/action/action_handler.h"
#include "mixer/action/fast_path.h"
#include "mixer/action/play_level.h"

/** Loops shorter than this are copied out, so that not every loop pass is a voice of its own. */
enum { SHORTEST_LOOP_FRAMES = 64, COPIED_SAMPLES = 1024 };

static int64_t smaller(int64_t a, int64_t b) RT_SAFE {
  return a < b ? a : b;
}

/* ---- the source ---- */

static const float *samples_at(const struct action *action, int64_t source_frame) RT_SAFE {
  return sample_buffer_data(action->samples) + source_frame * action_source_channels(action);
}

/** What a source can give at the moment, at least as far as it is wanted. */
struct supply {
  int64_t frames;
  bool is_last;  /* a ring that has ended: it never gives more than these */
  bool is_short; /* a source that has failed: the same, although there should be more */
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
  /* These first: what was written before they were set is then counted. */
  const bool ended = ring_buffer_ended(ring), failed = ring_buffer_failed(ring);
  const int64_t frames = (int64_t)ring_buffer_read_available(ring);
  return (struct supply){.frames = frames, .is_last = ended && !failed, .is_short = failed};
}

static void take_from_source(struct action *action, int64_t frames) RT_SAFE {
  struct ring_buffer *ring = action_ring(action);
  if (ring == NULL) {
    action->source_frame += frames;
  } else {
    ring_buffer_advance_read(ring, (size_t)frames);
  }
}

/* Copies as many loop passes as fit; returns how many frames these are. */
static int64_t mix_short_passes(struct block_context *context, struct action *action,
                                struct span span, int64_t source_frame, int64_t frame) RT_SAFE {
  float copy[COPIED_SAMPLES];
  const struct loop_range *loop = action_loop(action);
  const uint32_t width = action_source_channels(action);
  const int64_t room = COPIED_SAMPLES / width;
  span.samples = copy;
  span.frames = smaller(span.frames, room);
  for (int64_t k = 0, count; k < span.frames; k += count) {
    count = smaller(loop_frames_together(loop, source_frame + k), span.frames - k);
    memcpy(copy + k * width, samples_at(action, loop_source_frame(loop, source_frame + k)),
           (size_t)(count * width) * sizeof(float));
  }
  play_mix_span(context, action, span, frame);
  bus_flush(block_sum(context, action));
  return span.frames;
}

static void play_looped(struct block_context *context, struct action *action,
                        int64_t frames) RT_SAFE {
  const struct loop_range *loop = action_loop(action);
  const int64_t position = play_sound_position(action);
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
    play_mix_span(context, action, span, action->render_frame + k);
  }
}

static void play_ring(struct block_context *context, struct action *action,
                      struct ring_buffer *ring, int64_t frames) RT_SAFE {
  struct ring_region region;
  const int64_t position = play_sound_position(action);
  ring_buffer_read_region(ring, (size_t)frames, &region);
  const struct span first = {region.first, (int64_t)region.first_count, position};
  const struct span second = {region.second, (int64_t)region.second_count, position + first.frames};
  play_mix_span(context, action, first, action->render_frame);
  if (second.frames > 0) {
    play_mix_span(context, action, second, action->render_frame + first.frames);
  }
  /* The writer may reuse them from the moment they are given back. */
  bus_flush(block_sum(context, action));
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
                              play_sound_position(action)};
    play_mix_span(context, action, span, action->render_frame);
  }
  take_from_source(action, frames);
  action->render_frame += frames;
  FIELD_ADD(action, done_frames, frames);
}

/* Samples that are still being filled can be skipped before they are there. */
static void skip_owed_samples(struct action *action) RT_SAFE {
  struct flow *flow = action->flow;
  if (flow != NULL && flow->ring == NULL) {
    action->source_frame += flow->owed_frames;
    flow->owed_frames = 0;
  }
}

/* Drops owed frames, as far as they are there. */
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
  const int64_t smallest = FIELD_GET(flow, min_fill_frames);
  if (smallest < 0 || supply.frames < smallest) {
    FIELD_SET(flow, min_fill_frames, supply.frames);
  }
}

/* ---- a portion of the block ---- */

static int64_t frames_left(const struct action *action) RT_SAFE {
  const int64_t total = FIELD_GET(action, total_frames);
  return total < 0 ? INT64_MAX : total - play_position(action);
}

static int64_t fade_frames_left(const struct action *action) RT_SAFE {
  return action->fade.active ? action->fade.first_frame + action->fade.frames - action->render_frame
                             : INT64_MAX;
}

/* Whether it ends now that its source has run dry. */
static bool gives_up(const struct action *action, struct supply supply) RT_SAFE {
  const struct flow *flow = action->flow;
  return supply.is_short || (flow->ring != NULL && flow->on_starve == STARVE_END);
}

/* Silence up to the end of the portion; what stays in step has no more frames than its length, the
 * others have all their frames still to come. */
static int64_t silent_frames(const struct action *action, int64_t until) RT_SAFE {
  const int64_t frames = smaller(until - action->render_frame, fade_frames_left(action));
  return play_stays_in_step(action) ? smaller(frames, frames_left(action)) : frames;
}

static void starve(struct action *action, int64_t frames) RT_SAFE {
  struct flow *flow = action->flow;
  if (!flow->in_gap) {
    flow->in_gap = true;
    FIELD_ADD(flow, starved_gaps, 1);
  }
  FIELD_ADD(flow, starved_frames, frames);
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

/* For how many frames from the next one on nothing happens: they are ready, lie together and have
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
  const int64_t position = play_sound_position(action);
  const int64_t fade_out_frames = flow->shape->fade_out.frames;
  if (fade_out_frames > 0) {
    frames = smaller(frames, flow->shape->sound_frames - fade_out_frames - position);
  }
  return position < flow->shape->fade_in.frames || flow->shape->gain_line != NULL ? 0 : frames;
}

/* Says how far the next blocks may take the fast path. */
static void plan_fast_path(const struct block_context *context, struct action *action) RT_SAFE {
  const int64_t frames = fast_path_is_possible(context, action) ? fast_path_frames(action) : 0;
  if (frames > 0) {
    const struct loop_range *loop = action_loop(action);
    const int64_t frame = action->source_frame;
    action->next_samples =
        samples_at(action, loop != NULL ? loop_source_frame(loop, frame) : frame);
  }
  action->fast_path_until = action->render_frame + frames;
}

/* Whether its ring has ended without a frame. A cancel at its start comes before any frame is
 * wanted.
 */
static bool is_empty(const struct action *action) RT_SAFE {
  const struct ring_buffer *ring = action_ring(action);
  return ring != NULL && FIELD_GET(action, done_frames) == 0 && ring_buffer_ended(ring) &&
         !ring_buffer_failed(ring) && ring_buffer_read_available(ring) == 0;
}

static void finish_where_frames_end(struct block_context *context, struct action *action) RT_SAFE {
  if (fade_frames_left(action) <= 0) {
    block_finish(context, action, OUTCOME_CANCELLED);
  } else if (frames_left(action) <= 0) {
    block_finish(context, action, action->fade.active ? OUTCOME_CANCELLED : OUTCOME_COMPLETED);
  } else {
    plan_fast_path(context, action);
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

const struct action_handler play_handler = {
    .start = block_activate, .advance = advance, .skip = skip};
