/* Finds the dropouts of a stream in its blocks, and hands them to the control side.
 *
 * - A block that tells its losses (the virtual device's) is believed. Otherwise a dropout is what a
 *   flag reports or what is inferred from a step of device time; both within a short time of each
 *   other are one.
 * - Its size is what the stream paused by the system's clock, where that is steady, else the step
 * of device time. A step without a flag and without a pause is none: the device's clock was set, or
 * its driver changed its mind.
 * - A dropout is settled once its size is known: at once where the block tells it, else after
 *   0.1 s, or without a size after 0.15 s (longer where blocks are long).
 * - Settled ones go to the control side by a ring. What does not fit is added to the newest, which
 *   is handed over when there is room again: nothing is lost, nothing waits.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>

#include "base/rt.h"
#include "mixer/block.h"
#include "mixer/clock/arrivals.h"
#include "mixer/clock/clock.h"
#include "mixer/dropout.h"
#include "mixer/loss.h"

/** A dropout that is not settled yet. */
struct open_dropout {
  struct dropout dropout;      /* count 0 = none */
  struct arrivals_place place; /* the same, by the system's clock */
  bool was_calm;               /* nothing was reported or off its line for a while before */
  double step_frames;          /* by which device time has stepped there; 0 = it has not */
};

/** The most dropouts that settle in one block. */
enum { MOST_SETTLED = 2 };

/** Zero-initialised. */
struct dropouts {
  /* The callback's. */
  struct dropout_block before; /* the last block; frames 0 = none */
  uint32_t off;                /* bits of enum time_base: off the line in the last block */
  int64_t calm_since;          /* frame after the last block that was reported or off its line */
  struct arrivals arrivals;
  struct open_dropout candidates[TIME_BASE_COUNT]; /* where their values began to be off */
  struct open_dropout pending;
  double inferred_frames; /* by steps of device time that were found true in this block */
  struct dropout held;    /* had no room in the ring; count 0 = none */
  struct loss settled[MOST_SETTLED]; /* in this block, for the recorders */
  uint32_t settled_count;

  /* Shared. */
  atomic_uint_least64_t written, taken;
  struct dropout ring[MOST_DROPOUTS];
};

/** A stream begins. No callback may run. */
void dropouts_begin(struct dropouts *dropouts);
/** A stream has ended: settles what is pending. No callback may run. */
void dropouts_end(struct dropouts *dropouts);
/** Looks at one block, which the clock has followed. Callback side. */
void dropouts_follow(struct dropouts *dropouts, const struct clock *clock,
                     const struct block *block, int64_t first_frame,
                     uint64_t stream_number) RT_SAFE;
/** Up to `capacity` settled ones, in their order; how many. `has_ended`: no callback runs. Control
 * side. */
size_t dropouts_take(struct dropouts *dropouts, bool has_ended, struct dropout *taken,
                     size_t capacity);
