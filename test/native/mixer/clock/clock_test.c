/* The clock: invented device times in, a smooth line out. */
#include "mixer/clock/clock.h"

#include "check.h"

#define RATE 48000.0

enum { BLOCK = 256 };

/** A stream whose device times a test invents. */
struct bench {
  struct clock clock;
  struct clock_map map;
  int64_t frame;
  uint32_t seed;
  int steps;
  double stepped_seconds;
};

static struct bench bench_begin(void) {
  struct bench bench = {.seed = 12345};
  clock_reset(&bench.clock, RATE, true, true);
  return bench;
}

/* Uniform in -1 ... 1. */
static double noise(struct bench *bench) {
  bench->seed = bench->seed * 1664525u + 1013904223u;
  return (double)(bench->seed >> 8) / 8388608.0 - 1;
}

static void follow(struct bench *bench, double current, double adc, double dac) {
  const struct block block = {
      .frame_count = BLOCK, .current_time = current, .input_adc_time = adc, .output_dac_time = dac};
  const struct clock_map before = bench->map;
  const struct clock_step step = clock_follow(&bench->clock, &block, bench->frame, &bench->map);
  bench->steps += step.happened;
  bench->stepped_seconds += step.happened ? step.seconds : 0;
  bench->frame += BLOCK;
  CHECK(bench->map.valid);
  CHECK(isfinite(bench->map.dac_time));
  if (before.valid && !step.happened) {
    /* Monotone, and bent by at most 1,000 ppm. */
    const double advance = bench->map.dac_time - before.dac_time;
    CHECK_NEAR(advance, BLOCK / RATE, BLOCK / RATE * 1.001e-3 + 3e-7);
  }
}

/* The device's own time of the next frame. */
static double device_time(const struct bench *bench, double epoch, double drift) {
  return epoch + (double)bench->frame / RATE * (1 + drift);
}

static void check_follows(double epoch, double jitter, double drift, double tolerance) {
  struct bench bench = bench_begin();
  double worst = 0;
  for (int k = 0; k < 20000; k++) {
    const double now = device_time(&bench, epoch, drift);
    const double late = jitter * noise(&bench);
    follow(&bench, now + late, now - 0.005 + late, now + 0.01 + late);
    const double error = fabs(bench.map.dac_time - (now + 0.01));
    worst = k > 15000 && error > worst ? error : worst;
  }
  CHECK(worst <= tolerance);
  CHECK_NEAR(bench.map.adc_time, bench.map.dac_time - 0.015, 2 * tolerance);
  CHECK_NEAR(bench.map.current_time, bench.map.dac_time - 0.01, 2 * tolerance);
  CHECK_NEAR(bench.map.seconds_per_frame * RATE, 1 + drift, 1e-5 + jitter / 20);
  CHECK_EQUAL(bench.steps, 0);
}

static void follows_ideal_times(void) {
  check_follows(1, 0, 0, 1e-9);
}
static void follows_drift(void) {
  check_follows(1, 0, -385e-6, 1e-8);
}
static void smooths_jitter(void) {
  check_follows(1000, 200e-6, 100e-6, 40e-6);
  check_follows(1000, 2e-3, 100e-6, 400e-6);
}
static void keeps_wall_clock_exact(void) {
  check_follows(1795351325.44, 20e-6, 50e-6, 5e-6);
}

static void a_jump_is_one_step(void) {
  struct bench bench = bench_begin();
  double jump = 0;
  for (int k = 0; k < 2000; k++) {
    jump = k >= 1000 ? 0.25 : 0;
    const double now = device_time(&bench, 50, 0) + jump;
    follow(&bench, now, now, now);
    if (k == 1000) {
      CHECK_NEAR(bench.map.dac_time, now - jump, 1e-6);
    }
  }
  CHECK_EQUAL(bench.steps, 1);
  CHECK_NEAR(bench.stepped_seconds, 0.25, 1e-3);
  CHECK_NEAR(bench.map.dac_time, device_time(&bench, 50, 0) - BLOCK / RATE + 0.25, 1e-6);
}

static void a_jump_back_is_a_step_too(void) {
  struct bench bench = bench_begin();
  for (int k = 0; k < 2000; k++) {
    const double now = device_time(&bench, 5000, 0) - (k >= 1000 ? 3600 : 0);
    follow(&bench, now, now, now);
  }
  CHECK_EQUAL(bench.steps, 1);
  CHECK(bench.stepped_seconds < -3599);
}

static void one_outlier_is_ignored(void) {
  struct bench bench = bench_begin();
  for (int k = 0; k < 2000; k++) {
    const double now = device_time(&bench, 50, 0);
    const double wrong = k % 100 == 99 ? 0.038 : k % 100 == 50 ? -1.5 : 0;
    follow(&bench, now + wrong, now + wrong, now + wrong);
    CHECK_NEAR(bench.map.dac_time, now, 1e-6);
  }
  CHECK_EQUAL(bench.steps, 0);
}

static void without_times_frames_are_the_clock(void) {
  struct bench bench = bench_begin();
  for (int k = 0; k < 1000; k++) {
    const double now = (double)bench.frame / RATE;
    follow(&bench, 0, 0, 0);
    CHECK_NEAR(bench.map.dac_time, now, 1e-9);
    CHECK_NEAR(bench.map.adc_time, now, 1e-9);
    CHECK_NEAR(bench.map.current_time, now, 1e-9);
  }
  CHECK_NEAR(bench.map.seconds_per_frame * RATE, 1, 0);
}

static void nonsense_is_no_time(void) {
  const double nonsense[] = {NAN, INFINITY, -INFINITY, 1e300, -1e-310, 0};
  struct bench bench = bench_begin();
  for (int k = 0; k < 1000; k++) {
    const double now = device_time(&bench, 7, 0);
    const double bad = nonsense[k % 6];
    follow(&bench, k % 2 == 0 ? now : bad, bad, k < 500 ? now : bad);
    CHECK_NEAR(bench.map.dac_time, now, 1e-6);
  }
  CHECK_EQUAL(bench.steps, 0);
}

static void random_times_end_as_frames(void) {
  struct bench bench = bench_begin();
  for (int k = 0; k < 1000; k++) {
    const double bad = 1e4 + 5e3 * noise(&bench);
    const struct clock_map before = bench.map;
    const struct block block = {.frame_count = BLOCK, .output_dac_time = bad};
    clock_follow(&bench.clock, &block, bench.frame, &bench.map);
    CHECK(isfinite(bench.map.dac_time));
    if (k > 20) {
      CHECK_NEAR(bench.map.dac_time - before.dac_time, BLOCK / RATE, 1e-6);
      CHECK_NEAR(bench.map.dac_time, (double)bench.frame / RATE, 1e-6);
    }
    bench.frame += BLOCK;
  }
}

static void a_constant_time_goes_on_by_frames(void) {
  struct bench bench = bench_begin();
  for (int k = 0; k < 1000; k++) {
    const double begun = (double)bench.frame / RATE;
    follow(&bench, 42, 42, 42);
    CHECK_NEAR(bench.map.dac_time, 42 + begun, 1e-9);
  }
}

static void times_that_repeat_for_some_blocks_are_followed(void) {
  struct bench bench = bench_begin();
  double now = 0;
  for (int k = 0; k < 4000; k++) {
    if (k % 4 == 0) {
      now = device_time(&bench, 9, 0);
    }
    follow(&bench, now, now, now);
    CHECK_NEAR(bench.map.dac_time, device_time(&bench, 9, 0) - BLOCK / RATE, 1e-6);
  }
}

static void times_that_go_backwards_are_ignored(void) {
  struct bench bench = bench_begin();
  for (int k = 0; k < 2000; k++) {
    const double now = 1000 - (double)bench.frame / RATE;
    follow(&bench, now, now, now);
  }
  CHECK_NEAR(bench.map.dac_time, 1000 + (double)bench.frame / RATE, 0.05);
}

static void the_unused_direction_is_never_read(void) {
  struct bench bench = bench_begin();
  clock_reset(&bench.clock, RATE, false, true);
  for (int k = 0; k < 1000; k++) {
    const double now = device_time(&bench, 7, 0);
    follow(&bench, now - 0.01, now + 2.57 + 0.001 * k, now);
    CHECK_NEAR(bench.map.adc_time, now - 0.01, 1e-6);
    CHECK_NEAR(bench.map.dac_time, now, 1e-6);
  }
  CHECK(!bench.clock.tracks[TIME_ADC].anchored);
}

static void dac_time_far_from_now_is_no_time(void) {
  struct bench bench = bench_begin();
  for (int k = 0; k < 100; k++) {
    const double now = device_time(&bench, 1e6, 0);
    follow(&bench, now, now, 2.57 + (double)bench.frame / RATE);
    CHECK_NEAR(bench.map.dac_time, now, 1e-6);
  }
}

static void a_dac_time_that_settles_late_is_found(void) {
  struct bench bench = bench_begin();
  for (int k = 0; k < 1000; k++) {
    const double now = device_time(&bench, 1e6, 0);
    const struct block block = {.frame_count = BLOCK,
                                .current_time = now,
                                .input_adc_time = now - 0.005,
                                .output_dac_time = k < 30   ? 0
                                                   : k < 60 ? now + 1.99
                                                            : now + 0.02};
    clock_follow(&bench.clock, &block, bench.frame, &bench.map);
    bench.frame += BLOCK;
    if (k < 30) {
      CHECK_NEAR(bench.map.dac_time, now, 1e-6);
    }
  }
  CHECK_NEAR(bench.map.dac_time, device_time(&bench, 1e6, 0) - BLOCK / RATE + 0.02, 1e-6);
}

static void a_map_goes_both_ways(void) {
  const struct clock_map map = {.valid = true,
                                .frame = 1000,
                                .dac_time = 50.5,
                                .adc_time = 50.25,
                                .current_time = 50.375,
                                .seconds_per_frame = 1 / RATE};
  for (int64_t frame = -5000; frame < 5000; frame += 7) {
    for (enum time_base base = TIME_DAC; base < TIME_BASE_COUNT; base++) {
      const double seconds = clock_map_seconds(&map, base, frame);
      CHECK_EQUAL(clock_map_frame(&map, base, seconds), frame);
      CHECK_EQUAL(clock_map_frame(&map, base, seconds + 0.45 / RATE), frame);
      CHECK_EQUAL(clock_map_frame(&map, base, seconds - 0.45 / RATE), frame);
    }
  }
  CHECK(clock_map_frame(&map, TIME_DAC, 1e300) > INT64_C(1) << 60);
  CHECK(clock_map_frame(&map, TIME_DAC, -1e300) < -(INT64_C(1) << 60));
}

static const struct check_test tests[] = {
    {"ideal times are followed exactly", follows_ideal_times},
    {"a drifting device is followed", follows_drift},
    {"jitter is smoothed", smooths_jitter},
    {"seconds since 1970 lose no precision", keeps_wall_clock_exact},
    {"a jump forward is one step of its size", a_jump_is_one_step},
    {"a jump back is a step too", a_jump_back_is_a_step_too},
    {"single values off the line are ignored", one_outlier_is_ignored},
    {"without any times the stream's frames are the clock", without_times_frames_are_the_clock},
    {"values that are no times are ignored", nonsense_is_no_time},
    {"random times end as the stream's frames", random_times_end_as_frames},
    {"a time that stands still goes on by frames", a_constant_time_goes_on_by_frames},
    {"times that repeat for some blocks are followed",
     times_that_repeat_for_some_blocks_are_followed},
    {"times that go backwards are ignored", times_that_go_backwards_are_ignored},
    {"the unused direction is never read", the_unused_direction_is_never_read},
    {"a DAC time far from the current time is no time", dac_time_far_from_now_is_no_time},
    {"a DAC time that settles late is found", a_dac_time_that_settles_late_is_found},
    {"a map leads from frames to seconds and back", a_map_goes_both_ways},
};

CHECK_MAIN(tests)
