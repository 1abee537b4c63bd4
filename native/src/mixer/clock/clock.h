/* The clock: device time against the stream's own frames, filtered and monotone.
 *
 * - Each of the three times of a block (DAC, ADC, current) is followed by a delay-locked loop, a
 *   line that bends by at most 1,000 ppm.
 * - Values that are not finite, zero, absurd, standing still or far off the line are ignored,
 *   and the line goes on by itself. A direction that the stream does not use is never read.
 * - Three values in a row that agree on another line are a step of the device's clock. Eight in
 *   a row that are off by 3/4 of a block are a step, too: a block was lost. Values that drift
 *   away from the line do not agree.
 *
 * The bound. Where the times of a device lie within J seconds of the truth (J up to 1 ms, of any
 * pattern) and its rate within 300 ppm of nominal, the line, and with it actualTime of whatever
 * begins in a block, is off by at most
 *
 *     2 J + 20 us    from the first block on (and 300 ppm of a block of more than 1,024 frames),
 *     J / 2 + 20 us  from ten seconds after the start or the last step on, where the jitter has
 *                    the mean 0, is another in each block, and blocks have up to 1,024 frames.
 *
 * A step S of the truth (lost frames, a clock that was set) of more than two blocks and 10 ms + 2 J
 * is followed three blocks and 10 ms later; one of more than 3/4 of a block and 3 ms + 2 J eight
 * blocks and 100 ms later; from there on the bound holds again. Smaller ones are slewed: S adds to
 * the bound until it has gone at 700 ppm, and the loop has settled for ten seconds more.
 * Measured against invented truth in clock_bound_test.c.
 *
 * J is not known of a device. The farthest that a followed value lay off the line, D, tells it:
 * where the times are on average right, the line is off by at most 2 D + 20 us (and 300 ppm of a
 * block of more than 1,024 frames), whatever J is. What all times have in common, no clock can
 * know.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/rt.h"
#include "mixer/block.h"
#include "mixer/clock/clock_map.h"

/** One followed time. */
struct clock_track {
  bool anchored;    /* base is known */
  bool confirmed;   /* at least two values agreed */
  bool abandoned;   /* its values never agreed: not used in this stream */
  bool is_steady;   /* has settled, and the last value was on the line */
  double base;      /* seconds at the anchor */
  double elapsed;   /* filtered seconds since, at the present block */
  double deviation; /* of the rate from nominal, dimensionless */
  double settled;   /* seconds followed since the anchor; the bandwidth shrinks with it */
  double idle;      /* seconds since the last value that was usable */
  double last_value;
  double farthest; /* seconds that a followed value was off the line since the stream began */
  double off_low,
      off_high;       /* seconds that the last values in a row were off the line: the range, */
  double off_seconds; /* for how long, */
  uint32_t off_count; /* how many, agreeing with each other */
  uint32_t outliers;  /* rows begun before the first agreement */
};

/** How far a track bends per second that a value is off its line. */
struct clock_bend {
  double slew;      /* in this block */
  double deviation; /* of its rate, from then on */
};

/** What the lengths of two blocks in a row mean for the tracks. Kept from block to block, which
 * spares most blocks all divisions. */
struct clock_pace {
  uint32_t previous_count, count; /* frames; previous_count 0 = there was no block before */
  double advance;                 /* seconds from the one block to the other */
  double outlier;                 /* how far off the line a value is one, seconds */
  double slip;                    /* how far off it may mean a lost block, seconds */
  double drift;                   /* of the bound, where blocks are long, seconds */
  struct clock_bend final_bend;   /* at the final bandwidth */
};

/** A step of device time against the frames, as found in one block. */
struct clock_step {
  bool happened;
  double seconds; /* > 0: frames were lost */
  double spread;  /* between the values that told it */
};

struct clock {
  double seconds_per_frame; /* nominal */
  bool has_input, has_output;
  uint32_t previous_count; /* frames of the block before; 0 = none */
  struct clock_pace pace;
  struct clock_track tracks[TIME_BASE_COUNT];

  /* The device has begun to run: its time has gone along with the frames for a while. Before, a
     driver fills its buffers, and what steps is no loss. */
  bool has_begun;

  /* It has begun, and all tracks that the stream has are steady and usable. */
  bool is_steady;

  /* How far the line is off that tells the time of the output, or of the input where there is no
     output: see above. Seconds; NaN = not known. */
  double bound;

  /* Of the last block, bits of enum time_base: */
  uint32_t off;     /* its values are off their lines */
  uint32_t stepped; /* a line moved, by: */
  struct clock_step steps[TIME_BASE_COUNT];
};

/** A stream begins: forgets everything. */
void clock_reset(struct clock *clock, double sample_rate, bool has_input, bool has_output);

/** Follows one block whose first frame is `first_frame`; fills the map that holds from there on. */
struct clock_step clock_follow(struct clock *clock, const struct block *block, int64_t first_frame,
                               struct clock_map *map) RT_SAFE;

/** Whose line tells the time of a converter (DAC or ADC): its own where that can be used, else
 * another one. TIME_BASE_COUNT: the stream does not use that converter. */
enum time_base clock_says(const struct clock *clock, enum time_base base) RT_SAFE;

/** A map that one thread writes and another one reads as a whole; neither waits. */
struct shared_clock_map {
  atomic_uint_least64_t version;
  struct {
    atomic_bool valid;
    atomic_int_least64_t frame;
    _Atomic(double) dac_time, adc_time, current_time, seconds_per_frame;
  } slots[2];
};

void shared_clock_map_write(struct shared_clock_map *shared, const struct clock_map *map) RT_SAFE;
void shared_clock_map_read(const struct shared_clock_map *shared, struct clock_map *map);
