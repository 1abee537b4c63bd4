#include "heap_loop.h"

#include <stdlib.h>
#include <string.h>

#include "bench_program.h"

struct heap_loop {
  const float *sound;
  uint32_t sound_frames;
  float gain;
  int64_t *onsets; /* from 0, the children of k are 2 k + 1 and 2 k + 2 */
  size_t onset_count;
  uint32_t *positions; /* of what sounds, in the sound */
  size_t position_count;
};

struct heap_loop *heap_loop_create(long capacity, const float *sound, uint32_t sound_frames,
                                   float gain) {
  struct heap_loop *loop = need(calloc(1, sizeof(*loop)));
  loop->sound = sound;
  loop->sound_frames = sound_frames;
  loop->gain = gain;
  loop->onsets = need(calloc((size_t)capacity, sizeof(*loop->onsets)));
  loop->positions = need(calloc((size_t)capacity, sizeof(*loop->positions)));
  return loop;
}

void heap_loop_destroy(struct heap_loop *loop) {
  free(loop->onsets);
  free(loop->positions);
  free(loop);
}

void heap_loop_push(struct heap_loop *loop, int64_t frame) {
  size_t k = loop->onset_count++;
  for (; k > 0 && loop->onsets[(k - 1) / 2] > frame; k = (k - 1) / 2) {
    loop->onsets[k] = loop->onsets[(k - 1) / 2];
  }
  loop->onsets[k] = frame;
}

static void drop_first(struct heap_loop *loop) {
  const size_t count = --loop->onset_count;
  const int64_t last = loop->onsets[count];
  size_t k = 0;
  for (size_t child = 1; child < count; child = 2 * k + 1) {
    if (child + 1 < count && loop->onsets[child + 1] < loop->onsets[child]) {
      child++;
    }
    if (loop->onsets[child] >= last) {
      break;
    }
    loop->onsets[k] = loop->onsets[child];
    k = child;
  }
  loop->onsets[k] = last;
}

static uint32_t sounding_frames(const struct heap_loop *loop, uint32_t position, uint32_t room) {
  const uint32_t left = loop->sound_frames - position;
  return left < room ? left : room;
}

static void add(const struct heap_loop *loop, float *restrict output, uint32_t position,
                uint32_t frames) {
  const float *restrict samples = loop->sound + (size_t)position * CHANNELS;
  const float gain = loop->gain;
  for (size_t k = 0; k < (size_t)frames * CHANNELS; k++) {
    output[k] += gain * samples[k];
  }
}

void heap_loop_render(struct heap_loop *loop, int64_t frame, uint32_t frames, float *output) {
  memset(output, 0, (size_t)frames * CHANNELS * sizeof(*output));
  for (size_t k = 0; k < loop->position_count;) {
    const uint32_t count = sounding_frames(loop, loop->positions[k], frames);
    add(loop, output, loop->positions[k], count);
    loop->positions[k] += count;
    if (loop->positions[k] == loop->sound_frames) {
      loop->positions[k] = loop->positions[--loop->position_count];
    } else {
      k++;
    }
  }
  while (loop->onset_count > 0 && loop->onsets[0] < frame + frames) {
    const uint32_t late = (uint32_t)(loop->onsets[0] - frame);
    const uint32_t count = sounding_frames(loop, 0, frames - late);
    add(loop, output + (size_t)late * CHANNELS, 0, count);
    if (count < loop->sound_frames) {
      loop->positions[loop->position_count++] = count;
    }
    drop_first(loop);
  }
}
