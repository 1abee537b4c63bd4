#include "file/sound/sound_io.h"

#include <stdio.h>

static sf_count_t io_length(void *context) {
  struct sound_io *io = context;
  int error;
  return disk_file_bytes(io->file, &error);
}

static sf_count_t io_seek(sf_count_t offset, int whence, void *context) {
  struct sound_io *io = context;
  int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? io->position : io_length(io);
  if (base + offset < 0) {
    return -1;
  }
  io->position = base + offset;
  return io->position;
}

static sf_count_t io_read(void *target, sf_count_t bytes, void *context) {
  struct sound_io *io = context;
  int error = 0;
  int64_t done = disk_file_read(io->file, io->position, target, (size_t)bytes, &error);
  if (done < 0) {
    io->error = error;
    return 0;
  }
  io->position += done;
  return done;
}

static sf_count_t io_write(const void *source, sf_count_t bytes, void *context) {
  struct sound_io *io = context;
  int error = 0;
  int64_t done = disk_file_write(io->file, io->position, source, (size_t)bytes, &error);
  if (done < bytes) {
    io->error = error;
  }
  io->position += done;
  return done;
}

static sf_count_t io_tell(void *context) {
  return ((struct sound_io *)context)->position;
}

SNDFILE *sound_io_open(struct sound_io *io, int mode, SF_INFO *info) {
  static SF_VIRTUAL_IO functions = {io_length, io_seek, io_read, io_write, io_tell};
  return sf_open_virtual(&functions, mode, info, io);
}
