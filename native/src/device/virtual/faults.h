/* The virtual device's faults: which of them happen in a block, and what they do there. */
#pragma once

#include "device/stream_settings.h"

/** What happens to one block. */
struct block_fate {
  uint32_t flags;                  /* enum block_flags */
  int64_t lost_input, lost_output; /* frames, before this block */
  bool disappears;                 /* this block and all later ones never come */
};

/** The faults that happen in frames first ... end - 1, which are one block. The virtual device's
 * thread. */
struct block_fate virtual_fate(const struct virtual_fault *faults, uint32_t fault_count,
                               int64_t first, int64_t end);
/** The most frames that one fault loses. */
int64_t virtual_longest_loss(const struct virtual_fault *faults, uint32_t fault_count,
                             uint32_t block_size);
/** The frames that all faults of a kind lose, up to `most`; `most` for those that repeat. */
int64_t virtual_total_loss(const struct virtual_fault *faults, uint32_t fault_count,
                           enum virtual_fault_kind kind, uint32_t block_size, int64_t most);
/** Frames from a disappearance at `frame` to the return of the device; -1 = it is never away. */
int64_t virtual_frames_to_return(const struct virtual_fault *faults, uint32_t fault_count,
                                 int64_t frame);
/** A number that differs for lists that differ. */
uint64_t virtual_faults_hash(const struct virtual_fault *faults, uint32_t fault_count);
/** False + invalid-argument, naming the fault by its number from 1. */
bool virtual_check_faults(const struct virtual_settings *settings, struct failure *failure);
