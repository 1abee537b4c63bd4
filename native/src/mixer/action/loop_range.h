/* A range of samples that is played several times: the place in the samples of a frame of the
 * sound.
 *
 * - The sound's frames are counted as if the loop passes were written out one after another.
 * - Up to the end of the range a frame of the sound is that frame of the samples; the place of
 *   every later one follows from its number alone, so that any number of frames can be skipped at
 *   once.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/rt.h"

struct loop_range {
  int64_t start_frame, end_frame; /* of the samples; start < end unless there is no loop */
  int64_t repetitions;            /* after the first loop pass: 0 = no loop, -1 = endless */
};

static inline bool loop_is_endless(const struct loop_range *loop) RT_SAFE {
  return loop->repetitions < 0;
}

static inline int64_t loop_length(const struct loop_range *loop) RT_SAFE {
  return loop->end_frame - loop->start_frame;
}

/** The sound's first frame after the last loop pass. */
static inline int64_t loop_exit_frame(const struct loop_range *loop) RT_SAFE {
  return loop_is_endless(loop) ? INT64_MAX
                               : loop->end_frame + loop->repetitions * loop_length(loop);
}

/** The frame of the samples at a frame of the sound. */
static inline int64_t loop_source_frame(const struct loop_range *loop, int64_t frame) RT_SAFE {
  if (frame < loop->end_frame) {
    return frame;
  }
  const int64_t exit_frame = loop_exit_frame(loop);
  return frame < exit_frame ? loop->start_frame + (frame - loop->end_frame) % loop_length(loop)
                            : loop->end_frame + (frame - exit_frame);
}

/** Frames of the sound from this one on that lie one after another in the samples. */
static inline int64_t loop_frames_together(const struct loop_range *loop, int64_t frame) RT_SAFE {
  return frame < loop_exit_frame(loop) ? loop->end_frame - loop_source_frame(loop, frame)
                                       : INT64_MAX;
}

/** Frames of the sound from this one on that are ready when the first `ready_frames` of the samples
 * are. */
static inline int64_t loop_ready_frames(const struct loop_range *loop, int64_t frame,
                                        int64_t ready_frames) RT_SAFE {
  const int64_t exit_frame = loop_exit_frame(loop);
  if (frame >= exit_frame || ready_frames < loop->end_frame) {
    return ready_frames - loop_source_frame(loop, frame);
  }
  return loop_is_endless(loop) ? INT64_MAX : exit_frame - frame + (ready_frames - loop->end_frame);
}
