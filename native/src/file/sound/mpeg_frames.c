#include "file/sound/mpeg_frames.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Looked through at a time; most chains of frames lie inside of it. */
enum { PIECE_BYTES = 1 << 16 };
/* Frames that must follow each other: at the beginning, and after junk. */
enum { CHAIN_AT_START = 3, CHAIN_AFTER_JUNK = 4 };
enum { INFORMATION_BYTES = 200 };
/* What encoders write about themselves: name and settings, delay and padding at 21, the checksum
 * of the frame up to it at 34. */
enum { ENCODER_BYTES = 36, ENCODER_DELAY_AT = 21, ENCODER_CHECKSUM_AT = 34 };
/* Where the checksum is wrong, more than this is damage: encoders add 1.5 frames at most. */
enum { PLAUSIBLE_DELAY = 1728 };
#define COUNT_UNKNOWN INT64_C(0xffffffff)

/* kbit/s by version (1 or other), layer and index. */
static const int16_t bitrates[2][3][15] = {
    {{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
     {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
     {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}},
    {{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
     {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
     {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}}};

bool mpeg_header_parse(const uint8_t bytes[4], struct mpeg_header *header) {
  static const int rates[] = {44100, 48000, 32000};
  const int version_bits = bytes[1] >> 3 & 3, layer_bits = bytes[1] >> 1 & 3;
  const int bitrate_index = bytes[2] >> 4, rate_index = bytes[2] >> 2 & 3;
  if (bytes[0] != 0xff || (bytes[1] & 0xe0) != 0xe0 || version_bits == 1 || layer_bits == 0 ||
      bitrate_index == 15 || rate_index == 3 || (bytes[3] & 3) == 2) {
    return false;
  }
  const bool is_first = version_bits == 3;
  const int layer = 4 - layer_bits;
  const int rate = rates[rate_index] / (is_first ? 1 : version_bits == 2 ? 2 : 4);
  const int bits = bitrates[is_first ? 0 : 1][layer - 1][bitrate_index] * 1000;
  const int padding = bytes[2] >> 1 & 1;
  *header = (struct mpeg_header){.version = is_first            ? 1
                                            : version_bits == 2 ? 2
                                                                : 25,
                                 .layer = layer,
                                 .sample_rate = rate,
                                 .channels = bytes[3] >> 6 == 3 ? 1 : 2,
                                 .samples = layer == 1               ? 384
                                            : layer == 2 || is_first ? 1152
                                                                     : 576,
                                 .has_checksum = (bytes[1] & 1) == 0};
  if (bits > 0) {
    header->bytes =
        layer == 1 ? (12 * bits / rate + padding) * 4 : header->samples / 8 * bits / rate + padding;
  }
  return true;
}

static bool is_same_stream(const struct mpeg_header *one, const struct mpeg_header *two) {
  return one->version == two->version && one->layer == two->layer &&
         one->sample_rate == two->sample_rate;
}

/* A piece of the file in memory. */
struct piece {
  struct disk_file *file;
  uint8_t *bytes;
  int64_t position, count;
};

static bool read_header(const struct piece *piece, int64_t position, struct mpeg_header *header,
                        bool *is_end, int *error) {
  uint8_t bytes[4];
  const int64_t inside = position - piece->position;
  int64_t count = sizeof(bytes);
  if (inside >= 0 && inside + count <= piece->count) {
    memcpy(bytes, piece->bytes + inside, sizeof(bytes));
  } else {
    count = disk_file_read(piece->file, position, bytes, sizeof(bytes), error);
  }
  /* A tag of 128 bytes may follow the last frame. */
  *is_end =
      count >= 0 && (count < 4 || memcmp(bytes, "TAG", 3) == 0 || memcmp(bytes, "APET", 4) == 0);
  return count == 4 && mpeg_header_parse(bytes, header);
}

/* Whether at least `wanted` frames follow each other from `position`, or all up to the end of the
 * file, the last one whole. Inside junk, one frame alone is chance. */
static bool is_chain(const struct piece *piece, int64_t position, int64_t end, int wanted,
                     int *error) {
  const int least = wanted == CHAIN_AFTER_JUNK ? 2 : 1;
  struct mpeg_header first = {0}, next = {0};
  bool is_end = false;
  for (int count = 0; count < wanted; count++) {
    if (!read_header(piece, position, &next, &is_end, error)) {
      return is_end && count >= least && *error == 0;
    }
    first = count == 0 ? next : first;
    if (next.bytes < 8 || !is_same_stream(&first, &next)) {
      return false;
    }
    position += next.bytes;
    if (position > end) {
      return count >= wanted / 2 && count >= least;
    }
  }
  return true;
}

bool mpeg_find_frames(struct disk_file *file, int64_t start, bool is_tagged, int64_t *found,
                      int *error) {
  struct piece piece = {.file = file, .bytes = malloc(PIECE_BYTES)};
  const int64_t end = disk_file_bytes(file, error);
  const int64_t limit = start + MPEG_SEARCH_BYTES;
  bool is_found = false;
  *error = end < 0 ? *error : piece.bytes == NULL ? ENOMEM : 0;
  for (int64_t at = start; *error == 0 && !is_found && at < limit && at < end;
       at += PIECE_BYTES - 3) {
    piece.position = at;
    piece.count = disk_file_read(file, at, piece.bytes, PIECE_BYTES, error);
    for (int64_t k = 0; k + 4 <= piece.count && *error == 0 && !is_found; k++) {
      struct mpeg_header header;
      if (piece.bytes[k] == 0xff && mpeg_header_parse(piece.bytes + k, &header)) {
        const int wanted = at + k == start || is_tagged ? CHAIN_AT_START : CHAIN_AFTER_JUNK;
        struct mpeg_information information;
        is_found =
            is_chain(&piece, at + k, end, wanted, error) ||
            (at + k == start && *error == 0 &&
             mpeg_information_read(file, start, &information, error) && information.is_information);
        *found = at + k;
      }
    }
  }
  free(piece.bytes);
  return is_found && *error == 0;
}

static int64_t big32(const uint8_t *bytes) {
  return (int64_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* CRC-16 with the polynomial 0x8005, reflected, from 0. */
static uint16_t checksum_of(const uint8_t *bytes, const uint8_t *end) {
  uint16_t sum = 0;
  for (; bytes < end; bytes++) {
    sum ^= *bytes;
    for (int bit = 0; bit < 8; bit++) {
      sum = (uint16_t)((sum & 1) != 0 ? sum >> 1 ^ 0xa001 : sum >> 1);
    }
  }
  return sum;
}

/* Delay and padding are believed where the checksum is right, or where a known encoder wrote
 * plausible ones: some programs change the frame and leave the checksum. */
static void read_encoder(const uint8_t *frame, const uint8_t *at,
                         struct mpeg_information *information) {
  static const char *const names[] = {"LAME", "Lavf", "Lavc", "L3.9", "GOGO"};
  const int delay = at[ENCODER_DELAY_AT] << 4 | at[ENCODER_DELAY_AT + 1] >> 4;
  const int padding = (at[ENCODER_DELAY_AT + 1] & 15) << 8 | at[ENCODER_DELAY_AT + 2];
  const int checksum = at[ENCODER_CHECKSUM_AT] << 8 | at[ENCODER_CHECKSUM_AT + 1];
  bool is_known = false;
  for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
    is_known |= memcmp(at, names[k], 4) == 0;
  }
  if ((at[0] != 0 && checksum == checksum_of(frame, at + ENCODER_CHECKSUM_AT)) ||
      (is_known && delay <= PLAUSIBLE_DELAY && padding <= PLAUSIBLE_DELAY)) {
    information->delay = delay;
    information->padding = padding;
  }
}

/* A count that was never filled in is none. */
static int64_t count_at(const uint8_t *bytes) {
  const int64_t frames = big32(bytes);
  return frames == COUNT_UNKNOWN ? -1 : frames;
}

static void read_xing(const uint8_t *frame, const uint8_t *bytes, const uint8_t *end,
                      struct mpeg_information *information) {
  const int64_t flags = big32(bytes + 4);
  const uint8_t *at = bytes + 8;
  information->is_information = true;
  if ((flags & 1) != 0 && at + 4 <= end) {
    information->frames = count_at(at);
  }
  at += ((flags & 1) != 0 ? 4 : 0) + ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) +
        ((flags & 8) != 0 ? 4 : 0);
  if (at + ENCODER_BYTES <= end) {
    read_encoder(frame, at, information);
  }
}

bool mpeg_information_read(struct disk_file *file, int64_t position,
                           struct mpeg_information *information, int *error) {
  uint8_t bytes[INFORMATION_BYTES] = {0};
  struct mpeg_header header;
  *information = (struct mpeg_information){.frames = -1, .delay = -1, .padding = -1};
  int64_t count = disk_file_read(file, position, bytes, sizeof(bytes), error);
  if (count < 0) {
    return false;
  }
  if (count < 4 || !mpeg_header_parse(bytes, &header) || header.layer != 3) {
    return true;
  }
  const int side =
      header.version == 1 ? (header.channels == 2 ? 32 : 17) : (header.channels == 2 ? 17 : 9);
  const uint8_t *after_side = bytes + 4 + side;
  const uint8_t *end = bytes + (count < header.bytes ? count : header.bytes);
  for (int k = 0; k < 2; k++, after_side += 2) { /* some count the checksum */
    if (memcmp(after_side, "Xing", 4) == 0 || memcmp(after_side, "Info", 4) == 0) {
      read_xing(bytes, after_side, end, information);
      return true;
    }
  }
  if (memcmp(bytes + 36, "VBRI", 4) == 0) {
    information->is_information = true;
    information->frames = count_at(bytes + 36 + 14);
  }
  return true;
}
