#include "file/take/take_writer.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sample_buffer.h"
#include "base/thread.h"
#include "file/disk/disk_failure.h"
#include "file/disk/disk_thread.h"
#include "file/media/peaks.h"
#include "file/sound/float_wave.h"

#define DEFAULT_RING_SECONDS   20.0
#define DEFAULT_HEADER_SECONDS 0.5
/* One call of serve() writes at least this much, so that writes are not tiny, and at most a piece.
 */
#define WRITE_SECONDS_MIN 0.05
enum { PIECE_SAMPLES = 1 << 19 };
/* A due header update counts as work that has this much time. */
#define HEADER_URGENCY_SECONDS 2.0
#define CLOSING_WAIT_SECONDS   5.0

struct take_writer {
  struct disk_client client; /* first: the client is the writer */
  char *path;
  uint32_t channels;
  double sample_rate, header_seconds;
  struct ring_buffer *ring;
  struct peaks *peaks;
  struct wave_cue *cues; /* set before `finishing` */
  size_t cue_count;
  /* Touched by the disk thread only. */
  struct float_wave_writer *file;
  int64_t piece_frames, header_frames; /* header_frames: counted by the header on the disk */
  double next_header;                  /* monotonic seconds */
  int64_t put_back_bytes;              /* of a file that was removed */
  bool sync_failed;                    /* what the system had not written then may be lost */
  /* Read by the control side. */
  atomic_bool finishing;
  atomic_int state; /* enum take_state; publishes `failure` */
  _Atomic int64_t frames, safe_frames, max_fill_frames, cut_frames;
  atomic_bool was_removed;
  struct failure failure;
  struct float_wave_reader *range_reader; /* for fine peaks; touched by the control side only */
};

static enum take_state writer_state(const struct take_writer *writer) {
  return (enum take_state)atomic_load_explicit(&writer->state, memory_order_acquire);
}

static bool header_is_due(const struct take_writer *writer) {
  return writer->header_frames < float_wave_frames(writer->file) &&
         monotonic_seconds() >= writer->next_header;
}

static double writer_seconds_left(struct disk_client *client) {
  struct take_writer *writer = (struct take_writer *)client;
  if (writer_state(writer) != TAKE_WRITING) {
    return DISK_IDLE_SECONDS;
  }
  double fill = (double)ring_buffer_read_available(writer->ring);
  double room = (double)ring_buffer_element_count(writer->ring) - fill;
  bool finishing = atomic_load_explicit(&writer->finishing, memory_order_acquire);
  double seconds = DISK_IDLE_SECONDS;
  /* A short ring would be full before it holds that much. */
  if (fill >= fmin(WRITE_SECONDS_MIN * writer->sample_rate, (fill + room) / 4)) {
    seconds = room / writer->sample_rate;
  }
  return finishing || header_is_due(writer) ? fmin(seconds, HEADER_URGENCY_SECONDS) : seconds;
}

static void note_cuts(struct take_writer *writer) {
  atomic_store_explicit(&writer->cut_frames, float_wave_cut_frames(writer->file),
                        memory_order_relaxed);
}

static void end_writing(struct take_writer *writer, enum take_state state,
                        const struct failure *failure) {
  struct failure closing = {0};
  const int64_t frames = float_wave_frames(writer->file);
  note_cuts(writer);
  const bool is_lost = !float_wave_is_linked(writer->file);
  const bool is_closed = float_wave_close(writer->file, &closing);
  if (!is_closed && state == TAKE_FINISHED) {
    state = TAKE_FAILED;
    failure = &closing;
  }
  writer->file = NULL;
  if (is_lost) {
    atomic_store_explicit(&writer->frames, 0, memory_order_release);
    atomic_store_explicit(&writer->safe_frames, 0, memory_order_release);
  } else if (is_closed && !writer->sync_failed) {
    atomic_store_explicit(&writer->safe_frames, frames, memory_order_release);
  }
  peaks_finish(writer->peaks);
  if (state == TAKE_FAILED) {
    writer->failure = *failure;
  }
  atomic_store_explicit(&writer->state, (int)state, memory_order_release);
}

/* False = writing failed, and the take has ended. */
static bool write_part(struct take_writer *writer, const float *samples, int64_t frames) {
  struct failure failure = {0};
  const int64_t before = float_wave_frames(writer->file);
  bool done = float_wave_write(writer->file, samples, frames, &failure);
  const int64_t after = float_wave_frames(writer->file);
  peaks_add(writer->peaks, samples, after - before);
  atomic_store_explicit(&writer->frames, after, memory_order_release);
  if (!done) {
    end_writing(writer, TAKE_FAILED, &failure);
  }
  return done;
}

static bool drain_piece(struct take_writer *writer) {
  struct ring_region region;
  size_t fill = ring_buffer_read_available(writer->ring);
  if ((int64_t)fill > atomic_load_explicit(&writer->max_fill_frames, memory_order_relaxed)) {
    atomic_store_explicit(&writer->max_fill_frames, (int64_t)fill, memory_order_relaxed);
  }
  ring_buffer_read_region(writer->ring, (size_t)writer->piece_frames, &region);
  if (region.first_count > 0 && !write_part(writer, region.first, (int64_t)region.first_count)) {
    return false;
  }
  if (region.second_count > 0 && !write_part(writer, region.second, (int64_t)region.second_count)) {
    return false;
  }
  ring_buffer_advance_read(writer->ring, region.first_count + region.second_count);
  return true;
}

static void update_header(struct take_writer *writer) {
  struct failure failure = {0};
  writer->header_frames = float_wave_frames(writer->file);
  if (!float_wave_update(writer->file, true, &failure)) {
    writer->sync_failed = true;
    end_writing(writer, TAKE_FAILED, &failure);
    return;
  }
  note_cuts(writer);
  const bool is_linked = float_wave_is_linked(writer->file);
  atomic_store_explicit(&writer->was_removed, !is_linked, memory_order_relaxed);
  atomic_store_explicit(&writer->safe_frames, is_linked ? writer->header_frames : 0,
                        memory_order_release);
  writer->next_header = monotonic_seconds() + writer->header_seconds;
}

/* Everything is written: ends the take, or puts back a piece of a file that was removed. */
static void finish_writing(struct take_writer *writer) {
  struct failure failure = {0};
  bool is_back = float_wave_is_linked(writer->file);
  if (!is_back && !float_wave_put_back(writer->file, &writer->put_back_bytes, &is_back, &failure)) {
    end_writing(writer, TAKE_FAILED, &failure);
  } else if (is_back) {
    float_wave_set_cues(writer->file, writer->cues, writer->cue_count);
    end_writing(writer, TAKE_FINISHED, NULL);
  }
}

static void writer_serve(struct disk_client *client) {
  struct take_writer *writer = (struct take_writer *)client;
  /* Read before draining: everything recorded before take_writer_finish() is then in the ring. */
  bool finishing = atomic_load_explicit(&writer->finishing, memory_order_acquire);
  if (!drain_piece(writer)) {
    return;
  }
  if (finishing && ring_buffer_read_available(writer->ring) == 0) {
    finish_writing(writer);
  } else if (header_is_due(writer)) {
    update_header(writer);
  }
}

static bool writer_may_end(struct disk_client *client) {
  return writer_state((struct take_writer *)client) != TAKE_WRITING;
}

static void writer_destroy(struct disk_client *client) {
  struct take_writer *writer = (struct take_writer *)client;
  if (writer->file != NULL) {
    float_wave_close(writer->file, NULL);
  }
  float_wave_reader_close(writer->range_reader);
  wave_cues_free(writer->cues, writer->cue_count);
  ring_buffer_release(writer->ring);
  peaks_destroy(writer->peaks);
  free(writer->path);
  free(writer);
}

static bool check_settings(const struct take_writer_settings *settings, struct failure *failure) {
  if (settings->path == NULL || settings->path[0] == '\0') {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT, "Give the path of the take's file.");
  }
  if (settings->channels < 1 || settings->channels > MAX_CHANNELS) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT, "A take has 1 to %d channels, not %u.",
                       MAX_CHANNELS, (unsigned)settings->channels);
  }
  if (!is_sample_rate(settings->sample_rate)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A take's sample rate is 1,000 to 1,000,000 Hz.");
  }
  if (!isfinite(settings->ring_seconds) || !isfinite(settings->header_seconds)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The seconds of a take's ring and header must be numbers.");
  }
  return true;
}

/* Allocates all but the file. */
static struct take_writer *allocate(const struct take_writer_settings *settings,
                                    struct failure *failure) {
  struct take_writer *writer = calloc(1, sizeof(*writer));
  if (writer == NULL) {
    disk_write_failure(failure, settings->path, ENOMEM);
    return NULL;
  }
  size_t ring_frames =
      disk_ring_frames(settings->ring_seconds, DEFAULT_RING_SECONDS, settings->sample_rate);
  writer->client.seconds_left = writer_seconds_left;
  writer->client.serve = writer_serve;
  writer->client.may_end = writer_may_end;
  writer->client.destroy = writer_destroy;
  writer->channels = settings->channels;
  writer->sample_rate = settings->sample_rate;
  writer->header_seconds =
      settings->header_seconds > 0 ? settings->header_seconds : DEFAULT_HEADER_SECONDS;
  writer->piece_frames = PIECE_SAMPLES / settings->channels;
  writer->path = strdup(settings->path);
  writer->peaks = peaks_create(settings->channels);
  writer->ring = ring_buffer_create(settings->channels * sizeof(float), ring_frames, NULL, failure);
  if (writer->path == NULL || writer->peaks == NULL || writer->ring == NULL) {
    disk_write_failure(failure, settings->path, ENOMEM);
    writer_destroy(&writer->client);
    return NULL;
  }
  return writer;
}

struct take_writer *take_writer_open(const struct take_writer_settings *settings,
                                     struct failure *failure) {
  struct take_writer *writer =
      check_settings(settings, failure) ? allocate(settings, failure) : NULL;
  if (writer == NULL) {
    return NULL;
  }
  writer->file =
      float_wave_create(settings->path, false, settings->channels, settings->sample_rate, failure);
  if (writer->file == NULL) {
    writer_destroy(&writer->client);
    return NULL;
  }
  writer->next_header = monotonic_seconds() + writer->header_seconds;
  if (!disk_thread_add(&writer->client)) {
    writer_destroy(&writer->client);
    disk_write_failure(failure, settings->path, ENOMEM);
    return NULL;
  }
  return writer;
}

struct ring_buffer *take_writer_ring(struct take_writer *writer) {
  return writer->ring;
}

bool take_writer_set_cues(struct take_writer *writer, const struct wave_cue *cues, size_t count) {
  if (atomic_load_explicit(&writer->finishing, memory_order_relaxed)) {
    return true;
  }
  wave_cues_free(writer->cues, writer->cue_count);
  writer->cues = wave_cues_copy(cues, count);
  writer->cue_count = writer->cues != NULL ? count : 0;
  return writer->cues != NULL;
}

void take_writer_finish(struct take_writer *writer) {
  atomic_store_explicit(&writer->finishing, true, memory_order_release);
}

void take_writer_status(const struct take_writer *writer, struct take_status *status) {
  *status = (struct take_status){.state = writer_state(writer)};
  status->frames = atomic_load_explicit(&writer->frames, memory_order_acquire);
  status->safe_frames = atomic_load_explicit(&writer->safe_frames, memory_order_acquire);
  status->was_removed = atomic_load_explicit(&writer->was_removed, memory_order_relaxed);
  status->max_fill_frames = atomic_load_explicit(&writer->max_fill_frames, memory_order_relaxed);
  status->cut_frames = atomic_load_explicit(&writer->cut_frames, memory_order_relaxed);
  if (status->state == TAKE_FAILED) {
    status->failure = writer->failure;
  }
}

static int64_t read_for_peaks(void *context, int64_t start_frame, int64_t frames, float *target) {
  struct take_writer *writer = context;
  int error = 0;
  if (writer->range_reader == NULL) {
    writer->range_reader = float_wave_open(writer->path, writer->channels, NULL);
  }
  return writer->range_reader != NULL
             ? float_wave_read(writer->range_reader, start_frame, frames, target, &error)
             : -1;
}

int64_t take_writer_peaks(struct take_writer *writer, int64_t start_frame, double frames_per_bin,
                          int64_t count, float *triples) {
  /* The state is read first: the frame count of an ended take is final. */
  const bool is_growing = writer_state(writer) == TAKE_WRITING;
  const int64_t frames = atomic_load_explicit(&writer->frames, memory_order_acquire);
  const struct peaks_query query = {.start_frame = start_frame,
                                    .frames_per_bin = frames_per_bin,
                                    .count = count,
                                    .total_frames = is_growing ? -1 : frames};
  if (frames_per_bin >= PEAKS_FINEST_FRAMES) {
    return peaks_read(writer->peaks, &query, triples);
  }
  return peaks_measure(&query, writer->channels, frames, read_for_peaks, writer, triples);
}

void take_writer_release(struct take_writer *writer) {
  if (writer == NULL) {
    return;
  }
  take_writer_finish(writer);
  const double deadline = monotonic_seconds() + CLOSING_WAIT_SECONDS;
  while (writer_state(writer) == TAKE_WRITING && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.002);
  }
  disk_thread_remove(&writer->client);
}
