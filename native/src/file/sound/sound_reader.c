#include "file/sound/sound_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sample_buffer.h"
#include "file/disk/disk_failure.h"
#include "file/sound/not_audio.h"
#include "file/sound/sound_io.h"

/* Frames decoded at a time where a format cannot seek. */
enum { SKIP_FRAMES = 4096 };
/* Decoders of lossy formats begin inexactly: libsndfile's first Vorbis block after a seek is wrong
 * (its issue 885), Opus and MP3 settle over several packets. They start this much earlier. */
enum { PREROLL_FRAMES = 16384 };

struct sound_reader {
  char *path;
  struct sound_io io;
  SNDFILE *sound;
  SF_INFO header;
  int64_t position;
};

static bool reader_open_sound(struct sound_reader *reader, int *error) {
  reader->io = (struct sound_io){.file = disk_file_open(reader->path, DISK_FILE_READ, error)};
  reader->header = (SF_INFO){0};
  reader->position = 0;
  reader->sound = NULL;
  if (reader->io.file == NULL) {
    return false;
  }
  reader->sound = sound_io_open(&reader->io, SFM_READ, &reader->header);
  *error = reader->io.error;
  return reader->sound != NULL;
}

static void reader_close_sound(struct sound_reader *reader) {
  if (reader->sound != NULL) {
    sf_close(reader->sound);
  }
  disk_file_close(reader->io.file);
  reader->sound = NULL;
  reader->io.file = NULL;
}

void sound_reader_close(struct sound_reader *reader) {
  if (reader != NULL) {
    reader_close_sound(reader);
    free(reader->path);
    free(reader);
  }
}

static bool check_file(const char *path, struct failure *failure) {
  struct disk_file_facts facts;
  char name[DISK_FILE_NAME_BYTES];
  int error = 0;
  disk_file_name(path, name);
  if (!disk_file_examine(path, &facts, &error)) {
    return disk_read_failure(failure, path, error);
  }
  if (facts.is_folder) {
    return failure_set(failure, FAILURE_FILE_UNREADABLE,
                       "%s is a folder; choose a sound file inside it.", name);
  }
  if (!facts.is_regular) {
    return failure_set(failure, FAILURE_FILE_UNREADABLE,
                       "%s is a device or a pipe; choose a sound file.", name);
  }
  if (facts.bytes == 0) {
    return failure_set(failure, FAILURE_FILE_EMPTY,
                       "%s is empty; copy or export it again from its source.", name);
  }
  return true;
}

static bool check_header(const SF_INFO *header, const char *path, struct failure *failure) {
  char name[DISK_FILE_NAME_BYTES];
  disk_file_name(path, name);
  if (header->channels < 1 || !is_sample_rate(header->samplerate)) {
    return failure_set(
        failure, FAILURE_FILE_NOT_AUDIO,
        "The header of %s gives %d channels at %d Hz, which is not possible; export it "
        "again from the program that made it.",
        name, header->channels, header->samplerate);
  }
  if (header->channels > MAX_CHANNELS) {
    return failure_set(
        failure, FAILURE_FILE_TOO_LARGE,
        "%s has %d channels, and RtMixer reads at most %d; split it into several files.", name,
        header->channels, MAX_CHANNELS);
  }
  return true;
}

/* Whether the header claims more than the file holds: libsndfile logs what it corrected, as in
 * "data : 4000 (should be 2400)". A size of all ones is how streaming encoders write "unknown". */
static bool log_shows_truncation(SNDFILE *sound) {
  char log[8192];
  sf_command(sound, SFC_GET_LOG_INFO, log, sizeof(log));
  log[sizeof(log) - 1] = '\0';
  for (char *at = log; (at = strstr(at, "(should be ")) != NULL; at++) {
    char *number = at;
    while (number > log && (number[-1] == ' ' || (number[-1] >= '0' && number[-1] <= '9'))) {
      number--;
    }
    long long claimed = strtoll(number, NULL, 10);
    long long actual = strtoll(at + strlen("(should be "), NULL, 10);
    if (claimed > actual + 8 && claimed < 0x7ffff000) {
      return true;
    }
  }
  return false;
}

static bool frame_exists(const char *path, int64_t frame) {
  int error = 0;
  struct sound_reader probe = {.path = (char *)(uintptr_t)path};
  bool exists = false;
  if (reader_open_sound(&probe, &error) && probe.header.channels <= MAX_CHANNELS) {
    float sample[MAX_CHANNELS];
    exists = sound_reader_seek(&probe, frame) && sound_reader_read(&probe, sample, 1, NULL) == 1;
  }
  reader_close_sound(&probe);
  return exists;
}

/* Doubles, then halves; each try opens the file again, because decoders that reached the end of a
 * broken file do not reliably recover. */
static int64_t count_frames(const char *path) {
  int64_t known = -1, beyond = (int64_t)1 << 16;
  while (beyond < INT64_MAX / 4 && frame_exists(path, beyond)) {
    known = beyond;
    beyond *= 2;
  }
  while (beyond - known > 1) {
    int64_t middle = known + (beyond - known) / 2;
    if (frame_exists(path, middle)) {
      known = middle;
    } else {
      beyond = middle;
    }
  }
  return known + 1;
}

static void describe_format(const SF_INFO *header, char *text, size_t bytes) {
  static const struct {
    int format;
    const char *name;
  } containers[] = {{SF_FORMAT_WAV, "WAV"},   {SF_FORMAT_WAVEX, "WAV"}, {SF_FORMAT_RF64, "RF64"},
                    {SF_FORMAT_AIFF, "AIFF"}, {SF_FORMAT_AU, "AU"},     {SF_FORMAT_W64, "W64"},
                    {SF_FORMAT_CAF, "CAF"},   {SF_FORMAT_FLAC, "FLAC"}, {SF_FORMAT_OGG, "Ogg"}},
    codings[] = {{SF_FORMAT_PCM_S8, "8 bit"},       {SF_FORMAT_PCM_U8, "8 bit"},
                 {SF_FORMAT_PCM_16, "16 bit"},      {SF_FORMAT_PCM_24, "24 bit"},
                 {SF_FORMAT_PCM_32, "32 bit"},      {SF_FORMAT_FLOAT, "32 bit float"},
                 {SF_FORMAT_DOUBLE, "64 bit float"}};
  SF_FORMAT_INFO major = {.format = header->format & SF_FORMAT_TYPEMASK};
  SF_FORMAT_INFO minor = {.format = header->format & SF_FORMAT_SUBMASK};
  const char *container =
      sf_command(NULL, SFC_GET_FORMAT_INFO, &major, sizeof(major)) == 0 ? major.name : "sound file";
  const char *coding =
      sf_command(NULL, SFC_GET_FORMAT_INFO, &minor, sizeof(minor)) == 0 ? minor.name : "";
  for (size_t k = 0; k < sizeof(containers) / sizeof(containers[0]); k++) {
    container = containers[k].format == major.format ? containers[k].name : container;
  }
  for (size_t k = 0; k < sizeof(codings) / sizeof(codings[0]); k++) {
    coding = codings[k].format == minor.format ? codings[k].name : coding;
  }
  switch (minor.format) {
  case SF_FORMAT_VORBIS:
    snprintf(text, bytes, "Ogg Vorbis");
    break;
  case SF_FORMAT_OPUS:
    snprintf(text, bytes, "Opus");
    break;
  case SF_FORMAT_MPEG_LAYER_I:
  case SF_FORMAT_MPEG_LAYER_II:
  case SF_FORMAT_MPEG_LAYER_III:
    snprintf(text, bytes, "MP%d", minor.format - SF_FORMAT_MPEG_LAYER_I + 1);
    break;
  default:
    snprintf(text, bytes, "%s, %s", container, coding);
  }
}

static bool measure(struct sound_reader *reader, struct sound_file_info *info,
                    struct failure *failure) {
  const SF_INFO *header = &reader->header;
  int64_t frames = header->frames;
  bool truncated = log_shows_truncation(reader->sound);
  if (frames > 0 && !frame_exists(reader->path, frames - 1)) {
    frames = count_frames(reader->path);
    truncated = true;
  }
  if (frames <= 0) {
    char name[DISK_FILE_NAME_BYTES];
    return failure_set(failure, FAILURE_FILE_EMPTY,
                       "%s contains no sound; record or export it again.",
                       disk_file_name(reader->path, name));
  }
  *info = (struct sound_file_info){.channels = (uint32_t)header->channels,
                                   .frames = frames,
                                   .sample_rate = header->samplerate,
                                   .seekable = header->seekable != 0,
                                   .truncated = truncated};
  describe_format(header, info->format, sizeof(info->format));
  return true;
}

struct sound_reader *sound_reader_open(const char *path, struct sound_file_info *info,
                                       struct failure *failure) {
  struct sound_reader *reader;
  int error = 0;
  if (path == NULL || path[0] == '\0') {
    failure_set(failure, FAILURE_INVALID_ARGUMENT, "Give the path of a sound file.");
    return NULL;
  }
  if (!check_file(path, failure)) {
    return NULL;
  }
  reader = calloc(1, sizeof(*reader));
  if (reader == NULL || (reader->path = strdup(path)) == NULL) {
    free(reader);
    disk_read_failure(failure, path, ENOMEM);
    return NULL;
  }
  bool opened = reader_open_sound(reader, &error);
  if (!opened && error != 0) {
    disk_read_failure(failure, path, error);
  } else if (!opened) {
    not_audio_failure(path, failure);
  }
  if (!opened || !check_header(&reader->header, path, failure) ||
      (info != NULL && !measure(reader, info, failure))) {
    sound_reader_close(reader);
    return NULL;
  }
  return reader;
}

bool sound_reader_probe(const char *path, struct sound_file_info *info, struct failure *failure) {
  struct sound_file_info found;
  struct sound_reader *reader = sound_reader_open(path, info != NULL ? info : &found, failure);
  sound_reader_close(reader);
  return reader != NULL;
}

uint32_t sound_reader_channels(const struct sound_reader *reader) {
  return (uint32_t)reader->header.channels;
}

double sound_reader_sample_rate(const struct sound_reader *reader) {
  return reader->header.samplerate;
}

static bool skip_frames(struct sound_reader *reader, int64_t frames) {
  float *scratch = malloc(sizeof(float) * SKIP_FRAMES * (size_t)reader->header.channels);
  bool done = scratch != NULL;
  while (done && frames > 0) {
    int64_t part = frames < SKIP_FRAMES ? frames : SKIP_FRAMES;
    done = sound_reader_read(reader, scratch, part, NULL) == part;
    frames -= part;
  }
  free(scratch);
  return done;
}

static bool is_lossy(const SF_INFO *header) {
  switch (header->format & SF_FORMAT_SUBMASK) {
  case SF_FORMAT_VORBIS:
  case SF_FORMAT_OPUS:
  case SF_FORMAT_MPEG_LAYER_I:
  case SF_FORMAT_MPEG_LAYER_II:
  case SF_FORMAT_MPEG_LAYER_III:
    return true;
  default:
    return false;
  }
}

/* Goes to `frame` or to a place before it, from which decoding leads to it. */
static bool jump_before(struct sound_reader *reader, int64_t frame) {
  int error = 0;
  if (reader->header.seekable != 0) {
    int64_t preroll = is_lossy(&reader->header) ? PREROLL_FRAMES : 0;
    if (frame >= reader->position && frame - reader->position <= preroll) {
      return true;
    }
    reader->position = frame > preroll ? frame - preroll : 0;
    return sf_seek(reader->sound, reader->position, SEEK_SET) == reader->position;
  }
  if (frame < reader->position) {
    reader_close_sound(reader);
    return reader_open_sound(reader, &error);
  }
  return true;
}

bool sound_reader_seek(struct sound_reader *reader, int64_t frame) {
  return frame == reader->position ||
         (jump_before(reader, frame) && skip_frames(reader, frame - reader->position));
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
  if (frames <= 0 || reader->sound == NULL) {
    return 0;
  }
  int64_t done = sf_readf_float(reader->sound, target, frames);
  done = done < 0 ? 0 : done;
  reader->position += done;
  int64_t broken = replace_broken_samples(target, done * reader->header.channels);
  if (replaced != NULL) {
    *replaced += broken;
  }
  return done;
}

bool sound_reader_stopped(const struct sound_reader *reader, const char *path, int64_t frame,
                          struct failure *failure) {
  char name[DISK_FILE_NAME_BYTES];
  if (reader->io.error != 0) {
    return disk_read_failure(failure, path, reader->io.error);
  }
  return failure_set(
      failure, FAILURE_FILE_UNREADABLE,
      "%s is damaged after %.3f s; the part before that can be played. Copy or export "
      "it again to get the rest.",
      disk_file_name(path, name), (double)frame / reader->header.samplerate);
}
