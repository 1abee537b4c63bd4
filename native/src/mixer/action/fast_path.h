/* The fast path: portions of players in which nothing happens. It halves what few voices cost: 16
 * voices in a block of 64 frames took 171 ns with it and 304 ns without.
 *
 * - Before the stream frame fast_path_until a player plays straight from its samples, at one gain,
 *   all channels to their own place, and neither ends nor runs dry. Such a portion is a voice of
 *   the whole portion and a few additions; all others go through the handler's advance().
 * - The handler says how far that holds at the end of each portion that it renders (play.c);
 *   whatever happens to the player in between sets fast_path_until to 0 (block_context.c).
 * - The last portion before fast_path_until is the handler's: the player may end there.
 * - next_samples is the address of source_frame as long as the player is on the fast path.
 * - fast_path_until shares its memory with `finished`: only active players have it.
 * - The control side may set `metered` at any time; from then on the handler renders the player.
 * - Both ways give the same bits (fast_path_test.c).
 */
#pragma once

#include "mixer/block_context.h"

/** Renders the portion for the active actions from *link on, as long as they are on the fast path,
 * or for one at most (`only_one`); returns the link to the first that is left. Callback-safe. */
struct action **fast_path_render(struct block_context *context, struct action **link,
                                 bool only_one) RT_SAFE;

/** Renders the rest of the portion for an active player that is not on the fast path, if it can be
 * on it from its render_frame on: what begins in a block of many starts. Callback-safe. */
bool fast_path_begin(struct block_context *context, struct action *action) RT_SAFE;

/** Whether an active player can be on the fast path from its render_frame on, but for its source
 * and its fades: one gain, all channels to their own place, no change that waits for its frame, and
 * the block in which it began is counted before the next portion. Callback-safe. */
static inline bool fast_path_is_possible(const struct block_context *context,
                                         const struct action *action) RT_SAFE {
  const bool is_counted = context->portion_end == context->end_frame ||
                          FIELD_GET(action, actual_frame) < context->first_frame;
  return is_counted && action->last_change == NULL && !action->fade.active &&
         action->all_channels && !gain_is_ramping(&action->gain, action->render_frame);
}
