/* Recognizes a dead stream: its callbacks stay away.
 *
 * What the driver says is not enough: PortAudio gives no notice when a JACK server dies, or on some
 * host APIs when a device is unplugged. Time is given by the caller. Control side.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct heartbeat {
  uint64_t seen_blocks;
  double last_poll_seconds;
  double quiet_seconds; /* without a new callback so far */
};

/** The stream runs from now on; `blocks` is its callback counter, `now` monotonic seconds. */
void heartbeat_reset(struct heartbeat *heartbeat, uint64_t blocks, double now);
/** One poll; true when the counter has not moved for more than `limit` seconds, see
 * heartbeat_limit(). The time since the last poll counts at most half a second: where the whole
 * process stood still, the callback could not run either. */
bool heartbeat_stopped(struct heartbeat *heartbeat, uint64_t blocks, double now, double limit);
/** Seconds without a callback that make a stream dead: 16 blocks and the `quiet_seconds` that are
 * normal for its driver, never below 1.5 s. */
double heartbeat_limit(double block_seconds, double quiet_seconds);
