#include "mixer/action/fast_path.h"

#include "base/instruction_sets.h"

static inline bool is_usual(const struct action *action, int64_t portion_end) RT_SAFE {
  return portion_end < action->steady_until && !ACTION_GET(action, metered);
}

/* Beside adding voices, walking from one to the next is most of what a block costs. So this loop
 * looks at as little as it can, and keeps what it can in registers: all on one bus, all blocks
 * counted (`counts`) or none. */
static INLINE struct action **render_row(struct pass *pass, struct action **link, struct bus *bus,
                                         bool only_one, bool counts) RT_SAFE {
  const int64_t portion_end = pass->portion_end, frames = pass->portion_frames;
  const size_t samples = pass->portion_samples;
  const size_t foreseen = mix_foreseen(samples);
  struct action *action = *link;
  const uint8_t number = action->bus;
  struct voice_group *group = bus_gather_portion(bus);
  uint32_t count = group->count;
  do {
    if (count == MIX_VOICES) {
      group->count = count;
      bus_flush(bus);
      count = 0;
    }
    const float *const first = action->next_samples;
    group->voices[count++] = (struct mix_voice){.samples = first, .gain = action->gain.to};
    mix_foresee(first, foreseen);
    action->next_samples = first + samples;
    action->source_frame += frames;
    action->render_frame += frames;
    ACTION_ADD(action, done_frames, frames);
    if (counts) {
      live_stats_count_another(&action->stats);
    }
    link = &action->next_active;
    action = *link;
  } while (!only_one && action != NULL && is_usual(action, portion_end) && action->bus == number);
  group->count = count;
  return link;
}

/* Counts the block for all of a row, where it is not like the block before. */
static void count_row(struct pass *pass, struct action **link, struct action **end) RT_SAFE {
  for (; link != end; link = &(*link)->next_active) {
    live_stats_count(&(*link)->stats, pass->block);
  }
}

struct action **steady_render(struct pass *pass, struct action **link, bool only_one) RT_SAFE {
  const bool is_last_portion = pass->portion_end == pass->end_frame;
  while (*link != NULL && is_usual(*link, pass->portion_end)) {
    struct bus *bus = &pass->bus[(*link)->bus];
    struct action **const begin = link;
    if (is_last_portion && pass->is_uniform) {
      link = render_row(pass, link, bus, only_one, true);
    } else {
      link = render_row(pass, link, bus, only_one, false);
      if (is_last_portion) {
        count_row(pass, begin, link);
      }
    }
    if (only_one) {
      break;
    }
  }
  return link;
}
