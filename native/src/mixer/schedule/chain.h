/* Chains: what begins right behind the last frame of something else.
 *
 * A follower hangs on its predecessor, where the control side puts it by one exchange, whatever the
 * callback does meanwhile. When the predecessor has ended, the callback closes it and takes all its
 * followers, in the order in which they were asked for; who comes later is scheduled like anything
 * else. What was called off before it began keeps its followers until its place comes: they begin
 * there instead.
 *
 * Any number of followers that are heard begin with the frame behind their predecessor, as any
 * number of sounds may begin with one frame. Of those that are not heard in the block (without
 * frames, called off, or late already) a block takes a share only. The rest of them, and whoever
 * was asked for behind them, waits for the next block and is late then, but is not dropped for
 * that.
 */
#ifndef RTMIXER_CHAIN_H
#define RTMIXER_CHAIN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/rt.h"

struct action;
struct mixer;
struct block_context;

/** What a follower has beside other actions. */
struct chain_link {
  /* Of the same predecessor, asked for next. The callback closes the last one when it comes there.
   */
  _Atomic(struct action *) next_follower;
  /* The control side's. */
  struct action *last_follower; /* of the first one: the last one of its list */
  struct action *predecessor;   /* while its batch is made: what it is still to hang on */
  struct action *asked_next;    /* while its batch is made: the next follower in it */
  /* The callback's. */
  bool waits;        /* for its predecessor's end; set before it is handed over */
  bool is_postponed; /* a block could not take it, or not what it follows */
  uint32_t rank;     /* among those that join, a leftist heap by id */
  struct action *left,
      *right;        /* of the first of a list that waits: `left` is the next such list's */
  int64_t due_frame; /* the first frame behind its predecessor, -1 = not due yet */
  struct action *next_changed; /* the next one that waits and was changed in this block */
};

/* ---- control side ---- */

/** Hangs the followers from `first` to `last` (linked by next_follower) on an action, all or none:
 * false once it is closed. */
bool chain_append(struct action *action, struct action *first, struct action *last);
bool chain_is_closed(const struct action *action);
/** The first frame behind a closed action, or where it would have begun had it begun; -1 = nobody
 * knows. */
int64_t chain_end_frame(const struct action *action);

/* ---- callback side (or the control side while no callback runs) ---- */

/** The action has ended, or its place has come: whatever follows it begins at `frame`. */
void chain_hand_over(struct block_context *context, struct action *action, int64_t frame) RT_SAFE;
/** Whatever follows the action now is called off. */
void chain_cut(struct block_context *context, struct action *action) RT_SAFE;
/** The next one of those, or NULL; it has left its predecessor. */
struct action *chain_next_cut(struct mixer *mixer) RT_SAFE;
/** Does the action wait for the end of another? */
bool chain_waits(const struct action *action) RT_SAFE;
/** Notes that the waiting action has changes to carry out; before the first of them. */
void chain_note_change(struct block_context *context, struct action *action) RT_SAFE;
/** Of the followers that are due the one with the smallest id, if that is smaller than `before`'s
 * (NULL = any), else NULL. */
struct action *chain_next(struct mixer *mixer, const struct action *before) RT_SAFE;
/** As many as a block takes of those that earlier blocks could not take are due now; all of them
 * where the stream has ended. */
void chain_begin_block(struct block_context *context) RT_SAFE;
/** Begins a follower where its predecessor ended. False: it does not sound in this block. */
bool chain_join(struct block_context *context, struct action *action) RT_SAFE;
/** Behind all sound of a portion of the block: who is due in the next one. */
void chain_end_portion(struct block_context *context) RT_SAFE;
/** Behind the last portion: changes of those that still wait, and an end to some that were called
 * off. */
void chain_end_block(struct block_context *context) RT_SAFE;

#endif
