#include <math.h>

#include "check.h"

#include "device/heartbeat.h"

static const struct heartbeat_rhythm card = {.block_seconds = 0.005};
static const struct heartbeat_rhythm pulse = {.block_seconds = 0.005, .settle_seconds = 4};

/* Polls four times a second without a callback; the seconds until the stream counts as dead. */
static double seconds_until_dead(struct heartbeat *heartbeat, const struct heartbeat_rhythm *rhythm,
                                 uint64_t blocks, double now) {
  double seconds = 0;
  while (!heartbeat_stopped(heartbeat, blocks, now + seconds, rhythm)) {
    seconds += 0.25;
    CHECK(seconds < 100);
  }
  return seconds;
}

static void silence_kills(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 10, 100);
  CHECK_NEAR(seconds_until_dead(&heartbeat, &card, 10, 100), 1.75, 0);
}

static void one_callback_revives(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 0, 0);
  for (int poll = 1; poll < 100; poll++) {
    /* One callback a second, polled four times a second. */
    CHECK(!heartbeat_stopped(&heartbeat, (uint64_t)poll / 4, poll * 0.25, &card));
  }
}

static void standstill_is_no_silence(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 5, 0);
  CHECK(!heartbeat_stopped(&heartbeat, 5, 3600, &card));
  CHECK(!heartbeat_stopped(&heartbeat, 6, 3600.1, &card));
}

static void limit_grows_with_blocks_and_buffers(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 0, 0);
  struct heartbeat_rhythm rhythm = {.block_seconds = 64 / 48000.0};
  CHECK_NEAR(heartbeat_limit(&heartbeat, &rhythm), 1.5, 0);
  rhythm.block_seconds = 1;
  CHECK_NEAR(heartbeat_limit(&heartbeat, &rhythm), 16, 0);
  rhythm =
      (struct heartbeat_rhythm){.block_seconds = 0.05, .latency_seconds = 0.5, .quiet_seconds = 3};
  CHECK_NEAR(heartbeat_limit(&heartbeat, &rhythm), 4.3, 1e-12);
}

static void a_nonsensical_latency_does_not_keep_a_dead_stream(void) {
  static const double claims[] = {NAN, -5, 1e9, INFINITY};
  for (size_t k = 0; k < sizeof(claims) / sizeof(claims[0]); k++) {
    struct heartbeat heartbeat;
    heartbeat_reset(&heartbeat, 0, 0);
    struct heartbeat_rhythm rhythm = {.block_seconds = 0.005, .latency_seconds = claims[k]};
    CHECK(seconds_until_dead(&heartbeat, &rhythm, 0, 0) < 11);
  }
}

/* As through ALSA's PulseAudio plug-in: some blocks, then two seconds of nothing. */
static void a_pause_while_the_stream_settles_is_healthy(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 0, 0);
  CHECK(!heartbeat_stopped(&heartbeat, 6, 0.25, &pulse));
  for (int k = 2; k < 10; k++) {
    CHECK(!heartbeat_stopped(&heartbeat, 6, k * 0.25, &pulse));
  }
  CHECK(!heartbeat_stopped(&heartbeat, 40, 2.5, &pulse));
  CHECK(seconds_until_dead(&heartbeat, &pulse, 40, 2.5) <= 4.5);
}

static void a_settled_stream_is_missed_soon(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 0, 0);
  CHECK(!heartbeat_stopped(&heartbeat, 2000, 10, &pulse));
  CHECK_NEAR(seconds_until_dead(&heartbeat, &pulse, 2000, 10), 1.75, 0);
}

static void the_limit_follows_the_longest_pause_so_far(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 0, 0);
  CHECK(!heartbeat_stopped(&heartbeat, 2000, 1, &card));
  for (int k = 5; k <= 9; k++) {
    CHECK(!heartbeat_stopped(&heartbeat, 2000, k * 0.25, &card));
  }
  CHECK(!heartbeat_stopped(&heartbeat, 2001, 2.5, &card));
  CHECK_NEAR(heartbeat_limit(&heartbeat, &card), 2.5, 1e-9);
  heartbeat.longest_seconds = 50;
  CHECK_NEAR(heartbeat_limit(&heartbeat, &card), 6, 0);
  heartbeat_reset(&heartbeat, 2001, 3);
  CHECK_NEAR(heartbeat_limit(&heartbeat, &card), 1.5, 0);
}

static const struct check_test tests[] = {
    {"a counter that does not move for the limit is dead", silence_kills},
    {"a single callback starts the wait again", one_callback_revives},
    {"an hour without a poll counts half a second", standstill_is_no_silence},
    {"long blocks, buffers and a driver's pauses raise the limit, never below 1.5 s",
     limit_grows_with_blocks_and_buffers},
    {"a nonsensical latency does not keep a dead stream alive",
     a_nonsensical_latency_does_not_keep_a_dead_stream},
    {"a pause of two seconds while a stream settles is healthy",
     a_pause_while_the_stream_settles_is_healthy},
    {"a stream that has settled is missed soon", a_settled_stream_is_missed_soon},
    {"the limit follows the longest pause so far", the_limit_follows_the_longest_pause_so_far},
};

CHECK_MAIN(tests)
