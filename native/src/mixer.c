/* The callback side: one block after the other. */
#include "mixer.h"

#include <string.h>

#include "denormals.h"
#include "fetch_stats.h"
#include "mixer_layout.h"

/* What may wait for the next block without being heard is bounded per block. */
enum { RESOLUTIONS_PER_BLOCK = 4096, LATE_STARTS_PER_BLOCK = 4096, COMMANDS_PER_BLOCK = 4096 };

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

static void note_request(const struct pass *pass, struct action *action, int64_t frame) RT_SAFE {
  if (action->asap) {
    return;
  }
  ACTION_SET(action, requested_frame, frame);
  if (!action->requested_time_known) {
    const double time = clock_map_seconds(&pass->map, action->time_base, frame);
    ACTION_SET(action, requested_time, time);
  }
}

/* Is there an action to begin, or was it cancelled while it waited? */
static bool leave_schedule(struct pass *pass, struct action *action) RT_SAFE {
  action->left_schedule = true;
  if (action_is_finished(action)) {
    mail_list_add(&pass->retired, &action->retired);
    return false;
  }
  return true;
}

static void begin_late(struct pass *pass, struct action *action, int64_t frame,
                       bool is_postponed) RT_SAFE {
  const struct action_handler *handler = action_handlers[action->type];
  const int64_t missed = pass->first_frame - frame;
  note_request(pass, action, frame);
  if (action->belated == BELATED_DROP && !is_postponed) {
    pass_finish(pass, action, OUTCOME_BELATED);
    return;
  }
  if (action->belated == BELATED_TRIM && handler->skip) {
    if (action->total_frames >= 0 && missed >= action->total_frames) {
      ACTION_SET(action, skipped_frames, action->total_frames);
      pass_finish(pass, action, OUTCOME_BELATED);
      return;
    }
    ACTION_SET(action, skipped_frames, missed);
    handler->skip(action, missed);
  }
  handler->start(pass, action, pass->first_frame);
}

/* In order of (frame, id). What is late and many can wait: it is late already. */
static void begin_actions(struct pass *pass) RT_SAFE {
  struct schedule *schedule = &pass->mixer->schedule;
  struct action *action;
  int64_t frame;
  bool is_postponed;
  schedule_accept(schedule);
  schedule_resolve(schedule, &pass->map, RESOLUTIONS_PER_BLOCK);
  schedule_split_late(schedule, pass->first_frame);
  schedule->commands_left = COMMANDS_PER_BLOCK;
  for (int k = 0; k < LATE_STARTS_PER_BLOCK; k++) {
    action = schedule_pop_late(schedule, &frame, &is_postponed);
    if (action == NULL) {
      break;
    }
    if (leave_schedule(pass, action)) {
      begin_late(pass, action, frame, is_postponed);
    }
  }
  while ((action = schedule_pop(schedule, pass->end_frame, &frame)) != NULL) {
    if (leave_schedule(pass, action)) {
      note_request(pass, action, frame);
      action_handlers[action->type]->start(pass, action, frame);
    }
  }
}

static void meter_output(struct pass *pass) RT_SAFE {
  struct mixer *mixer = pass->mixer;
  const struct block *block = pass->block;
  if (block->output != NULL && mixer->config.output_channels > 0) {
    meter_block(mixer->output_meters, mixer->clip_samples, block->output,
                mixer->config.output_channels, block->frame_count);
  }
}

static void process(struct mixer *mixer, const struct block *block) RT_SAFE {
  struct pass pass;
  memset(&pass, 0, sizeof(pass));
  pass.mixer = mixer;
  pass.bus = mixer->buses->bus;
  pass.output_channels = mixer->config.output_channels;
  pass.block = block;
  pass.run = ACTION_GET(mixer, run);
  pass.first_frame = ACTION_GET(mixer, frame);
  pass.end_frame = pass.first_frame + block->frame_count;
  live_stats_count(&mixer->stats, block);
  follow_clock(&pass);
  if (block->input != NULL && mixer->config.input_channels > 0) {
    meter_block(mixer->input_meters, NULL, block->input, mixer->config.input_channels,
                block->frame_count);
  }
  begin_actions(&pass);
  pass_render(&pass);
  meter_output(&pass);
  fetch_stats_of_block(&pass);
  ACTION_SET(mixer, frame, pass.end_frame);
  mailbox_send(&mixer->exhausted, &mixer->schedule.exhausted);
  mailbox_send(&mixer->retired, &pass.retired);
  mailbox_send(&mixer->finished, &pass.finished);
}

void mixer_process(struct mixer *mixer, const struct block *block) RT_SAFE {
  if (block->output != NULL) {
    memset(block->output, 0,
           (size_t)block->frame_count * mixer->config.output_channels * sizeof(float));
  }
  /* Either this sees the seal or mixer_seal() sees that a callback is inside. */
  atomic_store(&mixer->inside, true);
  if (!atomic_load(&mixer->sealed) && block->frame_count > 0) {
    const uint64_t saved = denormals_off();
    process(mixer, block);
    denormals_restore(saved);
  }
  atomic_store(&mixer->inside, false);
}

int64_t mixer_frame(const struct mixer *mixer) {
  return ACTION_GET(mixer, frame);
}

uint64_t mixer_run(const struct mixer *mixer) {
  return ACTION_GET(mixer, run);
}
