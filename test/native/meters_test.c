/* Peak, RMS and clips per channel: what a window is, and what odd samples do to it. */
#include "meters.h"

#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"
#include "thread.h"

static struct channel_sum level_sum(float level, size_t frames) {
  return (struct channel_sum){level, (double)level * level * (double)frames};
}

static void of_a_sine_and_a_square(void) {
  enum { FRAMES = 4800, PERIOD = 48 };
  for (uint32_t channels = 1; channels <= 9; channels++) {
    struct channel_meter meters[9] = {0};
    float *samples = calloc((size_t)FRAMES * channels, sizeof(float));
    for (size_t k = 0; k < (size_t)FRAMES * channels; k++) {
      const size_t frame = k / channels;
      const double angle = 2 * 3.14159265358979 * (double)frame / PERIOD;
      const double wave = k % channels == 0 ? sin(angle) : frame % 2 ? 1 : -1;
      samples[k] = (float)(wave / (double)(k % channels + 1));
    }
    size_t done = 0;
    for (size_t frames = 1; done < FRAMES; frames = frames % 97 + 13) {
      const size_t count = frames < FRAMES - done ? frames : FRAMES - done;
      meter_block(meters, NULL, samples + done * channels, channels, count);
      done += count;
    }
    for (uint32_t c = 0; c < channels; c++) {
      const struct level level = channel_meter_take(&meters[c]);
      CHECK_NEAR(level.peak, 1.0 / (c + 1), 1e-6);
      CHECK_NEAR(level.rms, c == 0 ? sqrt(0.5) : 1.0 / (c + 1), 1e-6);
    }
    free(samples);
  }
}

static void of_all_frames_since_the_last_take(void) {
  struct channel_meter meter = {0};
  CHECK_NEAR(channel_meter_take(&meter).rms, 0, 0);
  channel_meter_add(&meter, level_sum(0.5f, 300), 300);
  channel_meter_add(&meter, level_sum(0, 100), 100);
  channel_meter_add(&meter, level_sum(1, 25), 25);
  const struct level level = channel_meter_take(&meter);
  CHECK_NEAR(level.peak, 1, 0);
  CHECK_NEAR(level.rms, sqrt((0.25 * 300 + 25) / 425), 1e-6);
  channel_meter_add(&meter, level_sum(0, 10), 10);
  channel_meter_add(&meter, level_sum(0, 20), 20);
  channel_meter_add(&meter, level_sum(0.5f, 10), 10);
  CHECK_NEAR(channel_meter_take(&meter).rms, sqrt(0.25 * 10 / 40), 1e-7);
  CHECK_NEAR(channel_meter_take(&meter).peak, 0, 0);
}

static void of_days(void) {
  enum { BLOCKS = 6500000, FRAMES = 6400 }; /* ten days at 48 kHz */
  struct channel_meter meter = {0};
  for (int block = 0; block < BLOCKS; block++) {
    channel_meter_add(&meter, level_sum(block % 2 ? 1e-4f : 3e-4f, FRAMES), FRAMES);
  }
  CHECK_NEAR(channel_meter_take(&meter).rms, sqrt(5e-8), 1e-9);
}

static void of_odd_samples(void) {
  float samples[64] = {0};
  struct channel_meter meters[3] = {0};
  atomic_uint_least64_t clips[3] = {0};
  for (uint32_t channels = 1; channels <= 3; channels++) {
    samples[3 * channels] = NAN;
    samples[5 * channels] = -0.5f;
    meter_block(meters, clips, samples, channels, 16);
    const struct level level = channel_meter_take(&meters[0]);
    CHECK_NEAR(level.peak, 0.5, 0);
    CHECK_NEAR(level.rms, sqrt(0.25 / 16), 1e-7);
    CHECK_EQUAL(clips[0], 0);
    samples[3 * channels] = 0;
    samples[5 * channels] = 0;
  }
  samples[7] = -INFINITY;
  meter_block(meters, clips, samples, 1, 16);
  const struct level level = channel_meter_take(&meters[0]);
  CHECK(isinf(level.peak) && isinf(level.rms));
  CHECK_EQUAL(clips[0], 1);
  meter_silence(meters, 3, 16);
  CHECK_NEAR(channel_meter_take(&meters[0]).rms, 0, 0);
}

static void clips_per_channel(void) {
  for (uint32_t channels = 1; channels <= 9; channels++) {
    float samples[9 * 32] = {0};
    struct channel_meter meters[9] = {0};
    atomic_uint_least64_t clips[9] = {0};
    for (uint32_t c = 0; c < channels; c++) {
      for (uint32_t k = 0; k <= c; k++) {
        samples[3 * k * channels + c] = k % 2 ? -1.25f : 1.0000001f;
        samples[(3 * k + 1) * channels + c] = k % 2 ? -1 : 1;
      }
    }
    meter_block(meters, clips, samples, channels, 32);
    meter_block(meters, clips, samples, channels, 1);
    for (uint32_t c = 0; c < channels; c++) {
      CHECK_EQUAL(clips[c], c + 2);
    }
  }
}

/* A level of 1 or of silence: a window that mixed peak and mean of two takes would show. */
static struct channel_meter shared;
static atomic_bool enough;

static void measure(void *unused) {
  (void)unused;
  for (uint64_t block = 0; !atomic_load(&enough); block++) {
    channel_meter_add(&shared, level_sum(block / 8 % 2 ? 1 : 0.5f, 64), 64);
  }
}

static void takes_peak_and_rms_together(void) {
  struct thread *thread = thread_start("meter", measure, NULL);
  CHECK(thread != NULL);
  int looks = 0, mixed = 0;
  for (int k = 0; k < 2000000 && looks < 200000; k++) {
    const struct level level = channel_meter_take(&shared);
    if (level.peak > 0) {
      looks++;
      mixed += level.rms > level.peak || level.rms < 0.5f || (level.peak < 1 && level.rms != 0.5f);
    }
  }
  atomic_store(&enough, true);
  thread_join(thread);
  CHECK(looks > 0);
  CHECK_EQUAL(mixed, 0);
}

static const struct check_test tests[] = {
    {"RMS is 0.7071 for a sine of full scale and 1 for a square wave, whatever the channels",
     of_a_sine_and_a_square},
    {"a window holds all frames since the last take, silent ones included",
     of_all_frames_since_the_last_take},
    {"RMS is right after ten days without a look", of_days},
    {"NaN counts as silence, an infinity as infinitely loud, until the next take", of_odd_samples},
    {"clip samples are counted per channel, full scale itself is none", clips_per_channel},
    {"peak and RMS are always of the same frames", takes_peak_and_rms_together},
};

CHECK_MAIN(tests)
