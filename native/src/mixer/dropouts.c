#include "mixer/dropouts.h"

#include <math.h>
#include <string.h>

#include "base/instruction_sets.h"

/** How long a size is waited for. Twice as long while the clock still sees values off its line. */
#define SETTLE_SECONDS 0.15
enum { SETTLE_BLOCKS = 9 };

enum {
  INPUT_FLAGS = BLOCK_INPUT_UNDERFLOW | BLOCK_INPUT_OVERFLOW,
  OUTPUT_FLAGS = BLOCK_OUTPUT_UNDERFLOW | BLOCK_OUTPUT_OVERFLOW
};

/* ---- handing over ---- */

static void fold(struct dropout *into, const struct dropout *later) RT_SAFE {
  if (into->count == 0) {
    *into = *later;
    return;
  }
  into->input_frames += later->input_frames;
  into->output_frames += later->output_frames;
  into->is_estimate = into->is_estimate || later->is_estimate;
  into->is_reported = into->is_reported && later->is_reported;
  into->flags |= later->flags;
  into->count += later->count;
}

/* False: the ring is full. */
static bool hand_over(struct dropouts *dropouts, const struct dropout *dropout) RT_SAFE {
  const uint64_t written = atomic_load_explicit(&dropouts->written, memory_order_relaxed);
  if (written - atomic_load_explicit(&dropouts->taken, memory_order_acquire) == MOST_DROPOUTS) {
    return false;
  }
  dropouts->ring[written % MOST_DROPOUTS] = *dropout;
  atomic_store_explicit(&dropouts->written, written + 1, memory_order_release);
  return true;
}

static void hand_over_held(struct dropouts *dropouts) RT_SAFE {
  if (dropouts->held.count > 0 && hand_over(dropouts, &dropouts->held)) {
    dropouts->held.count = 0;
  }
}

static int64_t whole_frames(double frames) RT_SAFE {
  return isnan(frames) ? LOSS_UNKNOWN_FRAMES : (int64_t)frames;
}

/* For the recorders. What a block settles beyond MOST_SETTLED they are not told; that is one
 * dropout, which the block tells itself, or one that was pending. */
static void note_settled(struct dropouts *dropouts, const struct dropout *dropout,
                         bool is_told) RT_SAFE {
  if (dropouts->settled_count == MOST_SETTLED) {
    return;
  }
  const bool has_size = dropout->input_frames + dropout->output_frames > 0;
  dropouts->settled[dropouts->settled_count++] = (struct loss){
      .frame = dropout->frame,
      .input_frames = whole_frames(dropout->input_frames),
      .output_frames = whole_frames(dropout->output_frames),
      .source = is_told                             ? LOSS_TOLD
                : !dropout->is_reported             ? LOSS_INFERRED
                : has_size && !dropout->is_estimate ? LOSS_CONFIRMED
                                                    : LOSS_REPORTED,
  };
}

static void settle(struct dropouts *dropouts, const struct dropout *dropout, bool is_told) RT_SAFE {
  note_settled(dropouts, dropout, is_told);
  if (dropouts->held.count > 0 || !hand_over(dropouts, dropout)) {
    fold(&dropouts->held, dropout);
  }
}

static void settle_pending(struct dropouts *dropouts) RT_SAFE {
  dropouts->is_pending = false;
  settle(dropouts, &dropouts->pending, false);
}

size_t dropouts_take(struct dropouts *dropouts, bool has_ended, struct dropout *taken,
                     size_t capacity) {
  size_t count = 0;
  uint64_t next = atomic_load_explicit(&dropouts->taken, memory_order_relaxed);
  const uint64_t written = atomic_load_explicit(&dropouts->written, memory_order_acquire);
  for (; next != written && count < capacity; next++) {
    taken[count++] = dropouts->ring[next % MOST_DROPOUTS];
  }
  atomic_store_explicit(&dropouts->taken, next, memory_order_release);
  if (has_ended && next == written && dropouts->held.count > 0 && count < capacity) {
    taken[count++] = dropouts->held;
    dropouts->held.count = 0;
  }
  return count;
}

/* ---- finding ---- */

static double known_time(double seconds) RT_SAFE {
  return isfinite(seconds) && seconds != 0 ? seconds : NAN;
}

/* A dropout right before this block, without sizes. */
static struct dropout dropout_here(const struct dropouts *dropouts, const struct clock *clock,
                                   const struct block *block, int64_t first_frame,
                                   uint64_t stream_number) RT_SAFE {
  const double time = known_time(block->current_time);
  const double passed = dropouts->before.frames * clock->seconds_per_frame;
  return (struct dropout){
      .stream_number = stream_number,
      .frame = first_frame,
      .late_seconds = dropouts->before.frames > 0 ? time - dropouts->before.time - passed : NAN,
      .load = dropouts->before.frames > 0 && block->load > 0 ? block->load : NAN,
      .count = 1,
      .before = dropouts->before,
      .after = {.frames = block->frame_count,
                .flags = block->flags & DROPOUT_FLAG_BITS,
                .time = time},
  };
}

/* By the device's own word. A flag without a loss leaves the size open. */
static void take_told(struct dropouts *dropouts, struct dropout *here,
                      const struct block *block) RT_SAFE {
  const uint32_t flags = block->flags & DROPOUT_FLAG_BITS;
  if (flags == 0 && block->lost_input == 0 && block->lost_output == 0) {
    return;
  }
  here->is_reported = true;
  here->flags = flags;
  here->input_frames = (double)block->lost_input;
  here->output_frames = (double)block->lost_output;
  if (block->lost_input == 0 && (flags & INPUT_FLAGS) != 0) {
    here->input_frames = NAN;
  }
  if (block->lost_output == 0 && (flags & OUTPUT_FLAGS) != 0) {
    here->output_frames = NAN;
  }
  settle(dropouts, here, true);
}

/* A flag: begins a pending dropout, or belongs to the one that is pending. */
static void note_flags(struct dropouts *dropouts, const struct dropout *here,
                       uint32_t flags) RT_SAFE {
  struct dropout *pending = &dropouts->pending;
  if (!dropouts->is_pending) {
    *pending = *here;
    pending->input_frames = (flags & INPUT_FLAGS) != 0 ? NAN : 0;
    pending->output_frames = (flags & OUTPUT_FLAGS) != 0 ? NAN : 0;
    dropouts->is_pending = true;
  } else {
    pending->count += pending->is_reported;
    pending->input_frames += (flags & INPUT_FLAGS) != 0 && pending->input_frames == 0 ? NAN : 0;
    pending->output_frames += (flags & OUTPUT_FLAGS) != 0 && pending->output_frames == 0 ? NAN : 0;
  }
  pending->is_reported = true;
  pending->flags |= flags;
}

static void add_frames(double *frames, double more) RT_SAFE {
  *frames = isnan(*frames) ? more : *frames + more;
}

/* A step of device time as one track saw it: a size, and a place where there was none. */
static void note_step(struct dropouts *dropouts, const struct clock *clock, enum time_base base,
                      const struct block *block) RT_SAFE {
  const struct clock_step *step = &clock->steps[base];
  const struct dropout *candidate = &dropouts->candidates[base];
  struct dropout *pending = &dropouts->pending;
  const double frames = round(step->seconds / clock->seconds_per_frame);
  if (!(frames >= 1) || candidate->count == 0) {
    return;
  }
  if (!dropouts->is_pending) {
    *pending = *candidate;
    pending->is_estimate = true;
    dropouts->is_pending = true;
  } else if (candidate->frame < pending->frame) {
    pending->frame = candidate->frame;
    pending->before = candidate->before;
    pending->after = candidate->after;
    pending->late_seconds = candidate->late_seconds;
    pending->load = candidate->load;
  }
  if (clock_says(clock, TIME_DAC) == base) {
    add_frames(&pending->output_frames, frames);
  }
  if (clock_says(clock, TIME_ADC) == base) {
    add_frames(&pending->input_frames, frames);
  }
  if (step->spread > block->frame_count * clock->seconds_per_frame) {
    pending->is_estimate = true;
  }
}

/* No track is about to tell more, or there was time enough. */
static bool is_settled(const struct dropouts *dropouts, const struct clock *clock,
                       const struct block *block, int64_t first_frame) RT_SAFE {
  const struct dropout *pending = &dropouts->pending;
  const bool has_size = pending->input_frames + pending->output_frames > 0;
  const double passed = (double)(first_frame - pending->frame);
  const double wait =
      fmax(SETTLE_SECONDS / clock->seconds_per_frame, SETTLE_BLOCKS * (double)block->frame_count);
  return clock->off == 0 ? has_size || passed >= wait : passed >= 2 * wait;
}

static void look_closer(struct dropouts *dropouts, const struct clock *clock,
                        const struct block *block, int64_t first_frame,
                        uint64_t stream_number) RT_SAFE {
  struct dropout here = dropout_here(dropouts, clock, block, first_frame, stream_number);
  const uint32_t flags = block->flags & DROPOUT_FLAG_BITS;
  hand_over_held(dropouts);
  if (block->tells_losses) {
    take_told(dropouts, &here, block);
    return;
  }
  if (flags != 0) {
    note_flags(dropouts, &here, flags);
  }
  for (uint32_t base = 0; base < TIME_BASE_COUNT; base++) {
    const uint32_t bit = 1u << base;
    if ((clock->off & bit) != 0 && (dropouts->off & bit) == 0) {
      dropouts->candidates[base] = here;
    }
    if ((clock->stepped & bit) != 0) {
      note_step(dropouts, clock, (enum time_base)base, block);
    }
  }
  if (dropouts->is_pending && is_settled(dropouts, clock, block, first_frame)) {
    settle_pending(dropouts);
  }
}

void dropouts_follow(struct dropouts *dropouts, const struct clock *clock,
                     const struct block *block, int64_t first_frame,
                     uint64_t stream_number) RT_SAFE {
  dropouts->settled_count = 0;
  if ((block->flags & DROPOUT_FLAG_BITS) != 0 || clock->off != 0 || clock->stepped != 0 ||
      block->lost_input != 0 || block->lost_output != 0 || dropouts->is_pending ||
      dropouts->held.count != 0) {
    look_closer(dropouts, clock, block, first_frame, stream_number);
  }
  dropouts->off = clock->off;
  dropouts->before.frames = block->frame_count;
  dropouts->before.flags = block->flags & DROPOUT_FLAG_BITS;
  dropouts->before.time = known_time(block->current_time);
}

void dropouts_begin(struct dropouts *dropouts) {
  memset(&dropouts->before, 0, sizeof(dropouts->before));
  memset(dropouts->candidates, 0, sizeof(dropouts->candidates));
  dropouts->is_pending = false;
  dropouts->off = 0;
  dropouts->settled_count = 0;
}

void dropouts_end(struct dropouts *dropouts) {
  dropouts->settled_count = 0;
  if (dropouts->is_pending) {
    settle_pending(dropouts);
  }
}
