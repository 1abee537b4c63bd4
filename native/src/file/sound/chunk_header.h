/* A header with true sizes in front of the samples that a chunk_walk found: what libsndfile reads
 * in place of the file's own. */
#pragma once

#include "file/sound/chunk_walk.h"
#include "file/sound/sound_io.h"

/** How the samples are coded, as the format chunk says. */
struct chunk_coding {
  uint32_t tag;       /* WAV's format number, else four letters */
  bool is_mpeg;       /* frames of MPEG audio, for libmpg123 */
  bool is_known;      /* libsndfile may read it */
  uint32_t channels;  /* as told; 0 = not known */
  double sample_rate; /* Hz, as told, also where it is not possible; 0 = not known */
  bool is_whole;      /* what the format chunk says of channels, rate and bits is possible */
  char text[32];      /* "coding 0x0161", "coding QDM2", "64 bit PCM" */
};

/** Makes `view` show header and samples, and tells the coding. False where the format chunk is
 * missing or too short (`*error` = 0), or errno. */
bool chunk_header_build(struct disk_file *file, const struct chunk_walk *walk,
                        struct sound_view *view, struct chunk_coding *coding, int *error);
