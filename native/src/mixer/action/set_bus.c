/* setBus: another gain for a bus, its mute or its solo, along a ramp.
 *
 * It is carried out at its frame when the buses of that part of the block are added up (bus.c).
 */
#include "mixer/mixer_state.h"

static void start(struct pass *pass, struct action *action, int64_t frame) RT_SAFE {
  pass_note_start(pass, action, frame);
  ACTION_SET(action, state, ACTION_ACTIVE);
  action->next_active = NULL;
  if (pass->last_bus_change == NULL) {
    pass->bus_changes = action;
  } else {
    pass->last_bus_change->next_active = action;
  }
  pass->last_bus_change = action;
}

const struct action_handler set_bus_handler = {.start = start};
