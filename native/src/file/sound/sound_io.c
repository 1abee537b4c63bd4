#include "file/sound/sound_io.h"

#include <stdio.h>
#include <string.h>

struct sound_view sound_view_of_file(void) {
  return (struct sound_view){.bytes = -1};
}

int64_t sound_io_length(struct sound_io *io) {
  int error = 0;
  int64_t rest = disk_file_bytes(io->file, &error) - io->view.position;
  int64_t bytes = io->view.bytes < 0 || io->view.bytes > rest ? rest : io->view.bytes;
  return io->view.header_bytes + (bytes < 0 ? 0 : bytes);
}

int64_t sound_io_seek(struct sound_io *io, int64_t offset, int whence) {
  int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? io->position : sound_io_length(io);
  int64_t target;
  if ((offset > 0 && base > INT64_MAX - offset) || (target = base + offset) < 0) {
    return -1;
  }
  io->position = target;
  return target;
}

static int64_t read_header(struct sound_io *io, void *target, int64_t bytes) {
  const int64_t rest = io->view.header_bytes - io->position;
  if (rest <= 0) {
    return 0;
  }
  bytes = bytes < rest ? bytes : rest;
  memcpy(target, io->view.header + io->position, (size_t)bytes);
  io->position += bytes;
  return bytes;
}

int64_t sound_io_read(struct sound_io *io, void *target, int64_t bytes) {
  int error = 0;
  if (bytes <= 0) {
    return 0;
  }
  const int64_t before = read_header(io, target, bytes);
  const int64_t inside = io->position - io->view.header_bytes;
  int64_t rest = bytes - before;
  if (io->view.bytes >= 0) {
    const int64_t left = inside < io->view.bytes ? io->view.bytes - inside : 0;
    rest = rest < left ? rest : left;
  }
  if (rest <= 0) {
    return before;
  }
  int64_t done = disk_file_read(io->file, io->view.position + inside, (char *)target + before,
                                (size_t)rest, &error);
  if (done < 0) {
    io->error = error;
    return before;
  }
  io->position += done;
  return before + done;
}

static sf_count_t io_length(void *context) {
  return sound_io_length(context);
}

static sf_count_t io_seek(sf_count_t offset, int whence, void *context) {
  return sound_io_seek(context, offset, whence);
}

static sf_count_t io_read(void *target, sf_count_t bytes, void *context) {
  return sound_io_read(context, target, bytes);
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
