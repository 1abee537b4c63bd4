#include "mixer/action/begin.h"

#include "mixer/action/action_handler.h"

/** Sounds whose actions are prefetched before they begin. */
enum { PREFETCHED_STARTS = 16 };

void block_note_place(const struct block_context *context, struct action *action,
                      int64_t frame) RT_SAFE {
  if (action->asap || context->block == NULL) {
    return;
  }
  FIELD_SET(action, requested_frame, frame);
  if (!action->requested_time_known) {
    const double time = clock_map_seconds(&context->map, action->time_base, frame);
    FIELD_SET(action, requested_time, time);
  }
}

bool block_leave_schedule(struct block_context *context, struct action *action,
                          int64_t frame) RT_SAFE {
  action->left_schedule = true;
  if (action_is_finished(action)) {
    mail_list_add(&context->retired, &action->retired);
    if (!action_is_command(action)) {
      chain_hand_over(context, action, frame);
    }
    return false;
  }
  return true;
}

/* It does not sound; what follows it begins at `frame`. */
static void give_up(struct block_context *context, struct action *action, int64_t frame) RT_SAFE {
  if (!action_is_command(action)) {
    action->render_frame = frame;
  }
  block_finish(context, action, OUTCOME_BELATED);
}

static void begin_late(struct block_context *context, struct action *action, int64_t frame,
                       bool is_postponed) RT_SAFE {
  const struct action_handler *handler = action_handlers[action->type];
  const int64_t missed = context->first_frame - frame;
  if (action->belated == BELATED_DROP && !is_postponed) {
    give_up(context, action, frame);
    return;
  }
  if (action->belated == BELATED_TRIM && !action_is_command(action)) {
    const int64_t total = FIELD_GET(action, total_frames);
    if (total >= 0 && missed >= total) {
      FIELD_SET(action, skipped_frames, total);
      give_up(context, action, frame + total);
      return;
    }
    FIELD_SET(action, skipped_frames, missed);
    handler->skip(action, missed);
  }
  handler->start(context, action, context->first_frame);
}

void block_begin_action(struct block_context *context, struct action *action, int64_t frame,
                        bool is_postponed) RT_SAFE {
  block_note_place(context, action, frame);
  if (frame < context->first_frame) {
    begin_late(context, action, frame, is_postponed);
  } else {
    action_handlers[action->type]->start(context, action, frame);
  }
}

/* Sounds begin in the order of their ids, in which they lie in memory and are rendered: their small
 * entries are sorted, not the actions. */
static bool begin_sounds(struct block_context *context) RT_SAFE {
  struct starts *starts = context->mixer->starts;
  const size_t count = schedule_pop_sounds(&context->mixer->schedule, context->first_frame,
                                           context->end_frame, starts->sounds, MOST_STARTS);
  events_sort(starts->sounds, starts->spare, count, MOST_STARTS);
  for (size_t k = 0; k < count; k++) {
    struct action *action = starts->sounds[k].action;
    if (k + PREFETCHED_STARTS < count) {
      action_prefetch_start(starts->sounds[k + PREFETCHED_STARTS].action);
    }
    const int64_t frame = action->render_frame;
    action->left_schedule = true;
    block_note_place(context, action, frame);
    block_activate(context, action, frame);
  }
  return count > 0;
}

static void begin_late_actions(struct block_context *context) RT_SAFE {
  struct schedule *schedule = &context->mixer->schedule;
  struct action *action;
  int64_t frame;
  bool is_postponed;
  while ((action = schedule_pop_late(schedule, context->first_frame, &frame, &is_postponed)) !=
         NULL) {
    if (block_leave_schedule(context, action, frame)) {
      block_begin_action(context, action, frame, is_postponed);
    }
  }
}

/* The schedule bounds how many it gives in a block (schedule.c). A command acts upon what has begun
 * before it. */
void block_begin_scheduled(struct block_context *context) RT_SAFE {
  struct schedule *schedule = &context->mixer->schedule;
  struct action *action;
  int64_t frame;
  schedule_begin_block(schedule, &context->map, context->end_frame);
  begin_late_actions(context);
  for (;;) {
    if (begin_sounds(context)) {
      continue;
    }
    action = schedule_pop(schedule, context->first_frame, context->end_frame, &frame);
    if (action == NULL) {
      break;
    }
    if (block_leave_schedule(context, action, frame)) {
      block_begin_action(context, action, frame, false);
    }
  }
  schedule_end_block(schedule);
}
