/* What an action type does in the callback. */
#pragma once

#include "mixer/action/action.h"

struct block_context;

/** NULL where the type has nothing to do; `start` is never NULL, `advance` and `skip` are there for
 * players and recorders. */
struct action_handler {
  /* The action's frame has come: `frame` lies in the block. Players and recorders only note it. */
  void (*start)(struct block_context *context, struct action *action, int64_t frame) RT_SAFE;
  /* Renders the frames from action->render_frame up to, not including, `until`; ends the action
   * where its frames end. */
  void (*advance)(struct block_context *context, struct action *action, int64_t until) RT_SAFE;
  /* Acts upon the action's target at the action's frame: types that start with
   * block_change_target(). */
  void (*change)(struct block_context *context, struct action *action) RT_SAFE;
  /* 'trim': leaves out the first `frames` frames; before `start`. */
  void (*skip)(struct action *action, int64_t frames) RT_SAFE;
};

/* Each is defined in the file of its types, which has no header: nothing else is known of it. */
#define X(name, text, kind, handler) extern const struct action_handler handler##_handler;
ACTION_TYPES(X)
#undef X

/** The handlers by type. */
extern const struct action_handler *const action_handlers[];
