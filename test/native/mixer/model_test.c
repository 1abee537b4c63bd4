/* Random schedules against a naive model, and against themselves in other blocks. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

enum { FRAMES = 3000, PLAYERS = 12, SCHEDULES = 150, SOURCE = 400 };

/** One player and what is done to it; everything in stream frames, -1 = not done. */
struct part {
  int64_t start, offset, length;
  float gain;
  int64_t first_ramp; /* from silence, where it begins */
  int64_t gain_frame, ramp;
  float new_gain;
  int64_t cancel_frame, fade;
};

static uint32_t seed;

static int64_t dice(int64_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (int64_t)(((uint64_t)(seed >> 8) * (uint64_t)below) >> 24);
}

static float dice_gain(void) {
  return (float)(dice(2001) - 1000) / 500;
}

static struct part dice_part(void) {
  struct part part = {.start = dice(FRAMES), .offset = dice(SOURCE), .gain = dice_gain()};
  part.length = dice(SOURCE - part.offset + 1);
  part.first_ramp = dice(2) * dice(300);
  part.gain_frame = dice(3) == 0 ? -1 : part.start - 50 + dice(500);
  part.ramp = dice(2) * dice(300);
  part.new_gain = dice_gain();
  part.cancel_frame = dice(3) == 0 ? -1 : part.start - 50 + dice(500);
  part.fade = dice(2) * dice(300);
  /* Anything before frame 0 would be belated. */
  part.gain_frame = part.gain_frame < -1 ? 0 : part.gain_frame;
  part.cancel_frame = part.cancel_frame < -1 ? 0 : part.cancel_frame;
  return part;
}

/* On the way from one gain to another, so many frames after its beginning. */
static float model_ramp(float from, float to, int64_t passed, int64_t frames) {
  const double way = passed >= frames ? 1 : (double)passed / (double)frames;
  return way == 1 ? to : (float)(from + ((double)to - from) * way);
}

/* A new gain from before the start is the one that the first ramp leads to. */
static float model_gain(const struct part *part, int64_t frame) {
  const bool is_changed = part->gain_frame >= 0 && part->gain_frame < part->start;
  const float gain = is_changed ? part->new_gain : part->gain;
  const int64_t change = part->gain_frame < part->start ? INT64_MAX : part->gain_frame;
  if (frame < change) {
    return model_ramp(0, gain, frame - part->start, part->first_ramp);
  }
  const float from = model_ramp(0, gain, change - part->start, part->first_ramp);
  return model_ramp(from, part->new_gain, frame - change, part->ramp);
}

static float model_fade(const struct part *part, int64_t frame) {
  if (part->cancel_frame < 0 || frame < part->cancel_frame) {
    return 1;
  }
  if (part->cancel_frame <= part->start || frame >= part->cancel_frame + part->fade) {
    return 0;
  }
  return (float)(part->cancel_frame + part->fade - frame) / (float)part->fade;
}

static double model_sample(const struct part *part, const float *source, int64_t frame) {
  if (frame < part->start || frame >= part->start + part->length ||
      (part->cancel_frame >= 0 && part->cancel_frame <= part->start)) {
    return 0;
  }
  return (double)model_gain(part, frame) * model_fade(part, frame) *
         source[part->offset + frame - part->start];
}

static void schedule_part(struct rig *rig, struct sample_buffer *samples, const struct part *part) {
  struct action_request request = play(samples, at_frame(part->start));
  request.offset_frames = part->offset;
  request.length_frames = part->length;
  request.gain = part->gain;
  request.ramp_frames = part->first_ramp;
  struct action *player = rig_schedule(rig, request);
  if (part->gain_frame >= 0) {
    rig_schedule(rig, set_gain(player, part->new_gain, part->ramp, at_frame(part->gain_frame)));
  }
  if (part->cancel_frame >= 0) {
    request = cancel(player, at_frame(part->cancel_frame));
    request.fade.frames = part->fade;
    rig_schedule(rig, request);
  }
}

/* Renders in blocks of up to `largest` frames. */
static struct rig render(struct sample_buffer *samples, const struct part *parts, int64_t largest) {
  struct rig rig = rig_begin(0, 1);
  for (int k = 0; k < PLAYERS; k++) {
    schedule_part(&rig, samples, &parts[k]);
  }
  while (rig.frame < FRAMES + 1000) {
    rig_block(&rig, (uint32_t)(1 + dice(largest)));
  }
  return rig;
}

static struct sample_buffer *noise(void) {
  struct sample_buffer *samples = rig_level(1, SOURCE, 0);
  for (int k = 0; k < SOURCE; k++) {
    sample_buffer_data(samples)[k] = dice_gain();
  }
  return samples;
}

static void random_schedules_sound_like_the_model(void) {
  struct sample_buffer *samples = noise();
  for (int round = 0; round < SCHEDULES; round++) {
    struct part parts[PLAYERS];
    seed = (uint32_t)round + 1;
    for (int k = 0; k < PLAYERS; k++) {
      parts[k] = dice_part();
    }
    struct rig rig = render(samples, parts, 1 + round * 3);
    for (int64_t frame = 0; frame < FRAMES; frame++) {
      double expected = 0;
      for (int k = 0; k < PLAYERS; k++) {
        expected += model_sample(&parts[k], sample_buffer_data(samples), frame);
      }
      CHECK_NEAR(rig_heard(&rig, frame, 0), expected, 1e-4);
    }
    rig_collect(&rig);
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void the_blocks_never_change_a_bit(void) {
  struct sample_buffer *samples = noise();
  float *first = calloc(FRAMES, sizeof(float));
  for (int round = 0; round < SCHEDULES / 5; round++) {
    struct part parts[PLAYERS];
    const int64_t largest[] = {1, 9, 200, 4000};
    seed = (uint32_t)round + 77;
    for (int k = 0; k < PLAYERS; k++) {
      parts[k] = dice_part();
    }
    for (int variant = 0; variant < 4; variant++) {
      struct rig rig = render(samples, parts, largest[variant]);
      if (variant == 0) {
        memcpy(first, rig.output, FRAMES * sizeof(float));
      }
      CHECK_EQUAL(memcmp(first, rig.output, FRAMES * sizeof(float)), 0);
      rig_end(&rig);
    }
  }
  free(first);
  sample_buffer_release(samples);
}

static const struct check_test tests[] = {
    {"random schedules sound like a naive model", random_schedules_sound_like_the_model},
    {"the size of the blocks never changes a bit", the_blocks_never_change_a_bit},
};

CHECK_MAIN(tests)
