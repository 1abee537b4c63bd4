/* The callback side: one block after the other. */
#include "mixer/mixer.h"

#include <string.h>

#include "mixer/action/begin.h"
#include "mixer/action/fetch_stats.h"
#include "mixer/dsp/denormals.h"
#include "mixer/mixer_state.h"

static void follow_clock(struct block_context *context) RT_SAFE {
  struct mixer *mixer = context->mixer;
  const struct clock_step step =
      clock_follow(&mixer->clock, context->block, context->first_frame, &context->map);
  if (step.happened && step.seconds > 0) {
    ACTION_ADD(mixer, inferred_dropouts, 1);
    ACTION_ADD(mixer, inferred_dropout_frames, step.seconds * mixer->config.sample_rate);
  }
  shared_clock_map_write(&mixer->map, &context->map);
}

static void meter_output(struct block_context *context) RT_SAFE {
  struct mixer *mixer = context->mixer;
  const struct block *block = context->block;
  if (block->output != NULL && mixer->config.output_channels > 0) {
    meters_add_block(mixer->output_meters, mixer->clipped_samples, block->output,
                     block->frame_count);
  }
}

static void process(struct mixer *mixer, const struct block *block) RT_SAFE {
  struct block_context context;
  memset((char *)&context + offsetof(struct block_context, started), 0,
         sizeof(context) - offsetof(struct block_context, started));
  context.mixer = mixer;
  context.bus = mixer->buses->bus;
  context.output_channels = mixer->config.output_channels;
  context.block = block;
  context.stream_number = ACTION_GET(mixer, stream_number);
  context.first_frame = ACTION_GET(mixer, frame);
  context.end_frame = context.first_frame + block->frame_count;
  context.is_uniform = block->flags == 0 && block->frame_count == mixer->clock.previous_count;
  live_stats_count(&mixer->stats, block);
  follow_clock(&context);
  if (block->input != NULL && mixer->config.input_channels > 0) {
    meters_add_block(mixer->input_meters, NULL, block->input, block->frame_count);
  }
  block_begin_actions(&context);
  block_render(&context);
  meter_output(&context);
  fetch_stats_of_block(&context);
  ACTION_SET(mixer, frame, context.end_frame);
  mailbox_send(&mixer->exhausted, &mixer->schedule.exhausted);
  mailbox_send(&mixer->retired, &context.retired);
  mailbox_send(&mixer->finished, &context.finished);
}

void mixer_process(struct mixer *mixer, const struct block *block) RT_SAFE {
  if (block->frame_count > 0) {
    denormals_off();
    process(mixer, block);
  }
}

int64_t mixer_frame(const struct mixer *mixer) {
  return ACTION_GET(mixer, frame);
}

uint64_t mixer_stream_number(const struct mixer *mixer) {
  return ACTION_GET(mixer, stream_number);
}
