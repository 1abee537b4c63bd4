/* A loss: frames of the device that never reached the callback, or never came from it.
 *
 * - The stream frame does not advance over a loss.
 * - What both directions lost together moves nothing against each other.
 */
#pragma once

#include <stdint.h>

/** How a loss is known, the surest last:
 * - INFERRED: from a step of the clock alone;
 * - REPORTED: by the host API, which does not tell its size, and the clock does not either;
 * - CONFIRMED: by the host API, its size by the clock;
 * - TOLD: by the device, to the frame (block.h). */
#define LOSS_SOURCES(X)                                                                            \
  X(INFERRED, "inferred")                                                                          \
  X(REPORTED, "reported")                                                                          \
  X(CONFIRMED, "confirmed")                                                                        \
  X(TOLD, "told")

enum loss_source {
#define X(name, text) LOSS_##name,
  LOSS_SOURCES(X)
#undef X
};

enum { LOSS_UNKNOWN_FRAMES = -1 };

struct loss {
  int64_t frame;        /* stream frame: the first one after it; it may lie blocks before the one in
                           which the loss became known */
  int64_t input_frames; /* >= 0, or LOSS_UNKNOWN_FRAMES */
  int64_t output_frames; /* the same */
  enum loss_source source;
};
