/* setBus: a new gain, mute or solo of a bus, along a ramp.
 *
 * It is only noted here, and carried out at its frame when the buses of that portion of the block
 * are added up (bus.c).
 */
#include "mixer/action/action_handler.h"
#include "mixer/block_context.h"

static void start(struct block_context *context, struct action *action, int64_t frame) RT_SAFE {
  block_activate_in_list(context, &context->bus_changes, action, frame);
}

const struct action_handler set_bus_handler = {.start = start};
