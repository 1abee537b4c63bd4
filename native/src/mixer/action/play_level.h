/* The level of a player: frames of its source, mixed into its bus at gain, fades and gain line.
 *
 * - The level of a frame is gain (along its ramp) * cancel's fade * fade in * fade out * gain line,
 *   each factor rounded to float, multiplied from left to right: a formula of the frame alone, so
 *   that blocks of any size give the same bits.
 * - Fades and gain line count the frames of the whole sound, of which the action may play a piece.
 * - Where the level is the same for all frames of a span, the span is gathered as a voice and added
 *   later, together with others (bus.h): until then its samples must stay as they are.
 * - Where the level changes, what was gathered before is added first and then the span, so that the
 *   order of ids holds.
 * - A peak is measured only of actions that are `metered`: others cost nothing.
 */
#pragma once

#include "mixer/block_context.h"

/** Frames of the source that lie together in memory. */
struct span {
  const float *samples;
  int64_t frames;
  int64_t position; /* of the first one, in the whole sound */
};

/** Whether silence counts as frames of the sound. */
static inline bool play_stays_in_step(const struct action *action) RT_SAFE {
  return action->flow != NULL && action->flow->on_starve == STARVE_SKIP;
}

/** The frame of the piece that is rendered next: what was skipped is counted, and the silence of a
 * player that stays in step. */
static inline int64_t play_position(const struct action *action) RT_SAFE {
  const int64_t passed = FIELD_GET(action, done_frames) + FIELD_GET(action, skipped_frames);
  return play_stays_in_step(action) ? passed + FIELD_GET(action->flow, starved_frames) : passed;
}

/** The same of the whole sound. */
static inline int64_t play_sound_position(const struct action *action) RT_SAFE {
  const struct sound_shape *shape = action_shape(action);
  return play_position(action) + (shape != NULL ? shape->piece_from : 0);
}

/** Mixes the span from the stream frame `frame` on, within the portion. Callback-safe. */
void play_mix_span(struct block_context *context, struct action *action, struct span span,
                   int64_t frame) RT_SAFE;
