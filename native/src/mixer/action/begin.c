/* What begins in a block: in time, late, or not at all. */
#include "mixer/mixer_state.h"

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

/* Is there an action to begin, or was it cancelled while it waited? Then what follows it takes its
 * place. */
static bool leave_schedule(struct pass *pass, struct action *action, int64_t frame) RT_SAFE {
  action->left_schedule = true;
  if (action_is_finished(action)) {
    mail_list_add(&pass->retired, &action->retired);
    if (!action_is_command(action)) {
      chain_hand_over(pass, action, frame);
    }
    return false;
  }
  return true;
}

/* It does not sound, and `frame` is the place of what follows it. */
static void give_up(struct pass *pass, struct action *action, int64_t frame) RT_SAFE {
  if (!action_is_command(action)) {
    action->render_frame = frame;
  }
  pass_finish(pass, action, OUTCOME_BELATED);
}

static void begin_late(struct pass *pass, struct action *action, int64_t frame,
                       bool is_postponed) RT_SAFE {
  const struct action_handler *handler = action_handlers[action->type];
  const int64_t missed = pass->first_frame - frame;
  if (action->belated == BELATED_DROP && !is_postponed) {
    give_up(pass, action, frame);
    return;
  }
  if (action->belated == BELATED_TRIM && handler->skip) {
    if (action->total_frames >= 0 && missed >= action->total_frames) {
      ACTION_SET(action, skipped_frames, action->total_frames);
      give_up(pass, action, frame + action->total_frames);
      return;
    }
    ACTION_SET(action, skipped_frames, missed);
    handler->skip(action, missed);
  }
  handler->start(pass, action, pass->first_frame);
}

void pass_begin(struct pass *pass, struct action *action, int64_t frame,
                bool is_postponed) RT_SAFE {
  note_request(pass, action, frame);
  if (frame < pass->first_frame) {
    begin_late(pass, action, frame, is_postponed);
  } else {
    action_handlers[action->type]->start(pass, action, frame);
  }
}

/* What the schedule gives is bounded: see there. */
void pass_begin_actions(struct pass *pass) RT_SAFE {
  struct schedule *schedule = &pass->mixer->schedule;
  struct action *action;
  int64_t frame;
  bool is_postponed;
  if (pass->mixer->postponed != NULL) {
    chain_begin_block(pass);
  }
  if (schedule_is_quiet(schedule, pass->end_frame)) {
    return;
  }
  schedule_begin_block(schedule, &pass->map);
  while ((action = schedule_pop_late(schedule, pass->first_frame, &frame, &is_postponed)) != NULL) {
    if (leave_schedule(pass, action, frame)) {
      pass_begin(pass, action, frame, is_postponed);
    }
  }
  while ((action = schedule_pop(schedule, pass->first_frame, pass->end_frame, &frame)) != NULL) {
    if (leave_schedule(pass, action, frame)) {
      pass_begin(pass, action, frame, false);
    }
  }
}
