/* A plain mixer by the rules of python-rtmixer's audio callback, as a bar for few voices and for
 * many starts in one block. It may only get faster. Its rules:
 *
 * - The actions form one singly linked list in the order in which they were asked for. What is new
 *   is handed over as a chain and appended as a whole at the beginning of a block.
 * - A block begins with silence, then the list is walked once, in its order.
 * - An action that has done no frames compares the time that it was asked for with the block's DAC
 *   time: the difference, rounded to whole frames, is its place in the block. Beyond the block it
 *   waits, and is looked at again in the next one. Before the block it begins with it, or is
 *   dropped.
 * - Samples are added to the output one after another, through a channel map. There is no gain, no
 *   fade and no loop: a voice that is endless begins again at its first frame (`repeats`), which
 * the original cannot.
 * - Each action counts the blocks in which it sounded, the smallest and the largest of them, and
 * the faults that the host reported.
 * - What ends is unlinked and handed back by a list.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct list_stats {
  uint64_t blocks, min_frames, max_frames;
  uint64_t input_underflows, input_overflows, output_underflows, output_overflows;
};

struct list_action {
  struct list_action *next;
  double requested_time, actual_time;
  bool allow_belated, repeats;
  uint64_t total_frames, done_frames;
  const float *samples;
  uint32_t channel_count;
  uint32_t channels[2]; /* 0-based */
  struct list_stats stats;
};

struct list_loop {
  struct list_action *first, **end; /* the list, and the link after its last one */
  struct list_action *arrived, *last_arrived;
  struct list_action *finished;
  struct list_stats stats;
  uint32_t output_channels;
  double sample_rate;
};

void list_loop_begin(struct list_loop *loop, uint32_t output_channels, double sample_rate);
/** Hands over actions linked from `first` to `last`. */
void list_loop_submit(struct list_loop *loop, struct list_action *first, struct list_action *last);
/** One call of the callback. */
void list_loop_process(struct list_loop *loop, float *output, uint32_t frames, double dac_time,
                       uint32_t flags);
