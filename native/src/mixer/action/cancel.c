/* cancel: ends another action at its own frame, at once or with a fade. */
#include "mixer/action/action_handler.h"
#include "mixer/action/record.h"
#include "mixer/block_context.h"

/* A fade that is under way goes on, unless the new one is over sooner. */
static void begin_fade(struct action *target, int64_t frame, const struct action *action) RT_SAFE {
  struct fade_out *fade = &target->fade;
  const int64_t frames = action->fade_frames;
  if (fade->active && fade->first_frame + fade->frames <= frame + frames) {
    return;
  }
  const float level = fade_at(fade, frame);
  *fade = (struct fade_out){.active = true,
                            .curve = action->fade_curve,
                            .from = level,
                            .first_frame = frame,
                            .frames = frames};
}

static void withdraw(struct block_context *context, struct action *target) RT_SAFE {
  FIELD_SET(target, actual_frame, -1);
  FIELD_SET(target, actual_time, 0);
  block_finish(context, target, OUTCOME_CANCELLED_BEFORE_START);
}

/* The frame that a command was asked for; INT64_MAX = not known before the schedule gives it. */
static int64_t place_of(const struct action *command, int64_t asap_frame) RT_SAFE {
  const int64_t requested_frame = FIELD_GET(command, requested_frame);
  return command->asap                      ? asap_frame
         : requested_frame == UNKNOWN_FRAME ? INT64_MAX
                                            : requested_frame;
}

/* A command that comes before the cancel, but waits because a block took no more, is not cancelled
 * for that. */
static bool is_overdue(const struct block_context *context, const struct action *target,
                       const struct action *cancel) RT_SAFE {
  return action_is_command(target) && FIELD_GET(target, state) == ACTION_PENDING &&
         place_of(target, context->first_frame) <=
             place_of(cancel, FIELD_GET(cancel, actual_frame));
}

static void change(struct block_context *context, struct action *action) RT_SAFE {
  struct action *target = action->target;
  const int64_t frame = FIELD_GET(action, actual_frame);
  const enum action_state state = FIELD_GET(target, state);
  if (is_overdue(context, target, action)) {
    FIELD_SET(action, target_found, false);
    return;
  }
  if (!block_target_is_open(action)) {
    return;
  }
  if (action->cuts_chain && !action_is_command(target)) {
    chain_cut(context, target);
  }
  if (state == ACTION_PENDING || FIELD_GET(target, actual_frame) == frame) {
    withdraw(context, target);
  } else if (!action_is_player(target)) {
    record_end(context, target, OUTCOME_CANCELLED);
  } else if (action->fade_frames == 0) {
    block_finish(context, target, OUTCOME_CANCELLED);
  } else {
    begin_fade(target, frame, action);
  }
}

const struct action_handler cancel_handler = {.start = block_change_target, .change = change};
