/* One sound file, opened through libsndfile and read from any frame as interleaved float32.
 *
 * Blocks on the disk: job, disk and worker threads. One thread at a time per reader. Paths are
 * UTF-8. NaN and infinite samples come out as 0 and are counted; values beyond +-1 stay.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"

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

struct sound_reader;

/** Opens `path` and checks its header. `info` (may be NULL) is filled with what the file holds; its
 * frames are counted where the header's claim cannot be true. NULL + failure: file-not-found,
 * file-unreadable (rights, folder, read error), file-empty (no bytes or no frames), file-not-audio
 * (says what was found), file-too-large (more than MAX_CHANNELS channels), invalid-argument,
 * out-of-memory. The caller closes the reader. */
struct sound_reader *sound_reader_open(const char *path, struct sound_file_info *info,
                                       struct failure *failure);
/** Opens, fills `info` (may be NULL), closes. Failures as sound_reader_open(). */
bool sound_reader_probe(const char *path, struct sound_file_info *info, struct failure *failure);
/** NULL is fine. */
void sound_reader_close(struct sound_reader *reader);
uint32_t sound_reader_channels(const struct sound_reader *reader);
double sound_reader_sample_rate(const struct sound_reader *reader); /* Hz */
/** Goes to `frame` (0 ... frames), decoding up to it where the format cannot seek. */
bool sound_reader_seek(struct sound_reader *reader, int64_t frame);
/** Reads up to `frames` frames; fewer only at the end or where the file is broken. The count of NaN
 * and infinite samples is added to `replaced` (may be NULL). */
int64_t sound_reader_read(struct sound_reader *reader, float *target, int64_t frames,
                          int64_t *replaced);
/** Fills `failure` with why sound_reader_read() or _seek() stopped before `frame`, naming `path`.
 * Returns false. */
bool sound_reader_stopped(const struct sound_reader *reader, const char *path, int64_t frame,
                          struct failure *failure);

#ifdef __cplusplus
}
#endif
