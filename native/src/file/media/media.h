/* One sound file made playable: decoded into memory, streamed from the file, or streamed from a
 * decoded copy; with a pyramid of peaks for drawing that grows while the file is read.
 *
 * - Short files (resident limit) are decoded into a growing sample_buffer at the session's rate.
 * - Long files of the session's rate are played from the file itself; the job only builds peaks.
 * - Long files of another rate are resampled into a float32 copy (WAV, RF64) at `copy_path`.
 * - The jobs of all media share two job threads. Frames become ready from the front, so that
 *   playing may begin while decoding goes on.
 * - Reference counted. Control side, unless stated otherwise; progress is polled.
 */
#pragma once

#include <stdint.h>

#include "base/failure.h"
#include "base/sample_buffer.h"
#include "file/sound/sound_scan.h"

#ifdef __cplusplus
extern "C" {
#endif

struct media;

/* X(enum name, JavaScript name) */
#define MEDIA_KINDS(X)                                                                             \
  X(RESIDENT, "resident")                                                                          \
  X(STREAMED, "streamed")                                                                          \
  X(COPIED, "copied")
#define MEDIA_STATES(X)                                                                            \
  X(DECODING, "decoding")                                                                          \
  X(READY, "ready")                                                                                \
  X(FAILED, "failed")                                                                              \
  X(CANCELLED, "cancelled")

enum media_kind {
#define X(name, text) MEDIA_##name,
  MEDIA_KINDS(X)
#undef X
};

enum media_state {
#define X(name, text) MEDIA_##name,
  MEDIA_STATES(X)
#undef X
};

struct media_settings {
  const char *path;
  double sample_rate;            /* the session's, Hz */
  int64_t resident_limit_frames; /* longer files (frames at the session's rate) are streamed */
  const char *copy_path;         /* where a decoded copy may go; NULL = never copy: then a long file
                                    of another rate is decoded into memory after all */
  const char *peaks_path;        /* where peaks are kept: read from here if they fit the file (size
                                    and modification time inside), else written when done, unless
                                    what is there must stay (peaks_file.h); NULL = not kept */
  struct sound_scan *scan; /* watches and ends the look at the file, used by media_open() only;
                              NULL = nobody does */
  int quality;             /* enum resample_quality, or -1 = chosen by length: best up to 2
                              minutes, medium up to 10, fastest beyond */
};

struct media_status {
  enum media_kind kind;
  enum media_state state;
  int64_t frames;       /* at the session's rate */
  int64_t ready_frames; /* playable from the front */
  uint32_t channels;
  double source_sample_rate;
  int quality;              /* enum resample_quality used, -1 = not resampled */
  int64_t replaced_samples; /* NaN and infinite ones, now 0 */
  char format[64];
  struct failure failure; /* when state is MEDIA_FAILED or MEDIA_CANCELLED */
};

/** A sound of more than 1 GiB of samples counts as long whatever the limit says. A whole copy at
 * `copy_path` is used again while the peaks at `peaks_path` fit; an unfinished one is deleted with
 * its medium. A file damaged in the middle ends MEDIA_FAILED, and what comes before stays playable.
 *
 * Probes the file (blocking) and queues its job. NULL + failure as sound_reader_open(), and
 * out-of-memory, disk-full, invalid-argument (also where the sound, its copy and its peaks are not
 * three files). Worker thread or main. */
struct media *media_open(const struct media_settings *settings, struct failure *failure);
/** Gives back one reference; readers hold their own. The last one cancels the job. NULL is fine.
 * Any thread. */
void media_release(struct media *media);
/** Ends the job at its next piece; what is ready stays playable. */
void media_cancel(struct media *media);
void media_status(const struct media *media, struct media_status *status);
/** MEDIA_RESIDENT: the shared, perhaps still growing samples (borrowed); else NULL. */
struct sample_buffer *media_samples(struct media *media);

/** Peaks for drawing, of `count` bins of `frames_per_bin` (>= 1, fractions allowed) from
 * `start_frame`: writes count * channels triples (min, max, RMS), channel after channel within a
 * bin. Returns how many bins are known so far (the rest are zero). Bins below the pyramid's finest
 * level are read from the samples or the file: call on a worker thread when frames_per_bin < 256.
 */
int64_t media_peaks(struct media *media, int64_t start_frame, double frames_per_bin, int64_t count,
                    float *triples);

/** Copies frames out (resident: memory; else reads the file). Worker thread. Returns frames read or
 * -1 + failure. */
int64_t media_read(struct media *media, int64_t start_frame, int64_t frames, float *target,
                   struct failure *failure);

#ifdef __cplusplus
}
#endif
