/* Counters that the audio callback advances and any thread reads.
 *
 * - Each field is read as a whole, not all of them together.
 * - Only the callback writes, so an increment needs no atomic read-modify-write.
 * - Counts of faults have 32 bits, to keep an action small; they wrap after 2^32 blocks with a
 *   fault.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

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

static inline void live_stats_add_if(atomic_uint_least32_t *counter, uint32_t condition) RT_SAFE {
  if (condition != 0) {
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + 1,
                          memory_order_relaxed);
  }
}

/** Counts one block as long as the last one counted, without a fault. Only the callback. */
static inline void live_stats_count_another(struct live_stats *live) RT_SAFE {
  const uint64_t blocks = atomic_load_explicit(&live->blocks, memory_order_relaxed);
  atomic_store_explicit(&live->blocks, blocks + 1, memory_order_relaxed);
}

/** Counts one block. Only the callback. */
static inline void live_stats_count(struct live_stats *live, const struct block *block) RT_SAFE {
  const uint32_t size = block->frame_count;
  const uint64_t blocks = atomic_load_explicit(&live->blocks, memory_order_relaxed);
  if (blocks == 0 || size < atomic_load_explicit(&live->min_block_size, memory_order_relaxed)) {
    atomic_store_explicit(&live->min_block_size, size, memory_order_relaxed);
  }
  if (size > atomic_load_explicit(&live->max_block_size, memory_order_relaxed)) {
    atomic_store_explicit(&live->max_block_size, size, memory_order_relaxed);
  }
  atomic_store_explicit(&live->blocks, blocks + 1, memory_order_relaxed);
  if (block->flags != 0) {
    live_stats_add_if(&live->input_underflows, block->flags & BLOCK_INPUT_UNDERFLOW);
    live_stats_add_if(&live->input_overflows, block->flags & BLOCK_INPUT_OVERFLOW);
    live_stats_add_if(&live->output_underflows, block->flags & BLOCK_OUTPUT_UNDERFLOW);
    live_stats_add_if(&live->output_overflows, block->flags & BLOCK_OUTPUT_OVERFLOW);
  }
}

/** Back to zero. Only the callback. */
void live_stats_reset(struct live_stats *live) RT_SAFE;
/** Any thread. */
void live_stats_read(const struct live_stats *live, struct stats *stats) RT_SAFE;
/** Takes over counters. Only the callback. */
void live_stats_write(struct live_stats *live, const struct stats *stats) RT_SAFE;
