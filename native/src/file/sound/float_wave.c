#include "file/sound/float_wave.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sample_buffer.h"
#include "file/disk/disk_failure.h"
#include "file/sound/wave_header.h"

/* Copied at once. */
enum { COPY_BYTES = 4 << 20 };

struct float_wave_writer {
  char *path;
  struct disk_file *file;
  struct wave_header
      header;             /* counts all frames, also those that the one in the file does not yet */
  int64_t cut_frames;     /* by other programs */
  bool is_broken;         /* a write failed: nothing more may be appended */
  struct disk_file *copy; /* made by float_wave_put_back() */
  const struct wave_cue *cues;
  size_t cue_count;
};

static void writer_free(struct float_wave_writer *writer) {
  if (writer != NULL) {
    disk_file_close(writer->file);
    disk_file_close(writer->copy);
    free(writer->path);
    free(writer);
  }
}

void float_wave_set_cues(struct float_wave_writer *writer, const struct wave_cue *cues,
                         size_t count) {
  writer->cues = cues;
  writer->cue_count = count;
}

struct float_wave_writer *float_wave_create(const char *path, bool overwrites, uint32_t channels,
                                            double sample_rate, struct failure *failure) {
  int error = ENOMEM, ignored = 0;
  if (path == NULL || path[0] == '\0' || channels < 1 || channels > MAX_CHANNELS ||
      !is_sample_rate(sample_rate)) {
    failure_set(failure, FAILURE_INVALID_ARGUMENT,
                "A sound file needs a path, 1 to %d channels and a sample rate of 1,000 to "
                "1,000,000 Hz.",
                MAX_CHANNELS);
    return NULL;
  }
  struct float_wave_writer *writer = calloc(1, sizeof(*writer));
  if (writer != NULL && (writer->path = strdup(path)) != NULL) {
    writer->header =
        (struct wave_header){.channels = channels, .sample_rate = (uint32_t)lround(sample_rate)};
    writer->file = disk_file_open(path, overwrites ? DISK_FILE_REPLACE : DISK_FILE_CREATE, &error);
  }
  if (writer == NULL || writer->file == NULL) {
    writer_free(writer);
    disk_write_failure(failure, path, error);
    return NULL;
  }
  if (!wave_header_write(writer->file, &writer->header, &error)) {
    writer_free(writer);
    disk_file_remove(path, &ignored);
    disk_write_failure(failure, path, error);
    return NULL;
  }
  return writer;
}

/* What another program cut off becomes silence as soon as something is written after it. */
static void look_for_cuts(struct float_wave_writer *writer) {
  int error = 0;
  const int64_t file_bytes = disk_file_bytes(writer->file, &error);
  const int64_t held = wave_frames_held(&writer->header, file_bytes);
  if (file_bytes >= 0 && held < writer->header.frames) {
    writer->cut_frames += writer->header.frames - held;
    disk_file_truncate(
        writer->file, WAVE_HEADER_BYTES + writer->header.frames * wave_frame_bytes(&writer->header),
        &error);
  }
}

int64_t float_wave_cut_frames(struct float_wave_writer *writer) {
  look_for_cuts(writer);
  return writer->cut_frames;
}

bool float_wave_write(struct float_wave_writer *writer, const float *samples, int64_t frames,
                      struct failure *failure) {
  const int64_t frame_bytes = wave_frame_bytes(&writer->header);
  const int64_t bytes = frames * frame_bytes;
  int error = EIO;
  int64_t done = 0;
  if (!writer->is_broken) {
    look_for_cuts(writer);
    done = disk_file_write(writer->file, WAVE_HEADER_BYTES + writer->header.frames * frame_bytes,
                           samples, (size_t)bytes, &error);
  }
  writer->header.frames += done / frame_bytes;
  if (done < bytes) {
    writer->is_broken = true;
    return disk_write_failure(failure, writer->path, error);
  }
  return true;
}

int64_t float_wave_frames(const struct float_wave_writer *writer) {
  return writer->header.frames;
}

bool float_wave_update(struct float_wave_writer *writer, bool survives_power_loss,
                       struct failure *failure) {
  int error = 0;
  if (!wave_header_write(writer->file, &writer->header, &error) ||
      (survives_power_loss && !disk_file_sync(writer->file, &error))) {
    return disk_write_failure(failure, writer->path, error);
  }
  return true;
}

bool float_wave_is_linked(const struct float_wave_writer *writer) {
  return disk_file_is_linked(writer->file);
}

bool float_wave_put_back(struct float_wave_writer *writer, int64_t *position, bool *is_done,
                         struct failure *failure) {
  const int64_t whole =
      WAVE_HEADER_BYTES + writer->header.frames * wave_frame_bytes(&writer->header);
  const int64_t rest = whole - *position;
  const size_t bytes = (size_t)(rest < COPY_BYTES ? rest : COPY_BYTES);
  char *piece = malloc(COPY_BYTES);
  int error = piece == NULL ? ENOMEM : 0;
  if (error == 0 && writer->copy == NULL) {
    writer->copy = disk_file_open(writer->path, DISK_FILE_CREATE, &error);
  }
  if (error == 0 &&
      disk_file_read(writer->file, *position, piece, bytes, &error) < (int64_t)bytes) {
    error = error == 0 ? EIO : error;
  }
  if (error == 0 &&
      disk_file_write(writer->copy, *position, piece, bytes, &error) == (int64_t)bytes) {
    error = 0;
  }
  free(piece);
  if (error != 0) {
    return disk_write_failure(failure, writer->path, error);
  }
  *position += (int64_t)bytes;
  *is_done = *position == whole;
  if (*is_done) {
    disk_file_close(writer->file);
    writer->file = writer->copy;
    writer->copy = NULL;
  }
  return true;
}

bool float_wave_close(struct float_wave_writer *writer, struct failure *failure) {
  int error = 0;
  if (writer->is_broken) {
    /* The write that failed may have left part of a frame. */
    disk_file_truncate(
        writer->file, WAVE_HEADER_BYTES + writer->header.frames * wave_frame_bytes(&writer->header),
        &error);
  }
  look_for_cuts(writer);
  bool done = float_wave_update(writer, true, failure);
  if (done && !writer->is_broken && writer->cue_count > 0 &&
      wave_cues_write(writer->file, &writer->header, writer->cues, writer->cue_count, &error)) {
    disk_file_sync(writer->file, &error);
  }
  writer_free(writer);
  return done;
}

/* ---- reading ---- */

struct float_wave_reader {
  struct disk_file *file;
  struct wave_header header;
};

struct float_wave_reader *float_wave_open(const char *path, uint32_t channels,
                                          struct failure *failure) {
  int error = ENOMEM;
  struct float_wave_reader *reader = calloc(1, sizeof(*reader));
  if (reader != NULL) {
    reader->file = disk_file_open(path, DISK_FILE_READ, &error);
  }
  if (reader == NULL || reader->file == NULL) {
    free(reader);
    disk_read_failure(failure, path, error);
    return NULL;
  }
  if (!wave_header_read(reader->file, &reader->header, &error) ||
      reader->header.channels != channels) {
    char name[DISK_FILE_NAME_BYTES];
    float_wave_reader_close(reader);
    if (error != 0) {
      disk_read_failure(failure, path, error);
    } else {
      failure_set(failure, FAILURE_FILE_NOT_AUDIO,
                  "%s is not the float WAV file that RtMixer made; delete it and open the sound "
                  "again.",
                  disk_file_name(path, name));
    }
    return NULL;
  }
  return reader;
}

void float_wave_reader_close(struct float_wave_reader *reader) {
  if (reader != NULL) {
    disk_file_close(reader->file);
    free(reader);
  }
}

uint32_t float_wave_reader_sample_rate(const struct float_wave_reader *reader) {
  return reader->header.sample_rate;
}

int64_t float_wave_reader_frames(const struct float_wave_reader *reader) {
  int error = 0;
  return wave_frames_held(&reader->header, disk_file_bytes(reader->file, &error));
}

int64_t float_wave_read(struct float_wave_reader *reader, int64_t start_frame, int64_t frames,
                        float *target, int *error) {
  const int64_t frame_bytes = wave_frame_bytes(&reader->header);
  int64_t bytes = disk_file_read(reader->file, WAVE_HEADER_BYTES + start_frame * frame_bytes,
                                 target, (size_t)(frames * frame_bytes), error);
  return bytes < 0 ? -1 : bytes / frame_bytes;
}
