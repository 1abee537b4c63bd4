/* Damaged sound files of forty kinds. The input chooses a kind and says how a whole file of it is
 * changed. The reader neither crashes nor hangs, refuses with a sentence, gives as many frames as
 * it said, and no fewer than libsndfile by itself, unless it says that the end is missing.
 */
#include <sndfile.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "file/sound/sound_reader.h"
#include "fuzz_bytes.h"

enum { FRAMES = 6000, CHANNELS = 2, FILE_BYTES_MAX = 1 << 18, FRAMES_MAX = 1 << 22 };
/* What is tried with every kind in every run, before libFuzzer makes up its own. */
enum { ROUNDS_PER_KIND = 12, ROUND_BYTES = 24 };

static const int kinds[] = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_U8,
    SF_FORMAT_WAV | SF_FORMAT_PCM_16,
    SF_FORMAT_WAV | SF_FORMAT_PCM_24,
    SF_FORMAT_WAV | SF_FORMAT_PCM_32,
    SF_FORMAT_WAV | SF_FORMAT_FLOAT,
    SF_FORMAT_WAV | SF_FORMAT_DOUBLE,
    SF_FORMAT_WAV | SF_FORMAT_ULAW,
    SF_FORMAT_WAV | SF_FORMAT_ALAW,
    SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM,
    SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM,
    SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG,
    SF_FORMAT_WAVEX | SF_FORMAT_PCM_16,
    SF_FORMAT_WAVEX | SF_FORMAT_PCM_24,
    SF_FORMAT_WAVEX | SF_FORMAT_FLOAT,
    SF_FORMAT_RF64 | SF_FORMAT_PCM_16,
    SF_FORMAT_RF64 | SF_FORMAT_FLOAT,
    SF_FORMAT_W64 | SF_FORMAT_PCM_16,
    SF_FORMAT_W64 | SF_FORMAT_FLOAT,
    SF_FORMAT_AIFF | SF_FORMAT_PCM_S8,
    SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
    SF_FORMAT_AIFF | SF_FORMAT_PCM_24,
    SF_FORMAT_AIFF | SF_FORMAT_FLOAT,
    SF_FORMAT_AIFF | SF_FORMAT_ULAW,
    SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE,
    SF_FORMAT_AU | SF_FORMAT_PCM_16,
    SF_FORMAT_AU | SF_FORMAT_FLOAT,
    SF_FORMAT_AU | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE,
    SF_FORMAT_CAF | SF_FORMAT_PCM_16,
    SF_FORMAT_CAF | SF_FORMAT_FLOAT,
    SF_FORMAT_CAF | SF_FORMAT_ALAC_16,
    SF_FORMAT_CAF | SF_FORMAT_ALAC_24,
    SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
    SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
    SF_FORMAT_OGG | SF_FORMAT_VORBIS,
    SF_FORMAT_OGG | SF_FORMAT_OPUS,
    SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
    SF_FORMAT_VOC | SF_FORMAT_PCM_16,
    SF_FORMAT_NIST | SF_FORMAT_PCM_16,
    SF_FORMAT_SVX | SF_FORMAT_PCM_16,
    SF_FORMAT_MAT5 | SF_FORMAT_PCM_16,
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static struct {
  uint8_t *bytes;
  int64_t count;
} wholes[KINDS];

struct sound_bytes {
  uint8_t bytes[FILE_BYTES_MAX];
  int64_t count;
};

static char path[64];

/* What the decoders' libraries leak of damaged files is not ours. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
  return "leak:libvorbis\nleak:libsndfile\nleak:libmpg123\nleak:libFLAC\nleak:libopus\n";
}

/* The decoders' libraries take the serial numbers of Ogg streams from the clock: with one that
 * stands, every run makes the same files. */
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  *now = (struct timeval){.tv_sec = 1000000000};
  return 0;
}

time_t time(time_t *now) {
  if (now != NULL) {
    *now = 1000000000;
  }
  return 1000000000;
}

static void write_file(const struct sound_bytes *file) {
  FILE *stream = fopen(path, "wb");
  FUZZ_CHECK(stream != NULL &&
             fwrite(file->bytes, 1, (size_t)file->count, stream) == (size_t)file->count);
  fclose(stream);
}

static void make_whole(int kind) {
  static float samples[FRAMES * CHANNELS];
  const int channels = (kinds[kind] & SF_FORMAT_TYPEMASK) == SF_FORMAT_SVX ? 1 : CHANNELS;
  uint32_t state = (uint32_t)kind + 1;
  for (int k = 0; k < FRAMES * CHANNELS; k++) {
    state = state * 1664525u + 1013904223u;
    samples[k] = (float)(int32_t)state / 4294967296.0f;
  }
  SF_INFO info = {.channels = channels, .samplerate = 48000, .format = kinds[kind]};
  SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
  FUZZ_CHECK(sound != NULL && sf_writef_float(sound, samples, FRAMES) == FRAMES);
  sf_close(sound);
  FILE *stream = fopen(path, "rb");
  wholes[kind].bytes = malloc(FILE_BYTES_MAX);
  FUZZ_CHECK(stream != NULL && wholes[kind].bytes != NULL);
  wholes[kind].count = (int64_t)fread(wholes[kind].bytes, 1, FILE_BYTES_MAX, stream);
  FUZZ_CHECK(wholes[kind].count > 100 && wholes[kind].count < FILE_BYTES_MAX);
  fclose(stream);
}

/* ---- changes ---- */

static void insert(struct sound_bytes *file, int64_t at, int64_t length, int value) {
  length = length > FILE_BYTES_MAX - file->count ? FILE_BYTES_MAX - file->count : length;
  memmove(file->bytes + at + length, file->bytes + at, (size_t)(file->count - at));
  memset(file->bytes + at, value, (size_t)length);
  file->count += length;
}

static void remove_bytes(struct sound_bytes *file, int64_t at, int64_t length) {
  length = length > file->count - at ? file->count - at : length;
  memmove(file->bytes + at, file->bytes + at + length, (size_t)(file->count - at - length));
  file->count -= length;
}

static void change(struct sound_bytes *file, struct fuzz_bytes *input) {
  static const uint32_t sizes[] = {0, 0xffffffffu, 0x7fffffffu, 0x80000000u,
                                   1, 0xffff,      0x7ffff000u};
  const uint32_t operation = take_below(input, 8), place = take_below(input, 65536);
  const uint32_t value = take_below(input, 256);
  /* Headers are hit more often than samples. */
  const int64_t reach = (place & 1) != 0 && file->count > 256 ? 256 : file->count;
  const int64_t at = reach == 0 ? 0 : (int64_t)(place / 2) % reach;
  if (file->count < 8) {
    return;
  }
  switch (operation) {
  case 0:
    file->bytes[at] ^= (uint8_t)(1u << (value & 7));
    break;
  case 1:
    file->bytes[at] = (uint8_t)value;
    break;
  case 2:
  case 3: {
    const uint32_t size = sizes[value % (sizeof(sizes) / sizeof(sizes[0]))];
    memcpy(file->bytes + (at + 4 > file->count ? file->count - 4 : at), &size, sizeof(size));
    break;
  }
  case 4:
    file->count = 1 + (int64_t)(place * (uint64_t)file->count / 65536);
    break;
  case 5:
    insert(file, at, (int64_t)value * 16 + 1, (int)value);
    break;
  case 6:
    remove_bytes(file, at, (int64_t)value + 1);
    break;
  default:
    if (2 * file->count < FILE_BYTES_MAX) {
      memcpy(file->bytes + file->count, file->bytes, (size_t)file->count);
      file->count *= 2;
    }
  }
}

/* ---- two decoders ---- */

struct finding {
  bool is_accepted;
  int channels, sample_rate;
  int64_t frames;
};

static struct finding read_by_libsndfile(void) {
  SF_INFO info = {0};
  SNDFILE *sound = sf_open(path, SFM_READ, &info);
  struct finding found = {.is_accepted = sound != NULL};
  if (sound == NULL || info.channels < 1 || info.channels > 256) {
    sf_close(sound);
    return (struct finding){0};
  }
  float *samples = malloc(1024 * sizeof(float) * (size_t)info.channels);
  for (int64_t done = 1; done > 0 && found.frames < FRAMES_MAX; found.frames += done) {
    done = sf_readf_float(sound, samples, 1024);
    done = done < 0 ? 0 : done;
  }
  free(samples);
  sf_close(sound);
  found.channels = info.channels;
  found.sample_rate = info.samplerate;
  return found;
}

static struct finding read_by_reader(struct sound_file_info *info) {
  struct failure failure = {0};
  struct sound_reader *reader = sound_reader_open(path, info, &failure);
  struct finding found = {.is_accepted = reader != NULL};
  if (reader == NULL) {
    FUZZ_CHECK(failure.code != FAILURE_NONE && failure.code != FAILURE_INTERNAL);
    FUZZ_CHECK(failure.sentence[0] != '\0' &&
               strlen(failure.sentence) < sizeof(failure.sentence) - 1);
    return found;
  }
  FUZZ_CHECK(info->frames > 0 && info->channels >= 1 && info->channels <= 256);
  FUZZ_CHECK(!info->truncated || info->claimed_frames == -1 ||
             info->claimed_frames >= info->frames);
  float *samples = malloc(1024 * sizeof(float) * info->channels);
  for (int64_t done = 1; done > 0 && found.frames < FRAMES_MAX; found.frames += done) {
    done = sound_reader_read(reader, samples, 1024, NULL);
  }
  if (found.frames == info->frames && sound_reader_seek(reader, info->frames / 2)) {
    sound_reader_read(reader, samples, 1, NULL);
  }
  free(samples);
  sound_reader_close(reader);
  found.channels = (int)info->channels;
  found.sample_rate = (int)info->sample_rate;
  return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  static struct sound_bytes file;
  struct fuzz_bytes input = {bytes, count};
  const uint32_t kind = take_below(&input, KINDS);
  memcpy(file.bytes, wholes[kind].bytes, (size_t)wholes[kind].count);
  file.count = wholes[kind].count;
  while (input.left >= 4) {
    change(&file, &input);
  }
  write_file(&file);
  struct sound_file_info info = {0};
  const struct finding ours = read_by_reader(&info);
  const struct finding other = read_by_libsndfile();
  if (ours.is_accepted && other.is_accepted && ours.channels == other.channels &&
      ours.sample_rate == other.sample_rate && !info.truncated) {
    const bool is_mpeg = strncmp(info.format, "MP", 2) == 0;
    if (strncmp(info.format, "W64", 3) == 0 && info.claimed_frames == ours.frames) {
      return 0; /* libsndfile takes what follows the samples of a W64 file for sound */
    }
    /* Where MPEG audio is damaged, decoders do not lose the same frames. */
    const int64_t allowance = is_mpeg ? 3 * 1152 : 0;
    if (ours.frames + allowance < other.frames) {
      fprintf(stderr, "kind %u (%s): %lld frames, libsndfile %lld\n", kind, info.format,
              (long long)ours.frames, (long long)other.frames);
      abort();
    }
  }
  return 0;
}

static void remove_file(void) {
  remove(path);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  snprintf(path, sizeof(path), "/tmp/rtmixer-fuzz-%ld.sound", (long)getpid());
  atexit(remove_file);
  uint32_t state = 1;
  for (int kind = 0; kind < KINDS; kind++) {
    make_whole(kind);
    uint8_t round[ROUND_BYTES] = {(uint8_t)kind};
    for (int k = 0; k < ROUNDS_PER_KIND; k++) {
      LLVMFuzzerTestOneInput(round, k == 0 ? 1 : 1 + 4 * ((size_t)k % 5 + 1));
      for (int byte = 1; byte < ROUND_BYTES; byte++) {
        state = state * 1664525u + 1013904223u;
        round[byte] = (uint8_t)(state >> 24);
      }
    }
  }
  return 0;
}
