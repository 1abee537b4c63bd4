#include "file/media/media_data.h"

#include <stdlib.h>

#include "file/disk/disk_failure.h"
#include "file/disk/disk_file.h"

struct media *media_retain(struct media *media) {
  atomic_fetch_add_explicit(&media->users, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&media->references, 1, memory_order_relaxed);
  return media;
}

static void media_free(struct media *media) {
  int error = 0;
  if (media->kind == MEDIA_COPIED && !media->copy_is_whole && media->copy_path != NULL) {
    disk_file_remove(media->copy_path, &error);
  }
  sound_reader_close(media->range_reader);
  float_wave_reader_close(media->range_copy);
  sample_buffer_release(media->samples);
  peaks_destroy(atomic_load_explicit(&media->peaks, memory_order_relaxed));
  mutex_destroy(media->mutex);
  mutex_destroy(media->range_mutex);
  sound_map_destroy(media->map);
  free(media->path);
  free(media->copy_path);
  free(media->peaks_path);
  free(media);
}

void media_drop_reference(struct media *media) {
  if (atomic_fetch_sub_explicit(&media->references, 1, memory_order_acq_rel) == 1) {
    media_free(media);
  }
}

struct sound_reader *media_open_reader(const struct media *media, struct failure *failure) {
  struct sound_reader *reader = sound_reader_open_mapped(media->path, media->map, failure);
  if (reader != NULL && (sound_reader_channels(reader) != media->info.channels ||
                         sound_reader_sample_rate(reader) != media->info.sample_rate)) {
    char name[DISK_FILE_NAME_BYTES];
    sound_reader_close(reader);
    failure_set(failure, FAILURE_FILE_UNREADABLE,
                "%s has been replaced by another sound; import it again.",
                disk_file_name(media->path, name));
    return NULL;
  }
  return reader;
}

enum media_state media_state(const struct media *media) {
  return (enum media_state)atomic_load_explicit(&media->state, memory_order_acquire);
}

int64_t media_readable_frames(const struct media *media) {
  return media->kind == MEDIA_STREAMED
             ? media->frames
             : atomic_load_explicit(&media->ready_frames, memory_order_acquire);
}
