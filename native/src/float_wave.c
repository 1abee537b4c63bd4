#include "float_wave.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sound_io.h"
#include "wave_header.h"

struct float_wave_writer {
  char *path;
  struct sound_io io;
  SNDFILE *sound;
  uint32_t channels;
  int64_t frames;
  bool is_broken; /* a write failed: nothing more may be appended */
};

static void writer_free(struct float_wave_writer *writer) {
  if (writer != NULL) {
    disk_file_close(writer->io.file);
    free(writer->path);
    free(writer);
  }
}

static bool open_sound(struct float_wave_writer *writer, double sample_rate) {
  SF_INFO info = {.channels = (int)writer->channels,
                  .samplerate = (int)lround(sample_rate),
                  .format = SF_FORMAT_RF64 | SF_FORMAT_FLOAT};
  writer->sound = sound_io_open(&writer->io, SFM_WRITE, &info);
  if (writer->sound == NULL) {
    return false;
  }
  sf_command(writer->sound, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
  sf_command(writer->sound, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
  return true;
}

struct float_wave_writer *float_wave_create(const char *path, bool overwrites, uint32_t channels,
                                            double sample_rate, struct failure *failure) {
  int error = ENOMEM;
  if (path == NULL || path[0] == '\0' || channels < 1 || channels > MAX_CHANNELS ||
      !(sample_rate >= 1 && sample_rate <= 1e6)) {
    failure_set(failure, FAILURE_INVALID_ARGUMENT,
                "A file of samples needs a path, 1 to %d channels and a sample rate up to 1 MHz.",
                MAX_CHANNELS);
    return NULL;
  }
  struct float_wave_writer *writer = calloc(1, sizeof(*writer));
  if (writer != NULL && (writer->path = strdup(path)) != NULL) {
    writer->channels = channels;
    writer->io.file =
        disk_file_open(path, overwrites ? DISK_FILE_REPLACE : DISK_FILE_CREATE, &error);
  }
  if (writer == NULL || writer->io.file == NULL) {
    writer_free(writer);
    disk_file_write_failure(failure, path, error);
    return NULL;
  }
  bool opened = open_sound(writer, sample_rate);
  if (!opened || !float_wave_update(writer, false, failure)) {
    if (!opened) {
      disk_file_write_failure(failure, path, writer->io.error != 0 ? writer->io.error : EIO);
    } else {
      sf_close(writer->sound);
    }
    writer_free(writer);
    disk_file_remove(path, &error);
    return NULL;
  }
  return writer;
}

static bool write_failed(struct float_wave_writer *writer, struct failure *failure) {
  return disk_file_write_failure(failure, writer->path,
                                 writer->io.error != 0 ? writer->io.error : EIO);
}

bool float_wave_write(struct float_wave_writer *writer, const float *samples, int64_t frames,
                      struct failure *failure) {
  writer->io.error = 0;
  int64_t done = writer->is_broken ? 0 : sf_writef_float(writer->sound, samples, frames);
  writer->frames += done < 0 ? 0 : done;
  if (done < frames) {
    writer->is_broken = true;
    return write_failed(writer, failure);
  }
  return true;
}

int64_t float_wave_frames(const struct float_wave_writer *writer) {
  return writer->frames;
}

bool float_wave_update(struct float_wave_writer *writer, bool survives_power_loss,
                       struct failure *failure) {
  int error = 0;
  writer->io.error = 0;
  sf_command(writer->sound, SFC_UPDATE_HEADER_NOW, NULL, 0);
  if (writer->io.error != 0) {
    return write_failed(writer, failure);
  }
  if (survives_power_loss && !disk_file_sync(writer->io.file, &error)) {
    return disk_file_write_failure(failure, writer->path, error);
  }
  return true;
}

/* A write that failed may have left part of a frame. */
static void cut_to_whole_frames(struct float_wave_writer *writer) {
  struct wave_header header;
  int error = 0;
  if (wave_header_read(writer->io.file, &header)) {
    disk_file_truncate(writer->io.file,
                       header.data_position + writer->frames * (int64_t)header.frame_bytes, &error);
  }
}

bool float_wave_close(struct float_wave_writer *writer, struct failure *failure) {
  int error = 0;
  bool done = true;
  writer->io.error = 0;
  if (writer->is_broken) {
    cut_to_whole_frames(writer);
  }
  sf_close(writer->sound);
  if (writer->io.error != 0) {
    done = write_failed(writer, failure);
  } else if (!disk_file_sync(writer->io.file, &error)) {
    done = disk_file_write_failure(failure, writer->path, error);
  }
  writer_free(writer);
  return done;
}

/* ---- reading ---- */

struct float_wave_reader {
  struct disk_file *file;
  struct wave_header header;
};

struct float_wave_reader *float_wave_open(const char *path, struct failure *failure) {
  int error = ENOMEM;
  struct float_wave_reader *reader = calloc(1, sizeof(*reader));
  if (reader != NULL) {
    reader->file = disk_file_open(path, DISK_FILE_READ, &error);
  }
  if (reader == NULL || reader->file == NULL) {
    free(reader);
    disk_file_read_failure(failure, path, error);
    return NULL;
  }
  if (!wave_header_read(reader->file, &reader->header) || !reader->header.is_float) {
    char name[DISK_FILE_NAME_BYTES];
    float_wave_reader_close(reader);
    failure_set(failure, FAILURE_FILE_NOT_AUDIO,
                "%s is no float WAV file of RtMixer; delete it and open the sound again.",
                disk_file_name(path, name));
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

uint32_t float_wave_reader_channels(const struct float_wave_reader *reader) {
  return reader->header.channels;
}

uint32_t float_wave_reader_sample_rate(const struct float_wave_reader *reader) {
  return reader->header.sample_rate;
}

int64_t float_wave_reader_frames(const struct float_wave_reader *reader) {
  int error = 0;
  int64_t bytes = disk_file_bytes(reader->file, &error) - reader->header.data_position;
  return bytes < 0 ? 0 : bytes / reader->header.frame_bytes;
}

int64_t float_wave_read(struct float_wave_reader *reader, int64_t start_frame, int64_t frames,
                        float *target, int *error) {
  const int64_t frame_bytes = reader->header.frame_bytes;
  int64_t bytes =
      disk_file_read(reader->file, reader->header.data_position + start_frame * frame_bytes, target,
                     (size_t)(frames * frame_bytes), error);
  return bytes < 0 ? -1 : bytes / frame_bytes;
}
