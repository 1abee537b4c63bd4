/* Many starts in one block, the same for both mixers. */
#pragma once

#include <stdint.h>

/** Frames of each sound that begins. */
enum { STARTED_FRAMES = 480 };

/** The frame of the block at which the k-th sound begins: like random, and always the same. */
static inline int64_t start_of(long k, long block_frames) {
  const uint64_t mixed = ((uint64_t)k + 1) * UINT64_C(0x9E3779B97F4A7C15);
  return (int64_t)((mixed >> 33) % (uint64_t)block_frames);
}

static inline long rounds_of_starts(long count) {
  return count < 400 ? 2001 : count < 20000 ? 101 : 15;
}
