#include "file/sound/flac_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file/sound/sound_measure.h"

enum { MARK_BYTES = 8, TOTAL_AT = 21, TOTAL_BYTES = 5, STREAM_BYTES_MIN = 42 };
enum { PIECE_BYTES = 1 << 18 };
#define TOTAL_ONES INT64_C(0xfffffffff)

bool flac_stream_begins(const uint8_t *bytes, int64_t count) {
  /* The mark, then a block of type 0, the last one or not, of 34 bytes. */
  return count >= MARK_BYTES && memcmp(bytes, "fLaC", 4) == 0 && (bytes[4] & 0x7f) == 0 &&
         bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 34;
}

/* The first stream that begins in the window; -1 = none, or `*error`. */
static int64_t find_stream(struct disk_file *file, int64_t position, int64_t end,
                           struct sound_scan *scan, int *error) {
  uint8_t *piece = malloc(PIECE_BYTES);
  int64_t found = -1;
  *error = piece == NULL ? ENOMEM : 0;
  while (*error == 0 && found < 0 && position + MARK_BYTES <= end) {
    if (!sound_scan_goes_on(scan, position, end)) {
      *error = ECANCELED;
      break;
    }
    const int64_t wanted = end - position < PIECE_BYTES ? end - position : PIECE_BYTES;
    const int64_t count = disk_file_read(file, position, piece, (size_t)wanted, error);
    const uint8_t *at = piece, *last = piece + (count < 0 ? 0 : count);
    while (found < 0 && (at = memchr(at, 'f', (size_t)(last - at))) != NULL) {
      found = flac_stream_begins(at, last - at) ? position + (at - piece) : -1;
      at++;
    }
    if (count < wanted) {
      break;
    }
    position += count - (MARK_BYTES - 1);
  }
  free(piece);
  return found;
}

/* What the header counts, 0 = unknown. All ones were never filled in. */
static int64_t told_frames(const struct sound_part *part) {
  const uint8_t *total = part->header + TOTAL_AT;
  int64_t frames = total[0] & 0x0f;
  for (int k = 1; k < TOTAL_BYTES; k++) {
    frames = frames << 8 | total[k];
  }
  return frames == TOTAL_ONES ? 0 : frames;
}

/* Shows another count to libFLAC, which needs one for seeking. */
static void tell_frames(struct sound_part *part, uint64_t frames) {
  uint8_t *total = part->header + TOTAL_AT;
  for (int k = 0; k < TOTAL_BYTES; k++) {
    const uint8_t byte = (uint8_t)(frames >> (8 * (TOTAL_BYTES - 1 - k)));
    total[k] = k == 0 ? (uint8_t)((total[k] & 0xf0) | (byte & 0x0f)) : byte;
  }
}

/* Whether there are as many frames as claimed, neither fewer nor more. */
static bool is_claim_true(const char *path, const struct sound_map *map, struct sound_part *part,
                          int64_t claimed) {
  /* One more than claimed, so that libsndfile reads on if there is more. */
  tell_frames(part, (uint64_t)claimed + 1);
  const bool is_true = claimed > 0 && sound_readable_from(path, map, claimed - 1, 2) == 1;
  tell_frames(part, is_true ? (uint64_t)claimed : UINT64_MAX);
  return is_true;
}

bool flac_stream_measure(const char *path, struct disk_file *file, const struct sound_map *map,
                         int64_t position, struct sound_scan *scan, struct flac_stream *stream,
                         int *error) {
  struct sound_part *part = &stream->part;
  struct sound_map alone = *map;
  const int64_t header_bytes = TOTAL_AT + TOTAL_BYTES, end = disk_file_bytes(file, error);
  *stream = (struct flac_stream){
      .next_position = -1,
      .claimed_frames = -1,
      .part = {.position = position + header_bytes, .bytes = -1, .header_bytes = header_bytes}};
  alone.parts = part;
  alone.part_count = 1;
  if (end < 0 || disk_file_read(file, position, part->header, (size_t)header_bytes, error) < 0) {
    return false;
  }
  const int64_t claimed = told_frames(part);
  /* Frames are numbered from 0 in each stream: what seeks must not see more than one. */
  stream->next_position = find_stream(file, position + STREAM_BYTES_MIN, end, scan, error);
  if (*error != 0) {
    return false;
  }
  if (stream->next_position >= 0) {
    part->bytes = stream->next_position - part->position;
  }
  const bool is_true = is_claim_true(path, &alone, part, claimed);
  part->frames = is_true ? claimed : sound_count_frames(path, &alone);
  stream->claimed_frames = claimed > 0 ? claimed : -1;
  tell_frames(part, (uint64_t)part->frames);
  return true;
}
