#include "device/virtual/faults.h"

#include <stddef.h>

#include "mixer/block.h"

#define LARGEST_FAULT_FRAME 1000000000000000
enum { LARGEST_LOSS = 1000000, LARGEST_LOSS_FRAMES = 1000000000, MOST_FAULTS = 10000 };

/* The first frame from `first` on at which the fault happens; -1 = none. */
static int64_t next_frame(const struct virtual_fault *fault, int64_t first) {
  if (fault->frame >= first) {
    return fault->frame;
  }
  if (fault->every_frames == 0) {
    return -1;
  }
  const int64_t periods = (first - fault->frame + fault->every_frames - 1) / fault->every_frames;
  return fault->frame + periods * fault->every_frames;
}

static bool is_loss(enum virtual_fault_kind kind) {
  return kind == FAULT_LOST_BLOCKS || kind == FAULT_LOST_INPUT || kind == FAULT_LOST_OUTPUT;
}

static int64_t frames_lost(const struct virtual_fault *fault, int64_t block_size) {
  return fault->frames > 0 ? fault->frames : fault->count * block_size;
}

static void lose_input(struct block_fate *fate, int64_t frames) {
  fate->lost_input += frames;
  fate->flags |= BLOCK_INPUT_OVERFLOW;
}

static void lose_output(struct block_fate *fate, int64_t frames) {
  fate->lost_output += frames;
  fate->flags |= BLOCK_OUTPUT_UNDERFLOW;
}

static void add_fault(struct block_fate *fate, const struct virtual_fault *fault,
                      int64_t block_size) {
  switch (fault->kind) {
  case FAULT_INPUT_UNDERFLOW:
    fate->flags |= BLOCK_INPUT_UNDERFLOW;
    break;
  case FAULT_INPUT_OVERFLOW:
    fate->flags |= BLOCK_INPUT_OVERFLOW;
    break;
  case FAULT_OUTPUT_UNDERFLOW:
    fate->flags |= BLOCK_OUTPUT_UNDERFLOW;
    break;
  case FAULT_OUTPUT_OVERFLOW:
    fate->flags |= BLOCK_OUTPUT_OVERFLOW;
    break;
  case FAULT_LOST_BLOCKS:
    lose_input(fate, frames_lost(fault, block_size));
    lose_output(fate, frames_lost(fault, block_size));
    break;
  case FAULT_LOST_INPUT:
    lose_input(fate, frames_lost(fault, block_size));
    break;
  case FAULT_LOST_OUTPUT:
    lose_output(fate, frames_lost(fault, block_size));
    break;
  case FAULT_DISAPPEAR:
    fate->disappears = true;
    break;
  case FAULT_RETURN:
    break; /* of an absence, which no block sees */
  }
}

struct block_fate virtual_fate(const struct virtual_fault *faults, uint32_t fault_count,
                               int64_t first, int64_t end) {
  struct block_fate fate = {0};
  for (uint32_t i = 0; i < fault_count; i++) {
    const int64_t frame = next_frame(&faults[i], first);
    if (frame >= first && frame < end) {
      add_fault(&fate, &faults[i], end - first);
    }
  }
  return fate;
}

int64_t virtual_longest_loss(const struct virtual_fault *faults, uint32_t fault_count,
                             uint32_t block_size) {
  int64_t longest = 0;
  for (uint32_t i = 0; i < fault_count; i++) {
    if (is_loss(faults[i].kind) && frames_lost(&faults[i], block_size) > longest) {
      longest = frames_lost(&faults[i], block_size);
    }
  }
  return longest;
}

int64_t virtual_total_loss(const struct virtual_fault *faults, uint32_t fault_count,
                           enum virtual_fault_kind kind, uint32_t block_size, int64_t most) {
  int64_t total = 0;
  for (uint32_t i = 0; i < fault_count && total < most; i++) {
    if (faults[i].kind == kind) {
      total += faults[i].every_frames > 0 ? most : frames_lost(&faults[i], block_size);
    }
  }
  return total < most ? total : most;
}

int64_t virtual_frames_to_return(const struct virtual_fault *faults, uint32_t fault_count,
                                 int64_t frame) {
  int64_t nearest = -1;
  for (uint32_t i = 0; i < fault_count; i++) {
    if (faults[i].kind == FAULT_RETURN) {
      const int64_t found = next_frame(&faults[i], frame + 1);
      nearest = found >= 0 && (nearest < 0 || found < nearest) ? found : nearest;
    }
  }
  return nearest < 0 ? -1 : nearest - frame;
}

/* FNV-1a. */
uint64_t virtual_faults_hash(const struct virtual_fault *faults, uint32_t fault_count) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (uint32_t i = 0; i < fault_count; i++) {
    const uint64_t fields[] = {(uint64_t)faults[i].kind, (uint64_t)faults[i].frame,
                               (uint64_t)faults[i].count, (uint64_t)faults[i].frames,
                               (uint64_t)faults[i].every_frames};
    for (size_t k = 0; k < sizeof(fields) / sizeof(*fields); k++) {
      hash = (hash ^ fields[k]) * 0x100000001b3u;
    }
  }
  return hash;
}

/* What is wrong with the fault, for its sentence; NULL = nothing. */
static const char *problem_of(const struct virtual_fault *fault) {
  if ((uint32_t)fault->kind > FAULT_RETURN || fault->frame < 0 ||
      fault->frame > LARGEST_FAULT_FRAME || fault->every_frames < 0 ||
      fault->every_frames > LARGEST_FAULT_FRAME) {
    return "must have a known kind and a frame of 0 or more";
  }
  if (fault->frames < 0 || fault->frames > LARGEST_LOSS_FRAMES) {
    return "must lose at most 1,000,000,000 frames";
  }
  if (fault->frames > 0 && !is_loss(fault->kind)) {
    return "loses nothing, so frames must be left out";
  }
  if (is_loss(fault->kind) && fault->frames == 0 &&
      (fault->count < 1 || fault->count > LARGEST_LOSS)) {
    return "must lose between 1 and 1,000,000 blocks";
  }
  return NULL;
}

static bool check_returns(const struct virtual_settings *settings, struct failure *failure) {
  int64_t first = -1; /* disappearance */
  for (uint32_t i = 0; i < settings->fault_count; i++) {
    const struct virtual_fault *fault = &settings->faults[i];
    if (fault->kind == FAULT_DISAPPEAR && (first < 0 || fault->frame < first)) {
      first = fault->frame;
    }
  }
  for (uint32_t i = 0; i < settings->fault_count; i++) {
    const struct virtual_fault *fault = &settings->faults[i];
    if (fault->kind == FAULT_RETURN && (first < 0 || fault->frame <= first)) {
      return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                         "Fault %u must return after a disappearance.", i + 1);
    }
  }
  return true;
}

bool virtual_check_faults(const struct virtual_settings *settings, struct failure *failure) {
  if (settings->fault_count > MOST_FAULTS ||
      (settings->fault_count != 0 && settings->faults == NULL)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The virtual device takes at most %d faults; use everyFrames to repeat one.",
                       MOST_FAULTS);
  }
  for (uint32_t i = 0; i < settings->fault_count; i++) {
    const char *problem = problem_of(&settings->faults[i]);
    if (problem != NULL) {
      return failure_set(failure, FAILURE_INVALID_ARGUMENT, "Fault %u %s.", i + 1, problem);
    }
  }
  return check_returns(settings, failure);
}
