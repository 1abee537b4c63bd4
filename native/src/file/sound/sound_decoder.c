#include "file/sound/sound_decoder.h"

#include <stdlib.h>
#include <string.h>

/* Frames decoded at a time where a format cannot seek. */
enum { SKIP_FRAMES = 4096 };
/* Decoders of lossy formats begin inexactly: libsndfile's first Vorbis block after a seek is wrong
 * (its issue 885), Opus and MP3 settle over several packets. They start this much earlier. */
enum { PREROLL_FRAMES = 16384 };

static void close_part(struct sound_decoder *decoder) {
  if (decoder->sound != NULL) {
    sf_close(decoder->sound);
  }
  mpeg_sound_close(decoder->mpeg);
  decoder->sound = NULL;
  decoder->mpeg = NULL;
}

bool sound_decoder_open_part(struct sound_decoder *decoder, int64_t part_index) {
  const struct sound_map *map = decoder->map;
  const struct sound_part *part = &map->parts[part_index];
  close_part(decoder);
  decoder->io = (struct sound_io){.file = decoder->file, .view = map->view};
  decoder->io.view.position = part->position;
  decoder->io.view.bytes = part->bytes;
  if (part->header_bytes > 0) {
    memcpy(decoder->io.view.header, part->header, (size_t)part->header_bytes);
    decoder->io.view.header_bytes = part->header_bytes;
  }
  decoder->part_index = part_index;
  decoder->part_frame = 0;
  if (map->is_mpeg) {
    decoder->mpeg = mpeg_sound_open(&decoder->io, &map->mpeg);
    return decoder->mpeg != NULL;
  }
  decoder->header = (SF_INFO){0};
  decoder->sound = sound_io_open(&decoder->io, SFM_READ, &decoder->header);
  return decoder->sound != NULL;
}

/* A file may have been overwritten since its map was made: buffers are made for the map's channels.
 */
static bool open_known_part(struct sound_decoder *decoder, int64_t part_index) {
  if (!sound_decoder_open_part(decoder, part_index)) {
    return false;
  }
  const struct sound_file_info *info = &decoder->map->info;
  if (decoder->sound != NULL && (decoder->header.channels != (int)info->channels ||
                                 decoder->header.samplerate != (int)info->sample_rate)) {
    close_part(decoder);
    decoder->was_replaced = true;
    return false;
  }
  return true;
}

static bool open_part_of(struct sound_decoder *decoder, int64_t part_index) {
  decoder->position = 0;
  for (int64_t k = 0; k < part_index; k++) {
    decoder->position += decoder->map->parts[k].frames;
  }
  return open_known_part(decoder, part_index);
}

bool sound_decoder_begin(struct sound_decoder *decoder, const char *path,
                         const struct sound_map *map, int *error) {
  *decoder = (struct sound_decoder){.map = map};
  *error = 0;
  decoder->file = disk_file_open(path, DISK_FILE_READ, error);
  if (decoder->file == NULL) {
    return false;
  }
  const bool opened = open_part_of(decoder, 0);
  *error = decoder->io.error;
  return opened;
}

void sound_decoder_end(struct sound_decoder *decoder) {
  close_part(decoder);
  disk_file_close(decoder->file);
  decoder->file = NULL;
}

int64_t sound_decoder_read(struct sound_decoder *decoder, float *target, int64_t frames) {
  const struct sound_map *map = decoder->map;
  int64_t done = 0;
  while (done < frames && (decoder->sound != NULL || decoder->mpeg != NULL)) {
    const bool is_last = decoder->part_index + 1 == map->part_count;
    const int64_t left = map->parts[decoder->part_index].frames - decoder->part_frame;
    int64_t wanted = frames - done;
    if (!is_last && left <= 0) {
      if (!open_known_part(decoder, decoder->part_index + 1)) {
        break;
      }
      continue;
    }
    wanted = !is_last && left < wanted ? left : wanted;
    float *at = target + done * map->info.channels;
    int64_t read = decoder->mpeg != NULL ? mpeg_sound_read(decoder->mpeg, at, wanted)
                                         : sf_readf_float(decoder->sound, at, wanted);
    if (read <= 0) {
      break;
    }
    done += read;
    decoder->part_frame += read;
    decoder->position += read;
  }
  return done;
}

static bool skip_frames(struct sound_decoder *decoder, int64_t frames) {
  float *scratch = malloc(sizeof(float) * SKIP_FRAMES * (size_t)decoder->map->info.channels);
  bool done = scratch != NULL;
  while (done && frames > 0) {
    int64_t part = frames < SKIP_FRAMES ? frames : SKIP_FRAMES;
    done = sound_decoder_read(decoder, scratch, part) == part;
    frames -= part;
  }
  free(scratch);
  return done;
}

/* Goes to `frame` of the open part or to a place before it, from which decoding leads to it. */
static bool jump_before(struct sound_decoder *decoder, int64_t frame) {
  const int64_t preroll = decoder->map->is_lossy ? PREROLL_FRAMES : 0;
  const int64_t before = decoder->part_frame;
  if (frame >= before && frame - before <= preroll) {
    return true;
  }
  if (decoder->mpeg == NULL && decoder->header.seekable == 0) {
    return frame >= before || open_part_of(decoder, decoder->part_index);
  }
  const int64_t target = frame > preroll ? frame - preroll : 0;
  const bool done = decoder->mpeg != NULL ? mpeg_sound_seek(decoder->mpeg, target)
                                          : sf_seek(decoder->sound, target, SEEK_SET) == target;
  decoder->part_frame = target;
  decoder->position += target - before;
  return done;
}

bool sound_decoder_seek(struct sound_decoder *decoder, int64_t frame) {
  const struct sound_map *map = decoder->map;
  if (frame == decoder->position) {
    return true;
  }
  int64_t part = 0, inside = frame;
  while (part + 1 < map->part_count && inside >= map->parts[part].frames) {
    inside -= map->parts[part++].frames;
  }
  if ((part != decoder->part_index || (decoder->sound == NULL && decoder->mpeg == NULL)) &&
      !open_part_of(decoder, part)) {
    return false;
  }
  return jump_before(decoder, inside) && skip_frames(decoder, frame - decoder->position);
}
