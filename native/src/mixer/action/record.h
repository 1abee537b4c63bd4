/* What recorders do about lost frames.
 *
 * - Zeros stand in a recording for what was lost, so that what follows keeps its place. They are
 *   written in shares of a block, however long the loss was.
 * - A step of the clock is known only blocks after the loss. Until then the frames after the place
 *   lie in the sink already, but are not handed over: the window.
 * - The window holds, in order, zeros that are still to be written and frames that are written.
 *   Only its beginning moves: it is handed over to whoever reads the sink.
 */
#pragma once

#include "mixer/action/action_state.h"
#include "mixer/loss.h"

struct block_context;

/** How long frames are held back at most. */
#define RECORD_HOLD_SECONDS 0.15

/** Stretches of a window; a loss that would need more is noted, not filled. */
enum { RECORD_STRETCHES = 32 };

/** Zeros, and the frames after them. */
struct record_stretch {
  int64_t zeros;
  int64_t frames;
};

/** Of one recorder. The callback's, but for what is once or atomic. */
struct record_window {
  int64_t hold_frames; /* once */
  bool fills;          /* once; LOSS_FILL */
  bool is_full;        /* the ring has no room for the zeros of a loss */
  uint8_t outcome;     /* enum action_outcome with which it ends, NONE = it records */
  int64_t doubt_from; /* LOSS_MARK: stream frame from which on a loss may still become known, ... */
  int64_t doubt_until; /* ... and when it is not awaited any longer */
  int64_t held;        /* zeros and frames of all stretches */
  uint32_t first, count;
  struct record_stretch stretches[RECORD_STRETCHES]; /* a circle */
  atomic_int_least64_t filled_frames;
  atomic_uint_least64_t loss_count;
};

/** Of a recorder that is being made; the window is zero. Control side. */
void record_begin(struct record_window *window, const struct action_request *request,
                  double sample_rate);
/** Notes what was lost in all recorders that were active at the loss, which may have been blocks
 * ago. Before anything of a block begins. Callback-safe. */
void record_note_loss(struct mixer *mixer, const struct loss *loss) RT_SAFE;
/** Ends an active recorder: at once, or once its window is handed over. Callback-safe. */
void record_end(struct block_context *context, struct action *action,
                enum action_outcome outcome) RT_SAFE;
/** Hands over all of the window, whatever that takes; gives the outcome with which the recorder has
 * ended, or `outcome`. Control side, while no callback runs. */
enum action_outcome record_flush(struct action *action, enum action_outcome outcome);

/** NULL for what is no recorder. */
static inline struct record_window *record_window_of(const struct action *action) RT_SAFE {
  return action_kind_of((enum action_type)action->type) == ACTION_RECORDER && action->flow != NULL
             ? action->flow->window
             : NULL;
}

/** It records no longer and hands over what it holds. */
static inline bool record_is_ending(const struct action *action) RT_SAFE {
  const struct record_window *window = record_window_of(action);
  return window != NULL && window->outcome != OUTCOME_NONE;
}
