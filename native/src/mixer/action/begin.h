/* The actions that begin in a block: in time, late, or not at all. */
#pragma once

#include "mixer/block_context.h"

/** Begins all actions of the schedule whose frame lies in the block or before it. Callback-safe. */
void block_begin_scheduled(struct block_context *context) RT_SAFE;
/** The same, and of chains what the block before could not take. Callback-safe. */
static inline void block_begin_actions(struct block_context *context) RT_SAFE {
  if (context->mixer->postponed != NULL) {
    chain_begin_block(context);
  }
  if (!schedule_is_quiet(&context->mixer->schedule, context->end_frame)) {
    block_begin_scheduled(context);
  }
}
/** The schedule has let go of an action whose place is `frame`. False = it was cancelled while it
 * waited, and what follows it takes its place. Callback-safe. */
bool block_leave_schedule(struct block_context *context, struct action *action,
                          int64_t frame) RT_SAFE;
/** Notes in the account where it begins: the frame that was asked for, where that is known only
 * now. Callback-safe. */
void block_note_place(const struct block_context *context, struct action *action,
                      int64_t frame) RT_SAFE;
/** Begins one whose frame has come, or has passed: then as its belated policy says, unless it is
 * late because it was postponed. Its left_schedule is set. Callback-safe. */
void block_begin_action(struct block_context *context, struct action *action, int64_t frame,
                        bool is_postponed) RT_SAFE;
