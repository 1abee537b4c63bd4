/* The callback side: one block after the other. */
#include "mixer/mixer.h"

#include <string.h>

#include "mixer/action/fetch_stats.h"
#include "mixer/dsp/denormals.h"
#include "mixer/mixer_state.h"

static void follow_clock(struct pass *pass) RT_SAFE {
  struct mixer *mixer = pass->mixer;
  const struct clock_step step =
      clock_follow(&mixer->clock, pass->block, pass->first_frame, &pass->map);
  if (step.happened && step.seconds > 0) {
    ACTION_ADD(mixer, inferred_dropouts, 1);
    ACTION_ADD(mixer, inferred_dropout_frames, step.seconds * mixer->config.sample_rate);
  }
  shared_clock_map_write(&mixer->map, &pass->map);
}

static void meter_output(struct pass *pass) RT_SAFE {
  struct mixer *mixer = pass->mixer;
  const struct block *block = pass->block;
  if (block->output != NULL && mixer->config.output_channels > 0) {
    meters_add_block(mixer->output_meters, mixer->clip_samples, block->output, block->frame_count);
  }
}

static void process(struct mixer *mixer, const struct block *block) RT_SAFE {
  struct pass pass;
  memset((char *)&pass + offsetof(struct pass, started), 0,
         sizeof(pass) - offsetof(struct pass, started));
  pass.mixer = mixer;
  pass.bus = mixer->buses->bus;
  pass.output_channels = mixer->config.output_channels;
  pass.block = block;
  pass.run = ACTION_GET(mixer, run);
  pass.first_frame = ACTION_GET(mixer, frame);
  pass.end_frame = pass.first_frame + block->frame_count;
  pass.is_uniform = block->flags == 0 && block->frame_count == mixer->clock.previous_count;
  live_stats_count(&mixer->stats, block);
  follow_clock(&pass);
  if (block->input != NULL && mixer->config.input_channels > 0) {
    meters_add_block(mixer->input_meters, NULL, block->input, block->frame_count);
  }
  pass_begin_actions(&pass);
  pass_render(&pass);
  meter_output(&pass);
  fetch_stats_of_block(&pass);
  ACTION_SET(mixer, frame, pass.end_frame);
  mailbox_send(&mixer->exhausted, &mixer->schedule.exhausted);
  mailbox_send(&mixer->retired, &pass.retired);
  mailbox_send(&mixer->finished, &pass.finished);
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

uint64_t mixer_run(const struct mixer *mixer) {
  return ACTION_GET(mixer, run);
}
