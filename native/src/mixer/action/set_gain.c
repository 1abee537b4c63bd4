/* setGain: a new gain of a player, at once or along a ramp. */
#include "mixer/action/action_handler.h"
#include "mixer/block_context.h"

static void change(struct block_context *context, struct action *action) RT_SAFE {
  (void)context;
  struct action *target = action->target;
  const int64_t frame = FIELD_GET(action, actual_frame);
  if (!block_target_is_open(action)) {
    return;
  }
  /* A player that has not sounded yet starts with the new gain, along its own ramp. */
  if (FIELD_GET(target, state) != ACTION_ACTIVE || frame < target->gain.first_frame) {
    target->gain.to = action->new_gain;
    return;
  }
  target->gain = (struct gain_ramp){.from = gain_at(&target->gain, frame),
                                    .to = action->new_gain,
                                    .first_frame = frame,
                                    .frames = action->ramp_frames};
}

const struct action_handler set_gain_handler = {.start = block_change_target, .change = change};
