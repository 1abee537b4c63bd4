#include "file/sound/sound_map.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sample_buffer.h"
#include "file/disk/disk_failure.h"
#include "file/sound/chunk_header.h"
#include "file/sound/flac_stream.h"
#include "file/sound/ogg_links.h"
#include "file/sound/sound_decoder.h"
#include "file/sound/sound_format.h"
#include "file/sound/sound_measure.h"
#include "file/sound/wave_header.h"

enum { AU_HEADER_BYTES = 24, AU_OFFSET_AT = 4, AU_SIZE_AT = 8 };
/* Less after the claimed samples may be any remains. */
enum { AU_REMAINS_MAX = 4096 };
enum { AU_OFFSET, AU_SIZE, AU_CODING, AU_RATE, AU_CHANNELS, AU_NUMBERS };
enum { VOC_OFFSET_AT = 20, VOC_BLOCKS_MAX = 256 };
enum { VOC_END = 0, VOC_MARKER = 4, VOC_TEXT = 5, VOC_EXTENSION = 8, VOC_NEW_DATA = 9 };
enum { FLAC_STREAMS_MAX = 4096 };
enum { COUNT_FRAMES = 4096 };
#define AU_SIZE_UNKNOWN 0xffffffffu

/* What is needed while a map is made. */
struct mapper {
  const char *path;
  struct disk_file *file;
  struct sound_map *map;
  struct sound_scan *scan;
  struct failure *failure;
  int64_t data_bytes, claimed_bytes; /* of samples; -1 = unknown */
  int format;                        /* libsndfile's, of the first part */
  char coding[32];                   /* of samples, where the header is whole; else empty */
  uint32_t told_channels;            /* by the header, before libsndfile reads it; 0 = not known */
  double told_rate;
};

static bool fail_by_errno(struct mapper *mapper, int error) {
  if (error == ECANCELED) {
    char name[DISK_FILE_NAME_BYTES];
    return failure_set(mapper->failure, FAILURE_JOB_CANCELLED,
                       "Reading %s was cancelled; open it again to read it.",
                       disk_file_name(mapper->path, name));
  }
  return disk_read_failure(mapper->failure, mapper->path, error);
}

/* No frame can be read. */
static bool fail_as_empty(struct mapper *mapper) {
  const struct sound_file_info *info = &mapper->map->info;
  char name[DISK_FILE_NAME_BYTES];
  if (mapper->claimed_bytes > 0 || info->claimed_frames > 0 || info->truncated) {
    return failure_set(mapper->failure, FAILURE_FILE_DAMAGED,
                       "%s is damaged or cut short before its sound begins; copy or export it "
                       "again from its source.",
                       disk_file_name(mapper->path, name));
  }
  return failure_set(mapper->failure, FAILURE_FILE_EMPTY,
                     "%s contains no sound; record or export it again.",
                     disk_file_name(mapper->path, name));
}

static bool fail_as_damaged(struct mapper *mapper) {
  return sound_kind_failure(&mapper->map->kind, mapper->path, mapper->failure);
}

static bool fail_by_coding(struct mapper *mapper, const char *coding) {
  const char *name = mapper->map->kind.name;
  char detail[96];
  snprintf(detail, sizeof(detail), "is %s %s file with %s", sound_article(name), name, coding);
  return sound_unsupported(mapper->path, detail, mapper->failure);
}

static bool set_one_part(struct mapper *mapper, const struct sound_view *view) {
  struct sound_map *map = mapper->map;
  map->parts = calloc(1, sizeof(*map->parts));
  if (map->parts == NULL) {
    return fail_by_errno(mapper, ENOMEM);
  }
  map->view = *view;
  map->part_count = 1;
  map->parts[0] = (struct sound_part){.position = view->position, .bytes = view->bytes};
  return true;
}

/* ---- kinds ---- */

static bool map_mpeg(struct mapper *mapper, const struct sound_view *view) {
  struct sound_map *map = mapper->map;
  struct sound_io io = {.file = mapper->file, .view = *view};
  enum mpeg_scan_result result = mpeg_scan(&io, &map->mpeg, mapper->scan);
  char detail[128];
  if (io.error != 0 || result == MPEG_NO_MEMORY) {
    return fail_by_errno(mapper, io.error != 0 ? io.error : ENOMEM);
  }
  if (result == MPEG_CANCELLED) {
    return fail_by_errno(mapper, ECANCELED);
  }
  if (result == MPEG_NO_FRAMES) {
    return fail_as_damaged(mapper);
  }
  if (map->mpeg.other_rate != 0) {
    snprintf(detail, sizeof(detail), "changes from %d to %d Hz after %.1f s", map->mpeg.sample_rate,
             map->mpeg.other_rate, (double)map->mpeg.change_frame / map->mpeg.sample_rate);
    return sound_unsupported(mapper->path, detail, mapper->failure);
  }
  map->is_mpeg = map->is_lossy = true;
  map->info = (struct sound_file_info){.channels = (uint32_t)map->mpeg.channels,
                                       .frames = map->mpeg.frames,
                                       .claimed_frames = map->mpeg.claimed_frames,
                                       .sample_rate = map->mpeg.sample_rate,
                                       .seekable = true,
                                       .truncated = map->mpeg.claimed_frames > map->mpeg.frames,
                                       .unread_bytes = map->info.unread_bytes};
  snprintf(map->info.format, sizeof(map->info.format), "MP%d", map->mpeg.layer);
  return set_one_part(mapper, view);
}

/* A take of ours whose program was killed: its header counts less than there is. */
static void believe_own_header(struct mapper *mapper, struct chunk_walk *walk) {
  struct wave_header header;
  int error = 0;
  if (walk->data.position == WAVE_HEADER_BYTES && walk->data.bytes == walk->claimed_bytes &&
      wave_header_read(mapper->file, &header, &error) &&
      !wave_has_trailer(mapper->file, &header, mapper->map->file_bytes)) {
    const int64_t held =
        wave_frames_held(&header, mapper->map->file_bytes) * wave_frame_bytes(&header);
    if (held > walk->data.bytes) {
      walk->data.bytes = held;
      walk->unread_bytes = 0;
    }
    walk->claimed_bytes = walk->data.bytes;
  }
}

static bool map_chunks(struct mapper *mapper) {
  struct chunk_walk walk;
  struct chunk_coding coding;
  struct sound_view view;
  int error = 0;
  if (!chunk_walk(mapper->file, mapper->map->kind.start, &walk, &error)) {
    return fail_by_errno(mapper, error);
  }
  believe_own_header(mapper, &walk);
  mapper->map->info.unread_bytes = walk.unread_bytes;
  mapper->data_bytes = walk.data.bytes;
  mapper->claimed_bytes = walk.claimed_bytes;
  if (!chunk_header_build(mapper->file, &walk, &view, &coding, &error)) {
    return error != 0 ? fail_by_errno(mapper, error) : fail_as_damaged(mapper);
  }
  if (walk.data.bytes == 0) {
    return fail_as_empty(mapper);
  }
  if (coding.is_mpeg) {
    view.header_bytes = 0;
    return map_mpeg(mapper, &view);
  }
  if (!set_one_part(mapper, &view)) {
    return false;
  }
  if (!coding.is_known) {
    mapper->map->kind.reading = READ_UNSUPPORTED;
    fail_by_coding(mapper, coding.text);
  }
  /* Told where libsndfile refuses a file whose header is whole. */
  snprintf(mapper->coding, sizeof(mapper->coding), "%s", coding.is_whole ? coding.text : "");
  mapper->told_channels = coding.channels;
  mapper->told_rate = coding.sample_rate;
  return true;
}

/* Whether another AU file was joined. */
static bool begins_au(const struct mapper *mapper, int64_t position) {
  uint8_t next[4] = {0};
  int error = 0;
  return disk_file_read(mapper->file, position, next, sizeof(next), &error) == sizeof(next) &&
         (memcmp(next, ".snd", 4) == 0 || memcmp(next, "dns.", 4) == 0);
}

/* Nothing but samples may follow in an AU file, or another file that was joined. */
static void believe_au_size(struct mapper *mapper, int64_t offset, uint32_t *claimed) {
  const int64_t rest = mapper->map->file_bytes - offset - *claimed;
  if (*claimed == 0 || *claimed == AU_SIZE_UNKNOWN) {
    return;
  }
  if (begins_au(mapper, offset + *claimed)) {
    mapper->map->info.unread_bytes = rest;
    mapper->data_bytes = *claimed;
  } else if (rest > AU_REMAINS_MAX) {
    *claimed = 0; /* the file disproves it */
  }
}

/* AU: sizes of 0 and all ones mean "to the end". */
static bool read_au_header(struct mapper *mapper, struct sound_view *view) {
  uint8_t *header = view->header;
  int error = 0;
  int64_t count = disk_file_read(mapper->file, 0, header, AU_HEADER_BYTES, &error);
  if (count < AU_HEADER_BYTES) {
    return count >= 0 || fail_by_errno(mapper, error);
  }
  const bool is_big_endian = memcmp(header, ".snd", 4) == 0;
  uint32_t numbers[AU_NUMBERS] = {0};
  for (int k = 0; k < 4 * AU_NUMBERS; k++) {
    const int place = is_big_endian ? k % 4 : 3 - k % 4;
    numbers[k / 4] |= (uint32_t)header[AU_OFFSET_AT + (k / 4) * 4 + place] << (8 * (3 - k % 4));
  }
  mapper->data_bytes = mapper->map->file_bytes - (int64_t)numbers[AU_OFFSET];
  believe_au_size(mapper, numbers[AU_OFFSET], &numbers[AU_SIZE]);
  if (numbers[AU_CODING] > 0 && numbers[AU_RATE] > 0 && numbers[AU_CHANNELS] > 0) {
    snprintf(mapper->coding, sizeof(mapper->coding), "coding %u", (unsigned)numbers[AU_CODING]);
    mapper->told_channels = numbers[AU_CHANNELS];
    mapper->told_rate = numbers[AU_RATE];
  }
  if (numbers[AU_SIZE] == 0) {
    memset(header + AU_SIZE_AT, 0xff, 4);
    view->header_bytes = view->position = AU_HEADER_BYTES;
  } else if (numbers[AU_SIZE] != AU_SIZE_UNKNOWN) {
    mapper->claimed_bytes = numbers[AU_SIZE];
  }
  return true;
}

/* Whether a VOC file has another block with samples, silence or a repetition after the first. */
static bool has_many_blocks(const struct mapper *mapper) {
  uint8_t bytes[4];
  int error = 0, found = 0;
  int64_t position = 0;
  if (disk_file_read(mapper->file, VOC_OFFSET_AT, bytes, 2, &error) == 2) {
    position = bytes[0] | bytes[1] << 8;
  }
  for (int k = 0; k < VOC_BLOCKS_MAX && position > 0 && found < 2; k++) {
    if (disk_file_read(mapper->file, position, bytes, 4, &error) < 4 || bytes[0] == VOC_END) {
      break;
    }
    found += bytes[0] != VOC_MARKER && bytes[0] != VOC_TEXT && bytes[0] != VOC_EXTENSION &&
             bytes[0] <= VOC_NEW_DATA;
    position += 4 + (bytes[1] | bytes[2] << 8 | bytes[3] << 16);
  }
  return found > 1;
}

static bool map_plain(struct mapper *mapper) {
  struct sound_view view = sound_view_of_file();
  const struct sound_kind *kind = &mapper->map->kind;
  if (kind->name != NULL && strcmp(kind->name, "AU") == 0) {
    if (!read_au_header(mapper, &view)) {
      return false;
    }
  } else if (kind->name != NULL && strcmp(kind->name, "VOC") == 0 && has_many_blocks(mapper)) {
    /* libsndfile would take the headers of the others for sound. */
    mapper->map->kind.reading = READ_UNSUPPORTED;
    return fail_by_coding(mapper, "several blocks");
  } else if (kind->name != NULL) {
    snprintf(mapper->coding, sizeof(mapper->coding), "an unknown coding");
  }
  return set_one_part(mapper, &view);
}

static bool map_ogg(struct mapper *mapper) {
  struct sound_map *map = mapper->map;
  struct ogg_links links;
  int error = 0;
  if (!ogg_links_find(mapper->file, map->kind.start, &links, mapper->scan, &error)) {
    return fail_by_errno(mapper, error);
  }
  map->parts = calloc((size_t)links.count, sizeof(*map->parts));
  map->part_count = map->parts == NULL ? 0 : links.count;
  for (int64_t k = 0; k < map->part_count; k++) {
    map->parts[k] =
        (struct sound_part){.position = links.links[k].position, .bytes = links.links[k].bytes};
  }
  map->info.truncated = links.is_cut;
  free(links.links);
  return map->parts != NULL || fail_by_errno(mapper, ENOMEM);
}

/* ---- what libsndfile says of the parts ---- */

static bool check_header(struct mapper *mapper, int64_t channels, double sample_rate) {
  char name[DISK_FILE_NAME_BYTES];
  disk_file_name(mapper->path, name);
  if (channels < 1 || !is_sample_rate(sample_rate)) {
    return failure_set(
        mapper->failure, FAILURE_FILE_DAMAGED,
        "The header of %s gives %lld channel%s at %.10g Hz, which is not possible; export it "
        "again from the program that made it.",
        name, (long long)channels, plural_ending((uint64_t)channels), sample_rate);
  }
  if (channels > MAX_CHANNELS) {
    return failure_set(
        mapper->failure, FAILURE_FILE_TOO_LARGE,
        "%s has %lld channels, and RtMixer reads at most %d; split it into several files.", name,
        (long long)channels, MAX_CHANNELS);
  }
  return true;
}

static bool refuse_first_part(struct mapper *mapper, const struct sound_decoder *decoder) {
  struct sound_kind *kind = &mapper->map->kind;
  char detail[64];
  if (decoder->io.error != 0) {
    return fail_by_errno(mapper, decoder->io.error);
  }
  if (kind->reading == READ_UNSUPPORTED) {
    return false; /* the failure tells the coding */
  }
  if (mapper->told_channels > 0 && mapper->told_rate != 0 &&
      !check_header(mapper, mapper->told_channels, mapper->told_rate)) {
    return false;
  }
  if (kind->reading == READ_OGG &&
      sound_format_of_ogg(decoder->file, mapper->map->parts[0].position, detail, sizeof(detail))) {
    return sound_unsupported(mapper->path, detail, mapper->failure);
  }
  return mapper->coding[0] != '\0' ? fail_by_coding(mapper, mapper->coding)
                                   : fail_as_damaged(mapper);
}

/* Whether part `k`, just opened, continues the sound. */
static bool continues(struct mapper *mapper, const struct sound_decoder *decoder, int64_t k) {
  const struct sound_file_info *info = &mapper->map->info;
  const SF_INFO *header = &decoder->header;
  char detail[128];
  if (header->channels == (int)info->channels && header->samplerate == (int)info->sample_rate) {
    return true;
  }
  snprintf(detail, sizeof(detail),
           "changes from %u channel%s at %.0f Hz to %d at %d Hz in its part %lld", info->channels,
           plural_ending(info->channels), info->sample_rate, header->channels, header->samplerate,
           (long long)k + 1);
  return sound_unsupported(mapper->path, detail, mapper->failure);
}

/* Frames of the open part, as libsndfile says; decoded and counted where it says none. */
static int64_t frames_of_part(const struct sound_decoder *decoder) {
  const SF_INFO *header = &decoder->header;
  int64_t frames = 0, done = 1;
  if (header->frames > 0 || header->channels < 1) {
    return header->frames;
  }
  float *samples = malloc(sizeof(float) * COUNT_FRAMES * (size_t)header->channels);
  while (samples != NULL && done > 0) {
    done = sf_readf_float(decoder->sound, samples, COUNT_FRAMES);
    frames += done > 0 ? done : 0;
  }
  free(samples);
  return frames;
}

static bool open_parts(struct mapper *mapper, struct sound_decoder *decoder) {
  struct sound_map *map = mapper->map;
  for (int64_t k = 0; k < map->part_count; k++) {
    if (!sound_decoder_open_part(decoder, k)) {
      if (k == 0) {
        return refuse_first_part(mapper, decoder);
      }
      /* What follows a broken link has no place in the sound. */
      map->info.truncated = true;
      map->part_count = k;
      return decoder->io.error == 0 || fail_by_errno(mapper, decoder->io.error);
    }
    const SF_INFO *header = &decoder->header;
    if (k == 0) {
      /* libsndfile takes any sync word for MPEG audio. */
      if ((header->format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG) {
        return fail_as_damaged(mapper);
      }
      if (!check_header(mapper, header->channels, header->samplerate)) {
        return false;
      }
      map->info.channels = (uint32_t)header->channels;
      map->info.sample_rate = header->samplerate;
      map->info.seekable = header->seekable != 0;
      mapper->format = header->format;
      map->is_lossy = sound_format_is_lossy(header->format);
      sound_format_describe(header->format, map->kind.name, map->info.format,
                            sizeof(map->info.format));
    } else if (!continues(mapper, decoder, k)) {
      return false;
    }
    map->parts[k].frames = frames_of_part(decoder);
    map->info.frames = map->info.frames > INT64_MAX - map->parts[k].frames
                           ? INT64_MAX
                           : map->info.frames + map->parts[k].frames;
  }
  return true;
}

/* ---- true lengths ---- */

/* Whether the stream `k`, which begins at `position`, can be opened and goes on with the sound.
 * `*is_readable` is false where it is broken. */
static bool continues_at(struct mapper *mapper, int64_t position, int64_t k, bool *is_readable) {
  struct sound_map alone = *mapper->map;
  struct sound_part part = {.position = position, .bytes = -1};
  struct sound_decoder decoder;
  int error = 0;
  alone.parts = &part;
  alone.part_count = 1;
  const bool opened = sound_decoder_begin(&decoder, mapper->path, &alone, &error);
  const bool is_other = !opened && decoder.was_replaced;
  *is_readable = opened || is_other;
  const bool goes_on = opened || (is_other && continues(mapper, &decoder, k));
  sound_decoder_end(&decoder);
  return goes_on;
}

static bool add_flac_part(struct sound_map *map, const struct flac_stream *stream) {
  struct sound_part *parts =
      realloc(map->parts, (size_t)(map->part_count + 1) * sizeof(*map->parts));
  if (parts == NULL) {
    return false;
  }
  map->parts = parts;
  map->parts[map->part_count++] = stream->part;
  return true;
}

/* Streams that were joined are one sound. */
static bool measure_flac(struct mapper *mapper) {
  struct sound_map *map = mapper->map;
  struct sound_file_info *info = &map->info;
  int64_t position = map->kind.start, frames = 0, claimed = 0;
  map->part_count = 0;
  while (position >= 0 && map->part_count < FLAC_STREAMS_MAX) {
    struct flac_stream stream;
    bool is_readable = true;
    int error = 0;
    if (map->part_count > 0 && !continues_at(mapper, position, map->part_count, &is_readable)) {
      if (is_readable) {
        return false;
      }
      info->truncated = true; /* what follows a broken stream has no place in the sound */
      break;
    }
    if (!flac_stream_measure(mapper->path, mapper->file, map, position, mapper->scan, &stream,
                             &error) ||
        !add_flac_part(map, &stream)) {
      return fail_by_errno(mapper, error != 0 ? error : ENOMEM);
    }
    frames += stream.part.frames;
    claimed += stream.claimed_frames > 0 ? stream.claimed_frames : stream.part.frames;
    info->truncated |= stream.claimed_frames > stream.part.frames;
    info->claimed_frames = stream.claimed_frames < 0 && map->part_count == 1 ? -1 : claimed;
    position = stream.next_position;
  }
  info->frames = frames;
  return true;
}

/* Claims in bytes become claims in frames. */
static void measure_claim(struct mapper *mapper) {
  struct sound_file_info *info = &mapper->map->info;
  const int64_t held = mapper->data_bytes, claimed = mapper->claimed_bytes;
  if (held <= 0 || claimed < 0) {
    return;
  }
  info->claimed_frames = claimed == held
                             ? info->frames
                             : bounded_count((double)info->frames / (double)held * (double)claimed);
  info->truncated = claimed > held;
}

/* No more frames than the bytes hold. */
static void limit_frames(struct mapper *mapper) {
  struct sound_file_info *info = &mapper->map->info;
  const int64_t held = mapper->data_bytes, claimed = mapper->claimed_bytes;
  if (held > 0) {
    const int64_t most =
        sound_format_frames_in(mapper->format, claimed >= 0 && claimed < held ? claimed : held);
    info->frames = info->frames < most ? info->frames : most;
  }
}

static bool measure(struct mapper *mapper) {
  struct sound_map *map = mapper->map;
  struct sound_file_info *info = &map->info;
  const bool was_cut = info->truncated;
  if (map->kind.reading == READ_FLAC) {
    if (!measure_flac(mapper)) {
      return false;
    }
  } else if (info->frames > 0) {
    limit_frames(mapper);
    measure_claim(mapper);
    if (info->frames > 0 && !sound_has_frame(mapper->path, map, info->frames - 1)) {
      const int64_t told = info->frames;
      info->frames = sound_count_frames(mapper->path, map);
      if (told < INT64_MAX) {
        info->claimed_frames = info->claimed_frames > told ? info->claimed_frames : told;
      }
      info->truncated = true;
    }
  }
  info->truncated |= was_cut;
  if (info->frames <= 0 && map->kind.reading == READ_OGG) {
    info->truncated |= !ogg_pages_are_whole(mapper->file, map->kind.start);
  }
  if (map->part_count == 1) {
    map->parts[0].frames = info->frames;
  }
  return info->frames > 0 || fail_as_empty(mapper);
}

/* ---- all together ---- */

static bool check_file(struct mapper *mapper) {
  struct disk_file_facts facts;
  char name[DISK_FILE_NAME_BYTES];
  int error = 0;
  disk_file_name(mapper->path, name);
  if (!disk_file_examine(mapper->path, &facts, &error)) {
    return fail_by_errno(mapper, error);
  }
  if (facts.is_folder) {
    return failure_set(mapper->failure, FAILURE_FILE_UNREADABLE,
                       "%s is a folder; choose a sound file inside it.", name);
  }
  if (!facts.is_regular) {
    return failure_set(mapper->failure, FAILURE_FILE_UNREADABLE,
                       "%s is a device or a pipe; choose a sound file.", name);
  }
  if (facts.bytes == 0) {
    return failure_set(mapper->failure, FAILURE_FILE_EMPTY,
                       "%s is empty; copy or export it again from its source.", name);
  }
  mapper->map->file_bytes = facts.bytes;
  mapper->map->file_modified_nanoseconds = facts.modified_nanoseconds;
  mapper->file = disk_file_open(mapper->path, DISK_FILE_READ, &error);
  return mapper->file != NULL || fail_by_errno(mapper, error);
}

static bool map_by_kind(struct mapper *mapper) {
  struct sound_map *map = mapper->map;
  struct sound_view view = {.position = map->kind.start, .bytes = -1};
  switch (map->kind.reading) {
  case READ_CHUNKS:
    return map_chunks(mapper);
  case READ_OGG:
    return map_ogg(mapper);
  case READ_MPEG:
    return map_mpeg(mapper, &view);
  case READ_FLAC:
    return set_one_part(mapper, &view);
  case READ_PLAIN:
    return map_plain(mapper);
  case READ_UNSUPPORTED:
  case READ_FOREIGN:
    break;
  }
  return fail_as_damaged(mapper);
}

static bool make(struct mapper *mapper) {
  struct sound_map *map = mapper->map;
  int error = 0;
  if (!check_file(mapper)) {
    return false;
  }
  if (!sound_kind_of(mapper->file, &map->kind, &error)) {
    return fail_by_errno(mapper, error);
  }
  map->info.claimed_frames = -1;
  if (!map_by_kind(mapper)) {
    return false;
  }
  if (!map->is_mpeg) {
    struct sound_decoder decoder = {.map = map, .file = mapper->file};
    const bool opened = open_parts(mapper, &decoder);
    decoder.file = NULL; /* stays open */
    sound_decoder_end(&decoder);
    if (!opened) {
      return false;
    }
  }
  return measure(mapper);
}

struct sound_map *sound_map_create(const char *path, struct sound_scan *scan,
                                   struct failure *failure) {
  if (path == NULL || path[0] == '\0') {
    failure_set(failure, FAILURE_INVALID_ARGUMENT, "Give the path of a sound file.");
    return NULL;
  }
  struct mapper mapper = {.path = path,
                          .map = calloc(1, sizeof(*mapper.map)),
                          .scan = scan,
                          .failure = failure,
                          .data_bytes = -1,
                          .claimed_bytes = -1};
  if (mapper.map == NULL) {
    disk_read_failure(failure, path, ENOMEM);
    return NULL;
  }
  const bool done = make(&mapper);
  disk_file_close(mapper.file);
  if (!done) {
    sound_map_destroy(mapper.map);
    return NULL;
  }
  return mapper.map;
}

void sound_map_destroy(struct sound_map *map) {
  if (map != NULL) {
    mpeg_layout_end(&map->mpeg);
    free(map->parts);
    free(map);
  }
}
