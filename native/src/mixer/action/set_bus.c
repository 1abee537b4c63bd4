/* setBus: a new gain, mute or solo of a bus, along a ramp.
 *
 * It is only noted here, and carried out at its frame when the buses of that portion of the block
 * are added up (bus.c).
 */
#include "mixer/action/action_handler.h"
#include "mixer/block_context.h"

static void start(struct block_context *context, struct action *action, int64_t frame) RT_SAFE {
  block_note_start(context, action, frame);
  ACTION_SET(action, state, ACTION_ACTIVE);
  action->next_active = NULL;
  if (context->last_bus_change == NULL) {
    context->bus_changes = action;
  } else {
    context->last_bus_change->next_active = action;
  }
  context->last_bus_change = action;
}

const struct action_handler set_bus_handler = {.start = start};
