/* The usual block of a player: it sounded before it and sounds after it, at one gain, straight from
 * its samples. Most blocks of most players are like that, so they take the short way; all others,
 * and all that can happen in them, take the long one through the handlers.
 */
#ifndef RTMIXER_STEADY_H
#define RTMIXER_STEADY_H

#include "mixer/mixer_state.h"

/** Renders the portion of the active actions from *link on, as long as it is a usual one of theirs,
 * or of `only_one`; returns the link to the first that is left. Callback-safe. */
struct action **steady_render(struct pass *pass, struct action **link, bool only_one) RT_SAFE;

/** Whether an active player can have usual blocks, as far as only its next frame tells: one gain,
 * all channels to their own place, no change that waits for its frame, and the block in which it
 * began is counted before the next portion. Callback-safe. */
static inline bool steady_may_be(const struct pass *pass, const struct action *action) RT_SAFE {
  const bool is_counted =
      pass->portion_end == pass->end_frame || ACTION_GET(action, actual_frame) < pass->first_frame;
  return is_counted && action->last_change == NULL && !action->fade.active &&
         action->contiguous_channels && action->channel_count == pass->output_channels &&
         !gain_is_ramping(&action->gain, action->render_frame);
}

#endif
