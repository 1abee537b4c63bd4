/* The usual block of a player: it sounded before it and sounds after it, at one gain, straight from
 * its samples. Most blocks of most players are like that, so they take the short way; all others,
 * and all that can happen in them, take the long one through the handlers.
 */
#ifndef RTMIXER_STEADY_H
#define RTMIXER_STEADY_H

#include "mixer_layout.h"

/** Renders the portion if it is a usual one of this action; false: nothing was done. Callback-safe.
 */
static inline bool steady_render(struct pass *pass, struct action *action) RT_SAFE {
  if (pass->portion_end >= action->steady_until || action->last_change != NULL ||
      ACTION_GET(action, metered)) {
    return false;
  }
  struct bus *bus = &pass->bus[action->bus];
  const int64_t frames = pass->portion_end - action->render_frame;
  const struct mix_voice voice = {.samples = action->next_samples, .gain = action->gain.to};
  bus_gather(bus, voice, pass_frames_at(pass, bus, action->render_frame),
             (size_t)frames * action->channel_count);
  action->next_samples += frames * action->channel_count;
  action->source_frame += frames;
  action->render_frame += frames;
  ACTION_ADD(action, done_frames, frames);
  if (pass->portion_end == pass->end_frame) {
    live_stats_count(&action->stats, pass->block);
  }
  return true;
}

/** Whether an active player can have usual blocks, as far as only its next frame tells: one gain,
 * all channels to their own place. Callback-safe. */
static inline bool steady_may_be(const struct pass *pass, const struct action *action) RT_SAFE {
  return !action->fade.active && action->contiguous_channels &&
         action->channel_count == pass->output_channels &&
         !gain_is_ramping(&action->gain, action->render_frame);
}

#endif
