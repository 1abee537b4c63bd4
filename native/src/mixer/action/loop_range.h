/* A range of samples that is played several times: where in the samples a frame of the sound is.
 *
 * The sound's frames are counted as if the passes were written out one behind the other. Up to the
 * end of the range that is the frame of the samples itself; every later frame follows from its
 * number alone, so that any number of frames can be skipped at once.
 */
#ifndef RTMIXER_LOOP_RANGE_H
#define RTMIXER_LOOP_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rt.h"

struct loop_range {
  int64_t start_frame, end_frame; /* of the samples; start < end unless there is no loop */
  int64_t repetitions;            /* after the first pass: 0 = no loop, -1 = endless */
};

static inline bool loop_is_endless(const struct loop_range *loop) RT_SAFE {
  return loop->repetitions < 0;
}

static inline int64_t loop_length(const struct loop_range *loop) RT_SAFE {
  return loop->end_frame - loop->start_frame;
}

/** The sound's first frame behind the last pass. */
static inline int64_t loop_exit_frame(const struct loop_range *loop) RT_SAFE {
  return loop_is_endless(loop) ? INT64_MAX
                               : loop->end_frame + loop->repetitions * loop_length(loop);
}

/** The frame of the samples that the sound's frame is. */
static inline int64_t loop_source_frame(const struct loop_range *loop, int64_t frame) RT_SAFE {
  if (frame < loop->end_frame) {
    return frame;
  }
  const int64_t exit_frame = loop_exit_frame(loop);
  return frame < exit_frame ? loop->start_frame + (frame - loop->end_frame) % loop_length(loop)
                            : loop->end_frame + (frame - exit_frame);
}

/** Frames from this one on that lie one behind the other in the samples. */
static inline int64_t loop_frames_together(const struct loop_range *loop, int64_t frame) RT_SAFE {
  return frame < loop_exit_frame(loop) ? loop->end_frame - loop_source_frame(loop, frame)
                                       : INT64_MAX;
}

/** Frames from this one on that are there while the first `ready_frames` of the samples are. */
static inline int64_t loop_ready_frames(const struct loop_range *loop, int64_t frame,
                                        int64_t ready_frames) RT_SAFE {
  const int64_t exit_frame = loop_exit_frame(loop);
  if (frame >= exit_frame || ready_frames < loop->end_frame) {
    return ready_frames - loop_source_frame(loop, frame);
  }
  return loop_is_endless(loop) ? INT64_MAX : exit_frame - frame + (ready_frames - loop->end_frame);
}

#endif
