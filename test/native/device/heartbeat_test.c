#include "check.h"

#include "device/heartbeat.h"

static void silence_kills(void) {
  struct heartbeat heartbeat;
  double limit = heartbeat_limit(0.005, 0);
  heartbeat_reset(&heartbeat, 10, 100);
  CHECK(!heartbeat_stopped(&heartbeat, 11, 100.2, limit));
  CHECK(!heartbeat_stopped(&heartbeat, 11, 100.4, limit));
  CHECK(!heartbeat_stopped(&heartbeat, 11, 100.8, limit));
  CHECK(!heartbeat_stopped(&heartbeat, 11, 101.2, limit));
  CHECK(!heartbeat_stopped(&heartbeat, 11, 101.6, limit));
  CHECK(heartbeat_stopped(&heartbeat, 11, 102.0, limit));
}

static void one_callback_revives(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 0, 0);
  for (int poll = 1; poll < 100; poll++) {
    /* One callback a second, polled four times a second. */
    CHECK(!heartbeat_stopped(&heartbeat, (uint64_t)poll / 4, poll * 0.25, 1.5));
  }
}

static void standstill_is_no_silence(void) {
  struct heartbeat heartbeat;
  heartbeat_reset(&heartbeat, 5, 0);
  CHECK(!heartbeat_stopped(&heartbeat, 5, 3600, 1.5));
  CHECK(!heartbeat_stopped(&heartbeat, 6, 3600.1, 1.5));
}

static void limit_grows_with_blocks(void) {
  CHECK_NEAR(heartbeat_limit(64 / 48000.0, 0), 1.5, 0);
  CHECK_NEAR(heartbeat_limit(1, 0), 16, 0);
  CHECK_NEAR(heartbeat_limit(0.05, 3), 3.8, 1e-12);
}

static const struct check_test tests[] = {
    {"a counter that does not move for the limit is dead", silence_kills},
    {"a single callback starts the wait again", one_callback_revives},
    {"an hour without a poll counts half a second", standstill_is_no_silence},
    {"long blocks and a driver's pauses raise the limit, never below 1.5 s",
     limit_grows_with_blocks},
};

CHECK_MAIN(tests)
