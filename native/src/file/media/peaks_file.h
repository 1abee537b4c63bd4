/* Peaks kept on disk, so that a file opened again is drawn at once. A peaks file that does not fit
 * the sound or is damaged in any way counts as none. Job threads. */
#ifndef RTMIXER_PEAKS_FILE_H
#define RTMIXER_PEAKS_FILE_H

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

/** NULL where `path` holds no peaks of `origin`. `replaced_samples` as kept with them. */
struct peaks *peaks_file_load(const char *path, const struct peaks_origin *origin,
                              int64_t *replaced_samples);
/** Writes finished peaks beside `path`, then renames them to it. */
bool peaks_file_save(const char *path, const struct peaks_origin *origin, const struct peaks *peaks,
                     int64_t replaced_samples, struct failure *failure);

#endif
