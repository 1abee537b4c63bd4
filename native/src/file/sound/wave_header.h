/* The header of the float32 files that RtMixer writes: WAV up to 4 GiB, RF64 beyond.
 *
 * - It always has the same size, so that one small write updates the frame count.
 * - One write replaces the whole header, so that no reader sees half of one.
 * - It is built here and not by libsndfile, because a growing file is read by frame number, and a
 *   file whose program was killed is repaired: both need to know where everything is.
 */
#pragma once

#include "file/disk/disk_file.h"

/** Where the samples begin. */
enum { WAVE_HEADER_BYTES = 116 };

struct wave_header {
  uint32_t channels;    /* 1...256 */
  uint32_t sample_rate; /* Hz */
  int64_t frames;
  int64_t trailer_bytes; /* of chunks after the samples, even; not read from a file */
};

/** Any thread. */
void wave_header_build(const struct wave_header *header, uint8_t bytes[WAVE_HEADER_BYTES]);
/** False where `bytes` are not such a header; `frames` is what they claim, true or not. */
bool wave_header_parse(const uint8_t bytes[WAVE_HEADER_BYTES], struct wave_header *header);

bool wave_header_write(struct disk_file *file, const struct wave_header *header, int *error);
/** False where `file` has no such header; `*error` = 0, or errno where it cannot be read. */
bool wave_header_read(struct disk_file *file, struct wave_header *header, int *error);

/** Bytes of a frame, and whole frames in a file of `file_bytes` bytes. */
int64_t wave_frame_bytes(const struct wave_header *header);
int64_t wave_frames_held(const struct wave_header *header, int64_t file_bytes);

/** True where chunks that another program appended follow the samples up to the end of the file. */
bool wave_has_trailer(struct disk_file *file, const struct wave_header *header, int64_t file_bytes);
