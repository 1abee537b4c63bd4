#include "file/sound/not_audio.h"

#include <stdlib.h>
#include <string.h>

#include "file/disk/disk_failure.h"
#include "file/disk/disk_file.h"

enum { SNIFF_BYTES = 512 };

enum verdict { FOREIGN, DAMAGED, UNSUPPORTED };

struct signature {
  int64_t position;
  const char *bytes;
  size_t length;
  enum verdict verdict;
  const char *name;
};

#define SIGNATURE(position, text, verdict, name) {position, text, sizeof(text) - 1, verdict, name}

static const struct signature signatures[] = {
    SIGNATURE(8, "WAVE", DAMAGED, "WAV"),
    SIGNATURE(0, "RF64", DAMAGED, "RF64"),
    SIGNATURE(0, "riff", DAMAGED, "W64"),
    SIGNATURE(0, "FORM", DAMAGED, "AIFF"),
    SIGNATURE(0, "fLaC", DAMAGED, "FLAC"),
    SIGNATURE(0, "OggS", DAMAGED, "Ogg"),
    SIGNATURE(0, "caff", DAMAGED, "CAF"),
    SIGNATURE(0, ".snd", DAMAGED, "AU"),
    SIGNATURE(0, "ID3", DAMAGED, "MP3"),
    SIGNATURE(4, "ftyp", UNSUPPORTED, "an MPEG-4 file (AAC or ALAC)"),
    SIGNATURE(0, "\x1a\x45\xdf\xa3", UNSUPPORTED, "a Matroska or WebM file"),
    SIGNATURE(0, "\x30\x26\xb2\x75", UNSUPPORTED, "a Windows Media file"),
    SIGNATURE(0, "wvpk", UNSUPPORTED, "a WavPack file"),
    SIGNATURE(0, "MAC ", UNSUPPORTED, "a Monkey's Audio file"),
    SIGNATURE(0, "MThd", FOREIGN, "a MIDI file"),
    SIGNATURE(0, "\x89PNG", FOREIGN, "a picture"),
    SIGNATURE(0, "\xff\xd8\xff", FOREIGN, "a picture"),
    SIGNATURE(0, "GIF8", FOREIGN, "a picture"),
    SIGNATURE(0, "%PDF", FOREIGN, "a PDF document"),
    SIGNATURE(0, "PK\x03\x04", FOREIGN, "a ZIP archive or office document"),
    SIGNATURE(0, "\x1f\x8b", FOREIGN, "a compressed archive"),
};

static bool is_text(const unsigned char *bytes, int64_t length) {
  int64_t strange = 0;
  for (int64_t k = 0; k < length; k++) {
    bool is_space = bytes[k] == '\n' || bytes[k] == '\r' || bytes[k] == '\t';
    strange += (bytes[k] < 0x20 && !is_space) || bytes[k] == 0x7f;
  }
  return length > 0 && strange == 0;
}

static const struct signature *find_signature(const unsigned char *bytes, int64_t length) {
  for (size_t k = 0; k < sizeof(signatures) / sizeof(signatures[0]); k++) {
    const struct signature *signature = &signatures[k];
    if (signature->position + (int64_t)signature->length <= length &&
        memcmp(bytes + signature->position, signature->bytes, signature->length) == 0) {
      return signature;
    }
  }
  return NULL;
}

bool not_audio_failure(const char *path, struct failure *failure) {
  char name[DISK_FILE_NAME_BYTES];
  unsigned char bytes[SNIFF_BYTES];
  int error = 0;
  disk_file_name(path, name);
  struct disk_file *file = disk_file_open(path, DISK_FILE_READ, &error);
  if (file == NULL) {
    return disk_read_failure(failure, path, error);
  }
  int64_t length = disk_file_read(file, 0, bytes, sizeof(bytes), &error);
  disk_file_close(file);
  if (length < 0) {
    return disk_read_failure(failure, path, error);
  }
  const struct signature *found = find_signature(bytes, length);
  if (found != NULL && found->verdict == DAMAGED) {
    return failure_set(
        failure, FAILURE_FILE_NOT_AUDIO,
        "%s is a damaged or truncated %s file; copy or export it again from its source.", name,
        found->name);
  }
  const char *what = found != NULL            ? found->name
                     : is_text(bytes, length) ? "a text file"
                                              : "not a kind of file that RtMixer knows";
  return failure_set(failure, FAILURE_FILE_NOT_AUDIO,
                     "%s is %s; choose a WAV, AIFF, FLAC, Ogg, Opus or MP3 file%s.", name, what,
                     found != NULL && found->verdict == UNSUPPORTED ? " or convert it to one" : "");
}
