/* One FLAC stream in a file: its true length, whatever its header counts, and where another one
 * begins after it, as in files that were joined. Disk, job and worker threads. */
#pragma once

#include "file/disk/disk_file.h"
#include "file/sound/sound_map.h"

struct flac_stream {
  struct sound_part part;
  int64_t claimed_frames; /* -1 = the header counts none */
  int64_t next_position;  /* of the stream after it; -1 = none follows */
};

/** Whether the bytes are the beginning of a FLAC stream. Any thread. */
bool flac_stream_begins(const uint8_t *bytes, int64_t count);
/** Measures the stream that begins at `position`. `map` tells path, channels and rate; its parts
 * are not used. False + `*error` = errno. */
bool flac_stream_measure(const char *path, struct disk_file *file, const struct sound_map *map,
                         int64_t position, struct sound_scan *scan, struct flac_stream *stream,
                         int *error);
