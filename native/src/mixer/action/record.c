/* Recorders: from the input into samples or a ring.
 *
 * - `advance` records up to its `until`: then render_frame is `until`, or the action has ended.
 * - A frame is the input of the block at that stream frame, through the channel map.
 * - Samples are written once, in order, but for what the window holds when a loss becomes known; a
 *   ring that is full ends the recorder as overflowed.
 * - An action that has ended is finished once its window is empty.
 */
#include "mixer/action/record.h"

#include <string.h>

#include "mixer/action/action_handler.h"
#include "mixer/block_context.h"

/* Zeros of a block, in samples of its frames: a loss of a second is written in a tenth of one. */
enum { ZEROS_PER_SAMPLE = 16 };

static int64_t smaller(int64_t a, int64_t b) RT_SAFE {
  return a < b ? a : b;
}

/* ---- the sink: samples, or a ring, from the first frame on that is not handed over ---- */

struct part {
  float *samples;
  int64_t frames;
};

/* Up to `frames` frames from the sink's frame `at` on that lie together. */
static struct part part_of(struct action *action, int64_t at, int64_t frames) RT_SAFE {
  struct ring_buffer *ring = action_ring(action);
  const uint32_t width = action->channel_count;
  if (ring == NULL) {
    return (struct part){action->data + (action->source_frame + at) * width, frames};
  }
  struct ring_region region;
  ring_buffer_write_region(ring, (size_t)(at + frames), &region);
  const int64_t first = (int64_t)region.first_count;
  if (at < first) {
    const int64_t left = first - at;
    return (struct part){(float *)region.first + at * width, smaller(frames, left)};
  }
  return (struct part){(float *)region.second + (at - first) * width, frames};
}

static void hand_over(struct action *action, int64_t frames) RT_SAFE {
  struct ring_buffer *ring = action_ring(action);
  if (ring == NULL) {
    action->source_frame += frames;
  } else {
    ring_buffer_advance_write(ring, (size_t)frames);
  }
  action->flow->window->held -= frames;
  FIELD_ADD(action, done_frames, frames);
}

static void write_zeros(struct action *action, int64_t frames) RT_SAFE {
  for (int64_t at = 0; at < frames;) {
    const struct part part = part_of(action, at, frames - at);
    memset(part.samples, 0, (size_t)part.frames * action->channel_count * sizeof(float));
    at += part.frames;
  }
}

/* Moves `frames` frames at `from` to `to` > from, the last ones first. */
static void move_up(struct action *action, int64_t from, int64_t to, int64_t frames) RT_SAFE {
  enum { PIECE = 64 };
  while (frames > 0) {
    const int64_t count = smaller(frames, smaller(to - from, PIECE)); /* no overlap */
    frames -= count;
    for (int64_t at = 0; at < count;) {
      const struct part source = part_of(action, from + frames + at, count - at);
      const struct part target = part_of(action, to + frames + at, source.frames);
      memcpy(target.samples, source.samples,
             (size_t)target.frames * action->channel_count * sizeof(float));
      at += target.frames;
    }
  }
}

/* A block without an input is recorded as silence. */
static void copy_frames(const struct block_context *context, struct action *action, int64_t frame,
                        float *target, int64_t frames) RT_SAFE {
  const uint32_t width = action->channel_count;
  const uint32_t input_channels = context->mixer->config.input_channels;
  const float *input = context->block->input;
  if (input == NULL) {
    memset(target, 0, (size_t)frames * width * sizeof(float));
    return;
  }
  input += (frame - context->first_frame) * input_channels;
  if (action->all_channels && width == input_channels) {
    memcpy(target, input, (size_t)frames * width * sizeof(float));
  } else {
    const uint8_t *indices = action_channel_indices(action);
    for (int64_t k = 0; k < frames; k++) {
      for (uint32_t c = 0; c < width; c++) {
        target[k * width + c] = input[k * input_channels + indices[c]];
      }
    }
  }
  if (FIELD_GET(action, metered)) {
    peak_raise(&action->peak, peak_of(target, (size_t)frames * width));
  }
}

/* ---- the window ---- */

static struct record_stretch *stretch_at(struct record_window *window, uint32_t k) RT_SAFE {
  return &window->stretches[(window->first + k) % RECORD_STRETCHES];
}

/* Frames of its length that are not in the sink. */
static int64_t frames_left(const struct action *action) RT_SAFE {
  const int64_t total = FIELD_GET(action, total_frames);
  return total < 0 ? INT64_MAX
                   : total - FIELD_GET(action, done_frames) - FIELD_GET(action, skipped_frames) -
                         action->flow->window->held;
}

static int64_t space_of(struct action *action) RT_SAFE {
  struct flow *flow = action->flow;
  if (flow->ring == NULL) {
    return INT64_MAX;
  }
  const int64_t space =
      (int64_t)ring_buffer_write_available(flow->ring) - action->flow->window->held;
  const int64_t smallest = FIELD_GET(flow, min_fill_frames);
  if (smallest < 0 || space < smallest) {
    FIELD_SET(flow, min_fill_frames, space);
  }
  return space;
}

/* The newest frames that may not be handed over: a loss among them is not known yet. */
static int64_t frames_in_doubt(const struct block_context *context,
                               const struct action *action) RT_SAFE {
  const struct record_window *window = action->flow->window;
  const int64_t since_end =
      window->outcome == OUTCOME_NONE ? 0 : context->portion_end - action->render_frame;
  int64_t frames = 0;
  if (window->fills) {
    frames = window->hold_frames;
  } else if (context->portion_end < window->doubt_until) {
    frames = smaller(context->portion_end - window->doubt_from, window->hold_frames);
  }
  return frames > since_end ? frames - since_end : 0;
}

/* Hands over what is not in doubt, with so many zeros at most. */
static void hand_over_window(struct action *action, int64_t in_doubt, int64_t most_zeros) RT_SAFE {
  struct record_window *window = action->flow->window;
  while (window->held > in_doubt) {
    struct record_stretch *stretch = stretch_at(window, 0);
    const int64_t ready = window->held - in_doubt;
    const int64_t zeros = smaller(smaller(stretch->zeros, ready), most_zeros);
    const int64_t frames = stretch->zeros > 0 ? 0 : smaller(stretch->frames, ready);
    if (stretch->zeros > 0 && zeros == 0) {
      return;
    }
    write_zeros(action, zeros);
    most_zeros -= zeros;
    stretch->zeros -= zeros;
    stretch->frames -= frames;
    hand_over(action, zeros + frames);
    if (stretch->zeros + stretch->frames == 0) {
      window->first = (window->first + 1) % RECORD_STRETCHES;
      window->count--;
    }
  }
  window->count = window->held > 0 ? window->count : 0;
}

static int64_t zeros_of_block(const struct block_context *context,
                              const struct action *action) RT_SAFE {
  const int64_t frames = context->portion_end - context->portion_frame;
  const int64_t share = frames * ZEROS_PER_SAMPLE / action->channel_count;
  return share > frames ? share : frames;
}

static void record_frames(struct block_context *context, struct action *action,
                          int64_t frames) RT_SAFE {
  struct record_window *window = action->flow->window;
  if (window->count == 0) {
    window->first = 0;
    window->count = 1;
    window->stretches[0] = (struct record_stretch){0};
  }
  for (int64_t done = 0; done < frames;) {
    const struct part part = part_of(action, window->held, frames - done);
    copy_frames(context, action, action->render_frame, part.samples, part.frames);
    stretch_at(window, window->count - 1)->frames += part.frames;
    window->held += part.frames;
    action->render_frame += part.frames;
    done += part.frames;
  }
}

/* Of a host that tells no sizes: what comes from here on waits until the clock has had time. */
static void note_doubt(const struct block_context *context, struct action *action) RT_SAFE {
  struct record_window *window = action->flow->window;
  const struct block *block = context->block;
  if ((block->flags & BLOCK_INPUT_OVERFLOW) == 0 || block->tells_losses ||
      action->render_frame > context->first_frame) {
    return;
  }
  if (context->first_frame >= window->doubt_until) {
    window->doubt_from = context->first_frame;
  }
  window->doubt_until = context->first_frame + window->hold_frames;
}

/* ---- ends ---- */

static void hand_over_share(struct block_context *context, struct action *action) RT_SAFE {
  hand_over_window(action, frames_in_doubt(context, action), zeros_of_block(context, action));
}

void record_end(struct block_context *context, struct action *action,
                enum action_outcome outcome) RT_SAFE {
  struct record_window *window = action->flow->window;
  if (window->outcome != OUTCOME_NONE) {
    return;
  }
  hand_over_share(context, action);
  if (window->held == 0) {
    block_finish(context, action, outcome);
    return;
  }
  block_finish_later(context, action);
  window->outcome = (uint8_t)outcome;
}

enum action_outcome record_flush(struct action *action, enum action_outcome outcome) {
  const struct record_window *window = action->flow->window;
  hand_over_window(action, 0, INT64_MAX);
  return window->outcome != OUTCOME_NONE ? (enum action_outcome)window->outcome
         : window->is_full               ? OUTCOME_OVERFLOWED
                                         : outcome;
}

/* ---- losses ---- */

/* A frame of the window: in a stretch, so many frames after its zeros. */
struct place {
  uint32_t stretch;
  int64_t frames;
  int64_t at; /* in the sink; below 0: it was handed over */
};

/* Of the recorded frame that is `back` frames before the end of what was recorded. */
static struct place find_place(struct record_window *window, int64_t back) RT_SAFE {
  struct place place = {.at = window->held};
  for (uint32_t k = window->count; k-- > 0;) {
    const struct record_stretch *stretch = stretch_at(window, k);
    place.stretch = k;
    if (back <= stretch->frames) {
      place.frames = stretch->frames - back;
      place.at -= back;
      return place;
    }
    back -= stretch->frames;
    place.at -= stretch->frames + stretch->zeros;
  }
  place.at -= back;
  return place;
}

/* Makes room for zeros; only frames are moved. */
static void insert_zeros(struct action *action, const struct place *place, int64_t zeros) RT_SAFE {
  struct record_window *window = action->flow->window;
  const struct record_stretch here = *stretch_at(window, place->stretch);
  int64_t at = window->held;
  for (uint32_t k = window->count; k-- > place->stretch + 1;) {
    const struct record_stretch *stretch = stretch_at(window, k);
    move_up(action, at - stretch->frames, at - stretch->frames + zeros, stretch->frames);
    at -= stretch->frames + stretch->zeros;
  }
  const int64_t after = here.frames - place->frames;
  move_up(action, place->at, place->at + zeros, after);
  for (uint32_t k = window->count; k > place->stretch + 1; k--) {
    *stretch_at(window, k) = *stretch_at(window, k - 1);
  }
  window->count++;
  stretch_at(window, place->stretch)->frames = place->frames;
  *stretch_at(window, place->stretch + 1) =
      (struct record_stretch){.zeros = zeros, .frames = after};
  window->held += zeros;
}

/* Takes the `over` newest frames out of the window, all of them after a place in it, whose stretch
 * stays. */
static void cut_newest(struct action *action, const struct place *place, int64_t over) RT_SAFE {
  struct record_window *window = action->flow->window;
  while (over > 0) {
    struct record_stretch *stretch = stretch_at(window, window->count - 1);
    const int64_t frames = smaller(over, stretch->frames);
    const int64_t zeros = smaller(over - frames, stretch->zeros);
    stretch->frames -= frames;
    stretch->zeros -= zeros;
    window->held -= frames + zeros;
    over -= frames + zeros;
    FIELD_ADD(window, filled_frames, -zeros);
    window->count -= stretch->frames + stretch->zeros == 0 && window->count > place->stretch + 1;
  }
}

/* Zeros that are to stand for a loss. */
static int64_t wanted_zeros(const struct record_window *window, const struct loss *loss) RT_SAFE {
  const int64_t input = loss->input_frames, output = loss->output_frames;
  if (input <= 0 || window->fills) {
    return input > 0 ? input : 0;
  }
  return loss->source >= LOSS_CONFIRMED && output >= 0 && input > output ? input - output : 0;
}

/* Puts zeros into the window, as many as the recorder's length lets it; how many. What was lost in
 * frames that are handed over stands at the beginning of the window. */
static int64_t fill_loss(struct action *action, struct place place, int64_t zeros) RT_SAFE {
  struct record_window *window = action->flow->window;
  if (window->count == 0) {
    window->first = 0;
    window->count = 1;
    window->stretches[0] = (struct record_stretch){0};
  }
  if (place.at < 0) {
    place = (struct place){0};
  }
  const int64_t left = frames_left(action);
  zeros = left == INT64_MAX ? zeros : smaller(zeros, left + window->held - place.at);
  if (zeros <= 0 || window->count == RECORD_STRETCHES) {
    return 0;
  }
  if (zeros > space_of(action)) {
    window->is_full = true;
    return 0;
  }
  /* First, so that nothing is moved beyond the end of the samples. */
  cut_newest(action, &place, zeros - smaller(zeros, left));
  insert_zeros(action, &place, zeros);
  FIELD_ADD(window, filled_frames, zeros);
  return zeros;
}

static void note_loss(struct mixer *mixer, struct action *action, const struct loss *loss) RT_SAFE {
  struct record_window *window = action->flow->window;
  if (loss->frame <= FIELD_GET(action, actual_frame) || loss->frame > action->render_frame) {
    return;
  }
  const struct place place = find_place(window, action->render_frame - loss->frame);
  struct recorded_loss recorded = {
      .action_id = action->id, .frame = FIELD_GET(action, done_frames) + place.at, .loss = *loss};
  const int64_t zeros = wanted_zeros(window, loss);
  if (zeros > 0 && (place.at >= 0 || window->held > 0)) {
    recorded.frame = place.at >= 0 ? recorded.frame : FIELD_GET(action, done_frames);
    recorded.filled_frames = fill_loss(action, place, zeros);
  }
  FIELD_ADD(window, loss_count, 1);
  ring_buffer_write(mixer->recorded_losses, &recorded, 1);
}

void record_note_loss(struct mixer *mixer, const struct loss *loss) RT_SAFE {
  for (struct action *action = mixer->active; action != NULL; action = action->next_active) {
    if (record_window_of(action) != NULL) {
      note_loss(mixer, action, loss);
    }
  }
}

/* ---- the handler ---- */

void record_begin(struct record_window *window, const struct action_request *request,
                  double sample_rate) {
  window->fills = request->on_loss == LOSS_FILL;
  window->hold_frames = (int64_t)(RECORD_HOLD_SECONDS * sample_rate);
  if (request->ring != NULL) {
    window->hold_frames =
        smaller(window->hold_frames, (int64_t)ring_buffer_element_count(request->ring) / 2);
  }
}

static void advance(struct block_context *context, struct action *action, int64_t until) RT_SAFE {
  if (record_is_ending(action)) {
    hand_over_share(context, action);
    if (action->flow->window->held == 0) {
      block_finish(context, action, (enum action_outcome)action->flow->window->outcome);
    }
    return;
  }
  if (action_ring(action) == NULL) {
    /* Gathered voices of players with smaller ids may still read these samples. */
    buses_flush(context->mixer->buses);
  }
  if (action->flow->window->is_full) {
    record_end(context, action, OUTCOME_OVERFLOWED);
    return;
  }
  note_doubt(context, action);
  const int64_t wanted = smaller(until - action->render_frame, frames_left(action));
  const int64_t fitting = wanted > 0 ? smaller(space_of(action), wanted) : 0;
  if (fitting > 0) {
    record_frames(context, action, fitting);
  }
  if (fitting < wanted) {
    record_end(context, action, OUTCOME_OVERFLOWED);
  } else if (frames_left(action) <= 0) {
    record_end(context, action, OUTCOME_COMPLETED);
  } else {
    hand_over_share(context, action);
  }
}

/* In samples the missed frames stay zero, so that the others lie in their places; a ring begins
 * with the first frame that was not missed. */
static void skip(struct action *action, int64_t frames) RT_SAFE {
  action->source_frame += frames;
}

const struct action_handler record_handler = {
    .start = block_activate, .advance = advance, .skip = skip};
