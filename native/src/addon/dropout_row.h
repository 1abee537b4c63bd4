/* A dropout as a row of doubles for JavaScript. */
#pragma once

#include "mixer/dropout.h"

/* X(enum name, JavaScript name, expression on `dropout`) */
#define DROPOUT_FIELDS(X)                                                                          \
  X(STREAM_NUMBER, "streamNumber", stream_number)                                                  \
  X(FRAME, "frame", frame)                                                                         \
  X(INPUT_FRAMES, "inputFrames", input_frames)                                                     \
  X(OUTPUT_FRAMES, "outputFrames", output_frames)                                                  \
  X(IS_ESTIMATE, "isEstimate", is_estimate)                                                        \
  X(IS_REPORTED, "isReported", is_reported)                                                        \
  X(FLAGS, "flags", flags)                                                                         \
  X(LATE_SECONDS, "lateSeconds", late_seconds)                                                     \
  X(LOAD, "load", load)                                                                            \
  X(COUNT, "count", count)                                                                         \
  X(BEFORE_FRAMES, "beforeFrames", before.frames)                                                  \
  X(BEFORE_TIME, "beforeTime", before.time)                                                        \
  X(BEFORE_FLAGS, "beforeFlags", before.flags)                                                     \
  X(AFTER_FRAMES, "afterFrames", after.frames)                                                     \
  X(AFTER_TIME, "afterTime", after.time)                                                           \
  X(AFTER_FLAGS, "afterFlags", after.flags)

enum dropout_field {
#define X(name, text, expression) DROPOUT_##name,
  DROPOUT_FIELDS(X)
#undef X
      DROPOUT_FIELD_COUNT
};

/** Writes DROPOUT_FIELD_COUNT doubles. */
void write_dropout(const struct dropout &dropout, double *row);
