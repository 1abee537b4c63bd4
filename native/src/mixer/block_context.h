/* The block context: the state of one call of the audio callback, and what its steps share.
 *
 * - The events of the block begin first. Then all active actions are rendered in order of their
 *   ids, portion after portion. Then the counters are fetched.
 * - A portion is as much of the block as a bus holds; most blocks are one portion.
 * - Changes of an active action are carried out in its turn, at their frame: the action is
 *   rendered up to there, changed, and rendered on.
 * - The same is true of a follower that may begin in the block: its changes wait for its turn.
 * - Actions that ended go to the control side at the end of the block, by one exchange.
 */
#pragma once

#include "mixer/dsp/mix.h"
#include "mixer/mixer_state.h"

/** Actions linked by next_active. */
struct action_list {
  struct action *first, *last;
};

/** The state of one call of the callback; lives on its stack. */
struct block_context {
  struct mixer *mixer;
  const struct block *block; /* NULL: the stream has ended */
  uint64_t stream_number;    /* of the mixer; 0 = no callback saw it */
  int64_t first_frame;       /* stream frames */
  int64_t end_frame;
  uint32_t output_channels;
  int64_t portion_frame; /* the part of the block being rendered: as much as a bus holds */
  int64_t portion_end;
  int64_t portion_frames;
  bool is_uniform; /* as long as the block before it, and nothing went wrong with it */
  struct clock_map map;

  /* All from here on is empty when the block begins. */
  struct action_list started, fetches, bus_changes; /* in order of time */
  bool starts_are_unsorted;                         /* by id */
  struct action *changed; /* followers that wait and have changes to carry out */
  int64_t idle_joins;     /* of followers that are due and not heard */
  int64_t late_joins;     /* of followers that are late */
  struct mail_list finished, retired;
};

/** Empties what is empty when a block begins. Field by field: memset() would cost as much as the
 * samples of a voice in 16 frames. */
static inline void block_context_clear(struct block_context *context) RT_SAFE {
  context->started = (struct action_list){0};
  context->fetches = (struct action_list){0};
  context->bus_changes = (struct action_list){0};
  context->starts_are_unsorted = false;
  context->changed = NULL;
  context->idle_joins = 0;
  context->late_joins = 0;
  context->finished = (struct mail_list){0};
  context->retired = (struct mail_list){0};
}

/** Makes the action active from `frame` on, as the last one of a list. */
void block_activate_in_list(struct block_context *context, struct action_list *list,
                            struct action *action, int64_t frame) RT_SAFE;
/** Makes a player or recorder active from `frame` on. */
void block_activate(struct block_context *context, struct action *action, int64_t frame) RT_SAFE;
/** Ends the action; nothing in it is written afterwards. */
void block_finish(struct block_context *context, struct action *action,
                  enum action_outcome outcome) RT_SAFE;
/** The action sounds no longer, but finishes later: its last block is counted, and what follows it
 * begins. */
void block_finish_later(struct block_context *context, struct action *action) RT_SAFE;
/** Carries out a command with a target: now on a pending one, in its turn on an active one. */
void block_change_target(struct block_context *context, struct action *action,
                         int64_t frame) RT_SAFE;
/** Carries out the first change of an action that has one. */
void block_carry_out_change(struct block_context *context, struct action *action) RT_SAFE;
/** Whether the target of a command can still be changed; notes it in the account. */
bool block_target_is_open(struct action *action) RT_SAFE;
/** Renders all active actions in order of their ids. */
void block_render(struct block_context *context) RT_SAFE;
/** Adds one voice at `frame` to its bus; several voices are gathered and added at once. */
void block_mix_voice(struct block_context *context, const struct action *action,
                     const float *samples, float gain, int64_t frame, int64_t frames) RT_SAFE;
/** The sum that the action is added to, ready for the portion. */
static inline struct bus_sum *block_sum(struct block_context *context,
                                        const struct action *action) RT_SAFE {
  return buses_sum(context->mixer->buses, action->bus_sum, (size_t)context->portion_frames);
}
/** The place of the action's samples from `frame` on: in its bus, whose gathered voices are added
 * first. */
struct mix_target block_mix_target(struct block_context *context, const struct action *action,
                                   int64_t frame) RT_SAFE;
