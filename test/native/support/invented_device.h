/* Devices with invented times, and the true times beside them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mixer/block.h"

#define INVENTED_RATE 48000.0

/** The distribution of the reported times around the truth. */
enum jitter_pattern { JITTER_EVEN, JITTER_SQUARE, JITTER_SLOW, JITTER_SAW };

/** What is wrong with the times beside jitter and drift. */
enum trouble {
  TROUBLE_NONE,
  TROUBLE_ZEROS,          /* a host API that reports none */
  TROUBLE_NONSENSE,       /* NaN, infinite, denormal, huge, and sometimes a true one */
  TROUBLE_UNUSED_GARBAGE, /* the input's time means nothing: there is no input */
  TROUBLE_BACKWARDS,      /* time goes backwards */
  TROUBLE_STALLS          /* time stands still for a second of every five */
};

struct invention {
  const char *name;
  double jitter, drift, epoch; /* seconds, against nominal, seconds */
  enum jitter_pattern pattern;
  enum trouble trouble;
  double jump, jump_every; /* seconds; lasting steps of the truth, 0 = none */
};

struct invented_device {
  const struct invention *invention;
  uint32_t seed;
  int64_t frame;     /* of the next block */
  double truth;      /* true DAC time of the last block's first frame, seconds */
  double jumped;     /* seconds so far */
  int jumps;         /* so far */
  double next_jump;  /* seconds from the start */
  double since_jump; /* seconds */
  int blocks_since_jump;
  double level, level_until; /* of a square jitter, +-1 and seconds */
};

struct invented_device invented_device(const struct invention *invention);
/** Sets the times of a block whose frame_count is set, and goes on to the next. The output is heard
 * 10 ms after the current time, the input was recorded 5 ms before. */
void invented_device_block(struct invented_device *device, struct block *block);
/** Uniform in 0 ... 1, always the same sequence. */
double invented_random(struct invented_device *device);
