/* The one native disk thread: fills the rings of streamed files, empties the rings of takes.
 *
 * It wakes every few milliseconds, serves whoever is nearest to starving or overflowing first, and
 * blocks on the disk so that nobody else has to. Readers and writers are created and released by
 * the control side; the ring's other end belongs to an action in the audio callback.
 */
#ifndef RTMIXER_DISK_THREAD_H
#define RTMIXER_DISK_THREAD_H

#include "base/failure.h"
#include "base/ring_buffer.h"
#include "file/media/media.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a streamed file's reader ---- */
struct disk_reader;

/** Reads `length` frames (-1 = to the end) of `media` (kind streamed or copied) from `start_frame`
 * into a ring of `ring_seconds` (default 0 = 4 s). The ring is marked ended behind the last frame.
 * Where the copy is still growing it waits for it. */
struct disk_reader *disk_reader_open(struct media *media, int64_t start_frame, int64_t length,
                                     double ring_seconds, struct failure *failure);
struct ring_buffer *disk_reader_ring(struct disk_reader *reader); /* borrowed */
/** True once the ring is full, or all of the range is in it: playing may begin. */
bool disk_reader_prefilled(const struct disk_reader *reader);
/** A read error while streaming; then the ring was marked ended. */
bool disk_reader_failure(const struct disk_reader *reader, struct failure *failure);
/** The thread lets go of it within one pass; the ring lives while an action retains it. */
void disk_reader_release(struct disk_reader *reader);

/* ---- a take's writer ---- */
struct take_writer;

struct take_writer_settings {
  const char *path; /* created; must not exist */
  uint32_t channels;
  double sample_rate;
  double ring_seconds;   /* 0 = 20 s: what the disk may stall */
  double header_seconds; /* 0 = 0.5 s: how often header, data and fsync are brought up to date */
};

enum take_state { TAKE_WRITING, TAKE_FINISHED, TAKE_FAILED };

struct take_status {
  enum take_state state;
  int64_t frames;          /* written to the file */
  int64_t max_fill_frames; /* largest fill of the ring seen */
  struct failure failure;  /* disk-full, file-write-failed; the file up to there is valid */
};

/** Creates a float32 WAV that becomes RF64 beyond 4 GiB; samples are stored bit for bit, and the
 * file is valid at every moment. NULL + failure (file-write-failed, disk-full, invalid-argument,
 * out-of-memory). Blocks on the disk: worker thread. */
struct take_writer *take_writer_open(const struct take_writer_settings *settings,
                                     struct failure *failure);
struct ring_buffer *take_writer_ring(struct take_writer *writer); /* borrowed */
/** No more frames will come: writes what the ring holds, closes the file; poll the status. Works
 * also after the recording action ended by itself. */
void take_writer_finish(struct take_writer *writer);
void take_writer_status(const struct take_writer *writer, struct take_status *status);
/** Growing peaks as media_peaks(). Control side. */
int64_t take_writer_peaks(struct take_writer *writer, int64_t start_frame, double frames_per_bin,
                          int64_t count, float *triples);
/** Finishes if need be (waits up to 5 s), then frees. */
void take_writer_release(struct take_writer *writer);

/** Repairs a take whose program was killed: frames behind the last header update are taken in.
 * Fills `recovered_frames` (how many more than the header said) and `frames` (all). */
bool take_recover(const char *path, int64_t *frames, int64_t *recovered_frames,
                  struct failure *failure);

#ifdef __cplusplus
}
#endif
#endif
