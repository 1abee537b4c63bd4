#include "mixer/action/fast_path.h"

#include "base/instruction_sets.h"

static inline bool takes_fast_path(const struct action *action, int64_t portion_end) RT_SAFE {
  return portion_end < action->fast_path_until && !FIELD_GET(action, metered);
}

/* The players from *link on that are on the fast path and on one sum. Beside adding voices, walking
 * from one to the next is most of what a block costs: this loop reads as little as it can and keeps
 * the rest in registers. `counts`: the block is counted for each by one addition, as one like the
 * block before; without that 16 voices cost a tenth more. */
static INLINE struct action **render_row(struct block_context *context, struct action **link,
                                         struct bus_sum *sum, bool only_one, bool counts) RT_SAFE {
  const int64_t portion_end = context->portion_end, frames = context->portion_frames;
  const size_t samples = sum->sample_count;
  const size_t prefetched = mix_prefetch_samples(samples);
  struct action *action = *link;
  const uint16_t number = action->bus_sum;
  struct voice_group *group = bus_gather_portion(sum);
  uint32_t count = group->count;
  do {
    if (count == MIX_VOICES) {
      group->count = count;
      bus_flush(sum);
      count = 0;
    }
    const float *const first = action->next_samples;
    group->voices[count++] = (struct mix_voice){.samples = first, .gain = action->gain.to};
    mix_prefetch(first, prefetched);
    action->next_samples = first + samples;
    action->source_frame += frames;
    action->render_frame += frames;
    FIELD_ADD(action, done_frames, frames);
    if (counts) {
      live_stats_count_another(&action->stats);
    }
    link = &action->next_active;
    action = *link;
  } while (!only_one && action != NULL && takes_fast_path(action, portion_end) &&
           action->bus_sum == number);
  group->count = count;
  return link;
}

/* Counts the block for all of them, where it is not like the block before. */
static void count_row(struct block_context *context, struct action **link,
                      struct action **end) RT_SAFE {
  for (; link != end; link = &(*link)->next_active) {
    live_stats_count(&(*link)->stats, context->block);
  }
}

struct action **fast_path_render(struct block_context *context, struct action **link,
                                 bool only_one) RT_SAFE {
  const bool is_last_portion = context->portion_end == context->end_frame;
  while (*link != NULL && takes_fast_path(*link, context->portion_end)) {
    struct bus_sum *sum = block_sum(context, *link);
    struct action **const begin = link;
    if (is_last_portion && context->is_uniform) {
      link = render_row(context, link, sum, only_one, true);
    } else {
      link = render_row(context, link, sum, only_one, false);
      if (is_last_portion) {
        count_row(context, begin, link);
      }
    }
    if (only_one) {
      break;
    }
  }
  return link;
}

bool fast_path_begin(struct block_context *context, struct action *action) RT_SAFE {
  const int64_t frame = action->render_frame, frames = context->portion_end - frame;
  const int64_t left = FIELD_GET(action, total_frames) - FIELD_GET(action, done_frames) -
                       FIELD_GET(action, skipped_frames);
  if (action->flow != NULL || !action_is_player(action) || frames >= left || frames <= 0 ||
      FIELD_GET(action, metered) || !fast_path_is_possible(context, action)) {
    return false;
  }
  struct bus_sum *sum = block_sum(context, action);
  const size_t samples = (size_t)frames * sum->channels;
  const float *const first =
      sample_buffer_data(action->samples) + action->source_frame * sum->channels;
  const struct mix_voice voice = {.samples = first, .gain = action->gain.to};
  bus_gather_start(sum, voice, (uint32_t)(sum->sample_count - samples));
  action->next_samples = first + samples;
  action->source_frame += frames;
  action->render_frame = context->portion_end;
  action->fast_path_until = frame + left;
  FIELD_ADD(action, done_frames, frames);
  return true;
}
