#include "device/virtual/faults.h"

#include <stddef.h>

#include "mixer/block.h"

#define LARGEST_FAULT_FRAME 1000000000000000
enum { LARGEST_LOSS = 1000000, MOST_FAULTS = 10000 };

static bool fault_hits(const struct virtual_fault *fault, int64_t first, int64_t end) {
  int64_t frame = fault->frame;
  if (fault->every_frames > 0 && frame < first) {
    int64_t periods = (first - frame + fault->every_frames - 1) / fault->every_frames;
    frame += periods * fault->every_frames;
  }
  return frame >= first && frame < end;
}

struct block_fate virtual_fate(const struct virtual_fault *faults, uint32_t fault_count,
                               int64_t first, int64_t end) {
  struct block_fate fate = {0};
  for (uint32_t i = 0; i < fault_count; i++) {
    const struct virtual_fault *fault = &faults[i];
    if (!fault_hits(fault, first, end)) {
      continue;
    }
    switch (fault->kind) {
    case FAULT_INPUT_UNDERFLOW:
      fate.flags |= BLOCK_INPUT_UNDERFLOW;
      break;
    case FAULT_INPUT_OVERFLOW:
      fate.flags |= BLOCK_INPUT_OVERFLOW;
      break;
    case FAULT_OUTPUT_UNDERFLOW:
      fate.flags |= BLOCK_OUTPUT_UNDERFLOW;
      break;
    case FAULT_OUTPUT_OVERFLOW:
      fate.flags |= BLOCK_OUTPUT_OVERFLOW;
      break;
    case FAULT_LOST_BLOCKS:
      fate.lost_blocks += fault->count;
      fate.flags |= BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW;
      break;
    case FAULT_DISAPPEAR:
      fate.disappears = true;
      break;
    }
  }
  return fate;
}

int64_t virtual_longest_loss(const struct virtual_fault *faults, uint32_t fault_count) {
  int64_t longest = 0;
  for (uint32_t i = 0; i < fault_count; i++) {
    if (faults[i].kind == FAULT_LOST_BLOCKS && faults[i].count > longest) {
      longest = faults[i].count;
    }
  }
  return longest;
}

bool virtual_check_faults(const struct virtual_settings *settings, struct failure *failure) {
  if (settings->fault_count > MOST_FAULTS ||
      (settings->fault_count != 0 && settings->faults == NULL)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The virtual device takes at most %d faults; use everyFrames to repeat one.",
                       MOST_FAULTS);
  }
  for (uint32_t i = 0; i < settings->fault_count; i++) {
    const struct virtual_fault *fault = &settings->faults[i];
    bool known = (uint32_t)fault->kind <= FAULT_DISAPPEAR;
    if (!known || fault->frame < 0 || fault->frame > LARGEST_FAULT_FRAME ||
        fault->every_frames < 0 || fault->every_frames > LARGEST_FAULT_FRAME) {
      return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                         "Fault %u must have a known kind and a frame of 0 or more.", i + 1);
    }
    if (fault->kind == FAULT_LOST_BLOCKS && (fault->count < 1 || fault->count > LARGEST_LOSS)) {
      return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                         "Fault %u must lose between 1 and %d blocks.", i + 1, LARGEST_LOSS);
    }
  }
  return true;
}
