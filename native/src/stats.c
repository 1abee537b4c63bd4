#include "live_stats.h"

/* Only the callback writes, so an increment needs no atomic read-modify-write. */
static void add_if(atomic_uint_least32_t *counter, uint32_t condition) RT_SAFE {
  if (condition != 0) {
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + 1,
                          memory_order_relaxed);
  }
}

void live_stats_count(struct live_stats *live, const struct block *block) RT_SAFE {
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
    add_if(&live->input_underflows, block->flags & BLOCK_INPUT_UNDERFLOW);
    add_if(&live->input_overflows, block->flags & BLOCK_INPUT_OVERFLOW);
    add_if(&live->output_underflows, block->flags & BLOCK_OUTPUT_UNDERFLOW);
    add_if(&live->output_overflows, block->flags & BLOCK_OUTPUT_OVERFLOW);
  }
}

void live_stats_reset(struct live_stats *live) RT_SAFE {
  live_stats_write(live, &(struct stats){0});
}

void live_stats_read(const struct live_stats *live, struct stats *stats) RT_SAFE {
  stats->blocks = atomic_load_explicit(&live->blocks, memory_order_relaxed);
  stats->min_block_size = atomic_load_explicit(&live->min_block_size, memory_order_relaxed);
  stats->max_block_size = atomic_load_explicit(&live->max_block_size, memory_order_relaxed);
  stats->input_underflows = atomic_load_explicit(&live->input_underflows, memory_order_relaxed);
  stats->input_overflows = atomic_load_explicit(&live->input_overflows, memory_order_relaxed);
  stats->output_underflows = atomic_load_explicit(&live->output_underflows, memory_order_relaxed);
  stats->output_overflows = atomic_load_explicit(&live->output_overflows, memory_order_relaxed);
}

void live_stats_write(struct live_stats *live, const struct stats *stats) RT_SAFE {
  atomic_store_explicit(&live->blocks, stats->blocks, memory_order_relaxed);
  atomic_store_explicit(&live->min_block_size, (uint32_t)stats->min_block_size,
                        memory_order_relaxed);
  atomic_store_explicit(&live->max_block_size, (uint32_t)stats->max_block_size,
                        memory_order_relaxed);
  atomic_store_explicit(&live->input_underflows, (uint32_t)stats->input_underflows,
                        memory_order_relaxed);
  atomic_store_explicit(&live->input_overflows, (uint32_t)stats->input_overflows,
                        memory_order_relaxed);
  atomic_store_explicit(&live->output_underflows, (uint32_t)stats->output_underflows,
                        memory_order_relaxed);
  atomic_store_explicit(&live->output_overflows, (uint32_t)stats->output_overflows,
                        memory_order_relaxed);
}
