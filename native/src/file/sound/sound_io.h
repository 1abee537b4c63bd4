/* libsndfile's virtual input and output on a disk_file. Errors keep their errno, paths are UTF-8 on
 * every system, and libsndfile does not guess from file extensions. Disk and job threads. */
#pragma once

#include <sndfile.h>

#include "file/disk/disk_file.h"

struct sound_io {
  struct disk_file *file; /* borrowed */
  int64_t position;
  int error; /* errno of the last read or write that failed, 0 = none did */
};

/** sf_open_virtual() on `io`, which must outlive the handle and stay where it is. */
SNDFILE *sound_io_open(struct sound_io *io, int mode, SF_INFO *info);
