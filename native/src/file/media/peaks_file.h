/* Peaks kept on disk, so that a file opened again is drawn at once. Job and worker threads.
 *
 * A peaks file is a cache and begins with its format, byte order and version:
 * - An older version, peaks of another sound and a damaged file count as none and are replaced.
 * - A newer version and a file that cannot be read at the moment count as none and stay untouched.
 */
#pragma once

#include "base/failure.h"
#include "file/media/peaks.h"

/** What a peaks file must have been made of. */
struct peaks_origin {
  int64_t file_bytes; /* of the sound file */
  int64_t file_modified_nanoseconds;
  int64_t frames;     /* at the session's rate */
  double sample_rate; /* the session's, Hz */
  uint32_t channels;
  int32_t quality; /* of the resampler, -1 = none */
};

/** NULL where `path` holds no readable peaks of `origin`; the caller destroys the peaks.
 * `replaced_samples` as kept with them. `may_replace`: whether peaks_file_save() may follow; false
 * for a newer version, a read error, a lack of memory, and what is no regular file. */
struct peaks *peaks_file_load(const char *path, const struct peaks_origin *origin,
                              int64_t *replaced_samples, bool *may_replace);
/** Writes finished peaks beside `path`, then renames them to it, replacing what is there. False +
 * failure (disk-full, file-write-failed, out-of-memory). */
bool peaks_file_save(const char *path, const struct peaks_origin *origin, const struct peaks *peaks,
                     int64_t replaced_samples, struct failure *failure);
