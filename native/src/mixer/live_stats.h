/* Counters that the audio callback advances and any thread reads.
 *
 * - Each field is read as a whole, not all of them together.
 * - Only the callback writes, so an increment needs no atomic read-modify-write.
 * - Counts of faults have 32 bits, to keep an action small; they wrap after 2^32 blocks with a
 *   fault.
 */
#pragma once

#include <stdint.h>

#include "base/relaxed.h"
#include "base/rt.h"
#include "mixer/block.h"
#include "mixer/stats.h"

struct live_stats {
  atomic_uint_least64_t blocks;
  atomic_uint_least32_t min_block_size;
  atomic_uint_least32_t max_block_size;
  atomic_uint_least32_t input_underflows;
  atomic_uint_least32_t input_overflows;
  atomic_uint_least32_t output_underflows;
  atomic_uint_least32_t output_overflows;
};

/** Counts one block as long as the last one counted, without a fault. Only the callback. */
static inline void live_stats_count_another(struct live_stats *live) RT_SAFE {
  FIELD_ADD(live, blocks, 1);
}

/** Counts one block. Only the callback. */
static inline void live_stats_count(struct live_stats *live, const struct block *block) RT_SAFE {
  const uint32_t size = block->frame_count;
  if (FIELD_GET(live, blocks) == 0 || size < FIELD_GET(live, min_block_size)) {
    FIELD_SET(live, min_block_size, size);
  }
  if (size > FIELD_GET(live, max_block_size)) {
    FIELD_SET(live, max_block_size, size);
  }
  FIELD_ADD(live, blocks, 1);
  if (block->flags != 0) {
    FIELD_ADD(live, input_underflows, (block->flags & BLOCK_INPUT_UNDERFLOW) != 0);
    FIELD_ADD(live, input_overflows, (block->flags & BLOCK_INPUT_OVERFLOW) != 0);
    FIELD_ADD(live, output_underflows, (block->flags & BLOCK_OUTPUT_UNDERFLOW) != 0);
    FIELD_ADD(live, output_overflows, (block->flags & BLOCK_OUTPUT_OVERFLOW) != 0);
  }
}

/** Any thread. */
void live_stats_read(const struct live_stats *live, struct stats *stats) RT_SAFE;
/** Takes over counters. Only the callback. */
void live_stats_write(struct live_stats *live, const struct stats *stats) RT_SAFE;
