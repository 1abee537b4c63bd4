#include "file/sound/wave_cues.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
  CUE_POINT_BYTES = 24,
  CUE_HEAD_BYTES = 12, /* name, size, count */
  LIST_HEAD_BYTES = 12,
  LABEL_HEAD_BYTES = 12, /* name, size, number of the point */
  RANGE_BYTES = 28
};

struct wave_cue *wave_cues_copy(const struct wave_cue *cues, size_t count) {
  struct wave_cue *copies = calloc(count + 1, sizeof(*copies));
  bool done = copies != NULL;
  for (size_t k = 0; done && k < count; k++) {
    copies[k] = cues[k];
    copies[k].label = strdup(cues[k].label);
    done = copies[k].label != NULL;
  }
  if (!done) {
    wave_cues_free(copies, count);
    return NULL;
  }
  return copies;
}

void wave_cues_free(struct wave_cue *cues, size_t count) {
  for (size_t k = 0; cues != NULL && k < count; k++) {
    free((char *)cues[k].label);
  }
  free(cues);
}

/* Bytes that grow to the end of what was allocated. */
struct page {
  uint8_t *bytes;
  size_t count;
};

static void put(struct page *page, uint64_t value, int count) {
  for (int k = 0; k < count; k++) {
    page->bytes[page->count++] = (uint8_t)(value >> (8 * k));
  }
}

static void put_name(struct page *page, const char *name) {
  memcpy(page->bytes + page->count, name, 4);
  page->count += 4;
}

/* Whole characters of UTF-8. */
static size_t label_bytes(const char *label) {
  size_t bytes = label == NULL ? 0 : strlen(label);
  if (bytes > WAVE_CUE_LABEL_BYTES) {
    bytes = WAVE_CUE_LABEL_BYTES;
    while (bytes > 0 && ((uint8_t)label[bytes] & 0xc0) == 0x80) {
      bytes--;
    }
  }
  return bytes;
}

static size_t padded(size_t bytes) {
  return bytes + bytes % 2;
}

static bool fits(const struct wave_cue *cue) {
  return cue->frame >= 0 && cue->frame <= UINT32_MAX;
}

static void put_point(struct page *page, uint32_t number, const struct wave_cue *cue) {
  put(page, number, 4);
  put(page, (uint64_t)cue->frame, 4);
  put_name(page, "data");
  put(page, 0, 4);
  put(page, 0, 4);
  put(page, (uint64_t)cue->frame, 4);
}

static void put_label(struct page *page, uint32_t number, const struct wave_cue *cue) {
  const size_t bytes = label_bytes(cue->label);
  put_name(page, "labl");
  put(page, 4 + bytes + 1, 4);
  put(page, number, 4);
  if (bytes > 0) {
    memcpy(page->bytes + page->count, cue->label, bytes);
    page->count += bytes;
  }
  put(page, 0, 1);
  put(page, 0, (int)(page->count % 2));
  if (cue->frames > 0) {
    put_name(page, "ltxt");
    put(page, RANGE_BYTES - 8, 4);
    put(page, number, 4);
    put(page, cue->frames < UINT32_MAX ? (uint64_t)cue->frames : UINT32_MAX, 4);
    put_name(page, "rgn ");
    put(page, 0, 8); /* country, language, dialect, code page */
  }
}

static size_t list_bytes(const struct wave_cue *cues, size_t count) {
  size_t bytes = LIST_HEAD_BYTES;
  for (size_t k = 0; k < count; k++) {
    if (fits(&cues[k])) {
      bytes += LABEL_HEAD_BYTES + padded(label_bytes(cues[k].label) + 1) +
               (cues[k].frames > 0 ? RANGE_BYTES : 0);
    }
  }
  return bytes;
}

static bool build(struct page *page, const struct wave_cue *cues, size_t count, int *error) {
  size_t points = 0;
  count = count < MOST_WAVE_CUES ? count : MOST_WAVE_CUES;
  for (size_t k = 0; k < count; k++) {
    points += fits(&cues[k]) ? 1 : 0;
  }
  const size_t list = list_bytes(cues, count);
  *page = (struct page){0};
  if (points == 0) {
    return true;
  }
  page->bytes = malloc(CUE_HEAD_BYTES + points * CUE_POINT_BYTES + list);
  if (page->bytes == NULL) {
    *error = ENOMEM;
    return false;
  }
  put_name(page, "cue ");
  put(page, 4 + points * CUE_POINT_BYTES, 4);
  put(page, points, 4);
  uint32_t number = 0;
  for (size_t k = 0; k < count; k++) {
    if (fits(&cues[k])) {
      put_point(page, ++number, &cues[k]);
    }
  }
  put_name(page, "LIST");
  put(page, list - 8, 4);
  put_name(page, "adtl");
  number = 0;
  for (size_t k = 0; k < count; k++) {
    if (fits(&cues[k])) {
      put_label(page, ++number, &cues[k]);
    }
  }
  return true;
}

bool wave_cues_write(struct disk_file *file, struct wave_header *header,
                     const struct wave_cue *cues, size_t count, int *error) {
  struct page page;
  const int64_t end = WAVE_HEADER_BYTES + header->frames * wave_frame_bytes(header);
  int ignored = 0;
  if (!build(&page, cues, count, error)) {
    return false;
  }
  bool done = page.count == 0 ||
              disk_file_write(file, end, page.bytes, page.count, error) == (int64_t)page.count;
  header->trailer_bytes = done ? (int64_t)page.count : 0;
  done = done && wave_header_write(file, header, error);
  if (!done) {
    header->trailer_bytes = 0;
    disk_file_truncate(file, end, &ignored);
    wave_header_write(file, header, &ignored);
  }
  free(page.bytes);
  return done;
}

bool wave_cues_are_torn(struct disk_file *file, const struct wave_header *header,
                        int64_t file_bytes) {
  const int64_t end = WAVE_HEADER_BYTES + header->frames * wave_frame_bytes(header);
  uint8_t bytes[CUE_HEAD_BYTES];
  int error = 0;
  if (file_bytes <= end || wave_has_trailer(file, header, file_bytes) ||
      disk_file_read(file, end, bytes, sizeof(bytes), &error) < (int64_t)sizeof(bytes)) {
    return false;
  }
  uint64_t size = 0, count = 0;
  for (int k = 0; k < 4; k++) {
    size |= (uint64_t)bytes[4 + k] << (8 * k);
    count |= (uint64_t)bytes[8 + k] << (8 * k);
  }
  return memcmp(bytes, "cue ", 4) == 0 && count > 0 && count <= MOST_WAVE_CUES &&
         size == 4 + count * CUE_POINT_BYTES;
}
