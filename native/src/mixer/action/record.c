/* Recorders: from the input into samples or a ring.
 *
 * - `advance` records up to its `until`: then render_frame is `until`, or the action is finished.
 * - A frame is the input of the block at that stream frame, through the channel map.
 * - Samples are written once, in order; a ring that is full ends the recorder as overflowed.
 */
#include <string.h>

#include "mixer/action/action_handler.h"
#include "mixer/block_context.h"

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
  if (action->contiguous_channels && width == input_channels) {
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

static void record_frames(struct block_context *context, struct action *action,
                          int64_t frames) RT_SAFE {
  const int64_t frame = action->render_frame;
  struct ring_buffer *ring = action_ring(action);
  if (ring == NULL) {
    /* Gathered voices of players with smaller ids may still read these samples. */
    block_flush_voices(context);
    copy_frames(context, action, frame, action->data + action->source_frame * action->channel_count,
                frames);
    action->source_frame += frames;
  } else {
    struct ring_region region;
    ring_buffer_write_region(ring, (size_t)frames, &region);
    copy_frames(context, action, frame, region.first, (int64_t)region.first_count);
    if (region.second_count > 0) {
      copy_frames(context, action, frame + (int64_t)region.first_count, region.second,
                  (int64_t)region.second_count);
    }
    ring_buffer_advance_write(ring, (size_t)frames);
  }
  action->render_frame += frames;
  FIELD_ADD(action, done_frames, frames);
}

static int64_t frames_left(const struct action *action) RT_SAFE {
  const int64_t total = FIELD_GET(action, total_frames);
  return total < 0 ? INT64_MAX
                   : total - FIELD_GET(action, done_frames) - FIELD_GET(action, skipped_frames);
}

static int64_t space_of(struct action *action) RT_SAFE {
  struct flow *flow = action->flow;
  if (flow == NULL || flow->ring == NULL) {
    return INT64_MAX;
  }
  const int64_t space = (int64_t)ring_buffer_write_available(flow->ring);
  const int64_t smallest = FIELD_GET(flow, min_fill_frames);
  if (smallest < 0 || space < smallest) {
    FIELD_SET(flow, min_fill_frames, space);
  }
  return space;
}

static void advance(struct block_context *context, struct action *action, int64_t until) RT_SAFE {
  const int64_t in_block = until - action->render_frame;
  const int64_t left = frames_left(action);
  const int64_t wanted = in_block < left ? in_block : left;
  if (wanted > 0) {
    const int64_t space = space_of(action);
    const int64_t fitting = space < wanted ? space : wanted;
    if (fitting > 0) {
      record_frames(context, action, fitting);
    }
    if (fitting < wanted) {
      block_finish(context, action, OUTCOME_OVERFLOWED);
      return;
    }
  }
  if (frames_left(action) <= 0) {
    block_finish(context, action, OUTCOME_COMPLETED);
  }
}

/* In samples the missed frames stay zero, so that the others lie in their places; a ring begins
 * with the first frame that was not missed. */
static void skip(struct action *action, int64_t frames) RT_SAFE {
  action->source_frame += frames;
}

const struct action_handler record_handler = {
    .start = block_activate, .advance = advance, .skip = skip};
