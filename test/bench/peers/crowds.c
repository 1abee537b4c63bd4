#include "crowds.h"

#include <stdio.h>
#include <stdlib.h>

#include "rtmixer_stage.h"
#include "starts.h"

enum { PENDING = 1000000, HEARD = 1000, BLOCKS_AT_REST = 200, FAR_AWAY = RATE * 3600 };

static _Alignas(64) float output[MAX_BLOCK * CHANNELS];

/* ---- starts ---- */

void crowd_starts(long count, long block_frames) {
  const long rounds = rounds_of_starts(count);
  struct stage *stage = stage_begin(1, STARTED_FRAMES);
  struct stage_play *plays = need(calloc((size_t)count, sizeof(*plays)));
  double *microseconds = need(calloc((size_t)rounds, sizeof(*microseconds)));
  double sum = 0;
  stage_process(stage, output, (uint32_t)block_frames);
  for (long round = 0; round < rounds; round++) {
    for (long k = 0; k < count; k++) {
      plays[k].frame = stage->frame + start_of(k, block_frames);
    }
    stage_schedule(stage, plays, (size_t)count);
    const double begin = thread_seconds();
    stage_process(stage, output, (uint32_t)block_frames);
    microseconds[round] = (thread_seconds() - begin) * 1e6;
    sum = checksum(output, (size_t)block_frames * CHANNELS);
    const int64_t end = stage->frame + STARTED_FRAMES + block_frames;
    while (stage->frame < end) {
      stage_process(stage, output, (uint32_t)block_frames);
    }
    stage_collect(stage);
  }
  printf("%.4f %.9g", quantile(microseconds, (size_t)rounds, 0.5), sum / (GAIN_PERCENT / 100.0));
  stage_end(stage);
  free(microseconds);
  free(plays);
}

/* ---- floods ---- */

enum flood {
  FLOOD_CANCELS,
  FLOOD_BELATED,
  FLOOD_GAINS,
  FLOOD_CUT_CHAIN,
  FLOOD_SILENT_SOUNDS,
  FLOOD_SILENT_FOLLOWERS,
  FLOOD_CANCELS_OF_SOUNDS,
  FLOOD_SINGLE_CALLS,
  FLOOD_SINGLE_CANCELS,
  FLOOD_GAINS_OF_SOUNDS
};

static bool acts_upon_sounds(enum flood kind) {
  return kind == FLOOD_CANCELS_OF_SOUNDS || kind == FLOOD_GAINS_OF_SOUNDS;
}

static void schedule(struct stage *stage, const struct action_request *requests, size_t count,
                     struct action **actions) {
  struct failure failure;
  if (!mixer_schedule(stage->mixer, requests, count, NULL, NULL, actions, &failure)) {
    fail(failure.sentence);
  }
}

static struct action_request play(const struct stage *stage, int64_t frame, int64_t frames) {
  return (struct action_request){.type = ACTION_PLAY_BUFFER,
                                 .start = {.kind = START_FRAME, .frame = frame},
                                 .samples = stage->buffers[0],
                                 .length_frames = frames,
                                 .gain = GAIN_PERCENT / 100.0f};
}

static void release_all(struct action **actions, long count) {
  for (long k = 0; k < count; k++) {
    action_release(actions[k]);
  }
  free(actions);
}

/* A million sounds that begin after an hour, asked for in a shuffled order. */
static struct action **schedule_pending(struct stage *stage) {
  struct action_request *requests = need(calloc(PENDING, sizeof(*requests)));
  struct action **actions = need(calloc(PENDING, sizeof(struct action *)));
  for (long k = 0; k < PENDING; k++) {
    requests[k] = play(stage, (int64_t)FAR_AWAY + submission_of(k, PENDING), -1);
  }
  schedule(stage, requests, PENDING, actions);
  free(requests);
  return actions;
}

static struct action_request request_of(const struct stage *stage, enum flood kind, long k,
                                        struct action *target) {
  switch (kind) {
  case FLOOD_CANCELS:
  case FLOOD_SINGLE_CANCELS:
  case FLOOD_CANCELS_OF_SOUNDS:
    return (struct action_request){.type = ACTION_CANCEL, .target = target};
  case FLOOD_GAINS:
  case FLOOD_GAINS_OF_SOUNDS:
    return (struct action_request){.type = ACTION_SET_GAIN, .target = target, .gain = 0.5f};
  case FLOOD_BELATED:
    return play(stage, submission_of(k, PENDING) % stage->frame, -1);
  case FLOOD_SILENT_SOUNDS:
    return play(stage, stage->frame + k % 16, 0);
  case FLOOD_SINGLE_CALLS:
    return play(stage, FAR_AWAY + submission_of(k, PENDING), -1);
  case FLOOD_CUT_CHAIN:
  case FLOOD_SILENT_FOLLOWERS:
    break;
  }
  struct action_request follower = play(stage, 0, kind == FLOOD_CUT_CHAIN ? -1 : 0);
  follower.start = (struct action_start){.kind = START_AFTER};
  follower.after.request = 1;
  return follower;
}

/* What the flood acts upon: of the pending ones, in an order that is not that of their memory, or
 * by turns the sounds that are heard meanwhile, no more than fit into a block. */
static struct action **targets_of(struct stage *stage, enum flood kind, struct action **pending,
                                  long count) {
  struct action **targets = need(calloc((size_t)count, sizeof(struct action *)));
  struct action_request sound = play(stage, stage->frame, -1);
  sound.loop = (struct loop_request){.end_frame = stage->buffer_frames, .times = LOOP_ENDLESS};
  for (long k = 0; k < count; k++) {
    if (acts_upon_sounds(kind) && k >= HEARD) {
      targets[k] = action_retain(targets[k % HEARD]);
    } else if (acts_upon_sounds(kind)) {
      schedule(stage, &sound, 1, &targets[k]);
    } else {
      targets[k] = action_retain(pending[submission_of(k, PENDING)]);
    }
  }
  return targets;
}

static void schedule_flood(struct stage *stage, enum flood kind, struct action **targets,
                           long count) {
  const bool follows = kind == FLOOD_CUT_CHAIN || kind == FLOOD_SILENT_FOLLOWERS;
  struct action_request *requests = need(calloc((size_t)count + 1, sizeof(*requests)));
  struct action **actions = need(calloc((size_t)count + 1, sizeof(struct action *)));
  const long first = follows ? 1 : 0;
  requests[0] = play(stage, stage->frame + (kind == FLOOD_CUT_CHAIN ? FAR_AWAY : 0), 8);
  for (long k = 0; k < count; k++) {
    requests[k + first] = request_of(stage, kind, k, targets[k]);
  }
  if (kind == FLOOD_SINGLE_CALLS || kind == FLOOD_SINGLE_CANCELS) {
    for (long k = 0; k < count; k++) {
      schedule(stage, &requests[k], 1, &actions[k]);
    }
  } else {
    schedule(stage, requests, (size_t)(count + first), actions);
  }
  if (kind == FLOOD_CUT_CHAIN) {
    struct action *cancel;
    const struct action_request request = {
        .type = ACTION_CANCEL, .target = actions[0], .cuts_chain = true};
    schedule(stage, &request, 1, &cancel);
    action_release(cancel);
  }
  release_all(actions, count + first);
  free(requests);
}

static double timed_block(struct stage *stage, long block_frames) {
  const double begin = thread_seconds();
  stage_process(stage, output, (uint32_t)block_frames);
  return thread_seconds() - begin;
}

void crowd_flood(long number, long count, long block_frames) {
  const enum flood kind = (enum flood)number;
  const double block_seconds = (double)block_frames / RATE;
  struct stage *stage = stage_begin(1, STARTED_FRAMES);
  struct action **pending = schedule_pending(stage);
  while (stage->frame < BLOCKS_AT_REST * block_frames) {
    stage_process(stage, output, (uint32_t)block_frames);
  }
  struct action **targets = targets_of(stage, kind, pending, count);
  if (acts_upon_sounds(kind)) {
    stage_process(stage, output, (uint32_t)block_frames);
    stage_process(stage, output, (uint32_t)block_frames);
  }
  schedule_flood(stage, kind, targets, count);
  double longest = 0, sum = 0;
  const int64_t end = stage->frame + RATE;
  while (stage->frame < end) {
    const double seconds = timed_block(stage, block_frames);
    longest = seconds > longest ? seconds : longest;
    sum += seconds;
  }
  printf("%.2f %.2f", longest / block_seconds * 100, sum * 100);
  release_all(targets, count);
  release_all(pending, PENDING);
  stage_collect(stage);
  stage_end(stage);
}
