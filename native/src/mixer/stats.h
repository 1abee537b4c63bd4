/* Counters of one action or of the stream, as read from live_stats.h or fetched with an account; in
 * python-rtmixer's words.
 */
#pragma once

#include <stdint.h>

struct stats {
  uint64_t blocks;
  uint64_t min_block_size; /* frames; 0 while blocks == 0 */
  uint64_t max_block_size; /* frames */
  uint64_t input_underflows;
  uint64_t input_overflows;
  uint64_t output_underflows;
  uint64_t output_overflows;
};
