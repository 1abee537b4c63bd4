#include "file/sound/wave_header.h"

#include <string.h>

#include "base/sample_buffer.h"
#include "file/sound/chunk_walk.h"

enum { CHUNK_HEADER_BYTES = 8 };
#define SIZE_IN_DS64 0xffffffffu
/* Offsets and sizes of the chunks, bytes. */
enum {
  DS64_AT = 12,
  DS64_BYTES = 28,
  FORMAT_AT = 48,
  FORMAT_BYTES = 40,
  FACT_AT = 96,
  DATA_AT = 108
};

static uint32_t little16(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t little32(const uint8_t *bytes) {
  return little16(bytes) | little16(bytes + 2) << 16;
}

static uint64_t little64(const uint8_t *bytes) {
  return (uint64_t)little32(bytes) | (uint64_t)little32(bytes + 4) << 32;
}

static void put(uint8_t *bytes, uint64_t value, int count) {
  for (int k = 0; k < count; k++) {
    bytes[k] = (uint8_t)(value >> (8 * k));
  }
}

static void put_chunk(uint8_t *bytes, const char *name, uint64_t size) {
  memcpy(bytes, name, 4);
  put(bytes + 4, size, 4);
}

int64_t wave_frame_bytes(const struct wave_header *header) {
  return (int64_t)header->channels * (int64_t)sizeof(float);
}

int64_t wave_frames_held(const struct wave_header *header, int64_t file_bytes) {
  return file_bytes <= WAVE_HEADER_BYTES
             ? 0
             : (file_bytes - WAVE_HEADER_BYTES) / wave_frame_bytes(header);
}

static void put_format(const struct wave_header *header, uint8_t *bytes) {
  /* The extensible form's name for 32 bit float samples. */
  static const uint8_t float_guid[16] = {3,    0, 0, 0,    0, 0,    0x10, 0,
                                         0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};
  const uint32_t speakers = header->channels == 1 ? 4 : header->channels == 2 ? 3 : 0;
  put_chunk(bytes, "fmt ", FORMAT_BYTES);
  put(bytes + 8, 0xfffe, 2);
  put(bytes + 10, header->channels, 2);
  put(bytes + 12, header->sample_rate, 4);
  put(bytes + 16, (uint64_t)header->sample_rate * (uint64_t)wave_frame_bytes(header), 4);
  put(bytes + 20, (uint64_t)wave_frame_bytes(header), 2);
  put(bytes + 22, 32, 2);
  put(bytes + 24, 22, 2);
  put(bytes + 26, 32, 2);
  put(bytes + 28, speakers, 4);
  memcpy(bytes + 32, float_guid, sizeof(float_guid));
}

void wave_header_build(const struct wave_header *header, uint8_t bytes[WAVE_HEADER_BYTES]) {
  const uint64_t data_bytes = (uint64_t)(header->frames * wave_frame_bytes(header));
  const uint64_t riff_bytes =
      WAVE_HEADER_BYTES - CHUNK_HEADER_BYTES + data_bytes + (uint64_t)header->trailer_bytes;
  const bool is_long = riff_bytes >= SIZE_IN_DS64;
  memset(bytes, 0, WAVE_HEADER_BYTES);
  put_chunk(bytes, is_long ? "RF64" : "RIFF", is_long ? SIZE_IN_DS64 : riff_bytes);
  memcpy(bytes + 8, "WAVE", 4);
  put_chunk(bytes + DS64_AT, is_long ? "ds64" : "JUNK", DS64_BYTES);
  if (is_long) {
    put(bytes + DS64_AT + 8, riff_bytes, 8);
    put(bytes + DS64_AT + 16, data_bytes, 8);
    put(bytes + DS64_AT + 24, (uint64_t)header->frames, 8);
  }
  put_format(header, bytes + FORMAT_AT);
  put_chunk(bytes + FACT_AT, "fact", 4);
  put(bytes + FACT_AT + 8, is_long ? SIZE_IN_DS64 : (uint64_t)header->frames, 4);
  put_chunk(bytes + DATA_AT, "data", is_long ? SIZE_IN_DS64 : data_bytes);
}

bool wave_header_parse(const uint8_t bytes[WAVE_HEADER_BYTES], struct wave_header *header) {
  uint8_t expected[WAVE_HEADER_BYTES];
  const bool is_long = memcmp(bytes, "RF64", 4) == 0;
  uint64_t data_bytes = is_long ? little64(bytes + DS64_AT + 16) : little32(bytes + DATA_AT + 4);
  *header = (struct wave_header){.channels = little16(bytes + FORMAT_AT + 10),
                                 .sample_rate = little32(bytes + FORMAT_AT + 12)};
  if (header->channels < 1 || header->channels > MAX_CHANNELS ||
      !is_sample_rate(header->sample_rate) || (!is_long && memcmp(bytes, "RIFF", 4) != 0)) {
    return false;
  }
  /* All but the sizes must be as written here. */
  wave_header_build(header, expected);
  data_bytes = data_bytes > INT64_MAX / 2 ? INT64_MAX / 2 : data_bytes;
  header->frames = (int64_t)data_bytes / wave_frame_bytes(header);
  return memcmp(bytes + 8, expected + 8, 4) == 0 &&
         memcmp(bytes + DS64_AT, is_long ? "ds64" : "JUNK", 4) == 0 &&
         memcmp(bytes + DS64_AT + 4, expected + DS64_AT + 4, 4) == 0 &&
         memcmp(bytes + FORMAT_AT, expected + FORMAT_AT, FACT_AT + 8 - FORMAT_AT) == 0 &&
         memcmp(bytes + DATA_AT, expected + DATA_AT, 4) == 0;
}

bool wave_header_write(struct disk_file *file, const struct wave_header *header, int *error) {
  uint8_t bytes[WAVE_HEADER_BYTES];
  wave_header_build(header, bytes);
  return disk_file_write(file, 0, bytes, sizeof(bytes), error) == (int64_t)sizeof(bytes);
}

bool wave_header_read(struct disk_file *file, struct wave_header *header, int *error) {
  uint8_t bytes[WAVE_HEADER_BYTES];
  *error = 0;
  return disk_file_read(file, 0, bytes, sizeof(bytes), error) == (int64_t)sizeof(bytes) &&
         wave_header_parse(bytes, header);
}

bool wave_has_trailer(struct disk_file *file, const struct wave_header *header,
                      int64_t file_bytes) {
  return header->frames < wave_frames_held(header, file_bytes) &&
         chunks_reach_end(file, CHUNKS_RIFF,
                          WAVE_HEADER_BYTES + header->frames * wave_frame_bytes(header),
                          file_bytes);
}
