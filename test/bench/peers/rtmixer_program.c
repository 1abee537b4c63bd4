/* The mixer core, and two loops that show the practical limits. The mixer is called through
 * mixer_schedule() and mixer_process(), as the device's callback does.
 *
 *   mix VOICES BLOCK FRAMES      nanoseconds per voice and frame, checksum of a block; looping
 *                                voices of FRAMES, all distinct
 *   limit VOICES BLOCK FRAMES    the same of the plain loop over the same buffers
 *   sustain VOICES BLOCK         median, 99.9th percentile and longest of the blocks in
 *                                microseconds; 64 shared buffers of one second, voices begin and
 *                                end all the time, so that each block reads from everywhere
 *   sounds COUNT SECONDS BLOCK   seconds of rendering, checksum, seconds of scheduling, bytes per
 *                                action; sounds of 10 ms, all scheduled up front
 *   heap COUNT SECONDS BLOCK     seconds of rendering, checksum, seconds of scheduling; the bare
 *                                heap loop
 *   pending COUNT                median block of 64 frames in microseconds while so many wait
 *   starts COUNT BLOCK           see crowds.h
 *   flood KIND COUNT BLOCK       see crowds.h
 *   list-mix VOICES BLOCK FRAMES, list-starts COUNT BLOCK
 *                                the same of the list mixer (list_loop.h)
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crowds.h"
#include "heap_loop.h"
#include "list_scenes.h"
#include "plain_loop.h"
#include "rtmixer_stage.h"

enum { SOUND_FRAMES = RATE / 100, SHARED_BUFFERS = 64, SUSTAINED_SECONDS = 4 };

static const float gain = GAIN_PERCENT / 100.0f;
static _Alignas(64) float output[MAX_BLOCK * CHANNELS];

/* ---- mix and limit ---- */

/* One stage is kept between commands. */
static struct stage *stage_of(long voices, long sound_frames) {
  static struct stage *stage;
  if (stage != NULL && (stage->buffer_count != voices || stage->buffer_frames != sound_frames)) {
    stage_end(stage);
    stage = NULL;
  }
  stage = stage == NULL ? stage_begin(voices, sound_frames) : stage;
  return stage;
}

/* All voices begin with the next block and loop endlessly. */
static void begin_voices(struct stage *stage) {
  struct stage_play *plays = need(calloc((size_t)stage->buffer_count, sizeof(*plays)));
  stage_restart(stage);
  for (long k = 0; k < stage->buffer_count; k++) {
    plays[k] = (struct stage_play){.buffer = k, .is_endless = true};
  }
  stage_schedule(stage, plays, (size_t)stage->buffer_count);
  free(plays);
}

/* The first block, which starts the voices, is not timed. */
static double mixer_seconds(struct stage *stage, long block_frames, long blocks) {
  begin_voices(stage);
  stage_process(stage, output, (uint32_t)block_frames);
  const double begin = thread_seconds();
  for (long block = 0; block < blocks; block++) {
    stage_process(stage, output, (uint32_t)block_frames);
  }
  const double seconds = thread_seconds() - begin;
  begin_voices(stage);
  stage_process(stage, output, (uint32_t)block_frames);
  stage_process(stage, output, (uint32_t)block_frames);
  return seconds;
}

static double loop_seconds(struct stage *stage, long block_frames, long blocks) {
  const float **voices = need(calloc((size_t)stage->buffer_count, sizeof(float *)));
  for (long k = 0; k < stage->buffer_count; k++) {
    voices[k] = sample_buffer_data(stage->buffers[k]);
  }
  const size_t count = (size_t)block_frames * CHANNELS;
  const size_t places = (size_t)(stage->buffer_frames / block_frames);
  const double begin = thread_seconds();
  for (size_t block = 0; block < (size_t)blocks; block++) {
    plain_loop(output, voices, stage->buffer_count, block % places * count, gain, count);
  }
  const double seconds = thread_seconds() - begin;
  plain_loop(output, voices, stage->buffer_count, count, gain, count);
  free(voices);
  return seconds;
}

/* Leaves the second block of the voices in `output`. */
static void mix(long voices, long block_frames, long sound_frames, bool is_limit) {
  struct stage *stage = stage_of(voices, sound_frames);
  const long blocks = passes_of(voices, sound_frames) * sound_frames / block_frames;
  const double seconds = is_limit ? loop_seconds(stage, block_frames, blocks)
                                  : mixer_seconds(stage, block_frames, blocks);
  printf("%.5f %.9g", seconds * 1e9 / ((double)voices * (double)blocks * (double)block_frames),
         checksum(output, (size_t)block_frames * CHANNELS));
}

/* ---- sustain ---- */

/* So many voices at any time, after one second: each place begins again every second. */
static void schedule_places(struct stage *stage, long voices) {
  const long seconds = SUSTAINED_SECONDS + 1;
  const size_t count = (size_t)(voices * seconds);
  struct stage_play *plays = need(calloc(count, sizeof(*plays)));
  for (long second = 0; second < seconds; second++) {
    for (long k = 0; k < voices; k++) {
      const int64_t frame = second * RATE + (int64_t)((double)k * RATE / (double)voices);
      plays[second * voices + k] =
          (struct stage_play){.buffer = k % SHARED_BUFFERS, .frame = frame};
    }
  }
  stage_schedule(stage, plays, count);
  free(plays);
}

static void sustain(long voices, long block_frames) {
  static struct stage *stage;
  stage = stage == NULL ? stage_begin(SHARED_BUFFERS, RATE) : stage;
  stage_restart(stage);
  schedule_places(stage, voices);
  while (stage->frame < RATE) {
    stage_process(stage, output, (uint32_t)block_frames);
  }
  const size_t blocks = (size_t)(SUSTAINED_SECONDS * RATE / block_frames);
  double *microseconds = need(calloc(blocks, sizeof(*microseconds)));
  for (size_t k = 0; k < blocks; k++) {
    const double begin = thread_seconds();
    stage_process(stage, output, (uint32_t)block_frames);
    microseconds[k] = (thread_seconds() - begin) * 1e6;
  }
  const double median = quantile(microseconds, blocks, 0.5);
  printf("%.3f %.3f %.3f", median, quantile(microseconds, blocks, 0.999), microseconds[blocks - 1]);
  free(microseconds);
}

/* ---- sounds, heap and pending ---- */

static float *output_of(long seconds) {
  return need(calloc((size_t)(seconds * RATE + MAX_BLOCK) * CHANNELS, sizeof(float)));
}

static struct stage_play *plays_of(long count, long seconds) {
  struct stage_play *plays = need(calloc((size_t)count, sizeof(*plays)));
  for (long k = 0; k < count; k++) {
    plays[k].frame = onset_of(submission_of(k, count), count, seconds);
  }
  return plays;
}

static size_t heap_bytes(void) {
#ifdef __GLIBC__
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}

static void print_sounds(double rendering, float *all, long seconds, double scheduling) {
  printf("%.6f %.9g %.6f", rendering, checksum(all, (size_t)(seconds * RATE) * CHANNELS),
         scheduling);
  free(all);
}

static void sounds(long count, long seconds, long block_frames) {
  struct stage *stage = stage_begin(1, SOUND_FRAMES);
  float *all = output_of(seconds);
  struct stage_play *plays = plays_of(count, seconds);
  const size_t bytes_before = heap_bytes();
  double begin = thread_seconds();
  stage_schedule(stage, plays, (size_t)count);
  const double scheduling = thread_seconds() - begin;
  const size_t bytes = heap_bytes() - bytes_before;
  begin = thread_seconds();
  while (stage->frame < seconds * RATE) {
    stage_process(stage, all + stage->frame * CHANNELS, (uint32_t)block_frames);
  }
  const double rendering = thread_seconds() - begin;
  print_sounds(rendering, all, seconds, scheduling);
  printf(" %.1f", (double)bytes / (double)count);
  stage_collect(stage);
  stage_end(stage);
  free(plays);
}

static void heap(long count, long seconds, long block_frames) {
  static float sound[SOUND_FRAMES * CHANNELS];
  fill_sound(sound, SOUND_FRAMES, 0);
  struct heap_loop *loop = heap_loop_create(count, sound, SOUND_FRAMES, gain);
  float *all = output_of(seconds);
  struct stage_play *plays = plays_of(count, seconds);
  double begin = thread_seconds();
  for (long k = 0; k < count; k++) {
    heap_loop_push(loop, plays[k].frame);
  }
  const double scheduling = thread_seconds() - begin;
  begin = thread_seconds();
  for (int64_t frame = 0; frame < seconds * RATE; frame += block_frames) {
    heap_loop_render(loop, frame, (uint32_t)block_frames, all + frame * CHANNELS);
  }
  const double rendering = thread_seconds() - begin;
  print_sounds(rendering, all, seconds, scheduling);
  heap_loop_destroy(loop);
  free(plays);
}

static void pending(long count) {
  enum { BLOCKS = 2000, BLOCK = 64 };
  static double microseconds[BLOCKS];
  struct stage *stage = stage_begin(1, SOUND_FRAMES);
  struct stage_play *plays = need(calloc((size_t)count + 1, sizeof(*plays)));
  for (long k = 0; k < count; k++) {
    plays[k].frame = (int64_t)RATE * 3600 + submission_of(k, count);
  }
  if (count > 0) {
    stage_schedule(stage, plays, (size_t)count);
  }
  stage_process(stage, output, BLOCK);
  for (int k = 0; k < BLOCKS; k++) {
    const double begin = thread_seconds();
    stage_process(stage, output, BLOCK);
    microseconds[k] = (thread_seconds() - begin) * 1e6;
  }
  printf("%.4f", quantile(microseconds, BLOCKS, 0.5));
  stage_end(stage);
  free(plays);
}

void program_describe(char *text, size_t size) {
  snprintf(text, size, "RtMixer");
}

bool program_answer(const char *command, struct numbers numbers) {
  const long first = numbers.first, second = numbers.second, third = numbers.third;
  if (strcmp(command, "mix") == 0 || strcmp(command, "limit") == 0) {
    mix(first, second, third, strcmp(command, "limit") == 0);
  } else if (strcmp(command, "sustain") == 0) {
    sustain(first, second);
  } else if (strcmp(command, "sounds") == 0) {
    sounds(first, second, third);
  } else if (strcmp(command, "heap") == 0) {
    heap(first, second, third);
  } else if (strcmp(command, "pending") == 0) {
    pending(first);
  } else if (strcmp(command, "starts") == 0) {
    crowd_starts(first, second);
  } else if (strcmp(command, "flood") == 0) {
    crowd_flood(first, second, third);
  } else if (strcmp(command, "list-mix") == 0) {
    list_mix(first, second, third);
  } else if (strcmp(command, "list-starts") == 0) {
    list_starts(first, second);
  } else {
    return false;
  }
  return true;
}
