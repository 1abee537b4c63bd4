/* The input of a rate conversion: a sound, and what continues it beyond both of its ends.
 *
 * - An exact loop is continued by itself, so that the conversion loops as exactly. Any other sound
 * is surrounded by silence.
 * - A channel is taken for an exact loop where its last frame leads to its first in no larger a
 * step than its neighbours make, and a sound of fewer than 16 frames where it is constant. Where it
 * is none in truth, only some frames at its ends hear of it.
 * - Job threads.
 */
#pragma once

#include "base/sample_buffer.h"
#include "file/sound/sound_reader.h"

struct resample_source {
  struct sound_reader *reader; /* borrowed */
  int64_t frames;              /* of the sound */
  uint32_t channels;
  bool has_loops;
  bool is_loop[MAX_CHANNELS];
  int64_t position;       /* of the next frame; below 0 before the sound, endless after it */
  int64_t skipped_frames; /* that the converter makes of what comes before the sound */
};

/** `reader` is at its beginning, and is there again afterwards. False = it cannot go back there. */
bool resample_source_begin(struct resample_source *source, struct sound_reader *reader,
                           int64_t frames, double from, double to);
/** Reads `frames` frames; fewer where the sound is broken. Those that are not numbers are counted
 * once in `*replaced`. */
int64_t resample_source_read(struct resample_source *source, float *target, int64_t frames,
                             int64_t *replaced);
