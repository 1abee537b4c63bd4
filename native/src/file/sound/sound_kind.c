#include "file/sound/sound_kind.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file/disk/disk_failure.h"
#include "file/sound/chunk_walk.h"
#include "file/sound/flac_stream.h"
#include "file/sound/mpeg_frames.h"

enum { SNIFF_BYTES = 512, ID3_BYTES = 10, TAGS_MAX = 8 };
/* Junk before a sound that is looked through, and what marks a sound inside it. */
enum { JUNK_BYTES_MAX = MPEG_SEARCH_BYTES, PIECE_BYTES = 1 << 16, MARK_BYTES = 40 };
/* Bytes at the beginning and at the end that tell whether a file is text. */
enum { TEXT_BYTES = 4096 };

struct signature {
  int position;
  const char *bytes;
  size_t length;
  enum sound_reading reading;
  const char *name;
};

#define SIGNATURE(position, text, reading, name) {position, text, sizeof(text) - 1, reading, name}

static const struct signature signatures[] = {
    SIGNATURE(0, "fLaC", READ_FLAC, "FLAC"),
    SIGNATURE(0, "OggS", READ_OGG, "Ogg"),
    SIGNATURE(0, ".snd", READ_PLAIN, "AU"),
    SIGNATURE(0, "dns.", READ_PLAIN, "AU"),
    SIGNATURE(0, "Creative Voice File", READ_PLAIN, "VOC"),
    SIGNATURE(0, "NIST_1A", READ_PLAIN, "NIST"),
    SIGNATURE(8, "8SVX", READ_PLAIN, "8SVX"),
    SIGNATURE(8, "16SV", READ_PLAIN, "16SV"),
    SIGNATURE(0, "PVF1", READ_PLAIN, "PVF"),
    SIGNATURE(0, " paf", READ_PLAIN, "PAF"),
    SIGNATURE(0, "fap ", READ_PLAIN, "PAF"),
    SIGNATURE(0, "2BIT", READ_PLAIN, "AVR"),
    SIGNATURE(8, "AVI ", READ_UNSUPPORTED, "an AVI film"),
    SIGNATURE(8, "RMID", READ_FOREIGN, "a MIDI file"),
    SIGNATURE(4, "ftyp", READ_UNSUPPORTED, "an MPEG-4 file (AAC or ALAC)"),
    SIGNATURE(4, "moov", READ_UNSUPPORTED, "a QuickTime film"),
    SIGNATURE(4, "mdat", READ_UNSUPPORTED, "a QuickTime film"),
    SIGNATURE(4, "wide", READ_UNSUPPORTED, "a QuickTime film"),
    SIGNATURE(0, "\x1a\x45\xdf\xa3", READ_UNSUPPORTED, "a Matroska or WebM file"),
    SIGNATURE(0, "\x30\x26\xb2\x75", READ_UNSUPPORTED, "a Windows Media file"),
    SIGNATURE(0, "wvpk", READ_UNSUPPORTED, "a WavPack file"),
    SIGNATURE(0, "MAC ", READ_UNSUPPORTED, "a Monkey's Audio file"),
    SIGNATURE(0, "TTA1", READ_UNSUPPORTED, "a True Audio file"),
    SIGNATURE(0, "TTA2", READ_UNSUPPORTED, "a True Audio file"),
    SIGNATURE(0, "tBaK", READ_UNSUPPORTED, "a TAK file"),
    SIGNATURE(0, "MPCK", READ_UNSUPPORTED, "a Musepack file"),
    SIGNATURE(0, "MP+", READ_UNSUPPORTED, "a Musepack file"),
    SIGNATURE(0, "#!AMR", READ_UNSUPPORTED, "an AMR recording"),
    SIGNATURE(0, "\x0b\x77", READ_UNSUPPORTED, "an AC-3 file"),
    SIGNATURE(0, "\x7f\xfe\x80\x01", READ_UNSUPPORTED, "a DTS file"),
    SIGNATURE(0, "DSD ", READ_UNSUPPORTED, "a DSD file"),
    SIGNATURE(0, "FRM8", READ_UNSUPPORTED, "a DSD file"),
    SIGNATURE(0, "FLV\x01", READ_UNSUPPORTED, "a Flash film"),
    SIGNATURE(0, ".RMF", READ_UNSUPPORTED, "a RealMedia file"),
    SIGNATURE(0, "ADIF", READ_UNSUPPORTED, "an AAC file"),
    SIGNATURE(0, "\xff\xf1", READ_UNSUPPORTED, "an AAC file"),
    SIGNATURE(0, "\xff\xf9", READ_UNSUPPORTED, "an AAC file"),
    SIGNATURE(0, "MThd", READ_FOREIGN, "a MIDI file"),
    SIGNATURE(0, "\x89PNG", READ_FOREIGN, "a picture"),
    SIGNATURE(0, "\xff\xd8\xff", READ_FOREIGN, "a picture"),
    SIGNATURE(0, "GIF8", READ_FOREIGN, "a picture"),
    SIGNATURE(8, "WEBP", READ_FOREIGN, "a picture"),
    SIGNATURE(0, "%PDF", READ_FOREIGN, "a PDF document"),
    SIGNATURE(0, "PK\x03\x04", READ_FOREIGN, "a ZIP archive or office document"),
    SIGNATURE(257, "ustar", READ_FOREIGN, "a TAR archive"),
    SIGNATURE(0, "\x1f\x8b", READ_FOREIGN, "a compressed archive"),
    SIGNATURE(0, "7z\xbc\xaf", READ_FOREIGN, "a compressed archive"),
    SIGNATURE(0, "Rar!", READ_FOREIGN, "a compressed archive"),
    SIGNATURE(0,
              "\x7f"
              "ELF",
              READ_FOREIGN, "a program"),
    SIGNATURE(0, "MZ", READ_FOREIGN, "a program"),
    SIGNATURE(0, "SQLite f", READ_FOREIGN, "a database"),
};

static const char *const form_names[] = {
    [CHUNKS_RIFF] = "WAV", [CHUNKS_RIFX] = "RIFX", [CHUNKS_RF64] = "RF64", [CHUNKS_BW64] = "BW64",
    [CHUNKS_W64] = "W64",  [CHUNKS_AIFF] = "AIFF", [CHUNKS_AIFC] = "AIFF", [CHUNKS_CAF] = "CAF"};

static bool is_text(const uint8_t *bytes, int64_t length) {
  int64_t strange = 0;
  for (int64_t k = 0; k < length; k++) {
    bool is_space = bytes[k] == '\n' || bytes[k] == '\r' || bytes[k] == '\t';
    strange += (bytes[k] < 0x20 && !is_space) || bytes[k] == 0x7f;
  }
  return length > 0 && strange == 0;
}

static const struct signature *find_signature(const uint8_t *bytes, int64_t length) {
  for (size_t k = 0; k < sizeof(signatures) / sizeof(signatures[0]); k++) {
    const struct signature *signature = &signatures[k];
    if (signature->position + (int64_t)signature->length <= length &&
        memcmp(bytes + signature->position, signature->bytes, signature->length) == 0) {
      return signature;
    }
  }
  return NULL;
}

/* Where the ID3v2 tags at the beginning end. */
static bool skip_tags(struct disk_file *file, int64_t *start, int *error) {
  *start = 0;
  for (int k = 0; k < TAGS_MAX; k++) {
    uint8_t tag[ID3_BYTES];
    int64_t count = disk_file_read(file, *start, tag, sizeof(tag), error);
    if (count < 0) {
      return false;
    }
    if (count < ID3_BYTES || memcmp(tag, "ID3", 3) != 0 || tag[3] == 0xff ||
        ((tag[6] | tag[7] | tag[8] | tag[9]) & 0x80) != 0) {
      return true;
    }
    *start += ID3_BYTES + ((int64_t)tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]);
    *start += (tag[5] & 0x10) != 0 ? ID3_BYTES : 0;
  }
  return true;
}

/* Whether a sound begins with these bytes, beyond doubt: they may lie anywhere in junk. */
static bool begins_sound(const uint8_t *bytes, int64_t count, struct sound_kind *kind) {
  static const uint8_t page[14] = {'O', 'g', 'g', 'S', 0, 2};
  const enum chunk_form form = chunk_form_of(bytes, count);
  if (form != CHUNKS_NONE && (form != CHUNKS_CAF || memcmp(bytes + 4, "\0\1\0\0", 4) == 0)) {
    kind->reading = READ_CHUNKS;
    kind->name = form_names[form];
  } else if (flac_stream_begins(bytes, count)) {
    kind->reading = READ_FLAC;
    kind->name = "FLAC";
  } else if (count >= (int64_t)sizeof(page) && memcmp(bytes, page, sizeof(page)) == 0) {
    kind->reading = READ_OGG;
    kind->name = "Ogg";
  } else {
    return false;
  }
  return true;
}

/* A sound after junk: sets reading, name and start. False where there is none, or `*error`. */
static bool find_in_junk(struct disk_file *file, int64_t start, struct sound_kind *kind,
                         int *error) {
  uint8_t *piece = malloc(PIECE_BYTES + MARK_BYTES);
  bool is_found = false;
  *error = piece == NULL ? ENOMEM : 0;
  for (int64_t at = start; *error == 0 && !is_found && at < start + JUNK_BYTES_MAX;
       at += PIECE_BYTES) {
    const int64_t count = disk_file_read(file, at, piece, PIECE_BYTES + MARK_BYTES, error);
    for (int64_t k = 0; k < count && k < PIECE_BYTES && !is_found; k++) {
      is_found = memchr("RFrcfO", piece[k], 6) != NULL && begins_sound(piece + k, count - k, kind);
      kind->start = at + k;
    }
    if (count < PIECE_BYTES + MARK_BYTES) {
      break;
    }
  }
  free(piece);
  return is_found;
}

/* MPEG frames or another sound after junk, whichever comes first. */
static bool search_sound(struct disk_file *file, int64_t start, bool is_tagged,
                         struct sound_kind *kind, int *error) {
  struct sound_kind found = *kind;
  int64_t frames_at = 0;
  bool is_found = find_in_junk(file, start, &found, error);
  if (*error == 0 && mpeg_find_frames(file, start, is_tagged, &frames_at, error) &&
      (!is_found || frames_at < found.start)) {
    found.reading = READ_MPEG;
    found.name = "MP3";
    found.start = frames_at;
    is_found = true;
  }
  if (is_found && *error == 0) {
    *kind = found;
  }
  return is_found && *error == 0;
}

/* Whether its beginning and its end are readable: the middle of a long one is not looked at. */
static bool is_text_file(struct disk_file *file, int *error) {
  uint8_t bytes[TEXT_BYTES];
  const int64_t end = disk_file_bytes(file, error);
  int64_t count = disk_file_read(file, 0, bytes, sizeof(bytes), error);
  if (count <= 0 || !is_text(bytes, count)) {
    return false;
  }
  count =
      disk_file_read(file, end > TEXT_BYTES ? end - TEXT_BYTES : 0, bytes, sizeof(bytes), error);
  return count > 0 && is_text(bytes, count);
}

static bool choose_by_signature(const uint8_t *bytes, int64_t count, struct sound_kind *kind) {
  const enum chunk_form form = chunk_form_of(bytes, count);
  if (form != CHUNKS_NONE) {
    kind->reading = READ_CHUNKS;
    kind->name = form_names[form];
    return true;
  }
  const struct signature *signature = find_signature(bytes, count);
  if (signature != NULL) {
    kind->reading = signature->reading;
    kind->name = signature->name;
  }
  return signature != NULL;
}

bool sound_kind_of(struct disk_file *file, struct sound_kind *kind, int *error) {
  uint8_t bytes[SNIFF_BYTES];
  *error = 0;
  *kind = (struct sound_kind){.reading = READ_PLAIN};
  if (!skip_tags(file, &kind->start, error)) {
    return false;
  }
  int64_t count = disk_file_read(file, kind->start, bytes, sizeof(bytes), error);
  if (count < 0) {
    return false;
  }
  const bool has_tag = kind->start > 0;
  if (choose_by_signature(bytes, count, kind)) {
    /* Plain libsndfile skips tags itself. */
    kind->start = kind->reading == READ_PLAIN ? 0 : kind->start;
    return true;
  }
  /* A tag whose length is damaged may lead past the frames. */
  if (search_sound(file, kind->start, has_tag, kind, error) ||
      (has_tag && *error == 0 && search_sound(file, ID3_BYTES, true, kind, error))) {
    return true;
  }
  if (has_tag || (count >= 2 && bytes[0] == 0xff && (bytes[1] & 0xe0) == 0xe0)) {
    /* libsndfile takes a tag or a sync word alone for MPEG audio. */
    kind->reading = has_tag ? READ_MPEG : READ_UNSUPPORTED;
    kind->name = has_tag ? "MP3" : NULL;
    return *error == 0;
  }
  kind->start = 0;
  kind->is_text = *error == 0 && is_text_file(file, error);
  return *error == 0;
}

const char *sound_article(const char *name) {
  /* Letters whose own names begin with a vowel, where the letters are spoken one by one. */
  const bool is_spelled = strncmp(name, "MP", 2) == 0 || strncmp(name, "RF64", 4) == 0;
  return is_spelled || strchr("AEIOU8", name[0]) != NULL ? "an" : "a";
}

bool sound_kind_failure(const struct sound_kind *kind, const char *path, struct failure *failure) {
  char name[DISK_FILE_NAME_BYTES];
  disk_file_name(path, name);
  if (kind->reading == READ_FOREIGN || (kind->name == NULL && kind->is_text)) {
    return failure_set(failure, FAILURE_FILE_NOT_AUDIO, "%s is %s; choose a sound file instead.",
                       name, kind->name != NULL ? kind->name : "a text file");
  }
  if (kind->reading == READ_UNSUPPORTED || kind->name == NULL) {
    return failure_set(
        failure, FAILURE_FILE_UNSUPPORTED,
        "%s is %s, which RtMixer cannot read; convert it to WAV, AIFF, FLAC, Ogg, Opus or MP3.",
        name, kind->name != NULL ? kind->name : "of an unknown kind");
  }
  return failure_set(failure, FAILURE_FILE_DAMAGED,
                     "%s is %s %s file whose beginning is damaged or lost; copy or export it again "
                     "from its source.",
                     name, sound_article(kind->name), kind->name);
}

bool sound_unsupported(const char *path, const char *detail, struct failure *failure) {
  char name[DISK_FILE_NAME_BYTES];
  return failure_set(failure, FAILURE_FILE_UNSUPPORTED,
                     "%s %s, which RtMixer cannot read; convert it to WAV, AIFF or FLAC.",
                     disk_file_name(path, name), detail);
}
