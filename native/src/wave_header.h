/* Where things are in a float32 WAV or RF64 file written by RtMixer, read from its chunks without
 * believing its sizes. Needed where libsndfile cannot help: files that still grow and files whose
 * program was killed. Disk and job threads. */
#ifndef RTMIXER_WAVE_HEADER_H
#define RTMIXER_WAVE_HEADER_H

#include "disk_file.h"

struct wave_header {
  uint32_t channels;
  uint32_t frame_bytes;
  uint32_t sample_rate;  /* Hz */
  bool is_float;         /* 32 bit float samples */
  int64_t ds64_position; /* chunk header of "ds64" or of the "JUNK" kept for it, -1 = none */
  int64_t fact_position; /* its frame count, -1 = none */
  int64_t data_position; /* first sample byte */
  int64_t data_bytes;    /* as claimed */
};

/** False where `file` has no chunks of a WAV or RF64 file up to its samples. */
bool wave_header_read(struct disk_file *file, struct wave_header *header);
/** True where chunks of other programs follow the samples up to the end of the file. */
bool wave_header_has_trailer(struct disk_file *file, const struct wave_header *header,
                             int64_t file_bytes);
/** Writes sizes for `data_bytes`: RIFF up to 4 GiB, RF64 beyond. False and `*error`; ENOTSUP where
 * the header has no room for 64-bit sizes. */
bool wave_header_write_sizes(struct disk_file *file, const struct wave_header *header,
                             int64_t data_bytes, int *error);

#endif
