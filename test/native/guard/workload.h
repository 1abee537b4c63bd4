/* All kinds of actions at once for seconds: the load under which the guard watches the callback. */
#pragma once

#include "device/stream.h"

/** The buses that the stream must have. */
enum { WORKLOAD_BUSES = 3 };

/** How many actions of each type ended with each outcome. */
struct workload_tally {
  uint64_t ended[ACTION_TYPE_COUNT][ACTION_OUTCOME_COUNT];
  int64_t take_frames;    /* written to a file by the disk thread */
  int64_t looped_frames;  /* of endless loops, which fade in, and out when they are cancelled */
  bool is_joined;         /* a follower began right after what it follows */
  int64_t starved_frames; /* silence put in where rings and growing sounds had none */
};

/** Starts the open stereo stream (48 kHz, both directions), loads it for at least `seconds` and
 * stops it. Fails the test where something is refused. */
void workload_run(struct stream *stream, double seconds, struct workload_tally *tally);
