#include "file/sound/sound_reader.h"

#include <errno.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

#include "file/disk/disk_failure.h"
#include "file/sound/sound_decoder.h"

struct sound_reader {
  struct sound_map *own_map; /* NULL where it is borrowed */
  struct sound_decoder decoder;
};

void sound_reader_close(struct sound_reader *reader) {
  if (reader != NULL) {
    sound_decoder_end(&reader->decoder);
    sound_map_destroy(reader->own_map);
    free(reader);
  }
}

/* `map` goes over to the reader if `is_own`. */
static struct sound_reader *open_by(const char *path, struct sound_map *own_map,
                                    const struct sound_map *map, struct failure *failure) {
  int error = ENOMEM;
  struct sound_reader *reader = calloc(1, sizeof(*reader));
  if (reader == NULL) {
    sound_map_destroy(own_map);
    disk_read_failure(failure, path, error);
    return NULL;
  }
  reader->own_map = own_map;
  if (!sound_decoder_begin(&reader->decoder, path, map, &error)) {
    char name[DISK_FILE_NAME_BYTES];
    if (error != 0) {
      disk_read_failure(failure, path, error);
    } else if (reader->decoder.was_replaced) {
      failure_set(failure, FAILURE_FILE_UNREADABLE,
                  "%s has been replaced by another sound; import it again.",
                  disk_file_name(path, name));
    } else {
      sound_kind_failure(&map->kind, path, failure);
    }
    sound_reader_close(reader);
    return NULL;
  }
  return reader;
}

struct sound_reader *sound_reader_open(const char *path, struct sound_file_info *info,
                                       struct failure *failure) {
  struct sound_map *map = sound_map_create(path, NULL, failure);
  if (map == NULL) {
    return NULL;
  }
  if (info != NULL) {
    *info = map->info;
  }
  return open_by(path, map, map, failure);
}

struct sound_reader *sound_reader_open_mapped(const char *path, const struct sound_map *map,
                                              struct failure *failure) {
  struct disk_file_facts facts;
  int error = 0;
  if (!disk_file_examine(path, &facts, &error)) {
    disk_read_failure(failure, path, error);
    return NULL;
  }
  const bool is_same = facts.bytes == map->file_bytes &&
                       facts.modified_nanoseconds == map->file_modified_nanoseconds;
  return is_same ? open_by(path, NULL, map, failure) : sound_reader_open(path, NULL, failure);
}

bool sound_reader_probe(const char *path, struct sound_file_info *info, struct sound_scan *scan,
                        struct failure *failure) {
  struct sound_map *map = sound_map_create(path, scan, failure);
  if (map != NULL && info != NULL) {
    *info = map->info;
  }
  sound_map_destroy(map);
  return map != NULL;
}

uint32_t sound_reader_channels(const struct sound_reader *reader) {
  return reader->decoder.map->info.channels;
}

double sound_reader_sample_rate(const struct sound_reader *reader) {
  return reader->decoder.map->info.sample_rate;
}

bool sound_reader_seek(struct sound_reader *reader, int64_t frame) {
  return sound_decoder_seek(&reader->decoder, frame);
}

/* Sets NaN and infinite samples to 0 and returns how many there were. */
static int64_t replace_broken_samples(float *samples, int64_t count) {
  int64_t replaced = 0;
  for (int64_t k = 0; k < count; k++) {
    uint32_t bits;
    memcpy(&bits, &samples[k], sizeof(bits));
    /* An exponent of all ones is infinity or NaN. */
    uint32_t is_broken = (bits & 0x7f800000u) == 0x7f800000u;
    replaced += is_broken;
    bits &= is_broken - 1u;
    memcpy(&samples[k], &bits, sizeof(bits));
  }
  return replaced;
}

int64_t sound_reader_read(struct sound_reader *reader, float *target, int64_t frames,
                          int64_t *replaced) {
  const struct sound_file_info *info = &reader->decoder.map->info;
  const int64_t left = info->frames - reader->decoder.position;
  frames = frames < left ? frames : left;
  if (frames <= 0) {
    return 0;
  }
  int64_t done = sound_decoder_read(&reader->decoder, target, frames);
  int64_t broken = replace_broken_samples(target, done * info->channels);
  if (replaced != NULL) {
    *replaced += broken;
  }
  return done;
}

bool sound_reader_stopped(const struct sound_reader *reader, const char *path, int64_t frame,
                          struct failure *failure) {
  char name[DISK_FILE_NAME_BYTES];
  if (reader->decoder.io.error != 0) {
    return disk_read_failure(failure, path, reader->decoder.io.error);
  }
  return failure_set(
      failure, FAILURE_FILE_DAMAGED,
      "%s is damaged after %.3f s; the part before that can be played. Copy or export "
      "it again to get the rest.",
      disk_file_name(path, name), (double)frame / reader->decoder.map->info.sample_rate);
}

const char *sound_reader_library_version(void) {
  return sf_version_string();
}
