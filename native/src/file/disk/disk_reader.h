/* A streamed file's reader: the disk thread reads a range of frames into a ring, from which an
 * action plays. Control side, unless stated otherwise.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/ring_buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

struct disk_reader;
struct media;

/** What is read: `length` frames (-1 = to the end, not of a loop) from `start_frame`. With a
 * `loop_end` > 0 it goes back from there to `loop_start` until that many frames have been read; a
 * loop has DISK_LOOP_LEAST_FRAMES or more, because going back takes the disk's time. */
struct disk_range {
  int64_t start_frame, length;
  int64_t loop_start, loop_end;
};

enum { DISK_LOOP_LEAST_FRAMES = 4096 };

/** Reads a range of `media` (kind streamed or copied) into a ring of `ring_seconds` (default 0 = 4
 * s). After the last frame the ring is marked ended; where the file gives less, or reading ends
 * before, failed. Where the copy is still growing the reader waits for it. Retains `media`. NULL +
 * failure (invalid-argument, out-of-memory). Any thread but the callback. */
struct disk_reader *disk_reader_open(struct media *media, const struct disk_range *range,
                                     double ring_seconds, struct failure *failure);
/** Borrowed; actions retain it. */
struct ring_buffer *disk_reader_ring(struct disk_reader *reader);
/** True once the ring is full, or all of the range is in it: playing may begin. */
bool disk_reader_prefilled(const struct disk_reader *reader);
/** True + failure (may be NULL) after a read error; the ring was then marked failed. */
bool disk_reader_failure(const struct disk_reader *reader, struct failure *failure);
/** The disk thread frees the reader soon after; the ring lives while an action retains it. NULL is
 * fine. */
void disk_reader_release(struct disk_reader *reader);

#ifdef __cplusplus
}
#endif
