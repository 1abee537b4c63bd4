#include "file/disk/disk_reader.h"

#include <errno.h>
#include <stdlib.h>

#include "file/disk/disk_failure.h"
#include "file/disk/disk_thread.h"
#include "file/media/media_data.h"

#define DEFAULT_RING_SECONDS 4.0
/* One call of serve() reads at most this many frames and samples, so that other clients do not wait
 * long. */
enum { PIECE_FRAMES = 16384, PIECE_SAMPLES = 1 << 19 };

struct disk_reader {
  struct disk_client client; /* first: the client is the reader */
  struct media *media;
  struct ring_buffer *ring;
  struct sound_reader *file;      /* kind streamed */
  struct float_wave_reader *copy; /* kind copied */
  int64_t position, end;          /* frames of the medium; only the disk thread moves position */
  int64_t left;                   /* to be read; only the disk thread counts it down */
  int64_t loop_start;             /* where it goes on after `end` */
  int64_t piece_frames;
  bool has_ended;
  atomic_bool prefilled;
  atomic_bool failed; /* publishes `failure` */
  struct failure failure;
};

/* `failure` NULL: all of the range is in the ring. */
static void end_ring(struct disk_reader *reader, const struct failure *failure) {
  reader->has_ended = true;
  if (failure != NULL) {
    reader->failure = *failure;
    atomic_store_explicit(&reader->failed, true, memory_order_release);
    ring_buffer_set_failed(reader->ring);
  } else {
    ring_buffer_set_ended(reader->ring, true);
  }
  atomic_store_explicit(&reader->prefilled, true, memory_order_release);
}

/* Frames that could be read now; 0 where the copy has not grown that far yet. */
static int64_t readable_now(const struct disk_reader *reader) {
  int64_t readable = media_readable_frames(reader->media);
  int64_t limit = readable < reader->end ? readable : reader->end;
  int64_t rest = limit > reader->position ? limit - reader->position : 0;
  return rest < reader->left ? rest : reader->left;
}

static bool waits_for_copy(const struct disk_reader *reader) {
  return readable_now(reader) == 0 && reader->left > 0 &&
         media_state(reader->media) == MEDIA_DECODING;
}

static double reader_seconds_left(struct disk_client *client) {
  struct disk_reader *reader = (struct disk_reader *)client;
  if (reader->has_ended || atomic_load_explicit(&client->released, memory_order_relaxed) ||
      waits_for_copy(reader)) {
    return DISK_IDLE_SECONDS;
  }
  int64_t room = (int64_t)ring_buffer_write_available(reader->ring);
  int64_t wanted = readable_now(reader);
  wanted = wanted < reader->piece_frames ? wanted : reader->piece_frames;
  if (room < wanted) {
    return DISK_IDLE_SECONDS;
  }
  int64_t fill = (int64_t)ring_buffer_element_count(reader->ring) - room;
  return (double)fill / reader->media->sample_rate;
}

/* `error` 0: the copy holds less than it did. */
static void copy_failure(const struct disk_reader *reader, int error, struct failure *failure) {
  char name[DISK_FILE_NAME_BYTES];
  if (error != 0 && error != ENOENT) {
    disk_read_failure(failure, reader->media->copy_path, error);
    disk_failure_of_copy(failure, reader->media->copy_path, reader->media->path);
    return;
  }
  failure_set(failure, FAILURE_FILE_UNREADABLE,
              "The decoded copy of %s was removed or cut short; open the sound again to decode it "
              "once more.",
              disk_file_name(reader->media->path, name));
}

static bool open_source(struct disk_reader *reader, struct failure *failure) {
  if (reader->media->kind == MEDIA_COPIED) {
    if (reader->copy == NULL) {
      reader->copy =
          float_wave_open(reader->media->copy_path, reader->media->info.channels, failure);
      if (reader->copy == NULL && failure->code == FAILURE_FILE_NOT_FOUND) {
        copy_failure(reader, 0, failure);
      } else if (reader->copy == NULL) {
        disk_failure_of_copy(failure, reader->media->copy_path, reader->media->path);
      }
    }
    return reader->copy != NULL;
  }
  if (reader->file == NULL) {
    reader->file = media_open_reader(reader->media, failure);
    if (reader->file != NULL && !sound_reader_seek(reader->file, reader->position)) {
      return sound_reader_stopped(reader->file, reader->media->path, reader->position, failure);
    }
  }
  return reader->file != NULL;
}

static int64_t read_source(struct disk_reader *reader, float *target, int64_t frames,
                           struct failure *failure) {
  if (reader->file != NULL) {
    int64_t done = sound_reader_read(reader->file, target, frames, NULL);
    if (done < frames) {
      sound_reader_stopped(reader->file, reader->media->path, reader->position + done, failure);
    }
    return done;
  }
  int error = 0;
  int64_t done = float_wave_read(reader->copy, reader->position, frames, target, &error);
  if (done < frames) {
    copy_failure(reader, error, failure);
  }
  return done < 0 ? 0 : done;
}

static void fill_ring(struct disk_reader *reader, int64_t frames) {
  struct failure failure = {0};
  struct ring_region region;
  ring_buffer_write_region(reader->ring, (size_t)frames, &region);
  void *parts[] = {region.first, region.second};
  const size_t counts[] = {region.first_count, region.second_count};
  for (int k = 0; k < 2 && !reader->has_ended; k++) {
    if (counts[k] == 0) {
      continue;
    }
    int64_t done = read_source(reader, parts[k], (int64_t)counts[k], &failure);
    ring_buffer_advance_write(reader->ring, (size_t)done);
    reader->position += done;
    reader->left -= done;
    if (done < (int64_t)counts[k]) {
      end_ring(reader, &failure);
    }
  }
}

/* At the end of a loop. */
static void go_back(struct disk_reader *reader) {
  if (reader->has_ended || reader->left == 0 || reader->position < reader->end) {
    return;
  }
  struct failure failure = {0};
  reader->position = reader->loop_start;
  if (reader->file != NULL && !sound_reader_seek(reader->file, reader->position)) {
    sound_reader_stopped(reader->file, reader->media->path, reader->position, &failure);
    end_ring(reader, &failure);
  }
}

/* Ends the ring at the end of the range, or of a copy that will not grow any more. */
static void end_if_done(struct disk_reader *reader) {
  if (reader->has_ended) {
    return;
  }
  if (reader->left == 0) {
    end_ring(reader, NULL);
  } else if (media_state(reader->media) != MEDIA_DECODING && readable_now(reader) == 0) {
    struct media_status status;
    media_status(reader->media, &status);
    end_ring(reader, &status.failure);
  }
}

static void reader_serve(struct disk_client *client) {
  struct disk_reader *reader = (struct disk_reader *)client;
  struct failure failure = {0};
  int64_t room = (int64_t)ring_buffer_write_available(reader->ring);
  int64_t budget = room < reader->piece_frames ? room : reader->piece_frames;
  int64_t frames = readable_now(reader);
  while (frames > 0 && budget > 0 && !reader->has_ended) {
    if (!open_source(reader, &failure)) {
      end_ring(reader, &failure);
      return;
    }
    frames = frames < budget ? frames : budget;
    fill_ring(reader, frames);
    go_back(reader);
    budget -= frames;
    frames = readable_now(reader);
  }
  end_if_done(reader);
  if ((int64_t)ring_buffer_write_available(reader->ring) < reader->piece_frames) {
    atomic_store_explicit(&reader->prefilled, true, memory_order_release);
  }
}

static bool reader_may_end(struct disk_client *client) {
  (void)client;
  return true;
}

static void reader_destroy(struct disk_client *client) {
  struct disk_reader *reader = (struct disk_reader *)client;
  if (!reader->has_ended) {
    /* An action that still plays gets what is in the ring, and no more. */
    ring_buffer_set_failed(reader->ring);
  }
  sound_reader_close(reader->file);
  float_wave_reader_close(reader->copy);
  ring_buffer_release(reader->ring);
  media_release(reader->media);
  free(reader);
}

static bool check_loop(const struct media *media, const struct disk_range *range,
                       struct failure *failure) {
  const int64_t start = range->loop_start, end = range->loop_end;
  if (end == 0) {
    return true;
  }
  bool is_inside = start >= 0 && end <= media->frames && range->start_frame < end;
  if (is_inside && end - start >= DISK_LOOP_LEAST_FRAMES && range->length >= 0) {
    return true;
  }
  return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "A loop that is read from the disk lies within the sound (frame 0 to %lld), "
                     "has at least %d frames and begins before its end; play a shorter one from "
                     "memory.",
                     (long long)media->frames, DISK_LOOP_LEAST_FRAMES);
}

static bool check_range(const struct media *media, const struct disk_range *range,
                        struct failure *failure) {
  if (media->kind == MEDIA_RESIDENT) {
    return failure_set(
        failure, FAILURE_INVALID_ARGUMENT,
        "This sound is already in memory; play its samples instead of streaming it.");
  }
  if (range->start_frame < 0 || range->start_frame > media->frames || range->length < -1) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A range must start within the sound (frame 0 to %lld) and have a length of "
                       "0 or more, or -1 to reach its end.",
                       (long long)media->frames);
  }
  return check_loop(media, range, failure);
}

static void begin_range(struct disk_reader *reader, const struct disk_range *range) {
  bool is_loop = range->loop_end > 0;
  int64_t rest = reader->media->frames - range->start_frame;
  bool is_to_end = range->length < 0 || (!is_loop && range->length > rest);
  reader->position = range->start_frame;
  reader->left = is_to_end ? rest : range->length;
  reader->loop_start = range->loop_start;
  reader->end = is_loop ? range->loop_end : range->start_frame + reader->left;
}

struct disk_reader *disk_reader_open(struct media *media, const struct disk_range *range,
                                     double ring_seconds, struct failure *failure) {
  if (!check_range(media, range, failure)) {
    return NULL;
  }
  struct disk_reader *reader = calloc(1, sizeof(*reader));
  if (reader == NULL) {
    disk_read_failure(failure, media->path, ENOMEM);
    return NULL;
  }
  size_t ring_frames = disk_ring_frames(ring_seconds, DEFAULT_RING_SECONDS, media->sample_rate);
  int64_t piece = PIECE_SAMPLES / media->info.channels;
  piece = piece < PIECE_FRAMES ? piece : PIECE_FRAMES;
  reader->piece_frames = piece < (int64_t)ring_frames / 4 ? piece : (int64_t)ring_frames / 4;
  reader->client.seconds_left = reader_seconds_left;
  reader->client.serve = reader_serve;
  reader->client.may_end = reader_may_end;
  reader->client.destroy = reader_destroy;
  reader->ring =
      ring_buffer_create(media->info.channels * sizeof(float), ring_frames, NULL, failure);
  if (reader->ring == NULL) {
    free(reader);
    return NULL;
  }
  reader->media = media_retain(media);
  begin_range(reader, range);
  if (!disk_thread_add(&reader->client)) {
    reader_destroy(&reader->client);
    disk_read_failure(failure, media->path, ENOMEM);
    return NULL;
  }
  return reader;
}

struct ring_buffer *disk_reader_ring(struct disk_reader *reader) {
  return reader->ring;
}

bool disk_reader_prefilled(const struct disk_reader *reader) {
  return atomic_load_explicit(&reader->prefilled, memory_order_acquire);
}

bool disk_reader_failure(const struct disk_reader *reader, struct failure *failure) {
  if (!atomic_load_explicit(&reader->failed, memory_order_acquire)) {
    return false;
  }
  if (failure != NULL) {
    *failure = reader->failure;
  }
  return true;
}

void disk_reader_release(struct disk_reader *reader) {
  if (reader != NULL) {
    disk_thread_remove(&reader->client);
  }
}
