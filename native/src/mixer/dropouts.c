#include "mixer/dropouts.h"

#include <math.h>
#include <string.h>

#include "base/instruction_sets.h"

/** How long a size is waited for. Twice as long while the clock still sees values off its line. */
#define SETTLE_SECONDS 0.15
enum { SETTLE_BLOCKS = 9 };
/** After a dropout drivers fill their buffers again, and what steps meanwhile is no further loss.
 */
#define CALM_SECONDS 0.2
/** How many blocks after its place a driver may raise the flag of a loss. */
enum { FLAG_LATE_BLOCKS = 3 };

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

/* Steps are counted also where a flag reported the loss. */
static void settle_pending(struct dropouts *dropouts) RT_SAFE {
  struct dropout *dropout = &dropouts->pending.dropout;
  dropouts->inferred_frames = dropouts->pending.step_frames;
  settle(dropouts, dropout, false);
  dropout->count = 0;
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

/* NaN stays. */
static double at_least_zero(double seconds) RT_SAFE {
  return seconds < 0 ? 0 : seconds;
}

/* A dropout right before this block, without sizes. */
static struct open_dropout dropout_here(struct dropouts *dropouts, const struct clock *clock,
                                        const struct block *block, int64_t first_frame,
                                        uint64_t stream_number) RT_SAFE {
  struct dropout_block before = dropouts->before;
  const double time = known_time(block->current_time);
  before.time = known_time(before.time);
  const double late = time - before.time - before.frames * clock->seconds_per_frame;
  return (struct open_dropout){
      .dropout = {.stream_number = stream_number,
                  .frame = first_frame,
                  .late_seconds = before.frames > 0 ? at_least_zero(late) : NAN,
                  .load = before.frames > 0 && block->load > 0 ? block->load : NAN,
                  .count = 1,
                  .before = before,
                  .after = {.frames = block->frame_count,
                            .flags = block->flags & DROPOUT_FLAG_BITS,
                            .time = time}}};
}

/* The system's clock knows better how late the block came. What is seen while a dropout is pending
 * is measured against what was before that, and a flag lets it last longer. */
static void note_arrival(struct dropouts *dropouts, const struct clock *clock,
                         const struct block *block, struct open_dropout *here) RT_SAFE {
  const double spf = clock->seconds_per_frame;
  const int64_t frame = here->dropout.frame;
  struct open_dropout *pending = &dropouts->pending;
  const bool is_pending = pending->dropout.count > 0;
  const bool is_flagged = here->dropout.after.flags != 0;
  if (!is_pending || is_flagged) {
    here->place = arrivals_place_here(&dropouts->arrivals, block, frame, spf);
  }
  if (is_pending) {
    pending->place.finished = is_flagged ? here->place.finished : pending->place.finished;
    here->place = pending->place;
  }
  const double late = arrivals_lateness(&here->place, block, frame, spf);
  if (here->dropout.before.frames > 0 && !isnan(late)) {
    here->dropout.late_seconds = at_least_zero(late);
  }
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

static void move_to(struct dropout *dropout, const struct dropout *place) RT_SAFE {
  dropout->frame = place->frame;
  dropout->before = place->before;
  dropout->after = place->after;
  dropout->late_seconds = place->late_seconds;
  dropout->load = place->load;
}

/* A flag: begins a pending dropout, or belongs to the one that is pending. Where values were off
 * before and the blocks came in time, the dropout is at the flag. */
static void note_flags(struct dropouts *dropouts, const struct open_dropout *here,
                       uint32_t flags) RT_SAFE {
  struct dropout *pending = &dropouts->pending.dropout;
  if (pending->count == 0) {
    dropouts->pending = *here;
  } else if (pending->is_reported) {
    pending->count++;
  } else if (pending->late_seconds < here->dropout.late_seconds / 2) {
    move_to(pending, &here->dropout);
  }
  if ((flags & INPUT_FLAGS) != 0 && pending->input_frames == 0) {
    pending->input_frames = NAN;
  }
  if ((flags & OUTPUT_FLAGS) != 0 && pending->output_frames == 0) {
    pending->output_frames = NAN;
  }
  pending->is_reported = true;
  pending->flags |= flags;
}

/* Values that began to be off right before the flag tell the place. */
static void note_candidate(struct open_dropout *pending,
                           const struct open_dropout *candidate) RT_SAFE {
  const struct dropout *found = &candidate->dropout;
  const int64_t earlier = pending->dropout.frame - found->frame;
  if (earlier > 0 && earlier <= FLAG_LATE_BLOCKS * (int64_t)found->after.frames &&
      !(found->late_seconds < pending->dropout.late_seconds / 2)) {
    move_to(&pending->dropout, found);
    pending->place.before = candidate->place.before;
    pending->place.before_spread = candidate->place.before_spread;
  }
}

static void add_frames(double *frames, double more) RT_SAFE {
  *frames = isnan(*frames) ? more : *frames + more;
}

/* A step of device time as one track saw it: a size, and a place where there was none. */
static void note_step(struct dropouts *dropouts, const struct clock *clock, enum time_base base,
                      const struct block *block) RT_SAFE {
  const struct clock_step *step = &clock->steps[base];
  const struct open_dropout *candidate = &dropouts->candidates[base];
  struct open_dropout *pending = &dropouts->pending;
  struct dropout *dropout = &pending->dropout;
  const double frames = round(step->seconds / clock->seconds_per_frame);
  const bool may_infer = (clock->has_begun && candidate->was_calm) || !dropouts->arrivals.known;
  if (!(frames >= 1) || candidate->dropout.count == 0 || (dropout->count == 0 && !may_infer)) {
    return;
  }
  if (dropout->count == 0) {
    *pending = *candidate;
    dropout->is_estimate = true;
  } else {
    note_candidate(pending, candidate);
  }
  if (clock_says(clock, TIME_DAC) == base) {
    add_frames(&dropout->output_frames, frames);
  }
  if (clock_says(clock, TIME_ADC) == base) {
    add_frames(&dropout->input_frames, frames);
  }
  if (pending->step_frames < frames) {
    pending->step_frames = frames;
  }
  if (step->spread > block->frame_count * clock->seconds_per_frame) {
    dropout->is_estimate = true;
  }
}

/* No clock is about to tell more, or there was time enough. */
static bool is_settled(const struct open_dropout *pending, const struct arrivals_loss *paused,
                       const struct clock *clock, const struct block *block,
                       int64_t first_frame) RT_SAFE {
  const struct dropout *dropout = &pending->dropout;
  const double passed = (double)(first_frame - dropout->frame);
  const double wait =
      fmax(SETTLE_SECONDS / clock->seconds_per_frame, SETTLE_BLOCKS * (double)block->frame_count);
  if (passed >= 2 * wait || (paused->is_known && paused->is_steady)) {
    return true;
  }
  const bool has_size = dropout->input_frames + dropout->output_frames > 0;
  return clock->off == 0 && (passed >= wait || (has_size && isnan(pending->place.before)));
}

/* The size by the system's clock, for the directions that lost. */
static void set_size(struct dropout *dropout, double frames) RT_SAFE {
  dropout->input_frames = dropout->input_frames == 0 ? 0 : frames;
  dropout->output_frames = dropout->output_frames == 0 ? 0 : frames;
  dropout->is_estimate = !dropout->is_reported;
}

/* Whether flags, or steps, tell of all directions that the stream has: the pause is theirs, too. */
static bool is_of_all(const struct dropout *dropout, const struct clock *clock) RT_SAFE {
  return (dropout->input_frames != 0 || !clock->has_input) &&
         (dropout->output_frames != 0 || !clock->has_output);
}

/* What device time and the pause say together. False: nothing was lost. */
static bool conclude(struct open_dropout *pending, const struct arrivals_loss *paused,
                     const struct clock *clock, const struct block *block) RT_SAFE {
  struct dropout *dropout = &pending->dropout;
  if (!paused->is_known) {
    dropout->is_estimate = dropout->is_estimate || !isnan(pending->place.before);
    return true;
  }
  const double frames = round(paused->seconds / clock->seconds_per_frame);
  const bool agrees = fabs(frames - pending->step_frames) <= block->frame_count;
  if (frames < pending->step_frames / 2) {
    pending->step_frames = 0; /* it was of the device's clock alone */
    if (!dropout->is_reported) {
      return false;
    }
    dropout->input_frames *= dropout->input_frames == 0 ? 0 : NAN;
    dropout->output_frames *= dropout->output_frames == 0 ? 0 : NAN;
  }
  if (agrees) {
    return true;
  }
  const double spread = paused->spread / clock->seconds_per_frame;
  const bool is_better =
      fabs(frames - pending->step_frames) > 4 * spread && frames > (double)block->frame_count / 4;
  if (is_better && is_of_all(dropout, clock)) {
    set_size(dropout, frames);
    dropout->is_estimate = dropout->is_estimate || !paused->is_steady;
  } else {
    dropout->is_estimate = true;
  }
  return true;
}

static void judge_pending(struct dropouts *dropouts, const struct clock *clock,
                          const struct block *block, int64_t first_frame) RT_SAFE {
  struct open_dropout *pending = &dropouts->pending;
  const double block_seconds = block->frame_count * clock->seconds_per_frame;
  const struct arrivals_loss paused =
      arrivals_lost_at(&dropouts->arrivals, &pending->place, block_seconds);
  if (!is_settled(pending, &paused, clock, block, first_frame)) {
    return;
  }
  for (uint32_t base = 0; base < TIME_BASE_COUNT; base++) {
    struct dropout *candidate = &dropouts->candidates[base].dropout;
    if (paused.is_known || candidate->frame <= pending->dropout.frame) {
      candidate->count = 0; /* it is told herewith */
    }
  }
  if (conclude(pending, &paused, clock, block)) {
    settle_pending(dropouts);
  }
  pending->dropout.count = 0;
}

static void look_closer(struct dropouts *dropouts, const struct clock *clock,
                        const struct block *block, int64_t first_frame,
                        uint64_t stream_number) RT_SAFE {
  struct open_dropout here = dropout_here(dropouts, clock, block, first_frame, stream_number);
  const uint32_t flags = block->flags & DROPOUT_FLAG_BITS;
  const uint32_t newly_off = clock->off & ~dropouts->off;
  hand_over_held(dropouts);
  if (block->tells_losses) {
    take_told(dropouts, &here.dropout, block);
    return;
  }
  here.was_calm =
      (double)(first_frame - dropouts->calm_since) * clock->seconds_per_frame >= CALM_SECONDS;
  if (flags != 0 || newly_off != 0) {
    note_arrival(dropouts, clock, block, &here);
  }
  if (flags != 0) {
    note_flags(dropouts, &here, flags);
  }
  for (uint32_t base = 0; base < TIME_BASE_COUNT; base++) {
    const uint32_t bit = 1u << base;
    if ((newly_off & bit) != 0) {
      dropouts->candidates[base] = here;
    }
    if ((clock->stepped & bit) != 0) {
      note_step(dropouts, clock, (enum time_base)base, block);
    }
  }
  if (flags != 0 || clock->off != 0) {
    dropouts->calm_since = first_frame + block->frame_count;
  }
  if (dropouts->pending.dropout.count > 0) {
    judge_pending(dropouts, clock, block, first_frame);
  }
}

void dropouts_follow(struct dropouts *dropouts, const struct clock *clock,
                     const struct block *block, int64_t first_frame,
                     uint64_t stream_number) RT_SAFE {
  dropouts->settled_count = 0;
  dropouts->inferred_frames = 0;
  arrivals_follow(&dropouts->arrivals, block, first_frame, clock->seconds_per_frame);
  if ((block->flags & DROPOUT_FLAG_BITS) != 0 || clock->off != 0 || clock->stepped != 0 ||
      block->lost_input != 0 || block->lost_output != 0 || dropouts->pending.dropout.count != 0 ||
      dropouts->held.count != 0) {
    look_closer(dropouts, clock, block, first_frame, stream_number);
  }
  dropouts->off = clock->off;
  dropouts->before.frames = block->frame_count;
  dropouts->before.flags = block->flags & DROPOUT_FLAG_BITS;
  dropouts->before.time = block->current_time;
}

void dropouts_begin(struct dropouts *dropouts) {
  memset(&dropouts->before, 0, sizeof(dropouts->before));
  memset(dropouts->candidates, 0, sizeof(dropouts->candidates));
  memset(&dropouts->arrivals, 0, sizeof(dropouts->arrivals));
  memset(&dropouts->pending, 0, sizeof(dropouts->pending));
  dropouts->off = 0;
  dropouts->calm_since = 0;
  dropouts->settled_count = 0;
}

void dropouts_end(struct dropouts *dropouts) {
  dropouts->settled_count = 0;
  if (dropouts->pending.dropout.count > 0) {
    settle_pending(dropouts);
  }
}
