/* The memory of actions: those that are scheduled together lie together, so that the callback finds
 * them side by side. Control side only.
 */
#ifndef RTMIXER_ACTION_SLAB_H
#define RTMIXER_ACTION_SLAB_H

#include "mixer/action/action_state.h"

/** Actions of one allocation: enough to lie together, few enough that one that is kept for long
 * keeps little beside itself. */
enum { SLAB_ACTIONS = 64 };

struct action_slab;

/** Where the next action of a batch goes; begin with {.mixer_number, .left}. */
struct slab_cursor {
  uint64_t mixer_number;    /* of all actions of the batch */
  size_t left;              /* actions to come */
  struct action_slab *slab; /* with room for one more, or NULL */
};

/** A slab with room for at least one more action, if need be a new one that nothing keeps yet; NULL
 * when memory is short. */
struct action_slab *action_slab_ready(struct slab_cursor *cursor);
/** The next action, all zeros; keeps its slab until it is dropped. After action_slab_ready(). */
struct action *action_slab_take(struct slab_cursor *cursor);
/** Gives back a slab that was made ready and of which nothing was taken. */
void action_slab_end(struct slab_cursor *cursor);

/** The slab that the action lies in. */
struct action_slab *action_slab_of(const struct action *action);
/** The action's memory is no longer needed. */
void action_slab_drop(struct action *action);

/** Keeps a slab, and what can be read of its actions, whatever becomes of them. */
void action_slab_hold(struct action_slab *slab);
void action_slab_let_go(struct action_slab *slab);
/** The action at a place, from 0. */
struct action *action_slab_at(struct action_slab *slab, size_t place);

/** Number of the mixer that the action belongs to; never repeated. */
uint64_t action_mixer_number(const struct action *action);

#endif
