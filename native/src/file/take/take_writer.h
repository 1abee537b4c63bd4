/* A take's writer: the disk thread empties a ring, into which an action records, into a float32 WAV
 * that becomes RF64 beyond 4 GiB.
 *
 * - Samples are stored bit for bit.
 * - The file is valid at every moment: the header never counts a frame that was not written before.
 *   Every `header_seconds` it is brought up to date and synced.
 * - A take ends once: finished, or failed with the reason. What was written before a failure stays.
 * - A file that is removed while it is written goes on without a name; at the end it is copied back
 *   to its path. What cannot be copied ends the take as failed.
 * - An unfinished take is never destroyed: take_writer_release() finishes it first.
 * - The state is published last: whoever sees FINISHED or FAILED sees the final frame count, peaks
 *   and failure.
 * - Control side, unless stated otherwise.
 */
#pragma once

#include <stdint.h>

#include "base/failure.h"
#include "base/ring_buffer.h"
#include "file/sound/wave_cues.h"

#ifdef __cplusplus
extern "C" {
#endif

struct take_writer;

struct take_writer_settings {
  const char *path; /* created; must not exist */
  uint32_t channels;
  double sample_rate;    /* Hz */
  double ring_seconds;   /* 0 = 20 s: how long the disk may stall */
  double header_seconds; /* 0 = 0.5 s: how often header, data and fsync are brought up to date */
};

/* X(enum name, JavaScript name) */
#define TAKE_STATES(X)                                                                             \
  X(WRITING, "writing")                                                                            \
  X(FINISHED, "finished")                                                                          \
  X(FAILED, "failed")

enum take_state {
#define X(name, text) TAKE_##name,
  TAKE_STATES(X)
#undef X
};

struct take_status {
  enum take_state state;
  int64_t frames;          /* written to the file */
  int64_t safe_frames;     /* of these on the disk: they would survive a power loss */
  bool was_removed;        /* the file is in no folder; put back at the end if its folder exists */
  int64_t cut_frames;      /* that another program cut off the file: they are silence */
  int64_t max_fill_frames; /* largest fill of the ring seen */
  struct failure failure;  /* disk-full, file-write-failed; the file is valid up to there */
};

/** Creates the file. NULL + failure (file-write-failed, disk-full, invalid-argument,
 * out-of-memory). Blocks on the disk: worker thread. */
struct take_writer *take_writer_open(const struct take_writer_settings *settings,
                                     struct failure *failure);
/** Borrowed; actions retain it. */
struct ring_buffer *take_writer_ring(struct take_writer *writer);
/** Cue points that the file gets after its samples when it is finished; copied. Later than
 * take_writer_finish() they are left out. False: no memory. */
bool take_writer_set_cues(struct take_writer *writer, const struct wave_cue *cues, size_t count);
/** No more frames will come: the disk thread writes what the ring holds and closes the file; poll
 * the status. Also right after the recording action ended by itself. */
void take_writer_finish(struct take_writer *writer);
void take_writer_status(const struct take_writer *writer, struct take_status *status);
/** Growing peaks as media_peaks(). */
int64_t take_writer_peaks(struct take_writer *writer, int64_t start_frame, double frames_per_bin,
                          int64_t count, float *triples);
/** Finishes if need be (waits up to 5 s), then lets the disk thread free it. NULL is fine. */
void take_writer_release(struct take_writer *writer);

#ifdef __cplusplus
}
#endif
