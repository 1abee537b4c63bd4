/* Tells a dead stream by its silence: callbacks that should come and do not.
 *
 * A driver's own word is not enough: PortAudio calls no callback and gives no notice when a JACK
 * server dies or a device is unplugged on some host APIs. Time is given by the caller. Control
 * side.
 */
#ifndef RTMIXER_HEARTBEAT_H
#define RTMIXER_HEARTBEAT_H

#include <stdbool.h>
#include <stdint.h>

struct heartbeat {
  uint64_t seen_blocks;
  double last_poll_seconds;
  double quiet_seconds; /* without a new callback so far */
};

/** The stream runs from now on; `blocks` is its callback counter, `now` monotonic seconds. */
void heartbeat_reset(struct heartbeat *heartbeat, uint64_t blocks, double now);
/** One look; true when the counter has not moved for more than the limit of heartbeat_limit().
 * Looks that are far apart count as half a second each: where the whole process stood still, the
 * callback had no chance either. */
bool heartbeat_stopped(struct heartbeat *heartbeat, uint64_t blocks, double now, double limit);
/** Seconds of silence that make a stream dead: 16 blocks and `quiet_seconds` that are normal for
 * its driver, never below 1.5 s. */
double heartbeat_limit(double block_seconds, double quiet_seconds);

#endif
