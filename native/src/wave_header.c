#include "wave_header.h"

#include <errno.h>
#include <string.h>

#define CHUNK_HEADER_BYTES 8
#define RIFF_HEADER_BYTES  12
#define FORMAT_BYTES       40
#define DS64_BYTES         24
#define SIZE_IN_DS64       0xffffffffu
#define FORMAT_FLOAT       3
#define FORMAT_EXTENSIBLE  0xfffe
/* More chunks than this before the samples are no file of ours. */
#define CHUNKS_MAX 64

static uint32_t little16(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t little32(const uint8_t *bytes) {
  return little16(bytes) | little16(bytes + 2) << 16;
}

static uint64_t little64(const uint8_t *bytes) {
  return (uint64_t)little32(bytes) | (uint64_t)little32(bytes + 4) << 32;
}

static void put_little(uint8_t *bytes, uint64_t value, int count) {
  for (int k = 0; k < count; k++) {
    bytes[k] = (uint8_t)(value >> (8 * k));
  }
}

static bool read_exactly(struct disk_file *file, int64_t position, void *target, size_t bytes) {
  int error = 0;
  return disk_file_read(file, position, target, bytes, &error) == (int64_t)bytes;
}

static bool is_chunk(const uint8_t *bytes, const char *name) {
  return memcmp(bytes, name, 4) == 0;
}

static bool read_format(struct disk_file *file, int64_t position, uint32_t bytes,
                        struct wave_header *header) {
  uint8_t format[FORMAT_BYTES] = {0};
  size_t wanted = bytes < FORMAT_BYTES ? bytes : FORMAT_BYTES;
  if (wanted < 16 || !read_exactly(file, position, format, wanted)) {
    return false;
  }
  uint32_t tag = little16(format);
  tag = tag == FORMAT_EXTENSIBLE && wanted == FORMAT_BYTES ? little16(format + 24) : tag;
  header->channels = little16(format + 2);
  header->sample_rate = little32(format + 4);
  header->frame_bytes = little16(format + 12);
  header->is_float = tag == FORMAT_FLOAT && little16(format + 14) == 32 &&
                     header->frame_bytes == header->channels * sizeof(float);
  return header->channels > 0 && header->frame_bytes > 0;
}

static bool read_claimed_bytes(struct disk_file *file, struct wave_header *header, uint32_t size) {
  uint8_t ds64[CHUNK_HEADER_BYTES + DS64_BYTES];
  header->data_bytes = size;
  if (size == SIZE_IN_DS64 && header->ds64_position >= 0) {
    if (!read_exactly(file, header->ds64_position, ds64, sizeof(ds64))) {
      return false;
    }
    uint64_t claimed = is_chunk(ds64, "ds64") ? little64(ds64 + CHUNK_HEADER_BYTES + 8) : 0;
    header->data_bytes = claimed > INT64_MAX ? INT64_MAX : (int64_t)claimed;
  }
  return true;
}

bool wave_header_read(struct disk_file *file, struct wave_header *header) {
  uint8_t bytes[RIFF_HEADER_BYTES];
  *header = (struct wave_header){.ds64_position = -1, .fact_position = -1};
  if (!read_exactly(file, 0, bytes, sizeof(bytes)) ||
      !(is_chunk(bytes, "RIFF") || is_chunk(bytes, "RF64")) || !is_chunk(bytes + 8, "WAVE")) {
    return false;
  }
  int64_t position = RIFF_HEADER_BYTES;
  for (int k = 0; k < CHUNKS_MAX; k++) {
    uint8_t chunk[CHUNK_HEADER_BYTES];
    if (!read_exactly(file, position, chunk, sizeof(chunk))) {
      return false;
    }
    uint32_t size = little32(chunk + 4);
    int64_t content = position + CHUNK_HEADER_BYTES;
    if (is_chunk(chunk, "data")) {
      header->data_position = content;
      return header->channels > 0 && read_claimed_bytes(file, header, size);
    }
    if (k == 0 && (is_chunk(chunk, "ds64") || is_chunk(chunk, "JUNK")) && size >= DS64_BYTES) {
      header->ds64_position = position;
    } else if (is_chunk(chunk, "fact") && size >= 4) {
      header->fact_position = content;
    } else if (is_chunk(chunk, "fmt ") && !read_format(file, content, size, header)) {
      return false;
    }
    position = content + (int64_t)size + (size & 1);
  }
  return false;
}

bool wave_header_has_trailer(struct disk_file *file, const struct wave_header *header,
                             int64_t file_bytes) {
  int64_t position = header->data_position;
  if (header->data_bytes > file_bytes - position) {
    return false;
  }
  position += header->data_bytes + (header->data_bytes & 1);
  if (position >= file_bytes) {
    return false;
  }
  for (int k = 0; k < CHUNKS_MAX && position < file_bytes; k++) {
    uint8_t chunk[CHUNK_HEADER_BYTES];
    if (!read_exactly(file, position, chunk, sizeof(chunk))) {
      return false;
    }
    for (int letter = 0; letter < 4; letter++) {
      if (chunk[letter] < 0x20 || chunk[letter] > 0x7e) {
        return false;
      }
    }
    uint32_t size = little32(chunk + 4);
    position += CHUNK_HEADER_BYTES + (int64_t)size + (size & 1);
  }
  /* The last chunk's padding byte is often missing. */
  return position == file_bytes || position == file_bytes + 1;
}

static bool write_exactly(struct disk_file *file, int64_t position, const void *source,
                          size_t bytes, int *error) {
  return disk_file_write(file, position, source, bytes, error) == (int64_t)bytes;
}

bool wave_header_write_sizes(struct disk_file *file, const struct wave_header *header,
                             int64_t data_bytes, int *error) {
  uint8_t sizes[8];
  const uint64_t riff_bytes = (uint64_t)(header->data_position + data_bytes + (data_bytes & 1)) - 8;
  const uint64_t frames = (uint64_t)data_bytes / header->frame_bytes;
  const bool is_long = riff_bytes >= SIZE_IN_DS64;
  if (is_long && header->ds64_position < 0) {
    *error = ENOTSUP;
    return false;
  }
  if (header->ds64_position >= 0) {
    uint8_t ds64[DS64_BYTES] = {0};
    if (is_long) {
      put_little(ds64, riff_bytes, 8);
      put_little(ds64 + 8, (uint64_t)data_bytes, 8);
      put_little(ds64 + 16, frames, 8);
    }
    if (!write_exactly(file, header->ds64_position, is_long ? "ds64" : "JUNK", 4, error) ||
        !write_exactly(file, header->ds64_position + CHUNK_HEADER_BYTES, ds64, sizeof(ds64),
                       error)) {
      return false;
    }
  }
  put_little(sizes, is_long || frames > UINT32_MAX ? SIZE_IN_DS64 : frames, 4);
  if (header->fact_position >= 0 && !write_exactly(file, header->fact_position, sizes, 4, error)) {
    return false;
  }
  put_little(sizes, is_long ? SIZE_IN_DS64 : (uint64_t)data_bytes, 4);
  if (!write_exactly(file, header->data_position - 4, sizes, 4, error)) {
    return false;
  }
  memcpy(sizes, is_long ? "RF64" : "RIFF", 4);
  put_little(sizes + 4, is_long ? SIZE_IN_DS64 : riff_bytes, 4);
  return write_exactly(file, 0, sizes, 8, error);
}
