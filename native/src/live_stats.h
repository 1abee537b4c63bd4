/* Counters that the audio callback advances while anybody reads them: each field whole. */
#ifndef RTMIXER_LIVE_STATS_H
#define RTMIXER_LIVE_STATS_H

#include <stdatomic.h>
#include <stdint.h>

#include "block.h"
#include "rt.h"
#include "stats.h"

struct live_stats {
  atomic_uint_least64_t blocks;
  atomic_uint_least32_t min_block_size;
  atomic_uint_least32_t max_block_size;
  atomic_uint_least32_t input_underflows;
  atomic_uint_least32_t input_overflows;
  atomic_uint_least32_t output_underflows;
  atomic_uint_least32_t output_overflows;
};

/** Counts one block. Only the callback. */
void live_stats_count(struct live_stats *live, const struct block *block) RT_SAFE;
/** Back to zero. Only the callback. */
void live_stats_reset(struct live_stats *live) RT_SAFE;
/** Any thread. */
void live_stats_read(const struct live_stats *live, struct stats *stats) RT_SAFE;
/** Takes over counters. Only the callback. */
void live_stats_write(struct live_stats *live, const struct stats *stats) RT_SAFE;

#endif
