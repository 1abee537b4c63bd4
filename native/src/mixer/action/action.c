#include "mixer/action/action.h"

#include "mixer/action/action_slab.h"
#include "mixer/action/record.h"

static const struct fetched_clipped *clipped_of(const struct action *action) {
  return action->type == ACTION_FETCH_AND_RESET_STATS ? action->fetched_clipped : NULL;
}

static void read_flow(const struct flow *flow, struct action_account *account) {
  account->starved_frames = flow != NULL ? FIELD_GET(flow, starved_frames) : 0;
  account->starved_gaps = flow != NULL ? FIELD_GET(flow, starved_gaps) : 0;
  account->min_fill_frames = flow != NULL ? FIELD_GET(flow, min_fill_frames) : -1;
}

static void read_window(const struct record_window *window, struct action_account *account) {
  account->filled_frames = window != NULL ? FIELD_GET(window, filled_frames) : 0;
  account->loss_count = window != NULL ? FIELD_GET(window, loss_count) : 0;
}

void action_read(const struct action *action, struct action_account *account) {
  /* The state is stored last and read first: once it is finished all the rest is final. */
  account->state = (enum action_state)atomic_load_explicit(&action->state, memory_order_acquire);
  account->id = action->id;
  account->stream_number = FIELD_GET(action, stream_number);
  account->type = (enum action_type)action->type;
  account->outcome = (enum action_outcome)FIELD_GET(action, outcome);
  account->asap = action->asap;
  account->asked_in_seconds = action->asked_in_seconds;
  account->target_found = FIELD_GET(action, target_found);
  account->requested_time = FIELD_GET(action, requested_time);
  account->actual_time = FIELD_GET(action, actual_time);
  account->requested_frame = FIELD_GET(action, requested_frame);
  account->actual_frame = FIELD_GET(action, actual_frame);
  account->total_frames = FIELD_GET(action, total_frames);
  account->done_frames = FIELD_GET(action, done_frames);
  account->skipped_frames = FIELD_GET(action, skipped_frames);
  account->channel_count = action->channel_count;
  account->bus = action_bus(action);
  account->fetched_clipped_samples = 0;
  const struct fetched_clipped *clipped = clipped_of(action);
  for (uint32_t c = 0; clipped != NULL && c < clipped->channels; c++) {
    account->fetched_clipped_samples += (double)action_fetched_clipped(action, c);
  }
  read_flow(action->flow, account);
  read_window(record_window_of(action), account);
  live_stats_read(&action->stats, &account->stats);
}

uint64_t action_id(const struct action *action) {
  return action->id;
}

uint64_t action_fetched_clipped(const struct action *action, uint32_t channel_index) {
  const struct fetched_clipped *clipped = clipped_of(action);
  const enum action_state state = atomic_load_explicit(&action->state, memory_order_acquire);
  return clipped != NULL && state == ACTION_FINISHED && channel_index < clipped->channels
             ? clipped->samples[channel_index]
             : 0;
}

struct sample_buffer *action_samples(const struct action *action) {
  return action->samples;
}

struct action *action_retain(struct action *action) {
  action->references++;
  return action;
}

void action_let_go_of_source(struct action *action) {
  sample_buffer_release(action->samples);
  ring_buffer_release(action_ring(action));
  action->samples = NULL;
  if (action->flow != NULL) {
    action->flow->ring = NULL;
  }
}

/* What an action keeps beside its source, or NULL. */
static struct action *kept_by(const struct action *action) {
  if (action_is_command(action)) {
    return action->target;
  }
  return action->flow != NULL && action->flow->link != NULL ? action->flow->link->predecessor
                                                            : NULL;
}

/* A cancel keeps its target, which may be a cancel itself, and a follower its predecessor. Not
 * recursive: such chains have no bound.
 */
void action_release(struct action *action) {
  while (action != NULL && --action->references == 0) {
    struct action *kept = kept_by(action);
    action_let_go_of_source(action);
    action_slab_drop(action);
    action = kept;
  }
}
