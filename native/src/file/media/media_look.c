/* Looking at a medium without playing it: its peaks and its samples. */
#include <string.h>

#include "file/disk/disk_file.h"
#include "file/media/media_state.h"

static int64_t read_resident(struct media *media, int64_t start_frame, int64_t frames,
                             float *target) {
  const uint32_t channels = media->info.channels;
  memcpy(target, sample_buffer_data(media->samples) + start_frame * channels,
         (size_t)(frames * channels) * sizeof(float));
  return frames;
}

static int64_t read_copy(struct media *media, int64_t start_frame, int64_t frames, float *target,
                         struct failure *failure) {
  int error = 0;
  if (media->range_copy == NULL) {
    media->range_copy = float_wave_open(media->copy_path, failure);
  }
  if (media->range_copy == NULL) {
    return -1;
  }
  int64_t done = float_wave_read(media->range_copy, start_frame, frames, target, &error);
  if (done < 0) {
    disk_file_read_failure(failure, media->copy_path, error);
  }
  return done;
}

static int64_t read_file(struct media *media, int64_t start_frame, int64_t frames, float *target,
                         struct failure *failure) {
  if (media->range_reader == NULL) {
    media->range_reader = media_open_reader(media, failure);
  }
  if (media->range_reader == NULL) {
    return -1;
  }
  bool found = sound_reader_seek(media->range_reader, start_frame);
  int64_t done = found ? sound_reader_read(media->range_reader, target, frames, NULL) : 0;
  if (done == 0) {
    sound_reader_stopped(media->range_reader, media->path, start_frame, failure);
    /* A decoder that met a broken place does not always recover: begin anew next time. */
    sound_reader_close(media->range_reader);
    media->range_reader = NULL;
    return -1;
  }
  return done;
}

int64_t media_read(struct media *media, int64_t start_frame, int64_t frames, float *target,
                   struct failure *failure) {
  int64_t readable = media_readable_frames(media);
  if (start_frame < 0 || frames < 0) {
    failure_set(failure, FAILURE_INVALID_ARGUMENT,
                "Frames are counted from 0; give a start and a length of 0 or more.");
    return -1;
  }
  if (start_frame >= readable || frames == 0) {
    return 0;
  }
  frames = frames > readable - start_frame ? readable - start_frame : frames;
  if (media->kind == MEDIA_RESIDENT) {
    return read_resident(media, start_frame, frames, target);
  }
  mutex_lock(media->range_mutex);
  int64_t done = media->kind == MEDIA_COPIED
                     ? read_copy(media, start_frame, frames, target, failure)
                     : read_file(media, start_frame, frames, target, failure);
  mutex_unlock(media->range_mutex);
  return done;
}

static int64_t read_for_peaks(void *context, int64_t start_frame, int64_t frames, float *target) {
  return media_read(context, start_frame, frames, target, NULL);
}

int64_t media_peaks(struct media *media, int64_t start_frame, double frames_per_bin, int64_t count,
                    float *triples) {
  const struct peaks_query query = {.start_frame = start_frame,
                                    .frames_per_bin = frames_per_bin,
                                    .count = count,
                                    .total_frames = media->frames};
  if (frames_per_bin >= PEAKS_FINEST_FRAMES) {
    return peaks_read(atomic_load_explicit(&media->peaks, memory_order_acquire), &query, triples);
  }
  return peaks_measure(&query, media->info.channels, media_readable_frames(media), read_for_peaks,
                       media, triples);
}
