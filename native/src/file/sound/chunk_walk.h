/* One walk through the chunks of RIFF, RIFX, RF64 and BW64 (WAV), W64, FORM (AIFF, AIFF-C) and CAF
 * files.
 *
 * - It finds where the samples really are, whatever the sizes in the headers say: 0 or all ones
 *   (written before the size was known), wrapped at 4 GiB, beyond the end of the file, not padded.
 * - Chunks that are not needed are never read, so broken ones do no harm.
 * - Samples in more than one chunk are not one sound: the first chunk that has some is taken.
 * - Disk and job threads.
 */
#pragma once

#include "file/disk/disk_file.h"

enum chunk_form {
  CHUNKS_RIFF,
  CHUNKS_RIFX,
  CHUNKS_RF64,
  CHUNKS_BW64,
  CHUNKS_W64,
  CHUNKS_AIFF,
  CHUNKS_AIFC,
  CHUNKS_CAF,
  CHUNKS_NONE /* no such file */
};

struct chunk_content {
  int64_t position; /* of the first byte after the chunk's name and size; 0 = no such chunk */
  int64_t bytes;
};

struct chunk_walk {
  enum chunk_form form;
  struct chunk_content format; /* "fmt ", "COMM", "desc" */
  struct chunk_content count;  /* "fact" */
  struct chunk_content data;   /* the samples that the file holds */
  int64_t claimed_bytes;       /* of samples; -1 = nothing that could be true is claimed */
  int64_t unread_bytes;        /* after them: other samples, another form, or no chunks */
};

/** What the first bytes of a file (at least 40) say. Any thread. */
enum chunk_form chunk_form_of(const uint8_t *bytes, int64_t count);

/** Walks the file from `start`, where its form begins. False + `*error` = errno. */
bool chunk_walk(struct disk_file *file, int64_t start, struct chunk_walk *walk, int *error);

/** Whether whole chunks lead from `position` exactly to the end of the file (the last one's padding
 * may be missing), in the notation of `form`. True where nothing follows at all. */
bool chunks_reach_end(struct disk_file *file, enum chunk_form form, int64_t position,
                      int64_t file_bytes);
