/* What the mixer core costs, in thread CPU time.
 *
 *   core_bench mix VOICES BLOCK ROUNDS [BUSES]
 *                                        prints "mixer NS" and "loop NS" per round: nanoseconds per
 *                                        voice and frame of mixer_process() and of a plain loop
 *                                        over the same buffers, in turns; the voices take turns on
 *                                        the buses, without any they go straight to the output
 *   core_bench silent BUSES ROUNDS       prints "without NS" and "with NS" per round: nanoseconds
 * of a block of 64 frames, in which 16 voices play on 16 buses, of a mixer without and with so many
 * more buses, all silent core_bench accept ACTIONS ROUNDS     prints "longest US" and "idle US" per
 * round: the longest block while a batch of ACTIONS is accepted and plays, and the longest of as
 * many blocks without any action
 *
 * Compiled without vectorisation, so that the loop is what its text says; the core is the library
 * as deployed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mixer/mixer.h"

enum { RATE = 48000, CHANNELS = 2, MAX_BLOCK = 4096, LEAST_VOICE_FRAMES = 20000000 };

static double thread_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void *need(void *memory) {
  if (memory == NULL) {
    fprintf(stderr, "core_bench: out of memory\n");
    exit(1);
  }
  return memory;
}

/* ---- one mixer with what it plays ---- */

struct stage {
  struct mixer *mixer;
  struct sample_buffer **buffers;
  uint32_t voices;
  uint32_t buses;
  uint32_t block_frames;
  int64_t frame; /* handled so far */
  float output[MAX_BLOCK * CHANNELS];
};

static struct stage *stage_begin(uint32_t voices, uint32_t block_frames, int64_t buffer_frames,
                                 uint32_t buses) {
  const struct mixer_config config = {
      .output_channels = CHANNELS, .sample_rate = RATE, .bus_count = buses};
  struct failure failure;
  struct stage *stage = need(calloc(1, sizeof(*stage)));
  stage->voices = voices;
  stage->buses = buses;
  stage->block_frames = block_frames;
  stage->mixer = need(mixer_create(&config, &failure));
  stage->buffers = need(calloc(voices, sizeof(struct sample_buffer *)));
  for (uint32_t voice = 0; voice < voices; voice++) {
    stage->buffers[voice] =
        need(sample_buffer_create(CHANNELS, buffer_frames, RATE, false, &failure));
    float *samples = sample_buffer_data(stage->buffers[voice]);
    for (int64_t k = 0; k < buffer_frames * CHANNELS; k++) {
      samples[k] = (float)((k * 7 + voice) % 101) / 100000.0f;
    }
  }
  mixer_begin_stream(stage->mixer);
  return stage;
}

static void stage_end(struct stage *stage) {
  mixer_destroy(stage->mixer);
  for (uint32_t voice = 0; voice < stage->voices; voice++) {
    sample_buffer_release(stage->buffers[voice]);
  }
  free(stage->buffers);
  free(stage);
}

static void process_block(struct stage *stage) {
  const double now = (double)stage->frame / RATE;
  const struct block block = {.output = stage->output,
                              .frame_count = stage->block_frames,
                              .current_time = now,
                              .output_dac_time = now + 0.01};
  mixer_process(stage->mixer, &block);
  stage->frame += stage->block_frames;
}

static void collect_all(struct mixer *mixer) {
  struct action *finished[256];
  size_t count;
  while ((count = mixer_collect(mixer, finished, 256)) > 0) {
    for (size_t k = 0; k < count; k++) {
      action_release(finished[k]);
    }
  }
}

/* Schedules `count` plays as one batch: action k plays buffer k (modulo their number) and starts
 * `frame_distance` * k frames after the present frame. */
static void schedule_plays(struct stage *stage, size_t count, int64_t frame_distance) {
  struct action_request *requests = need(calloc(count, sizeof(*requests)));
  struct action **actions = need(calloc(count, sizeof(struct action *)));
  struct failure failure;
  for (size_t k = 0; k < count; k++) {
    requests[k] = (struct action_request){
        .type = ACTION_PLAY_BUFFER,
        .start = {.kind = START_FRAME, .frame = stage->frame + (int64_t)k * frame_distance},
        .belated = BELATED_START,
        .samples = stage->buffers[k % stage->voices],
        .length_frames = -1,
        .gain = 0.5f,
        .bus = stage->buses > 0 ? 1 + (uint32_t)k % stage->buses : 0};
  }
  if (!mixer_schedule(stage->mixer, requests, count, NULL, NULL, actions, &failure)) {
    fprintf(stderr, "core_bench: %s\n", failure.sentence);
    exit(1);
  }
  for (size_t k = 0; k < count; k++) {
    action_release(actions[k]);
  }
  free(actions);
  free(requests);
}

/* ---- mix ---- */

/* All voices for one buffer length; the first block, which starts them, and the last, which ends
 * them, are not timed. Gives seconds. */
static double mixer_pass(struct stage *stage, uint32_t timed_blocks) {
  schedule_plays(stage, stage->voices, 0);
  process_block(stage);
  const double begin = thread_seconds();
  for (uint32_t block = 0; block < timed_blocks; block++) {
    process_block(stage);
  }
  const double seconds = thread_seconds() - begin;
  process_block(stage);
  process_block(stage);
  collect_all(stage->mixer);
  return seconds;
}

static void mix_plainly(float *output, const float *samples, float gain, uint32_t frames) {
  for (uint32_t frame = 0; frame < frames; frame++) {
    for (uint32_t c = 0; c < CHANNELS; c++) {
      output[frame * CHANNELS + c] += gain * samples[frame * CHANNELS + c];
    }
  }
}

static double loop_pass(struct stage *stage, uint32_t timed_blocks) {
  const double begin = thread_seconds();
  for (uint32_t block = 0; block < timed_blocks; block++) {
    memset(stage->output, 0, stage->block_frames * CHANNELS * sizeof(float));
    const size_t offset = (size_t)(block + 1) * stage->block_frames * CHANNELS;
    for (uint32_t voice = 0; voice < stage->voices; voice++) {
      mix_plainly(stage->output, sample_buffer_data(stage->buffers[voice]) + offset, 0.5f,
                  stage->block_frames);
    }
  }
  return thread_seconds() - begin;
}

static void bench_mix(uint32_t voices, uint32_t block_frames, int rounds, uint32_t buses) {
  const uint32_t timed_blocks = RATE / block_frames - 2;
  const double voice_frames = (double)voices * timed_blocks * block_frames;
  const int passes = 1 + (int)(LEAST_VOICE_FRAMES / voice_frames);
  struct stage *stage = stage_begin(voices, block_frames, RATE, buses);
  mixer_pass(stage, timed_blocks);
  for (int round = 0; round < rounds; round++) {
    double mixer = 0, loop = 0;
    for (int pass = 0; pass < passes; pass++) {
      mixer += mixer_pass(stage, timed_blocks);
      loop += loop_pass(stage, timed_blocks);
    }
    printf("mixer %.4f\n", mixer / passes / voice_frames * 1e9);
    printf("loop %.4f\n", loop / passes / voice_frames * 1e9);
  }
  stage_end(stage);
}

/* ---- silent buses ---- */

static void bench_silent(uint32_t silent, int rounds) {
  enum { VOICES = 16, FRAMES = 64 };
  const uint32_t timed_blocks = RATE / FRAMES - 2;
  struct stage *without = stage_begin(VOICES, FRAMES, RATE, VOICES);
  struct stage *with = stage_begin(VOICES, FRAMES, RATE, VOICES + silent);
  with->buses = VOICES; /* on which voices play */
  for (int round = 0; round <= rounds; round++) {
    const double first = mixer_pass(without, timed_blocks) + mixer_pass(without, timed_blocks);
    const double second = mixer_pass(with, timed_blocks) + mixer_pass(with, timed_blocks);
    if (round > 0) { /* the first one warms up */
      printf("without %.1f\n", first / 2 / timed_blocks * 1e9);
      printf("with %.1f\n", second / 2 / timed_blocks * 1e9);
    }
  }
  stage_end(without);
  stage_end(with);
}

/* ---- accept ---- */

static double longest_block(struct stage *stage, uint32_t blocks) {
  double longest = 0;
  for (uint32_t block = 0; block < blocks; block++) {
    const double begin = thread_seconds();
    process_block(stage);
    const double seconds = thread_seconds() - begin;
    longest = seconds > longest ? seconds : longest;
  }
  return longest;
}

/* Sounds of 10 ms, five frames apart: about a hundred sound at any time. */
static void bench_accept(size_t actions, int rounds) {
  const int64_t distance = 5;
  struct stage *stage = stage_begin(16, 64, RATE / 100, 0);
  const uint32_t blocks = (uint32_t)((int64_t)actions * distance / 64 + 16);
  for (int round = 0; round < rounds; round++) {
    schedule_plays(stage, actions, distance);
    printf("longest %.2f\n", longest_block(stage, blocks) * 1e6);
    collect_all(stage->mixer);
    printf("idle %.2f\n", longest_block(stage, blocks) * 1e6);
  }
  stage_end(stage);
}

int main(int argc, char **argv) {
  if ((argc == 5 || argc == 6) && strcmp(argv[1], "mix") == 0) {
    const uint32_t buses = argc == 6 ? (uint32_t)atoi(argv[5]) : 0;
    bench_mix((uint32_t)atoi(argv[2]), (uint32_t)atoi(argv[3]), atoi(argv[4]), buses);
  } else if (argc == 4 && strcmp(argv[1], "silent") == 0) {
    bench_silent((uint32_t)atoi(argv[2]), atoi(argv[3]));
  } else if (argc == 4 && strcmp(argv[1], "accept") == 0) {
    bench_accept((size_t)atoi(argv[2]), atoi(argv[3]));
  } else {
    fprintf(stderr, "usage: core_bench mix VOICES BLOCK ROUNDS [BUSES] | silent BUSES ROUNDS | "
                    "accept ACTIONS ROUNDS\n");
    return 2;
  }
  return 0;
}
