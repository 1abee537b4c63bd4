/* Chains: what begins with the first frame after another action's last one.
 *
 * - The control side hangs a follower on its predecessor by one exchange, whatever the callback
 *   does meanwhile. When the predecessor has ended, the callback closes it by one exchange and
 *   takes all its followers, in the order in which they were asked for; what comes later is
 *   scheduled like anything else.
 * - A follower has a larger id than its predecessor, so it joins the active actions after it,
 *   within the same walk over the block.
 * - With a gap it begins that many frames later. Until then it waits in a heap by frame, where it
 *   costs a block nothing.
 * - An action that is cancelled before its start keeps its followers until its place comes: they
 *   begin there instead. A cancel of the chain cancels them, too, and closes each: what is asked
 *   for after one of them later hangs on its predecessor.
 * - A follower keeps its predecessor (a reference, the control side's) until it is collected; one
 *   that was cancelled before its start until it is freed.
 * - Any number of followers that are heard begin in a block. Of those that are not heard
 *   (without frames, cancelled, late already, or in a later block) a block takes a share. The rest,
 *   and what was asked for after them, is postponed to the next block: if it is late there, it is
 *   not dropped for that.
 * - What hangs on an action is not freed before the action is closed, because only the control
 *   side frees, after the callback has handed the follower back.
 */
#pragma once

#include <stdatomic.h>

#include "mixer/schedule/leftist_heap.h"

struct action;
struct block_context;
struct mixer;

/** No place lies farther away, however many gaps add up; far from an overflow. */
#define FARTHEST_PLACE ((int64_t)1 << 60)

/** What a follower has and other actions have not. */
struct chain_link {
  /* The next follower of the same predecessor. */
  _Atomic(struct action *) next_follower;
  /* The control side's. */
  struct action *last_follower; /* of the first one: the last one of its list */
  struct action *predecessor;   /* what it hangs on, or is to hang on; with a reference once its
                                   batch is handed over; NULL: no more */
  struct action *asked_next;    /* while its batch is made: the next follower in it */
  int64_t gap_frames;           /* of silence between its predecessor's end and it; once it hangs,
                                   final */
  /* The callback's. */
  bool waits;                  /* for its predecessor's end; set before it is handed over */
  bool was_cut;                /* cancelled with its chain; set before it is closed */
  bool is_postponed;           /* a block could not take it, or not what it follows */
  struct heap_node place;      /* among those that join, by id, or that join later, by frame */
  struct action *action;       /* the follower itself; set when its frame is known */
  int64_t due_frame;           /* where it begins, or UNKNOWN_FRAME; of the first of a list that
                                  waits: where their predecessor ended */
  struct action *next_list;    /* of the first of a list that waits: the next such list's first */
  struct action *next_changed; /* the next one that waits and was changed in this block */
};

/* ---- control side ---- */

/** Hangs the followers from `first` to `last` (linked by next_follower) on an action, all or none:
 * false once it is closed. */
bool chain_append(struct action *action, struct action *first, struct action *last);
bool chain_is_closed(const struct action *action);
/** What stands in for an action that follows take the place of: itself; of one that was cut with
 * its chain, what it was to follow, with the gaps between the two added to `gap_frames`. */
struct action *chain_place_of(struct action *action, int64_t *gap_frames);
/** Keeps what a follower hangs on, once it does. */
void chain_keep_predecessor(struct action *follower);
/** A finished action was collected: lets go of its predecessor where its own place is known. */
void chain_let_go_of_predecessor(struct action *action);
/** The first frame after a closed action, or where it would have begun, or UNKNOWN_FRAME. */
int64_t chain_end_frame(const struct action *action);
/** Where a follower begins whose predecessor ended before `end_frame`. Either side. */
int64_t chain_frame_after(const struct action *follower, int64_t end_frame) RT_SAFE;

/* ---- callback side (or the control side while no callback runs) ---- */

/** The action has ended, or its place has come: its followers begin at `frame`. */
void chain_hand_over(struct block_context *context, struct action *action, int64_t frame) RT_SAFE;
/** Cancels what follows the action now. */
void chain_cut(struct block_context *context, struct action *action) RT_SAFE;
/** Takes the next one of those, or NULL. */
struct action *chain_next_cut(struct mixer *mixer) RT_SAFE;
/** Whether the action waits for the end of another one. */
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
/** Before the sound of a portion of the block: those whose frame is known and lies in it join. */
void chain_begin_portion(struct block_context *context) RT_SAFE;
/** After the last portion: carries out changes of those that still wait, and ends a share of those
 * that were cancelled with their chain. */
void chain_end_block(struct block_context *context) RT_SAFE;
