/* The virtual device's faults: which of them happen in a block, and what they do there. */
#pragma once

#include "device/stream_settings.h"

/** What happens to one block. */
struct block_fate {
  uint32_t flags;      /* enum block_flags */
  int64_t lost_blocks; /* before this block */
  bool disappears;     /* this block and all later ones never come */
};

/** The faults that happen in frames first ... end - 1. The virtual device's thread. */
struct block_fate virtual_fate(const struct virtual_fault *faults, uint32_t fault_count,
                               int64_t first, int64_t end);
/** The most blocks that one fault loses in a row. */
int64_t virtual_longest_loss(const struct virtual_fault *faults, uint32_t fault_count);
/** False + invalid-argument, naming the fault by its number from 1. */
bool virtual_check_faults(const struct virtual_settings *settings, struct failure *failure);
