#include "list_scenes.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench_program.h"
#include "list_loop.h"
#include "starts.h"

static _Alignas(64) float output[MAX_BLOCK * CHANNELS];

static struct list_action action_of(const float *samples, long frames, double time) {
  return (struct list_action){.requested_time = time,
                              .allow_belated = true,
                              .total_frames = (uint64_t)frames,
                              .samples = samples,
                              .channel_count = CHANNELS,
                              .channels = {0, 1}};
}

static void submit_all(struct list_loop *loop, struct list_action *actions, long count) {
  for (long k = 0; k + 1 < count; k++) {
    actions[k].next = &actions[k + 1];
  }
  list_loop_submit(loop, actions, &actions[count - 1]);
}

static void process(struct list_loop *loop, int64_t frame, long block_frames) {
  list_loop_process(loop, output, (uint32_t)block_frames, (double)frame / RATE, 0);
}

/* Looped by `repeats`, so that no voice ends. */
void list_mix(long voices, long block_frames, long sound_frames) {
  const long blocks = passes_of(voices, sound_frames) * sound_frames / block_frames;
  float *samples = need(malloc((size_t)(voices * sound_frames) * CHANNELS * sizeof(*samples)));
  struct list_action *actions = need(calloc((size_t)voices, sizeof(*actions)));
  struct list_loop loop;
  list_loop_begin(&loop, CHANNELS, RATE);
  for (long k = 0; k < voices; k++) {
    float *own = samples + k * sound_frames * CHANNELS;
    fill_sound(own, (size_t)sound_frames, k);
    actions[k] = action_of(own, sound_frames, 0);
    actions[k].repeats = true;
  }
  submit_all(&loop, actions, voices);
  process(&loop, 0, block_frames);
  process(&loop, block_frames, block_frames);
  const double sum = checksum(output, (size_t)block_frames * CHANNELS);
  const double begin = thread_seconds();
  for (long block = 0; block < blocks; block++) {
    process(&loop, (block + 2) * block_frames, block_frames);
  }
  const double seconds = thread_seconds() - begin;
  printf("%.5f %.9g", seconds * 1e9 / ((double)voices * (double)blocks * (double)block_frames),
         sum);
  free(actions);
  free(samples);
}

void list_starts(long count, long block_frames) {
  const long rounds = rounds_of_starts(count);
  float *sound = need(malloc(STARTED_FRAMES * CHANNELS * sizeof(*sound)));
  struct list_action *actions = need(calloc((size_t)count, sizeof(*actions)));
  double *microseconds = need(calloc((size_t)rounds, sizeof(*microseconds)));
  double sum = 0;
  struct list_loop loop;
  list_loop_begin(&loop, CHANNELS, RATE);
  fill_sound(sound, STARTED_FRAMES, 0);
  int64_t frame = 0;
  for (long round = 0; round < rounds; round++) {
    for (long k = 0; k < count; k++) {
      const int64_t start = frame + start_of(k, block_frames);
      actions[k] = action_of(sound, STARTED_FRAMES, (double)start / RATE);
    }
    submit_all(&loop, actions, count);
    const double begin = thread_seconds();
    process(&loop, frame, block_frames);
    microseconds[round] = (thread_seconds() - begin) * 1e6;
    sum = checksum(output, (size_t)block_frames * CHANNELS);
    for (frame += block_frames; loop.first != NULL; frame += block_frames) {
      process(&loop, frame, block_frames);
    }
    loop.finished = NULL;
  }
  printf("%.4f %.9g", quantile(microseconds, (size_t)rounds, 0.5), sum);
  free(microseconds);
  free(actions);
  free(sound);
}
