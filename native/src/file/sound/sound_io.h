/* The bytes of one sound inside a file, as libsndfile and libmpg123 read them.
 *
 * - What they see is a header of our own making (often none), followed by a window on the file.
 * Sizes in the file's own header that are not true thus never reach them.
 * - Errors keep their errno, paths are UTF-8 on every system, and libsndfile does not guess from
 * file extensions.
 * - Disk and job threads.
 */
#pragma once

#include <sndfile.h>

#include "file/disk/disk_file.h"

enum { SOUND_HEADER_BYTES_MAX = 1024 };

struct sound_view {
  uint8_t header[SOUND_HEADER_BYTES_MAX];
  int64_t header_bytes;
  int64_t position,
      bytes; /* the window; bytes = -1: to the end of the file, also of one that grows */
};

struct sound_io {
  struct disk_file *file; /* borrowed */
  struct sound_view view;
  int64_t position;
  int error; /* errno of the last read or write that failed, 0 = none did */
};

/** The whole file. */
struct sound_view sound_view_of_file(void);
/** sf_open_virtual() on `io`, which must outlive the handle and stay where it is. */
SNDFILE *sound_io_open(struct sound_io *io, int mode, SF_INFO *info);

/** Bytes that are seen. */
int64_t sound_io_length(struct sound_io *io);
/** As lseek(); -1 before the beginning. */
int64_t sound_io_seek(struct sound_io *io, int64_t offset, int whence);
/** Bytes read from where it is; fewer at the end and, with `error` set, after a failure. */
int64_t sound_io_read(struct sound_io *io, void *target, int64_t bytes);
