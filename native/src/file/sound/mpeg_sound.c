#include "file/sound/mpeg_sound.h"

#include <mpg123.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file/sound/mpeg_frames.h"

enum { CACHE_BYTES = 1 << 16 };
/* Every decoder of layer III is late by this many frames. */
enum { DECODER_DELAY = 529 };
/* Fewer frames of another rate are damage, not a change. */
enum { CHANGE_FRAMES = 3 };
/* Encoders do not agree whether the information frame counts. */
enum { COUNT_TOLERANCE = 1 };
/* Header, checksum and side information of a frame. */
enum { CUT_FRAME_BYTES_MIN = 4 + 2 + 32 };

struct mpeg_sound {
  mpg123_handle *handle;
  struct sound_io *io;
  const struct mpeg_layout *layout; /* NULL while it is scanned */
  int64_t position;
  /* libmpg123 asks for few bytes at a time. */
  int64_t cache_position, cache_bytes, cursor;
  uint8_t cache[CACHE_BYTES];
};

static int64_t missing_bytes(const struct mpeg_sound *sound) {
  return sound->layout == NULL ? 0 : sound->layout->missing_bytes;
}

/* At the cursor; 0 at the end. Beyond the file's end are the zeros of a cut frame. */
static int64_t fill_cache(struct mpeg_sound *sound) {
  const int64_t end = sound_io_length(sound->io);
  sound->cache_position = sound->cursor;
  if (sound->cursor >= end) {
    const int64_t rest = end + missing_bytes(sound) - sound->cursor;
    sound->cache_bytes = rest < 0 ? 0 : rest < CACHE_BYTES ? rest : CACHE_BYTES;
    memset(sound->cache, 0, (size_t)sound->cache_bytes);
  } else {
    sound->cache_bytes = sound_io_seek(sound->io, sound->cursor, SEEK_SET) < 0
                             ? 0
                             : sound_io_read(sound->io, sound->cache, CACHE_BYTES);
  }
  return sound->cache_bytes;
}

static ssize_t read_bytes(void *context, void *target, size_t bytes) {
  struct mpeg_sound *sound = context;
  size_t done = 0;
  while (done < bytes) {
    const int64_t inside = sound->cursor - sound->cache_position;
    if (inside < 0 || inside >= sound->cache_bytes) {
      if (fill_cache(sound) <= 0) {
        break;
      }
      continue;
    }
    const size_t held = (size_t)(sound->cache_bytes - inside), rest = bytes - done;
    const size_t part = held < rest ? held : rest;
    memcpy((uint8_t *)target + done, sound->cache + inside, part);
    done += part;
    sound->cursor += (int64_t)part;
  }
  return (ssize_t)done;
}

static off_t seek_bytes(void *context, off_t offset, int whence) {
  struct mpeg_sound *sound = context;
  const int64_t base = whence == SEEK_SET   ? 0
                       : whence == SEEK_CUR ? sound->cursor
                                            : sound_io_length(sound->io) + missing_bytes(sound);
  if (base + offset < 0) {
    return -1;
  }
  sound->cursor = base + offset;
  return (off_t)sound->cursor;
}

/* NULL = no memory. */
static struct mpeg_sound *create(struct sound_io *io, const struct mpeg_layout *layout,
                                 long channel_flag) {
  struct mpeg_sound *sound = calloc(1, sizeof(*sound));
  int error = MPG123_OK;
  if (sound == NULL || (sound->handle = mpg123_new(NULL, &error)) == NULL) {
    free(sound);
    return NULL;
  }
  sound->io = io;
  sound->layout = layout;
  mpg123_handle *handle = sound->handle;
  const long *rates;
  size_t rate_count;
  mpg123_param(handle, MPG123_ADD_FLAGS,
               MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_SKIP_ID3V2 | channel_flag, 0);
  mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_GAPLESS | MPG123_AUTO_RESAMPLE | MPG123_FUZZY,
               0);
  mpg123_param(handle, MPG123_RESYNC_LIMIT, -1, 0);
  mpg123_format_none(handle);
  mpg123_rates(&rates, &rate_count);
  for (size_t k = 0; k < rate_count; k++) {
    mpg123_format(handle, rates[k], MPG123_MONO | MPG123_STEREO, MPG123_ENC_FLOAT_32);
  }
  if (mpg123_replace_reader_handle(handle, read_bytes, seek_bytes, NULL) != MPG123_OK ||
      mpg123_open_handle(handle, sound) != MPG123_OK) {
    mpeg_sound_close(sound);
    return NULL;
  }
  return sound;
}

void mpeg_sound_close(struct mpeg_sound *sound) {
  if (sound != NULL) {
    mpg123_close(sound->handle);
    mpg123_delete(sound->handle);
    free(sound);
  }
}

/* ---- scanning ---- */

struct tally {
  struct mpeg_header first;
  int64_t mpeg_frames, frames;
  int others; /* frames of the same other rate, each right after the one before */
  int other_rate;
  int64_t end; /* of the last MPEG frame, in what is read; 0 = not known */
};

static bool count_frame(mpg123_handle *handle, struct tally *tally, struct mpeg_layout *layout) {
  unsigned long word = 0;
  struct mpeg_header header;
  if (mpg123_framedata(handle, &word, NULL, NULL) != MPG123_OK) {
    return true;
  }
  const uint8_t bytes[4] = {(uint8_t)(word >> 24), (uint8_t)(word >> 16), (uint8_t)(word >> 8),
                            (uint8_t)word};
  if (!mpeg_header_parse(bytes, &header)) {
    return true;
  }
  if (tally->mpeg_frames == 0) {
    tally->first = header;
  }
  layout->has_mixed_channels |= header.channels != tally->first.channels;
  const off_t at = mpg123_framepos(handle);
  const bool is_next =
      header.sample_rate == tally->other_rate && (tally->end == 0 || at == tally->end);
  tally->others = header.sample_rate == tally->first.sample_rate ? 0
                  : is_next                                      ? tally->others + 1
                                                                 : 1;
  tally->other_rate = header.sample_rate;
  if (tally->others == CHANGE_FRAMES) {
    layout->other_rate = header.sample_rate;
    layout->change_frame = tally->frames - (int64_t)(CHANGE_FRAMES - 1) * header.samples;
    return false;
  }
  tally->end = at < 0 || header.bytes == 0 ? 0 : (int64_t)at + header.bytes;
  tally->mpeg_frames++;
  tally->frames += header.samples;
  return true;
}

/* A last frame that the end cuts is decoded as far as it goes, if all that tells how is there. */
static void count_cut_frame(struct sound_io *io, struct tally *tally, struct mpeg_layout *layout) {
  struct mpeg_header header;
  uint8_t bytes[4];
  const int64_t rest = sound_io_length(io) - tally->end;
  if (tally->end > 0 && rest >= CUT_FRAME_BYTES_MIN &&
      sound_io_seek(io, tally->end, SEEK_SET) == tally->end &&
      sound_io_read(io, bytes, sizeof(bytes)) == sizeof(bytes) &&
      mpeg_header_parse(bytes, &header) && header.bytes > rest &&
      header.layer == tally->first.layer && header.sample_rate == tally->first.sample_rate &&
      header.channels == tally->first.channels) {
    layout->missing_bytes = header.bytes - rest;
    tally->mpeg_frames++;
    tally->frames += header.samples;
  }
}

static enum mpeg_scan_result count_all(struct mpeg_sound *sound, struct mpeg_layout *layout,
                                       struct tally *tally, struct sound_scan *scan) {
  const int64_t total = sound_io_length(sound->io);
  for (;;) {
    const int result = mpg123_framebyframe_next(sound->handle);
    if (result != MPG123_OK && result != MPG123_NEW_FORMAT) {
      return MPEG_SCANNED;
    }
    if (!count_frame(sound->handle, tally, layout)) {
      return MPEG_SCANNED;
    }
    if (tally->mpeg_frames % 256 == 0 && !sound_scan_goes_on(scan, sound->cursor, total)) {
      return MPEG_CANCELLED;
    }
  }
}

/* Leaves out what the encoder added. */
static void trim(const struct tally *tally, const struct mpeg_information *information,
                 struct mpeg_layout *layout) {
  const int samples = tally->first.samples;
  const bool is_gapless = information->delay >= 0 && tally->first.layer == 3;
  const int64_t missing = information->frames - tally->mpeg_frames;
  int64_t end = tally->frames;
  layout->frames = end;
  layout->claimed_frames = -1;
  if (is_gapless) {
    layout->skipped_frames = information->delay + DECODER_DELAY;
    if (information->frames == tally->mpeg_frames) {
      const int64_t told = end - information->padding + DECODER_DELAY;
      end = told < end ? told : end;
    }
    layout->frames = end - layout->skipped_frames;
  }
  if (information->frames > 0 && missing > COUNT_TOLERANCE) {
    layout->claimed_frames = information->frames * samples;
    if (is_gapless) {
      layout->claimed_frames -= information->delay + information->padding;
    }
  }
}

static bool keep_index(mpg123_handle *handle, struct mpeg_layout *layout) {
  off_t *index = NULL;
  if (mpg123_index(handle, &index, &layout->index_step, &layout->index_fill) != MPG123_OK ||
      layout->index_fill == 0) {
    return true;
  }
  layout->index = malloc(layout->index_fill * sizeof(*layout->index));
  if (layout->index == NULL) {
    return false;
  }
  memcpy(layout->index, index, layout->index_fill * sizeof(*index));
  return true;
}

enum mpeg_scan_result mpeg_scan(struct sound_io *io, struct mpeg_layout *layout,
                                struct sound_scan *scan) {
  struct mpeg_information information;
  struct tally tally = {.mpeg_frames = 0};
  int error = 0;
  *layout = (struct mpeg_layout){.claimed_frames = -1};
  struct mpeg_sound *sound = create(io, NULL, 0);
  if (sound == NULL) {
    return io->error != 0 ? MPEG_NO_FRAMES : MPEG_NO_MEMORY;
  }
  if (!mpeg_information_read(io->file, io->view.position, &information, &error)) {
    io->error = error;
  }
  enum mpeg_scan_result result = count_all(sound, layout, &tally, scan);
  if (result == MPEG_SCANNED && (tally.mpeg_frames == 0 || io->error != 0)) {
    result = MPEG_NO_FRAMES;
  }
  if (result == MPEG_SCANNED) {
    if (layout->other_rate == 0) {
      count_cut_frame(io, &tally, layout);
    }
    layout->layer = tally.first.layer;
    layout->sample_rate = tally.first.sample_rate;
    layout->channels = layout->has_mixed_channels ? 2 : tally.first.channels;
    trim(&tally, &information, layout);
    result = keep_index(sound->handle, layout) ? MPEG_SCANNED : MPEG_NO_MEMORY;
  }
  mpeg_sound_close(sound);
  return result;
}

void mpeg_layout_end(struct mpeg_layout *layout) {
  free(layout->index);
  layout->index = NULL;
}

/* ---- decoding ---- */

struct mpeg_sound *mpeg_sound_open(struct sound_io *io, const struct mpeg_layout *layout) {
  struct mpeg_sound *sound =
      create(io, layout, layout->has_mixed_channels ? MPG123_FORCE_STEREO : 0);
  if (sound == NULL) {
    return NULL;
  }
  if (layout->index != NULL) {
    mpg123_set_index(sound->handle, layout->index, layout->index_step, layout->index_fill);
  }
  long rate;
  int channels, encoding;
  if (mpg123_getformat(sound->handle, &rate, &channels, &encoding) != MPG123_OK ||
      !mpeg_sound_seek(sound, 0)) {
    mpeg_sound_close(sound);
    return NULL;
  }
  return sound;
}

bool mpeg_sound_seek(struct mpeg_sound *sound, int64_t frame) {
  const int64_t wanted = frame + sound->layout->skipped_frames;
  sound->position = frame;
  return mpg123_seek(sound->handle, (off_t)wanted, SEEK_SET) == wanted;
}

int64_t mpeg_sound_read(struct mpeg_sound *sound, float *target, int64_t frames) {
  const size_t frame_bytes = sizeof(float) * (size_t)sound->layout->channels;
  const int64_t rest = sound->layout->frames - sound->position;
  int64_t done = 0;
  frames = frames < rest ? frames : rest;
  while (done < frames) {
    size_t bytes = 0;
    const int result =
        mpg123_read(sound->handle, (unsigned char *)target + (size_t)done * frame_bytes,
                    (size_t)(frames - done) * frame_bytes, &bytes);
    done += (int64_t)(bytes / frame_bytes);
    if (result != MPG123_OK && result != MPG123_NEW_FORMAT) {
      break;
    }
    if (bytes == 0 && result == MPG123_OK) {
      break;
    }
  }
  sound->position += done;
  return done;
}
