/* Peak, RMS and clipped per channel: what a window is, and what odd samples do to it. */
#include "mixer/dsp/meters.h"

#include <stdlib.h>

#include "base/callback_memory.h"
#include "base/thread.h"
#include "check.h"
#include "mixer_rig.h"

static void add_level(struct meters *meters, float level, size_t frames) {
  float samples[300];
  for (size_t k = 0; k < frames; k++) {
    samples[k] = level;
  }
  meters_add_block(meters, NULL, samples, frames);
}

static struct level take(struct meters *meters) {
  struct level levels[9];
  meters_take(meters, levels);
  return levels[0];
}

static void of_a_sine_and_a_square(void) {
  enum { FRAMES = 4800, PERIOD = 48 };
  for (uint32_t channels = 1; channels <= 17; channels++) {
    struct meters *meters = meters_create(channels);
    float *samples = calloc((size_t)FRAMES * channels, sizeof(float));
    for (size_t k = 0; k < (size_t)FRAMES * channels; k++) {
      const size_t frame = k / channels;
      const double angle = 2 * 3.14159265358979 * (double)frame / PERIOD;
      const double wave = k % channels == 0 ? sin(angle) : frame % 2 != 0 ? 1 : -1;
      samples[k] = (float)(wave / (double)(k % channels + 1));
    }
    size_t done = 0;
    for (size_t frames = 1; done < FRAMES; frames = frames % 97 + 13) {
      const size_t count = frames < FRAMES - done ? frames : FRAMES - done;
      meters_add_block(meters, NULL, samples + done * channels, count);
      done += count;
    }
    struct level levels[17];
    meters_take(meters, levels);
    for (uint32_t c = 0; c < channels; c++) {
      CHECK_NEAR(levels[c].peak, 1.0 / (c + 1), 1e-6);
      CHECK_NEAR(levels[c].rms, c == 0 ? sqrt(0.5) : 1.0 / (c + 1), 1e-6);
    }
    free(samples);
    callback_memory_free(meters);
  }
}

static void of_all_frames_since_the_last_take(void) {
  struct meters *meters = meters_create(1);
  CHECK_NEAR(take(meters).rms, 0, 0);
  add_level(meters, 0.5f, 300);
  add_level(meters, 0, 100);
  add_level(meters, 1, 25);
  const struct level level = take(meters);
  CHECK_NEAR(level.peak, 1, 0);
  CHECK_NEAR(level.rms, sqrt((0.25 * 300 + 25) / 425), 1e-6);
  add_level(meters, 0, 10);
  add_level(meters, 0, 20);
  add_level(meters, 0.5f, 10);
  CHECK_NEAR(take(meters).rms, sqrt(0.25 * 10 / 40), 1e-7);
  CHECK_NEAR(take(meters).peak, 0, 0);
  callback_memory_free(meters);
}

/* As many blocks as ten days have, but short ones. */
static void of_days(void) {
  enum { BLOCKS = 6500000, FRAMES = 16 };
  struct meters *meters = meters_create(1);
  for (int block = 0; block < BLOCKS; block++) {
    add_level(meters, block % 2 != 0 ? 1e-4f : 3e-4f, FRAMES);
  }
  CHECK_NEAR(take(meters).rms, sqrt(5e-8), 1e-9);
  callback_memory_free(meters);
}

static void of_odd_samples(void) {
  float samples[64] = {0};
  atomic_uint_least64_t clipped[3] = {0};
  for (uint32_t channels = 1; channels <= 3; channels++) {
    struct meters *meters = meters_create(channels);
    samples[3 * channels] = NAN;
    samples[5 * channels] = -0.5f;
    meters_add_block(meters, clipped, samples, 16);
    const struct level level = take(meters);
    CHECK_NEAR(level.peak, 0.5, 0);
    CHECK_NEAR(level.rms, sqrt(0.25 / 16), 1e-7);
    CHECK_EQUAL(clipped[0], 0);
    samples[3 * channels] = 0;
    samples[5 * channels] = -INFINITY;
    meters_add_block(meters, clipped, samples, 16);
    const struct level loud = take(meters);
    CHECK(isinf(loud.peak) && isinf(loud.rms));
    CHECK_EQUAL(clipped[0], 1);
    clipped[0] = 0;
    samples[5 * channels] = 0;
    meters_add_block(meters, NULL, samples, 16);
    CHECK_NEAR(take(meters).rms, 0, 0);
    callback_memory_free(meters);
  }
}

static void clipped_samples_per_channel(void) {
  for (uint32_t channels = 1; channels <= 9; channels++) {
    float samples[9 * 32] = {0};
    struct meters *meters = meters_create(channels);
    atomic_uint_least64_t clipped[9] = {0};
    for (uint32_t c = 0; c < channels; c++) {
      for (uint32_t k = 0; k <= c; k++) {
        samples[3 * k * channels + c] = k % 2 != 0 ? -1.25f : 1.0000001f;
        samples[(3 * k + 1) * channels + c] = k % 2 != 0 ? -1 : 1;
      }
    }
    meters_add_block(meters, clipped, samples, 32);
    meters_add_block(meters, clipped, samples, 1);
    for (uint32_t c = 0; c < channels; c++) {
      CHECK_EQUAL(clipped[c], c + 2);
    }
    callback_memory_free(meters);
  }
}

/* Loud and quiet by turns, the second channel half as loud: a window of which one part was of other
 * frames than the rest would show. */
static struct meters *shared;
static atomic_bool enough;

static void measure(void *unused) {
  static float blocks[2][64 * 2];
  (void)unused;
  for (size_t k = 0; k < 64 * 2; k++) {
    blocks[0][k] = k % 2 == 0 ? 0.5f : 0.25f;
    blocks[1][k] = k % 2 == 0 ? -1 : 0.5f;
  }
  for (uint64_t block = 0; !atomic_load(&enough); block++) {
    meters_add_block(shared, NULL, blocks[block / 8 % 2], 64);
  }
}

static void takes_peak_and_rms_together(void) {
  shared = meters_create(2);
  struct thread *thread = thread_start("meter", measure, NULL);
  CHECK(thread != NULL);
  int checked = 0, mixed = 0;
  for (int k = 0; k < 2000000 && checked < 200000; k++) {
    struct level levels[2];
    meters_take(shared, levels);
    const struct level level = levels[0];
    if (level.peak > 0) {
      checked++;
      mixed += level.rms > level.peak || level.rms < 0.5f ||
               (level.peak < 1 && level.rms != 0.5f) || levels[1].peak * 2 != level.peak ||
               fabsf(levels[1].rms * 2 - level.rms) > 1e-6f;
    }
  }
  atomic_store(&enough, true);
  thread_join(thread);
  CHECK(checked > 0);
  CHECK_EQUAL(mixed, 0);
  callback_memory_free(shared);
}

/* Each frame is in exactly one window. */
static void no_frame_is_lost_or_counted_twice(void) {
  struct meters *meters = meters_create(1);
  double squares = 0, taken = 0;
  for (int block = 1; block <= 1000; block++) {
    add_level(meters, 1.0f / (float)block, 1);
    squares += 1.0 / block / block;
    if (block % 7 == 0 || block == 1000) {
      const double frames = block % 7 == 0 ? 7 : block % 7;
      const double rms = take(meters).rms;
      taken += rms * rms * frames;
    }
  }
  CHECK_NEAR(taken, squares, 1e-6);
  callback_memory_free(meters);
}

/* Sample by sample. */
static struct channel_sum sum_by_hand(const float *samples, uint32_t channels, size_t frames) {
  struct channel_sum sum = {0};
  for (size_t frame = 0; frame < frames; frame++) {
    const float size = fabsf(samples[frame * channels]);
    if (size >= 0) { /* a number */
      sum.squares += (double)size * size;
      sum.peak = size > sum.peak ? size : sum.peak;
    }
  }
  return sum;
}

static void check_variants(const float *samples, uint32_t channels, size_t frames) {
  static const struct column_sums nothing[2];
  struct column_sums plain[2];
  for (enum instruction_set set = INSTRUCTIONS_PLAIN; set <= INSTRUCTIONS_BEST; set++) {
    struct column_sums once[2], sums[2];
    CHECK(!column_sums_add_with(set, once, nothing, samples, channels, frames));
    CHECK(!column_sums_add_with(set, sums, once, samples, channels, frames));
    if (set == INSTRUCTIONS_PLAIN) {
      memcpy(plain, sums, sizeof(plain));
    }
    CHECK_EQUAL(memcmp(plain, sums, column_sums_count(channels) * sizeof(sums[0])), 0);
    for (uint32_t c = 0; c < channels; c++) {
      const struct channel_sum expected = sum_by_hand(samples + c, channels, frames);
      const struct channel_sum sum = channel_sum_of(sums, channels, c);
      CHECK_NEAR(sum.peak, expected.peak, 0);
      CHECK_NEAR(sum.squares, 2 * expected.squares, 1e-4);
    }
  }
}

static void in_every_variant(void) {
  float samples[17 * 131];
  for (size_t k = 0; k < sizeof(samples) / sizeof(samples[0]); k++) {
    samples[k] = k % 29 == 0 ? NAN : (float)(k * 7919 % 1001) / 500 - 1;
  }
  for (uint32_t channels = 1; channels <= 17; channels++) {
    for (size_t frames = 0; frames <= 131; frames += frames < 20 ? 1 : 37) {
      check_variants(samples, channels, frames);
    }
  }
}

static const struct check_test tests[] = {
    {"RMS is 0.7071 for a sine of full scale and 1 for a square wave, for any number of channels",
     of_a_sine_and_a_square},
    {"a window holds all frames since the last take, silent ones included",
     of_all_frames_since_the_last_take},
    {"RMS is right after ten days without a take", of_days},
    {"NaN counts as silence, an infinity as infinitely loud, until the next take", of_odd_samples},
    {"clipped samples are counted per channel, full scale itself is not clipped",
     clipped_samples_per_channel},
    {"peak and RMS of all channels are always of the same frames", takes_peak_and_rms_together},
    {"peaks and squares are the same with every set of instructions", in_every_variant},
    {"each frame is in exactly one window", no_frame_is_lost_or_counted_twice},
};

CHECK_MAIN(tests)
