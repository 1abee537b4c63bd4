/* A loss within a recording as a row of doubles for JavaScript. */
#pragma once

#include "mixer/mixer.h"

/* X(enum name, JavaScript name, expression on `recorded`) */
#define RECORDED_LOSS_FIELDS(X)                                                                    \
  X(ACTION_ID, "actionId", action_id)                                                              \
  X(FRAME, "frame", frame)                                                                         \
  X(FILLED_FRAMES, "filledFrames", filled_frames)                                                  \
  X(STREAM_FRAME, "streamFrame", loss.frame)                                                       \
  X(INPUT_FRAMES, "inputFrames", loss.input_frames)                                                \
  X(OUTPUT_FRAMES, "outputFrames", loss.output_frames)                                             \
  X(SOURCE, "source", loss.source)

enum recorded_loss_field {
#define X(name, text, expression) RECORDED_LOSS_##name,
  RECORDED_LOSS_FIELDS(X)
#undef X
      RECORDED_LOSS_FIELD_COUNT
};

/** Writes RECORDED_LOSS_FIELD_COUNT doubles. */
void write_recorded_loss(const struct recorded_loss &recorded, double *row);
