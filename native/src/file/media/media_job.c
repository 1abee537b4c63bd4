#include "file/media/media_job.h"

#include <stdlib.h>
#include <string.h>

#include "file/disk/disk_failure.h"

/* Samples (all channels together) and frames of one piece at most; resampling is slow, so its
 * pieces are shorter. */
enum {
  PIECE_SAMPLES = 1 << 20,
  PIECE_FRAMES = 65536,
  RESAMPLE_PIECE_FRAMES = 16384,
  PIECE_FRAMES_MIN = 1024
};

static int64_t piece_frames_of(const struct media *media) {
  int64_t most = media->quality >= 0 ? RESAMPLE_PIECE_FRAMES : PIECE_FRAMES;
  int64_t fitting = PIECE_SAMPLES / media->info.channels;
  fitting = fitting < PIECE_FRAMES_MIN ? PIECE_FRAMES_MIN : fitting;
  return fitting < most ? fitting : most;
}

/* Names the sound: the copy's own name means nothing to people. Returns false. */
static bool copy_failed(const struct media *media, struct failure *failure) {
  disk_failure_of_copy(failure, media->copy_path, media->path);
  return false;
}

static bool begin(struct media *media, struct failure *failure) {
  const size_t frame_bytes = media->info.channels * sizeof(float);
  media->piece_frames = piece_frames_of(media);
  media->source = malloc((size_t)media->piece_frames * frame_bytes);
  media->converted = media->quality >= 0 ? malloc((size_t)media->piece_frames * frame_bytes) : NULL;
  if (media->source == NULL || (media->quality >= 0 && media->converted == NULL)) {
    return failure_out_of_memory(failure, "to read the sound");
  }
  media->reader = media_open_reader(media, failure);
  if (media->reader == NULL) {
    return false;
  }
  if (media->quality >= 0) {
    media->resampler =
        resampler_create(media->info.channels, media->info.sample_rate, media->sample_rate,
                         (enum resample_quality)media->quality, failure);
    if (media->resampler == NULL) {
      return false;
    }
    if (!resample_source_begin(&media->feed, media->reader, media->info.frames,
                               media->info.sample_rate, media->sample_rate)) {
      return sound_reader_stopped(media->reader, media->path, 0, failure);
    }
    media->surplus = media->feed.skipped_frames;
  }
  if (media->kind == MEDIA_COPIED) {
    media->copy = float_wave_create(media->copy_path, true, media->info.channels,
                                    media->sample_rate, failure);
    return media->copy != NULL || copy_failed(media, failure);
  }
  return true;
}

static void free_job(struct media *media) {
  sound_reader_close(media->reader);
  resampler_destroy(media->resampler);
  free(media->source);
  free(media->converted);
  if (media->copy != NULL) {
    float_wave_close(media->copy, NULL);
  }
  media->reader = NULL;
  media->resampler = NULL;
  media->copy = NULL;
  media->source = media->converted = NULL;
}

/* Appends `frames` finished frames (cut at the sound's end) to memory or copy and to the peaks. */
static bool append(struct media *media, const float *frames_at, int64_t frames,
                   struct failure *failure) {
  int64_t ready = atomic_load_explicit(&media->ready_frames, memory_order_relaxed);
  frames = frames > media->frames - ready ? media->frames - ready : frames;
  if (media->kind == MEDIA_RESIDENT) {
    float *target = sample_buffer_data(media->samples) + ready * media->info.channels;
    if (target != frames_at) {
      memcpy(target, frames_at, (size_t)frames * media->info.channels * sizeof(float));
    }
    sample_buffer_set_ready_frames(media->samples, ready + frames);
  } else if (media->kind == MEDIA_COPIED &&
             !float_wave_write(media->copy, frames_at, frames, failure)) {
    return copy_failed(media, failure);
  }
  struct peaks *peaks = atomic_load_explicit(&media->peaks, memory_order_relaxed);
  if (!media->peaks_are_kept && !peaks_add(peaks, frames_at, frames)) {
    return failure_out_of_memory(failure, "to read the sound");
  }
  atomic_store_explicit(&media->ready_frames, ready + frames, memory_order_release);
  return true;
}

/* Reads source frames to `target`; false where the file ends too early. */
static bool read_source(struct media *media, float *target, int64_t frames,
                        struct failure *failure) {
  int64_t replaced = 0;
  int64_t done = sound_reader_read(media->reader, target, frames, &replaced);
  atomic_fetch_add_explicit(&media->replaced_samples, replaced, memory_order_relaxed);
  media->source_frame += done;
  if (done < frames) {
    return sound_reader_stopped(media->reader, media->path, media->source_frame, failure);
  }
  return true;
}

static bool copy_piece(struct media *media, struct failure *failure) {
  int64_t ready = atomic_load_explicit(&media->ready_frames, memory_order_relaxed);
  int64_t rest = media->frames - ready;
  int64_t frames = rest < media->piece_frames ? rest : media->piece_frames;
  float *target = media->kind == MEDIA_RESIDENT
                      ? sample_buffer_data(media->samples) + ready * media->info.channels
                      : media->source;
  int64_t before = media->source_frame;
  bool whole = read_source(media, target, frames, failure);
  return append(media, target, media->source_frame - before, whole ? failure : NULL) && whole;
}

/* Fills `source` with input, what continues the sound at its ends included. */
static bool feed_source(struct media *media, struct failure *failure) {
  int64_t replaced = 0;
  const int64_t frames = media->piece_frames - media->source_kept;
  int64_t done = resample_source_read(
      &media->feed, media->source + media->source_kept * media->info.channels, frames, &replaced);
  atomic_fetch_add_explicit(&media->replaced_samples, replaced, memory_order_relaxed);
  media->source_kept += done;
  return done == frames ||
         sound_reader_stopped(media->reader, media->path,
                              media->feed.position < 0 ? 0 : media->feed.position, failure);
}

static bool resample_piece(struct media *media, struct failure *failure) {
  const uint32_t channels = media->info.channels;
  if (!feed_source(media, failure)) {
    return false;
  }
  struct resample_piece piece = {.input = media->source,
                                 .input_frames = media->source_kept,
                                 .output = media->converted,
                                 .output_frames = media->piece_frames};
  if (!resampler_process(media->resampler, &piece)) {
    return failure_set(
        failure, FAILURE_INTERNAL,
        "The sample rate converter failed; convert the file to the session's rate with "
        "another program.");
  }
  media->source_kept -= piece.used_frames;
  memmove(media->source, media->source + piece.used_frames * channels,
          (size_t)(media->source_kept * channels) * sizeof(float));
  const int64_t left_out = media->surplus < piece.made_frames ? media->surplus : piece.made_frames;
  media->surplus -= left_out;
  return append(media, media->converted + left_out * channels, piece.made_frames - left_out,
                failure);
}

static bool finish(struct media *media, struct failure *failure) {
  struct peaks *peaks = atomic_load_explicit(&media->peaks, memory_order_relaxed);
  if (!media->peaks_are_kept && !peaks_finish(peaks)) {
    return failure_out_of_memory(failure, "to read the sound");
  }
  if (media->copy != NULL) {
    struct float_wave_writer *copy = media->copy;
    media->copy = NULL;
    if (!float_wave_close(copy, failure)) {
      return copy_failed(media, failure);
    }
  }
  media->copy_is_whole = true;
  if (!media->peaks_are_kept && media->peaks_path != NULL) {
    /* Peaks that cannot be saved are built again next time, which is no reason to fail. */
    peaks_file_save(media->peaks_path, &media->origin, peaks,
                    atomic_load_explicit(&media->replaced_samples, memory_order_relaxed), NULL);
  }
  return true;
}

static bool end_with(struct media *media, enum media_state state, const struct failure *failure) {
  free_job(media);
  if (media->samples != NULL) {
    sample_buffer_end_growth(media->samples);
  }
  if (failure != NULL) {
    mutex_lock(media->mutex);
    media->failure = *failure;
    mutex_unlock(media->mutex);
  }
  atomic_store_explicit(&media->state, (int)state, memory_order_release);
  media_drop_reference(media);
  return false;
}

static bool step(struct job *job) {
  struct media *media = (struct media *)job;
  struct failure failure = {0};
  if (atomic_load_explicit(&media->cancelled, memory_order_relaxed)) {
    char name[DISK_FILE_NAME_BYTES];
    failure_set(&failure, FAILURE_JOB_CANCELLED,
                "Reading %s was cancelled; open it again to read the rest.",
                disk_file_name(media->path, name));
    return end_with(media, MEDIA_CANCELLED, &failure);
  }
  bool done = media->reader != NULL || begin(media, &failure);
  if (done) {
    done = media->quality >= 0 ? resample_piece(media, &failure) : copy_piece(media, &failure);
  }
  bool at_end = atomic_load_explicit(&media->ready_frames, memory_order_relaxed) == media->frames;
  if (done && !at_end) {
    return true;
  }
  if (!done || !finish(media, &failure)) {
    return end_with(media, MEDIA_FAILED, &failure);
  }
  return end_with(media, MEDIA_READY, NULL);
}

static double ready_seconds(const struct job *job) {
  const struct media *media = (const struct media *)job;
  return (double)atomic_load_explicit(&media->ready_frames, memory_order_relaxed) /
         media->sample_rate;
}

bool media_job_submit(struct media *media) {
  media->job.step = step;
  media->job.ready_seconds = ready_seconds;
  atomic_fetch_add_explicit(&media->references, 1, memory_order_relaxed);
  if (!job_submit(&media->job)) {
    atomic_fetch_sub_explicit(&media->references, 1, memory_order_relaxed);
    return false;
  }
  return true;
}
