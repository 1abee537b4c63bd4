/* Where the sound is in a file and how it is read, found once and then shared by all readers of the
 * file: the kind by its content, true lengths, the parts that make one sound, claims that are not
 * true.
 *
 * - One function chooses what reads a file: sound_kind_of().
 * - A map does not change. It is borrowed by readers, which are closed first.
 * - Disk, job and worker threads.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "file/sound/mpeg_sound.h"
#include "file/sound/sound_info.h"
#include "file/sound/sound_kind.h"
#include "file/sound/sound_scan.h"

enum { PART_HEADER_BYTES_MAX = 32 };

struct sound_part {
  int64_t position, bytes; /* in the file, without a header; bytes = -1: to its end */
  int64_t frames;
  /* What is shown before this part, 0 bytes = the map's header. */
  uint8_t header[PART_HEADER_BYTES_MAX];
  int64_t header_bytes;
};

struct sound_map {
  struct sound_kind kind;
  struct sound_file_info info;
  int64_t file_bytes, file_modified_nanoseconds; /* of the file that was mapped */
  bool is_lossy;
  struct sound_view view;   /* the header before each part; its window is the first part's */
  struct sound_part *parts; /* one, or the links of an Ogg file, or joined FLAC files */
  int64_t part_count;
  struct mpeg_layout mpeg; /* where libmpg123 reads it */
  bool is_mpeg;
};

/** `scan` may be NULL. NULL + failure: file-not-found, file-unreadable (rights, folder, read
 * error), file-empty (no bytes or no frames), file-not-audio (says what was found),
 * file-unsupported, file-damaged, file-too-large (more than MAX_CHANNELS channels),
 * invalid-argument, out-of-memory, job-cancelled. */
struct sound_map *sound_map_create(const char *path, struct sound_scan *scan,
                                   struct failure *failure);
/** NULL is fine. */
void sound_map_destroy(struct sound_map *map);
