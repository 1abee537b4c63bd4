/* Repairs a take whose program was killed: the frames after the last header update are in the file,
 * but its header does not count them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "file/sound/wave_cues.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Makes the header count every whole frame of the file and cuts off a partial one, and writes the
 * cue points (NULL = none) where the file has none yet. Fills `frames`
 * (all there are now) and `recovered_frames` (how many more than the header counted before). A take
 * that needs no repair stays as it is. False + failure (file-not-found, file-unreadable,
 * file-not-audio, disk-full, file-write-failed). Blocks on the disk: worker thread. */
bool take_recover(const char *path, const struct wave_cue *cues, size_t cue_count, int64_t *frames,
                  int64_t *recovered_frames, struct failure *failure);

#ifdef __cplusplus
}
#endif
