/* Recognizes a dead stream: its callbacks stay away.
 *
 * What the driver says is not enough: PortAudio gives no notice when a JACK server dies, or on some
 * host APIs when a device is unplugged. Time is given by the caller. Control side.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct heartbeat {
  uint64_t first_blocks; /* of this run of the stream */
  uint64_t seen_blocks;
  double last_poll_seconds;
  double quiet_seconds;   /* without a new callback so far */
  double longest_seconds; /* without one, and the stream went on */
};

/** What is normal for a stream. */
struct heartbeat_rhythm {
  double block_seconds;   /* the largest block */
  double latency_seconds; /* of the buffers between the callback and the device */
  double quiet_seconds;   /* without a callback; of the host API or the driver */
  double settle_seconds;  /* the same while a stream settles: in its first blocks */
};

/** The stream runs from now on; `blocks` is its callback counter, `now` monotonic seconds. */
void heartbeat_reset(struct heartbeat *heartbeat, uint64_t blocks, double now);
/** One poll; true when the counter has not moved for more than heartbeat_limit(). The time since
 * the last poll counts at most half a second: where the whole process stood still, the callback
 * could not run either. */
bool heartbeat_stopped(struct heartbeat *heartbeat, uint64_t blocks, double now,
                       const struct heartbeat_rhythm *rhythm);
/** Seconds without a callback that make the stream dead: 16 blocks, the buffers (at most 10 s) and
 * what is normal for its driver, or twice its longest pause so far (at most 6 s); never below 1.5
 * s. */
double heartbeat_limit(const struct heartbeat *heartbeat, const struct heartbeat_rhythm *rhythm);
