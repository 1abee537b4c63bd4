#include "device/heartbeat.h"

#define LEAST_LIMIT_SECONDS 1.5
enum { LIMIT_BLOCKS = 16 };
#define LONGEST_POLL_SECONDS 0.5

void heartbeat_reset(struct heartbeat *heartbeat, uint64_t blocks, double now) {
  heartbeat->seen_blocks = blocks;
  heartbeat->last_poll_seconds = now;
  heartbeat->quiet_seconds = 0;
}

bool heartbeat_stopped(struct heartbeat *heartbeat, uint64_t blocks, double now, double limit) {
  double passed = now - heartbeat->last_poll_seconds;
  if (blocks != heartbeat->seen_blocks) {
    heartbeat_reset(heartbeat, blocks, now);
    return false;
  }
  heartbeat->last_poll_seconds = now;
  heartbeat->quiet_seconds += passed < LONGEST_POLL_SECONDS ? passed : LONGEST_POLL_SECONDS;
  return heartbeat->quiet_seconds > limit;
}

double heartbeat_limit(double block_seconds, double quiet_seconds) {
  double limit = LIMIT_BLOCKS * block_seconds + quiet_seconds;
  return limit > LEAST_LIMIT_SECONDS ? limit : LEAST_LIMIT_SECONDS;
}
