#include "steady.h"

static inline bool is_usual(const struct action *action, int64_t portion_end) RT_SAFE {
  return portion_end < action->steady_until && action->last_change == NULL &&
         !ACTION_GET(action, metered);
}

/* It was counted in the block before, so one that is alike needs no look at its size. */
static inline void count_block(struct action *action, const struct pass *pass) RT_SAFE {
  if (pass->is_uniform) {
    live_stats_count_another(&action->stats);
  } else {
    live_stats_count(&action->stats, pass->block);
  }
}

struct action **steady_render(struct pass *pass, struct action **link, uint32_t most) RT_SAFE {
  const int64_t portion_end = pass->portion_end, frames = pass->portion_frames;
  const size_t samples = pass->portion_samples;
  const bool is_last_portion = portion_end == pass->end_frame;
  for (struct action *action; most > 0; most--, link = &action->next_active) {
    action = *link;
    if (action == NULL || !is_usual(action, portion_end)) {
      break;
    }
    struct bus *bus = &pass->bus[action->bus];
    const struct mix_voice voice = {.samples = action->next_samples, .gain = action->gain.to};
    bus_gather(bus, voice, bus->samples, samples);
    action->next_samples = voice.samples + samples;
    action->source_frame += frames;
    action->render_frame += frames;
    ACTION_ADD(action, done_frames, frames);
    if (is_last_portion) {
      count_block(action, pass);
    }
  }
  return link;
}
