/* The frame headers of MPEG audio (layers I to III): recognized by their content, with what the
 * encoder's information frame (Xing, Info, LAME) tells. Disk and job threads. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "file/disk/disk_file.h"

/** How far mpeg_find_frames() looks. */
enum { MPEG_SEARCH_BYTES = 1 << 22 };

struct mpeg_header {
  int version; /* 1, 2, or 25 for MPEG 2.5 */
  int layer;   /* 1...3 */
  int sample_rate, channels;
  int samples; /* per channel in a frame */
  int bytes;   /* of the frame, 0 = free format */
  bool has_checksum;
};

/** What the first frame tells about the others; -1 = nothing. */
struct mpeg_information {
  int64_t frames;      /* MPEG frames after the first */
  int delay, padding;  /* samples that the encoder added at the beginning and the end */
  bool is_information; /* the first frame is no sound */
};

/** False where the four bytes are no header of layers I to III. Any thread. */
bool mpeg_header_parse(const uint8_t bytes[4], struct mpeg_header *header);
/** Looks from `start` on for frames that follow each other, which junk does not by accident, and
 * sets
 * `*found` to the first. `is_tagged`: an ID3 tag says that it is such a file. False where there are
 * none, or with `*error` = errno. */
bool mpeg_find_frames(struct disk_file *file, int64_t start, bool is_tagged, int64_t *found,
                      int *error);
/** Reads the information frame at `position`. False + `*error` = errno. */
bool mpeg_information_read(struct disk_file *file, int64_t position,
                           struct mpeg_information *information, int *error);
