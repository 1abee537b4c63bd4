/* Sound files through libsndfile, resampled through libsamplerate where rates differ.
 *
 * All calls block on the disk: job or disk threads, never the callback; probing may run on the main
 * thread's worker pool. Paths are UTF-8. Samples come out interleaved float32; values beyond +-1
 * and NaN/infinity of float files: NaN and infinities become 0 and are counted.
 */
#ifndef RTMIXER_SOUND_FILE_H
#define RTMIXER_SOUND_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/sample_buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sound_file_info {
  uint32_t channels;  /* 1...256 */
  int64_t frames;     /* in the file's own rate; what can really be read (a truncated file: less
                         than its header claims) */
  double sample_rate; /* Hz */
  char format[64];    /* e.g. "WAV, 24 bit", "FLAC", "Ogg Vorbis", "MP3" */
  bool seekable;
  bool truncated; /* the header promised more than there is */
};

/** Opens, reads the header, checks it. Failures: file-not-found, file-unreadable (rights, folder),
 * file-empty (no bytes or no frames), file-not-audio (says what was found), file-too-large
 * (more than MAX_CHANNELS channels), each with a sentence naming the file's last path part. */
bool sound_file_probe(const char *path, struct sound_file_info *info, struct failure *failure);

enum resample_quality { RESAMPLE_BEST, RESAMPLE_MEDIUM, RESAMPLE_FASTEST };

/** Frames a file of `frames` at `from` Hz has at `to` Hz: round(frames * to / from). */
int64_t resampled_frames(int64_t frames, double from, double to);

#ifdef __cplusplus
}
#endif
#endif
