#include "mixer/block_context.h"

#include "mixer/action/action_handler.h"
#include "mixer/action/fast_path.h"
#include "mixer/action/record.h"

/* Notes frame and time at which the action began. */
static void note_start(struct block_context *context, struct action *action,
                       int64_t frame) RT_SAFE {
  const double time = clock_map_seconds(&context->map, action->time_base, frame);
  FIELD_SET(action, actual_frame, frame);
  FIELD_SET(action, actual_time, time);
  FIELD_SET(action, stream_number, context->stream_number);
}

void block_activate_in_list(struct block_context *context, struct action_list *list,
                            struct action *action, int64_t frame) RT_SAFE {
  note_start(context, action, frame);
  FIELD_SET(action, state, ACTION_ACTIVE);
  action->next_active = NULL;
  if (list->last == NULL) {
    list->first = action;
  } else {
    list->last->next_active = action;
  }
  list->last = action;
}

void block_activate(struct block_context *context, struct action *action, int64_t frame) RT_SAFE {
  const struct action *last = context->started.last;
  context->starts_are_unsorted |= last != NULL && last->id > action->id;
  action->render_frame = frame;
  action->gain.first_frame = frame;
  action->fast_path_until = 0;
  block_activate_in_list(context, &context->started, action, frame);
}

/* Counts the block in the action's stats, once. */
static void count_block(struct block_context *context, struct action *action) RT_SAFE {
  if (!action->block_counted) {
    action->block_counted = true;
    live_stats_count(&action->stats, context->block);
  }
}

static void hand_over_chain(struct block_context *context, struct action *action) RT_SAFE {
  if (action->left_schedule && !action_is_command(action)) {
    chain_hand_over(context, action, action->render_frame);
  }
}

void block_finish_later(struct block_context *context, struct action *action) RT_SAFE {
  count_block(context, action);
  hand_over_chain(context, action);
}

void block_finish(struct block_context *context, struct action *action,
                  enum action_outcome outcome) RT_SAFE {
  const bool has_ended = record_is_ending(action);
  if (context->block != NULL && !has_ended && outcome != OUTCOME_CANCELLED_BEFORE_START &&
      outcome != OUTCOME_BELATED) {
    count_block(context, action);
  }
  action->retires_later = !action->left_schedule;
  FIELD_SET(action, stream_number, context->stream_number);
  FIELD_SET(action, outcome, outcome);
  atomic_store_explicit(&action->state, ACTION_FINISHED, memory_order_release);
  mail_list_add(&context->finished, &action->finished);
  if (!has_ended) {
    hand_over_chain(context, action);
  }
}

/* An active command has been carried out already and waits for the end of the block. A recorder
 * that has ended and writes the zeros before its end has handed over its followers. */
bool block_target_is_open(struct action *action) RT_SAFE {
  const struct action *target = action->target;
  const uint8_t state = FIELD_GET(target, state);
  const bool is_open = action_is_command(target)
                           ? state == ACTION_PENDING
                           : state != ACTION_FINISHED && !record_is_ending(target);
  FIELD_SET(action, target_found, is_open);
  return is_open;
}

/* Whether changes wait for the target's turn: it is active, or may begin in this block. */
static bool has_turn(const struct action *target) RT_SAFE {
  const uint8_t state = FIELD_GET(target, state);
  return !action_is_command(target) &&
         (state == ACTION_ACTIVE || (state == ACTION_PENDING && chain_waits(target)));
}

void block_change_target(struct block_context *context, struct action *action,
                         int64_t frame) RT_SAFE {
  struct action *target = action->target;
  note_start(context, action, frame);
  if (!has_turn(target)) {
    action_handlers[action->type]->change(context, action);
    block_finish(context, action, OUTCOME_COMPLETED);
    return;
  }
  FIELD_SET(action, state, ACTION_ACTIVE);
  if (target->last_change == NULL) {
    action->next_change = action;
    if (chain_waits(target)) {
      chain_note_change(context, target);
    }
  } else {
    action->next_change = target->last_change->next_change;
    target->last_change->next_change = action;
  }
  target->last_change = action;
  target->fast_path_until = 0; /* its next block has a change */
}

void block_carry_out_change(struct block_context *context, struct action *action) RT_SAFE {
  struct action *const last = action->last_change;
  struct action *const change = last->next_change;
  last->next_change = change->next_change;
  action->last_change = change == last ? NULL : last;
  action_handlers[change->type]->change(context, change);
  block_finish(context, change, OUTCOME_COMPLETED);
}

/* ---- voices ---- */

/* The place of a frame of the portion in a sum. */
static float *frames_at(const struct block_context *context, const struct bus_sum *sum,
                        int64_t frame) RT_SAFE {
  return sum->samples + (frame - context->portion_frame) * sum->channels;
}

struct mix_target block_mix_target(struct block_context *context, const struct action *action,
                                   int64_t frame) RT_SAFE {
  struct bus_sum *sum = block_sum(context, action);
  bus_flush(sum);
  bus_be_heard(sum);
  return (struct mix_target){.output = frames_at(context, sum, frame),
                             .output_channels = sum->channels,
                             .indices = action_channel_indices(action),
                             .width = action->channel_count,
                             .source_channels = action_source_channels(action),
                             .matrix = action_matrix(action)};
}

void block_mix_voice(struct block_context *context, const struct action *action,
                     const float *samples, float gain, int64_t frame, int64_t frames) RT_SAFE {
  const struct mix_voice voice = {.samples = samples, .gain = gain};
  if (!action->all_channels) {
    const struct mix_target target = block_mix_target(context, action, frame);
    mix_mapped(&target, &voice, (size_t)frames);
    return;
  }
  struct bus_sum *sum = block_sum(context, action);
  bus_gather(sum, voice, frames_at(context, sum, frame), (size_t)frames * sum->channels);
}

/* ---- rendering ---- */

/* Bottom-up merge sort of a list by id, of runs that are in order already, without recursion or
 * allocation. */
static struct action *merge(struct action *a, struct action *b) RT_SAFE {
  struct action *first = NULL, **link = &first;
  while (a != NULL && b != NULL) {
    struct action **smaller = a->id < b->id ? &a : &b;
    *link = *smaller;
    link = &(*link)->next_active;
    *smaller = *link;
  }
  *link = a != NULL ? a : b;
  return first;
}

/* The actions from the first one on whose ids ascend; *rest = those after them. */
static struct action *take_run(struct action *first, struct action **rest) RT_SAFE {
  struct action *last = first;
  while (last->next_active != NULL && last->id < last->next_active->id) {
    last = last->next_active;
  }
  *rest = last->next_active;
  last->next_active = NULL;
  return first;
}

static struct action *sort_by_id(struct action *list) RT_SAFE {
  struct action *sorted[64] = {NULL}; /* sorted[k] holds 2^k runs or none */
  while (list != NULL) {
    struct action *one = take_run(list, &list);
    int k = 0;
    for (; sorted[k] != NULL; k++) {
      one = merge(sorted[k], one);
      sorted[k] = NULL;
    }
    sorted[k] = one;
  }
  struct action *all = NULL;
  for (int k = 0; k < 64; k++) {
    all = merge(all, sorted[k]);
  }
  return all;
}

/* Renders up to each change of this portion and carries it out; once the action has ended, all that
 * are left. All actions together have at most as many as a block takes (schedule.c). */
static void apply_changes(struct block_context *context, struct action *action) RT_SAFE {
  const struct action_handler *handler = action_handlers[action->type];
  while (action->last_change != NULL) {
    const int64_t frame = FIELD_GET(action->last_change->next_change, actual_frame);
    if (!action_is_finished(action)) {
      if (frame >= context->portion_end) {
        return;
      }
      handler->advance(context, action, frame);
    }
    block_carry_out_change(context, action);
  }
}

static void render(struct block_context *context, struct action *action) RT_SAFE {
  const bool is_last_portion = context->portion_end == context->end_frame;
  if (!is_last_portion && action->render_frame >= context->portion_end) {
    return; /* it begins later in the block */
  }
  if (action->last_change != NULL) {
    apply_changes(context, action);
  }
  if (!action_is_finished(action) && !fast_path_begin(context, action)) {
    action_handlers[action->type]->advance(context, action, context->portion_end);
  }
  if (action_is_finished(action)) {
    apply_changes(context, action);
  } else if (is_last_portion) {
    if (!record_is_ending(action)) {
      count_block(context, action);
    }
    action->block_counted = false;
  }
}

/* Followers have larger ids than their predecessors, so they join after the place of the walk. */
static void join_ahead(struct block_context *context, struct action **link) RT_SAFE {
  struct action *follower;
  while ((follower = chain_next(context->mixer, *link)) != NULL) {
    if (chain_join(context, follower)) {
      follower->next_active = *link;
      *link = follower;
      return;
    }
  }
}

static void render_portion(struct block_context *context) RT_SAFE {
  struct action **link = &context->mixer->active;
  for (;;) {
    if (context->mixer->joining != NULL) {
      join_ahead(context, link);
    }
    /* A block of the fast path ends no action, so no follower joins after it. */
    struct action **const left = fast_path_render(context, link, context->mixer->joining != NULL);
    if (left != link) {
      link = left;
      continue;
    }
    struct action *action = *link;
    if (action == NULL) {
      return;
    }
    render(context, action);
    if (action_is_finished(action)) {
      *link = action->next_active;
    } else {
      link = &action->next_active;
    }
  }
}

void block_render(struct block_context *context) RT_SAFE {
  struct mixer *mixer = context->mixer;
  if (context->started.first != NULL) {
    const bool is_sorted = !context->starts_are_unsorted;
    struct action *started = context->started.first;
    mixer->active = merge(mixer->active, is_sorted ? started : sort_by_id(started));
    context->started = (struct action_list){0};
  }
  for (int64_t frame = context->first_frame; frame < context->end_frame;
       frame = context->portion_end) {
    context->portion_frame = frame;
    context->portion_end = buses_begin_portion(context);
    context->portion_frames = context->portion_end - frame;
    if (mixer->joining_later != NULL) {
      chain_begin_portion(context);
    }
    render_portion(context);
    buses_end_portion(context);
  }
  if (context->changed != NULL || mixer->cut != NULL) {
    chain_end_block(context);
  }
}
