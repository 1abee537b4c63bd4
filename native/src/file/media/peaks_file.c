#include "file/media/peaks_file.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file/disk/disk_failure.h"
#include "file/disk/disk_file.h"

enum { FORMAT_VERSION = 1 };
/* Reads as a different number in another byte order. */
#define BYTE_ORDER_MARK 0x01020304u

struct peaks_file_header {
  char magic[8];
  uint32_t byte_order;
  uint32_t version;
  int64_t file_bytes;
  int64_t file_modified_nanoseconds;
  int64_t frames;
  double sample_rate;
  uint32_t channels;
  int32_t quality;
  int64_t replaced_samples;
  uint64_t checksum; /* of the bins, then of this header with 0 here */
};

static const char magic[8] = {'R', 'T', 'M', 'P', 'E', 'A', 'K', 'S'};

static uint64_t checksum(uint64_t sum, const void *bytes, size_t count) {
  const uint8_t *at = bytes;
  for (; count >= 8; count -= 8, at += 8) {
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
    sum ^= sum >> 29;
  }
  for (; count > 0; count--, at++) {
    sum = (sum ^ *at) * 0x100000001b3u;
  }
  return sum;
}

static uint64_t file_checksum(const struct peaks_file_header *header, const float *bins,
                              size_t bin_bytes) {
  struct peaks_file_header summed = *header;
  summed.checksum = 0;
  return checksum(checksum(1, bins, bin_bytes), &summed, sizeof(summed));
}

static struct peaks_file_header header_of(const struct peaks_origin *origin,
                                          int64_t replaced_samples) {
  struct peaks_file_header header = {
      .byte_order = BYTE_ORDER_MARK,
      .version = FORMAT_VERSION,
      .file_bytes = origin->file_bytes,
      .file_modified_nanoseconds = origin->file_modified_nanoseconds,
      .frames = origin->frames,
      .sample_rate = origin->sample_rate,
      .channels = origin->channels,
      .quality = origin->quality,
      .replaced_samples = replaced_samples,
  };
  memcpy(header.magic, magic, sizeof(magic));
  return header;
}

static size_t bin_count(const struct peaks_origin *origin) {
  return (size_t)((origin->frames + PEAKS_FINEST_FRAMES - 1) / PEAKS_FINEST_FRAMES);
}

static size_t bins_bytes(const struct peaks_origin *origin) {
  return bin_count(origin) * origin->channels * PEAKS_TRIPLE * sizeof(float);
}

/* Whether a file that begins with `bytes` bytes of this header is of a later version. */
static bool is_newer(const struct peaks_file_header *header, int64_t bytes) {
  return bytes >= (int64_t)offsetof(struct peaks_file_header, file_bytes) &&
         memcmp(header->magic, magic, sizeof(magic)) == 0 &&
         header->byte_order == BYTE_ORDER_MARK && header->version > FORMAT_VERSION;
}

/* The bins of a file whose header fits; NULL where anything is wrong. */
static float *read_bins(struct disk_file *file, const struct peaks_origin *origin,
                        int64_t *replaced_samples, bool *may_replace) {
  struct peaks_file_header found;
  const int64_t bytes = (int64_t)bins_bytes(origin);
  int error = 0;
  const int64_t file_bytes = disk_file_bytes(file, &error);
  const int64_t header_bytes = disk_file_read(file, 0, &found, sizeof(found), &error);
  *may_replace = file_bytes >= 0 && header_bytes >= 0 && !is_newer(&found, header_bytes);
  if (!*may_replace || file_bytes != (int64_t)sizeof(found) + bytes) {
    return NULL;
  }
  struct peaks_file_header expected = header_of(origin, found.replaced_samples);
  expected.checksum = found.checksum;
  if (memcmp(&found, &expected, sizeof(found)) != 0) {
    return NULL;
  }
  float *bins = malloc((size_t)bytes);
  const int64_t done =
      bins != NULL ? disk_file_read(file, sizeof(found), bins, (size_t)bytes, &error) : -1;
  *may_replace = done >= 0;
  if (done != bytes || file_checksum(&found, bins, (size_t)bytes) != found.checksum) {
    free(bins);
    return NULL;
  }
  *replaced_samples = found.replaced_samples;
  return bins;
}

static struct peaks *build_peaks(const struct peaks_origin *origin, const float *bins) {
  struct peaks *peaks = peaks_create(origin->channels);
  bool done = peaks != NULL;
  for (size_t bin = 0; done && bin < bin_count(origin); bin++) {
    int64_t rest = origin->frames - (int64_t)bin * PEAKS_FINEST_FRAMES;
    int32_t frames = rest < PEAKS_FINEST_FRAMES ? (int32_t)rest : PEAKS_FINEST_FRAMES;
    done = peaks_add_bin(peaks, bins + bin * origin->channels * PEAKS_TRIPLE, frames);
  }
  if (!done || !peaks_finish(peaks)) {
    peaks_destroy(peaks);
    return NULL;
  }
  return peaks;
}

struct peaks *peaks_file_load(const char *path, const struct peaks_origin *origin,
                              int64_t *replaced_samples, bool *may_replace) {
  int error = 0;
  struct disk_file_facts facts;
  struct disk_file *file = NULL;
  if (disk_file_examine(path, &facts, &error) && facts.is_regular) {
    file = disk_file_open(path, DISK_FILE_READ, &error);
  }
  *may_replace = error == ENOENT;
  if (file == NULL) {
    return NULL;
  }
  float *bins = read_bins(file, origin, replaced_samples, may_replace);
  disk_file_close(file);
  struct peaks *peaks = bins != NULL ? build_peaks(origin, bins) : NULL;
  free(bins);
  return peaks;
}

static bool write_temporary(const char *path, const struct peaks_file_header *header,
                            const float *bins, size_t bytes, int *error) {
  struct disk_file *file = disk_file_open(path, DISK_FILE_REPLACE, error);
  if (file == NULL) {
    return false;
  }
  bool done =
      disk_file_write(file, 0, header, sizeof(*header), error) == (int64_t)sizeof(*header) &&
      disk_file_write(file, sizeof(*header), bins, bytes, error) == (int64_t)bytes &&
      disk_file_sync(file, error);
  if (!disk_file_close(file) && done) {
    *error = EIO;
    done = false;
  }
  return done;
}

static float *collect_bins(const struct peaks_origin *origin, const struct peaks *peaks) {
  float *bins = malloc(bins_bytes(origin));
  for (size_t bin = 0; bins != NULL && bin < bin_count(origin); bin++) {
    peaks_finest_bin(peaks, (int64_t)bin, bins + bin * origin->channels * PEAKS_TRIPLE);
  }
  return bins;
}

bool peaks_file_save(const char *path, const struct peaks_origin *origin, const struct peaks *peaks,
                     int64_t replaced_samples, struct failure *failure) {
  int error = ENOMEM, ignored = 0;
  if (peaks_known_frames(peaks) != origin->frames) {
    return failure_set(failure, FAILURE_INTERNAL, "The peaks do not cover their sound.");
  }
  /* Two saves of the same peaks at once must not write into each other. */
  static atomic_uint save_count;
  size_t path_bytes = strlen(path) + sizeof(".4294967295.new");
  char *temporary = malloc(path_bytes);
  float *bins = collect_bins(origin, peaks);
  bool done = false;
  if (temporary != NULL && bins != NULL) {
    struct peaks_file_header header = header_of(origin, replaced_samples);
    header.checksum = file_checksum(&header, bins, bins_bytes(origin));
    snprintf(temporary, path_bytes, "%s.%u.new", path, atomic_fetch_add(&save_count, 1));
    done = write_temporary(temporary, &header, bins, bins_bytes(origin), &error) &&
           disk_file_replace(temporary, path, &error);
    if (!done) {
      disk_file_remove(temporary, &ignored);
    }
  }
  free(bins);
  free(temporary);
  return done || disk_write_failure(failure, path, error);
}
