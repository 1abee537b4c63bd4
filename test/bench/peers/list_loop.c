#include "list_loop.h"

#include <math.h>
#include <string.h>

#include "mixer/block.h"

void list_loop_begin(struct list_loop *loop, uint32_t output_channels, double sample_rate) {
  *loop = (struct list_loop){.output_channels = output_channels, .sample_rate = sample_rate};
  loop->end = &loop->first;
}

void list_loop_submit(struct list_loop *loop, struct list_action *first, struct list_action *last) {
  last->next = NULL;
  if (loop->arrived == NULL) {
    loop->arrived = first;
  } else {
    loop->last_arrived->next = first;
  }
  loop->last_arrived = last;
}

static void append_arrived(struct list_loop *loop) {
  if (loop->arrived != NULL) {
    *loop->end = loop->arrived;
    loop->end = &loop->last_arrived->next;
    loop->arrived = NULL;
  }
}

static void count(struct list_stats *stats, uint32_t frames, uint32_t flags) {
  if (stats->blocks == 0 || frames < stats->min_frames) {
    stats->min_frames = frames;
  }
  if (frames > stats->max_frames) {
    stats->max_frames = frames;
  }
  stats->blocks++;
  if (flags != 0) {
    stats->input_underflows += (flags & BLOCK_INPUT_UNDERFLOW) != 0;
    stats->input_overflows += (flags & BLOCK_INPUT_OVERFLOW) != 0;
    stats->output_underflows += (flags & BLOCK_OUTPUT_UNDERFLOW) != 0;
    stats->output_overflows += (flags & BLOCK_OUTPUT_OVERFLOW) != 0;
  }
}

/* The frame of the block at which it begins; `frames` = not in this block, -1 = dropped. */
static int64_t place_of(struct list_action *action, uint32_t frames, double dac_time, double rate) {
  const double difference = action->requested_time - dac_time;
  if (difference >= 0) {
    const int64_t offset = llround(difference * rate);
    if (offset >= frames) {
      action->actual_time = -1;
      return frames;
    }
    action->actual_time = dac_time + (double)offset / rate;
    return offset;
  }
  if (!action->allow_belated && action->actual_time == 0) {
    return -1;
  }
  action->actual_time = dac_time;
  return 0;
}

static void add(const struct list_action *action, float *output, uint32_t output_channels,
                uint64_t frames) {
  const float *samples = action->samples + action->done_frames * action->channel_count;
  for (uint64_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = 0; c < action->channel_count; c++) {
      output[action->channels[c]] += *samples++;
    }
    output += output_channels;
  }
}

/* Whether it goes on after this block. */
static bool play(struct list_loop *loop, struct list_action *action, float *output, uint64_t frames,
                 uint64_t offset) {
  while (offset < frames) {
    const uint64_t left = action->total_frames - action->done_frames;
    const uint64_t played = frames - offset < left ? frames - offset : left;
    add(action, output + offset * loop->output_channels, loop->output_channels, played);
    action->done_frames += played;
    offset += played;
    if (action->done_frames < action->total_frames) {
      return true;
    }
    if (!action->repeats) {
      return false;
    }
    action->done_frames = 0;
  }
  return true;
}

void list_loop_process(struct list_loop *loop, float *output, uint32_t frames, double dac_time,
                       uint32_t flags) {
  memset(output, 0, (size_t)frames * loop->output_channels * sizeof(*output));
  count(&loop->stats, frames, flags);
  append_arrived(loop);
  struct list_action **link = &loop->first, *action;
  while ((action = *link) != NULL) {
    int64_t offset = 0;
    bool goes_on = true;
    if (action->done_frames == 0 && action->stats.blocks == 0) {
      offset = place_of(action, frames, dac_time, loop->sample_rate);
    }
    if (offset < (int64_t)frames) {
      goes_on = offset >= 0 && play(loop, action, output, frames, (uint64_t)offset);
      if (offset >= 0) {
        count(&action->stats, frames, flags);
      }
    }
    if (goes_on) {
      link = &action->next;
    } else {
      *link = action->next;
      action->next = loop->finished;
      loop->finished = action;
    }
  }
  loop->end = link;
}
