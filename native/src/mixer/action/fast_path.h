/* The usual block of a player: it sounded before it and sounds after it, at one gain, straight from
 * its samples. Most blocks of most players are like that, so they take the short way; all others,
 * and all that can happen in them, take the long one through the handlers.
 */
#ifndef RTMIXER_FAST_PATH_H
#define RTMIXER_FAST_PATH_H

#include "mixer/mixer_state.h"

/** Renders the portion of the active actions from *link on, as long as it is a usual one of theirs,
 * or of `only_one`; returns the link to the first that is left. Callback-safe. */
struct action **fast_path_render(struct block_context *context, struct action **link,
                                 bool only_one) RT_SAFE;

/** Whether an active player can have usual blocks, as far as only its next frame tells: one gain,
 * all channels to their own place, no change that waits for its frame, and the block in which it
 * began is counted before the next portion. Callback-safe. */
static inline bool fast_path_is_possible(const struct block_context *context,
                                         const struct action *action) RT_SAFE {
  const bool is_counted = context->portion_end == context->end_frame ||
                          ACTION_GET(action, actual_frame) < context->first_frame;
  return is_counted && action->last_change == NULL && !action->fade.active &&
         action->contiguous_channels && action->channel_count == context->output_channels &&
         !gain_is_ramping(&action->gain, action->render_frame);
}

#endif
