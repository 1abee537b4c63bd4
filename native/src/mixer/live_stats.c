#include "mixer/live_stats.h"

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
