#include "file/media/media.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "file/disk/disk_failure.h"
#include "file/disk/disk_file.h"
#include "file/media/media_data.h"
#include "file/media/media_job.h"

/* A larger sound is never resident, whatever the limit says, if it can be streamed or copied. */
#define RESIDENT_BYTES_MAX ((int64_t)1 << 30)
#define BEST_SECONDS       120.0
#define MEDIUM_SECONDS     600.0

void media_release(struct media *media) {
  if (media == NULL) {
    return;
  }
  if (atomic_fetch_sub_explicit(&media->users, 1, memory_order_acq_rel) == 1) {
    media_cancel(media);
  }
  media_drop_reference(media);
}

void media_cancel(struct media *media) {
  atomic_store_explicit(&media->cancelled, true, memory_order_relaxed);
}

/* ---- opening ---- */

static bool check_settings(const struct media_settings *settings, struct failure *failure) {
  if (!is_sample_rate(settings->sample_rate)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The session's sample rate must be between 1,000 and 1,000,000 Hz.");
  }
  if (settings->quality < -1 || settings->quality > (int)RESAMPLE_FASTEST) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The quality must be 0 (best), 1 (medium), 2 (fastest) or -1 (by length).");
  }
  return true;
}

/* Copy and peaks replace what is at their paths. */
static bool check_places(const struct media_settings *settings, struct failure *failure) {
  const char *const places[] = {settings->copy_path, settings->peaks_path};
  for (int k = 0; k < 2; k++) {
    if (places[k] != NULL && disk_file_is_same(places[k], settings->path)) {
      char name[DISK_FILE_NAME_BYTES];
      return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                         "The %s of %s would replace the sound itself; give them another path.",
                         k == 0 ? "decoded samples" : "peaks",
                         disk_file_name(settings->path, name));
    }
  }
  if (places[0] != NULL && places[1] != NULL &&
      (strcmp(places[0], places[1]) == 0 || disk_file_is_same(places[0], places[1]))) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The decoded copy and the peaks would replace each other; give each a path "
                       "of its own.");
  }
  return true;
}

static int choose_quality(const struct media *media, const struct media_settings *settings) {
  if (media->info.sample_rate == media->sample_rate) {
    return -1;
  }
  if (settings->quality >= 0) {
    return settings->quality;
  }
  double seconds = (double)media->frames / media->sample_rate;
  return seconds <= BEST_SECONDS     ? RESAMPLE_BEST
         : seconds <= MEDIUM_SECONDS ? RESAMPLE_MEDIUM
                                     : RESAMPLE_FASTEST;
}

static enum media_kind choose_kind(const struct media *media,
                                   const struct media_settings *settings) {
  const int64_t frame_bytes = media->info.channels * (int64_t)sizeof(float);
  if (media->frames <= settings->resident_limit_frames &&
      media->frames <= RESIDENT_BYTES_MAX / frame_bytes) {
    return MEDIA_RESIDENT;
  }
  if (media->quality < 0) {
    return MEDIA_STREAMED;
  }
  return settings->copy_path != NULL ? MEDIA_COPIED : MEDIA_RESIDENT;
}

static bool describe(struct media *media, const struct media_settings *settings,
                     struct failure *failure) {
  media->map = sound_map_create(settings->path, settings->scan, failure);
  if (media->map == NULL) {
    return false;
  }
  media->info = media->map->info;
  media->sample_rate = settings->sample_rate;
  media->frames = resampled_frames(media->info.frames, media->info.sample_rate, media->sample_rate);
  media->quality = choose_quality(media, settings);
  media->kind = choose_kind(media, settings);
  media->origin =
      (struct peaks_origin){.file_bytes = media->map->file_bytes,
                            .file_modified_nanoseconds = media->map->file_modified_nanoseconds,
                            .frames = media->frames,
                            .sample_rate = media->sample_rate,
                            .channels = media->info.channels,
                            .quality = media->quality};
  return true;
}

static bool copy_text(char **target, const char *source) {
  *target = source != NULL ? strdup(source) : NULL;
  return source == NULL || *target != NULL;
}

static bool allocate(struct media *media, const struct media_settings *settings,
                     struct failure *failure) {
  media->mutex = mutex_create();
  media->range_mutex = mutex_create();
  if (media->mutex == NULL || media->range_mutex == NULL ||
      !copy_text(&media->path, settings->path) ||
      !copy_text(&media->copy_path, settings->copy_path) ||
      !copy_text(&media->peaks_path, settings->peaks_path)) {
    return disk_read_failure(failure, settings->path, ENOMEM);
  }
  if (media->kind == MEDIA_RESIDENT) {
    media->samples = sample_buffer_create(media->info.channels, media->frames, media->sample_rate,
                                          true, failure);
    return media->samples != NULL;
  }
  return true;
}

/* Whether the copy is complete. Asked only where kept peaks fit: they are written after the copy.
 */
static bool has_whole_copy(const struct media *media) {
  struct float_wave_reader *copy = float_wave_open(media->copy_path, media->info.channels, NULL);
  bool fits = copy != NULL &&
              float_wave_reader_sample_rate(copy) == (uint32_t)lround(media->sample_rate) &&
              float_wave_reader_frames(copy) == media->frames;
  float_wave_reader_close(copy);
  return fits;
}

static bool prepare_peaks(struct media *media) {
  int64_t replaced = 0;
  bool may_replace = true;
  struct peaks *kept =
      media->peaks_path != NULL
          ? peaks_file_load(media->peaks_path, &media->origin, &replaced, &may_replace)
          : NULL;
  if (!may_replace) {
    free(media->peaks_path);
    media->peaks_path = NULL; /* not saved: these peaks stay in memory */
  }
  atomic_store_explicit(&media->replaced_samples, replaced, memory_order_relaxed);
  media->peaks_are_kept = kept != NULL;
  struct peaks *peaks = kept != NULL ? kept : peaks_create(media->info.channels);
  atomic_store_explicit(&media->peaks, peaks, memory_order_release);
  return peaks != NULL;
}

/* Whether there is nothing left to do: the peaks were kept, and the file or a whole copy is played.
 */
static bool is_ready_already(struct media *media) {
  if (!media->peaks_are_kept || media->kind == MEDIA_RESIDENT) {
    return false;
  }
  return media->kind == MEDIA_STREAMED || has_whole_copy(media);
}

static bool start_job(struct media *media, struct failure *failure) {
  if (is_ready_already(media)) {
    media->copy_is_whole = true;
    atomic_store_explicit(&media->ready_frames, media->frames, memory_order_relaxed);
    atomic_store_explicit(&media->state, MEDIA_READY, memory_order_release);
    return true;
  }
  atomic_store_explicit(&media->replaced_samples, 0, memory_order_relaxed);
  return media_job_submit(media) || disk_read_failure(failure, media->path, ENOMEM);
}

struct media *media_open(const struct media_settings *settings, struct failure *failure) {
  if (!check_settings(settings, failure) || !check_places(settings, failure)) {
    return NULL;
  }
  struct media *media = calloc(1, sizeof(*media));
  if (media == NULL) {
    disk_read_failure(failure, settings->path, ENOMEM);
    return NULL;
  }
  atomic_init(&media->references, 1);
  atomic_init(&media->users, 1);
  atomic_init(&media->state, MEDIA_DECODING);
  bool opened = describe(media, settings, failure) && allocate(media, settings, failure);
  if (opened && !prepare_peaks(media)) {
    opened = disk_read_failure(failure, settings->path, ENOMEM);
  }
  if (!opened || !start_job(media, failure)) {
    media_drop_reference(media);
    return NULL;
  }
  return media;
}

/* ---- reading ---- */

void media_status(const struct media *media, struct media_status *status) {
  *status = (struct media_status){
      .kind = media->kind,
      .state = media_state(media),
      .frames = media->frames,
      .ready_frames = media_readable_frames(media),
      .channels = media->info.channels,
      .source_sample_rate = media->info.sample_rate,
      .quality = media->quality,
      .replaced_samples = atomic_load_explicit(&media->replaced_samples, memory_order_relaxed)};
  memcpy(status->format, media->info.format, sizeof(status->format));
  mutex_lock(media->mutex);
  status->failure = media->failure;
  mutex_unlock(media->mutex);
}

struct sample_buffer *media_samples(struct media *media) {
  return media->samples;
}

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
    media->range_copy = float_wave_open(media->copy_path, media->info.channels, failure);
  }
  if (media->range_copy == NULL) {
    disk_failure_of_copy(failure, media->copy_path, media->path);
    return -1;
  }
  int64_t done = float_wave_read(media->range_copy, start_frame, frames, target, &error);
  if (done < 0) {
    disk_read_failure(failure, media->copy_path, error);
    disk_failure_of_copy(failure, media->copy_path, media->path);
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
    /* A decoder that reached a broken place does not always recover: open it again next time. */
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
