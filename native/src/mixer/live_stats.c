#include "mixer/live_stats.h"

void live_stats_read(const struct live_stats *live, struct stats *stats) RT_SAFE {
  stats->blocks = FIELD_GET(live, blocks);
  stats->min_block_size = FIELD_GET(live, min_block_size);
  stats->max_block_size = FIELD_GET(live, max_block_size);
  stats->input_underflows = FIELD_GET(live, input_underflows);
  stats->input_overflows = FIELD_GET(live, input_overflows);
  stats->output_underflows = FIELD_GET(live, output_underflows);
  stats->output_overflows = FIELD_GET(live, output_overflows);
}

void live_stats_write(struct live_stats *live, const struct stats *stats) RT_SAFE {
  FIELD_SET(live, blocks, stats->blocks);
  FIELD_SET(live, min_block_size, (uint32_t)stats->min_block_size);
  FIELD_SET(live, max_block_size, (uint32_t)stats->max_block_size);
  FIELD_SET(live, input_underflows, (uint32_t)stats->input_underflows);
  FIELD_SET(live, input_overflows, (uint32_t)stats->input_overflows);
  FIELD_SET(live, output_underflows, (uint32_t)stats->output_underflows);
  FIELD_SET(live, output_overflows, (uint32_t)stats->output_overflows);
}
