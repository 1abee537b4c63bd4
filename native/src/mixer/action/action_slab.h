/* The memory of actions, in slabs of up to 64. Control side only.
 *
 * - Actions that are scheduled together lie together, so that the callback reads memory in order.
 * - A slab is kept by its actions until they are dropped, and by holds; then all of it is freed.
 * - An action begins with a cache line.
 */
#pragma once

#include "mixer/action/action_state.h"

/** The most actions of one allocation: an action that is kept for long keeps at most these. */
enum { SLAB_ACTIONS = 64 };

struct action_slab;

/** The place of the next action of a batch; begins with {.mixer_number, .left}. */
struct slab_cursor {
  uint64_t mixer_number;    /* of all actions of the batch */
  size_t left;              /* actions to come */
  struct action_slab *slab; /* with room for one more, or NULL */
};

/** A slab with room for one more action: the cursor's, or a new one that nothing keeps yet. NULL
 * when memory is short. */
struct action_slab *action_slab_ready(struct slab_cursor *cursor);
/** The next action, all zeros; keeps its slab until it is dropped. Only after action_slab_ready().
 */
struct action *action_slab_take(struct slab_cursor *cursor);
/** Ends the batch: frees a slab that was made ready and of which nothing was taken. */
void action_slab_end(struct slab_cursor *cursor);

/** The slab that the action lies in. */
struct action_slab *action_slab_of(const struct action *action);
/** The action no longer needs its memory. */
void action_slab_drop(struct action *action);

/** Keeps a slab, so that its actions stay readable after they are dropped / gives it back. */
void action_slab_hold(struct action_slab *slab);
void action_slab_let_go(struct action_slab *slab);
/** The action at a place, from 0. */
struct action *action_slab_at(struct action_slab *slab, size_t place);

/** Number of the mixer that the action belongs to; never repeated. */
uint64_t action_mixer_number(const struct action *action);
