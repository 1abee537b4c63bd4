#include "device/heartbeat.h"

#define LEAST_LIMIT_SECONDS  1.5
#define LONGEST_POLL_SECONDS 0.5
/* A longer pause is no rhythm; the limit does not follow it further. */
#define MOST_FOLLOWED_SECONDS 6.0
/* Of buffers; some drivers claim nonsense, and a dead stream must be noticed all the same. */
#define MOST_LATENCY_SECONDS 10.0
enum { LIMIT_BLOCKS = 16, SETTLING_BLOCKS = 1000 };

void heartbeat_reset(struct heartbeat *heartbeat, uint64_t blocks, double now) {
  *heartbeat =
      (struct heartbeat){.first_blocks = blocks, .seen_blocks = blocks, .last_poll_seconds = now};
}

bool heartbeat_stopped(struct heartbeat *heartbeat, uint64_t blocks, double now,
                       const struct heartbeat_rhythm *rhythm) {
  double passed = now - heartbeat->last_poll_seconds;
  heartbeat->last_poll_seconds = now;
  if (blocks != heartbeat->seen_blocks) {
    if (heartbeat->quiet_seconds > heartbeat->longest_seconds) {
      heartbeat->longest_seconds = heartbeat->quiet_seconds;
    }
    heartbeat->seen_blocks = blocks;
    heartbeat->quiet_seconds = 0;
    return false;
  }
  heartbeat->quiet_seconds += passed < LONGEST_POLL_SECONDS ? passed : LONGEST_POLL_SECONDS;
  return heartbeat->quiet_seconds > heartbeat_limit(heartbeat, rhythm);
}

/* Also for a claim that is negative or not a number. */
static double believable_latency(double seconds) {
  if (!(seconds > 0)) {
    return 0;
  }
  return seconds < MOST_LATENCY_SECONDS ? seconds : MOST_LATENCY_SECONDS;
}

double heartbeat_limit(const struct heartbeat *heartbeat, const struct heartbeat_rhythm *rhythm) {
  bool settles = heartbeat->seen_blocks - heartbeat->first_blocks < SETTLING_BLOCKS;
  double normal =
      LIMIT_BLOCKS * rhythm->block_seconds + believable_latency(rhythm->latency_seconds) +
      (settles && rhythm->settle_seconds > rhythm->quiet_seconds ? rhythm->settle_seconds
                                                                 : rhythm->quiet_seconds);
  double followed = 2 * heartbeat->longest_seconds;
  if (followed > MOST_FOLLOWED_SECONDS) {
    followed = MOST_FOLLOWED_SECONDS;
  }
  double limit = normal > followed ? normal : followed;
  return limit > LEAST_LIMIT_SECONDS ? limit : LEAST_LIMIT_SECONDS;
}
