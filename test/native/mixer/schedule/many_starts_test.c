/* Many sounds that begin at random frames of one block, some of them changed or cancelled in it,
 * against a naive model: every bit of the output, and every account. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

enum { SOURCE = 300, MOST_SOUNDS = 40000, BUSES = 2, FIRST_FRAME = 64, AFTER = 1200 };

/** One sound, in stream frames; -1 = neither cancelled nor changed. */
struct sound {
  int64_t start, offset, length;
  float gain, new_gain;
  int64_t cancel_frame, gain_frame;
  uint32_t bus;
  struct action *action;
};

/** What is made at random. */
struct scene {
  int64_t count, block, shortest, longest;
  bool has_commands;
  int64_t calls; /* in as many scheduling calls; 0 = each in its own */
};

static uint32_t seed;
static struct sound sounds[MOST_SOUNDS];
static struct action_request requests[MOST_SOUNDS];
static struct action *actions[MOST_SOUNDS];

static int64_t dice(int64_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (int64_t)(((uint64_t)(seed >> 8) * (uint64_t)below) >> 24);
}

static float dice_gain(void) {
  return (float)(dice(2001) - 1000) / 700;
}

static struct sound dice_sound(const struct scene *scene) {
  const bool is_commanded = scene->has_commands;
  struct sound sound = {.start = FIRST_FRAME + dice(scene->block),
                        .gain = dice_gain(),
                        .new_gain = dice_gain(),
                        .cancel_frame = -1,
                        .gain_frame = -1,
                        .bus = (uint32_t)dice(BUSES + 1)};
  sound.length = scene->shortest + dice(scene->longest - scene->shortest + 1);
  sound.offset = dice(SOURCE - sound.length + 1);
  if (is_commanded && dice(3) == 0) {
    sound.cancel_frame = FIRST_FRAME + dice(scene->block);
  }
  if (is_commanded && dice(3) == 0) {
    sound.gain_frame = FIRST_FRAME + dice(scene->block);
  }
  return sound;
}

/* ---- the model ---- */

/* Not one frame of it sounds. */
static bool is_cancelled_before_start(const struct sound *sound) {
  return sound->cancel_frame >= 0 && sound->cancel_frame <= sound->start;
}

static int64_t frames_of(const struct sound *sound) {
  const int64_t cancelled = sound->cancel_frame - sound->start;
  return is_cancelled_before_start(sound)                        ? 0
         : sound->cancel_frame >= 0 && cancelled < sound->length ? cancelled
                                                                 : sound->length;
}

/* Adds one sound to its bus. */
static void add(float *bus, const struct sound *sound, const float *source) {
  for (int64_t k = 0; k < frames_of(sound); k++) {
    const int64_t frame = sound->start + k;
    const bool is_changed = sound->gain_frame >= 0 && frame >= sound->gain_frame;
    const float gain = is_changed ? sound->new_gain : sound->gain;
    for (int64_t c = 0; c < 2; c++) {
      bus[frame * 2 + c] += gain * source[(sound->offset + k) * 2 + c];
    }
  }
}

/* In order of ids, bus after bus. */
static float *model_of(const struct scene *scene, const float *source, int64_t frames) {
  const size_t samples = (size_t)frames * 2;
  float *output = calloc(samples, sizeof(float)), *sum = calloc(samples, sizeof(float));
  for (uint32_t bus = 0; bus <= BUSES; bus++) {
    memset(sum, 0, samples * sizeof(float));
    for (int64_t k = 0; k < scene->count; k++) {
      if (sounds[k].bus == bus) {
        add(sum, &sounds[k], source);
      }
    }
    for (size_t k = 0; k < samples; k++) {
      output[k] = bus == 0 ? sum[k] : output[k] + sum[k];
    }
  }
  free(sum);
  return output;
}

/* Blocks of `block` from `first` to before `end`. */
static int64_t blocks_between(int64_t first, int64_t end, int64_t block) {
  return (end - 1 - FIRST_FRAME) / block - (first - FIRST_FRAME) / block + 1;
}

static void check_account(const struct scene *scene, const struct sound *sound) {
  const struct action_account account = rig_account(sound->action);
  const int64_t frames = frames_of(sound), end = sound->start + frames;
  const bool is_cancelled = sound->cancel_frame >= 0 && frames < sound->length;
  CHECK_EQUAL(account.done_frames, frames);
  if (is_cancelled_before_start(sound)) {
    CHECK_EQUAL(account.outcome, OUTCOME_CANCELLED_BEFORE_START);
    return;
  }
  CHECK_EQUAL(account.outcome, is_cancelled ? OUTCOME_CANCELLED : OUTCOME_COMPLETED);
  CHECK_EQUAL(account.actual_frame, sound->start);
  CHECK_EQUAL(account.requested_frame, sound->start);
  if (frames > 0 && !is_cancelled) {
    CHECK_EQUAL(account.stats.blocks, blocks_between(sound->start, end, scene->block));
    CHECK_EQUAL(account.stats.max_block_size, scene->block);
  }
}

/* ---- the mixer ---- */

static void schedule_sounds(struct rig *rig, const struct scene *scene,
                            struct sample_buffer *samples) {
  for (int64_t k = 0; k < scene->count; k++) {
    requests[k] = play(samples, at_frame(sounds[k].start));
    requests[k].offset_frames = sounds[k].offset;
    requests[k].length_frames = sounds[k].length;
    requests[k].gain = sounds[k].gain;
    requests[k].bus = sounds[k].bus;
  }
  const int64_t calls = scene->calls == 0 ? scene->count : scene->calls;
  for (int64_t call = 0; call < calls; call++) {
    const int64_t first = scene->count * call / calls;
    const int64_t count = scene->count * (call + 1) / calls - first;
    CHECK(mixer_schedule(rig->mixer, &requests[first], (size_t)count, NULL, NULL, &actions[first],
                         NULL));
  }
  for (int64_t k = 0; k < scene->count; k++) {
    sounds[k].action = actions[k];
  }
}

static void schedule_commands(struct rig *rig, const struct scene *scene) {
  for (int64_t k = 0; k < scene->count; k++) {
    const struct sound *sound = &sounds[k];
    if (sound->gain_frame >= 0) {
      rig_schedule(rig, set_gain(sound->action, sound->new_gain, 0, at_frame(sound->gain_frame)));
    }
    if (sound->cancel_frame >= 0) {
      rig_schedule(rig, cancel(sound->action, at_frame(sound->cancel_frame)));
    }
  }
}

static void check_scene(const struct scene *scene) {
  struct rig rig = rig_begin_with_buses(0, 2, BUSES);
  struct sample_buffer *samples = rig_level(2, SOURCE, 0);
  for (int k = 0; k < SOURCE * 2; k++) {
    sample_buffer_data(samples)[k] = dice_gain();
  }
  for (int64_t k = 0; k < scene->count; k++) {
    sounds[k] = dice_sound(scene);
  }
  schedule_sounds(&rig, scene, samples);
  schedule_commands(&rig, scene);
  rig_block(&rig, FIRST_FRAME);
  rig_process(&rig, AFTER, (uint32_t)scene->block);
  float *expected = model_of(scene, sample_buffer_data(samples), rig.frame);
  CHECK_EQUAL(memcmp(expected, rig.output, (size_t)rig.frame * 2 * sizeof(float)), 0);
  for (int64_t k = 0; k < scene->count; k++) {
    check_account(scene, &sounds[k]);
    action_release(actions[k]);
  }
  free(expected);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void sound_like_the_model(void) {
  for (int round = 0; round < 60; round++) {
    seed = (uint32_t)round + 1;
    const struct scene scene = {.count = 1 + dice(400),
                                .block = 1 + dice(round % 4 == 0 ? 600 : 100),
                                .longest = round % 3 == 0 ? 20 : SOURCE,
                                .calls = dice(4)};
    check_scene(&scene);
  }
}

static void are_changed_and_cancelled_at_their_frames(void) {
  for (int round = 0; round < 60; round++) {
    seed = (uint32_t)round + 1000;
    const struct scene scene = {.count = 1 + dice(150),
                                .block = 64 + dice(200),
                                .longest = round % 3 == 0 ? 20 : SOURCE,
                                .calls = dice(4),
                                .has_commands = true};
    check_scene(&scene);
  }
}

/* All are heard: a block takes a share of sounds without frames. */
static void may_be_more_than_are_sorted_together(void) {
  seed = 7;
  check_scene(
      &(struct scene){.count = MOST_SOUNDS, .block = 64, .shortest = 1, .longest = 8, .calls = 3});
}

static const struct check_test tests[] = {
    {"many sounds that begin in one block sound like a naive model, to the bit",
     sound_like_the_model},
    {"those that are changed or cancelled in that block are at their frames",
     are_changed_and_cancelled_at_their_frames},
    {"they may be more than are sorted together", may_be_more_than_are_sorted_together},
};

CHECK_MAIN(tests)
