/* A block: what one call of the audio callback gets, be it from PortAudio, the virtual device, an
 * offline render or a test. What mixer_process() does depends on accepted batches and blocks only.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Fault flags of a block that tell of lost or invented frames: PortAudio's, as its bits from 0.
 * X(enum name, JavaScript name) */
#define DROPOUT_FLAGS(X)                                                                           \
  X(INPUT_UNDERFLOW, "inputUnderflow")                                                             \
  X(INPUT_OVERFLOW, "inputOverflow")                                                               \
  X(OUTPUT_UNDERFLOW, "outputUnderflow")                                                           \
  X(OUTPUT_OVERFLOW, "outputOverflow")

/** Flags of a block, with PortAudio's names and values. */
enum block_flags {
  BLOCK_INPUT_UNDERFLOW = 1,
  BLOCK_INPUT_OVERFLOW = 2,
  BLOCK_OUTPUT_UNDERFLOW = 4,
  BLOCK_OUTPUT_OVERFLOW = 8,
  BLOCK_PRIMING_OUTPUT = 16,
  DROPOUT_FLAG_BITS = 15 /* all but the last */
};

struct block {
  const float *input;     /* interleaved, frame_count * input channels; NULL without an input */
  float *output;          /* interleaved, frame_count * output channels; NULL without an output;
                             the mixer overwrites all of it */
  uint32_t frame_count;   /* >= 1; may differ from block to block */
  uint32_t flags;         /* enum block_flags */
  double current_time;    /* seconds of device time; any value, the clock checks it */
  double input_adc_time;  /* seconds: first input frame at the converter; garbage without input */
  double output_dac_time; /* seconds: first output frame at the converter; garbage without output */
  double system_time;     /* seconds of the monotonic clock when the block came; 0 = not known */
  double load;            /* part of its time that the block before used; 0 = not known */
  bool tells_losses; /* the device says what it loses; else 0, whatever the host API reports and the
                        clock infers (loss.h): */
  int64_t lost_input, lost_output; /* frames, right before this block, >= 0 */
};
