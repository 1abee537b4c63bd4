/* fetchAndResetStats: takes the stream's counters and sets them to zero.
 *
 * It is carried out after the last frame of its block, so that it has the whole block.
 */
#include "mixer/action/fetch_stats.h"

#include "mixer/action/action_handler.h"

static void start(struct block_context *context, struct action *action, int64_t frame) RT_SAFE {
  block_activate_in_list(context, &context->fetches, action, frame);
}

static void fetch_clipped(struct mixer *mixer, struct fetched_clipped *clipped) RT_SAFE {
  for (uint32_t c = 0; c < clipped->channels; c++) {
    clipped->samples[c] = FIELD_GET(mixer, clipped_samples[c]);
    FIELD_SET(mixer, clipped_samples[c], 0);
  }
}

static void fetch(struct block_context *context, struct action *action) RT_SAFE {
  struct mixer *mixer = context->mixer;
  struct stats stats;
  live_stats_read(&mixer->stats, &stats);
  live_stats_write(&action->stats, &stats);
  fetch_clipped(mixer, action->fetched_clipped);
  live_stats_write(&mixer->stats, &(struct stats){0});
  FIELD_SET(mixer, inferred_dropouts, 0);
  FIELD_SET(mixer, inferred_dropout_frames, 0);
  /* Its stats are the stream's; its own block is not counted in them. */
  action->block_counted = true;
  block_finish(context, action, OUTCOME_COMPLETED);
}

/* No more than the changes that a block takes (schedule.c). */
void fetch_stats_of_block(struct block_context *context) RT_SAFE {
  for (struct action *action = context->fetches.first, *next; action != NULL; action = next) {
    next = action->next_active;
    fetch(context, action);
  }
}

const struct action_handler fetch_and_reset_stats_handler = {.start = start};
