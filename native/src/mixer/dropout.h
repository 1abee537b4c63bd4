/* A dropout: a place in a stream where frames were lost, as the control side takes it.
 *
 * Stream frames do not count lost ones: the timeline waited before `frame`.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** A block beside a dropout. */
struct dropout_block {
  uint32_t frames; /* 0 = there was none */
  uint32_t flags;  /* enum block_flags */
  double time;     /* seconds of device time; NaN = not known */
};

struct dropout {
  uint64_t stream_number;
  int64_t frame;                      /* first stream frame after what was lost */
  double input_frames, output_frames; /* lost; 0 = none, NaN = not known how many */
  bool is_estimate;                   /* the sizes may be off by more than a block */
  bool is_reported;                   /* by flags or by the device; else inferred by the clock */
  uint32_t flags;                     /* those that reported it */
  double late_seconds; /* the block after came later than its frames say; NaN = not known */
  double load;         /* part of its time that the block before used; NaN = not known */
  uint64_t count;      /* dropouts that are folded into this one, itself included */
  struct dropout_block before, after; /* `after` begins at `frame`, `before` ends there */
};

/** How many wait to be taken. */
enum { MOST_DROPOUTS = 256 };
