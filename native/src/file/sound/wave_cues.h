/* Cue points of a float wave file (wave_header.h): chunks `cue ` and `LIST adtl` after the samples,
 * with a name and a length for each, as sound editors read them.
 *
 * - The samples and the frames that the header counts stay as they are: a file whose program is
 *   killed while it writes cue points loses these alone.
 */
#pragma once

#include "file/sound/wave_header.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wave_cue {
  int64_t frame;  /* of the file; what lies beyond 2^32 - 1 is left out, the format has no room */
  int64_t frames; /* marked from there on; 0 = a place */
  const char *label; /* UTF-8, at most WAVE_CUE_LABEL_BYTES of it are written */
};

enum { WAVE_CUE_LABEL_BYTES = 240, MOST_WAVE_CUES = 65536 };

/** Copies with their labels; NULL = no memory. Any thread. */
struct wave_cue *wave_cues_copy(const struct wave_cue *cues, size_t count);
/** Frees copies; NULL is fine. */
void wave_cues_free(struct wave_cue *cues, size_t count);

/** Writes them after the samples that `header` counts, which are in the file already, and the
 * header again. False and `*error`: the file ends with its samples. */
bool wave_cues_write(struct disk_file *file, struct wave_header *header,
                     const struct wave_cue *cues, size_t count, int *error);
/** Whether what follows the samples that `header` counts is what an interrupted wave_cues_write()
 * left. */
bool wave_cues_are_torn(struct disk_file *file, const struct wave_header *header,
                        int64_t file_bytes);

#ifdef __cplusplus
}
#endif
