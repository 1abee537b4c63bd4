#include "file/sound/sound_reader.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef _WIN32
#include <sys/wait.h>
#endif

#include "check.h"
#include "file/sound/resample.h"
#include "file/sound/sound_map.h"
#include "sound_fixtures.h"

enum { FRAMES = 48000 };

static const struct {
  int format;
  int channels;
  int sample_rate;
  const char *text;
} kinds[] = {
    {SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1, 8000, "WAV, 8 bit"},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, 44100, "WAV, 16 bit"},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 8, 48000, "WAV, 24 bit"},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1, 96000, "WAV, 32 bit"},
    {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 64, 48000, "WAV, 32 bit float"},
    {SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 2, 384000, "WAV, 64 bit float"},
    {SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 6, 48000, "WAV, 16 bit"},
    {SF_FORMAT_RF64 | SF_FORMAT_FLOAT, 256, 48000, "RF64, 32 bit float"},
    {SF_FORMAT_W64 | SF_FORMAT_PCM_24, 2, 192000, "W64, 24 bit"},
    {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 2, 44100, "AIFF, 16 bit"},
    {SF_FORMAT_CAF | SF_FORMAT_PCM_24, 2, 48000, "CAF, 24 bit"},
    {SF_FORMAT_AU | SF_FORMAT_PCM_16, 1, 22050, "AU, 16 bit"},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 2, 96000, "FLAC, 24 bit"},
    {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 2, 48000, "Ogg Vorbis"},
    {SF_FORMAT_OGG | SF_FORMAT_OPUS, 2, 48000, "Opus"},
    {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 2, 44100, "MP3"},
};

static void every_format_tells_its_frames(void) {
  for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
    const char *path = fixture_path("kind");
    struct sound_file_info info;
    struct failure failure = {0};
    float *noise = fixture_noise(FRAMES / 8, kinds[k].channels, (uint32_t)k);
    fixture_write(path, kinds[k].format, kinds[k].channels, kinds[k].sample_rate, noise,
                  FRAMES / 8);
    free(noise);
    if (!sound_reader_probe(path, &info, NULL, &failure)) {
      CHECK_FAIL("%s: %s", kinds[k].text, failure.sentence);
    }
    CHECK_TEXT(info.format, kinds[k].text);
    CHECK_EQUAL(info.channels, kinds[k].channels);
    CHECK_EQUAL(info.frames, FRAMES / 8);
    CHECK_NEAR(info.sample_rate, kinds[k].sample_rate, 0);
    CHECK(!info.truncated);
  }
}

static void refuse(const char *path, enum failure_code code, const char *part) {
  struct sound_file_info info;
  struct failure failure = {0};
  if (sound_reader_probe(path, &info, NULL, &failure)) {
    CHECK_FAIL("a file was accepted instead of: %s", part);
  }
  CHECK_TEXT(failure_code_name(failure.code), failure_code_name(code));
  if (strstr(failure.sentence, part) == NULL) {
    CHECK_FAIL("\"%s\" does not say \"%s\"", failure.sentence, part);
  }
  CHECK(failure.sentence[strlen(failure.sentence) - 1] == '.');
}

static void files_that_are_no_sound_say_what_they_are(void) {
  const char *path = fixture_path("notes.wav");
  fixture_write_bytes(path, "Dear diary,\ntoday", 17);
  refuse(path, FAILURE_FILE_NOT_AUDIO, "\"notes.wav\" is a text file");
  fixture_write_bytes(path, "\x89PNG\r\n\x1a\n0000", 12);
  refuse(path, FAILURE_FILE_NOT_AUDIO, "a picture");
  fixture_write_bytes(path,
                      "\0\0\0\x20"
                      "ftypM4A \0\0\0\0",
                      16);
  refuse(path, FAILURE_FILE_UNSUPPORTED, "convert it");
  fixture_write_bytes(path, "\x01\x02\x03\x04\x05\x06\x07", 7);
  refuse(path, FAILURE_FILE_UNSUPPORTED, "of an unknown kind");
  fixture_write_bytes(path, "RIFF\x10\0\0\0WAVEfmt ", 16);
  refuse(path, FAILURE_FILE_DAMAGED, "is a WAV file whose beginning is damaged");
  fixture_write_bytes(path, "", 0);
  refuse(path, FAILURE_FILE_EMPTY, "\"notes.wav\" is empty");
}

static void paths_that_lead_nowhere_say_so(void) {
  fixture_write_bytes(fixture_path("file"), "x", 1);
  refuse(fixture_path("gone.wav"), FAILURE_FILE_NOT_FOUND, "\"gone.wav\"");
  refuse(fixture_path("file/inside.wav"), FAILURE_FILE_NOT_FOUND, "\"inside.wav\"");
  refuse(fixture_path(""), FAILURE_FILE_UNREADABLE, "is a folder");
  refuse("", FAILURE_INVALID_ARGUMENT, "path");
#ifndef _WIN32
  CHECK(mkfifo(fixture_path("pipe.wav"), 0644) == 0);
  refuse(fixture_path("pipe.wav"), FAILURE_FILE_UNREADABLE, "a device or a pipe");
#endif
}

static void a_file_without_rights_is_unreadable(void) {
#ifdef _WIN32
  CHECK_SKIP("rights of Windows are no bits of a mode");
#else
  const char *path = fixture_path("secret.wav");
  int status = 0;
  fixture_write_bytes(path, "x", 1);
  CHECK(chmod(path, 0) == 0);
  pid_t child = fork();
  if (child == 0) {
    struct failure failure = {0};
    bool is_refused = (getuid() != 0 || setuid(65534) == 0) &&
                      !sound_reader_probe(path, NULL, NULL, &failure) &&
                      failure.code == FAILURE_FILE_UNREADABLE &&
                      strstr(failure.sentence, "not allowed to read") != NULL;
    _exit(is_refused ? 0 : 1);
  }
  CHECK(waitpid(child, &status, 0) == child);
  CHECK_EQUAL(WEXITSTATUS(status), 0);
#endif
}

/* A 16 bit WAV header of 44 bytes and `frames` frames of silence. */
static const char *write_header(int channels, uint32_t rate, uint32_t claimed, int64_t bytes) {
  static uint8_t file[44 + 65536];
  const char *path = fixture_path("header.wav");
  const uint32_t sizes[] = {36 + claimed, claimed};
  memcpy(file, "RIFF....WAVEfmt \x10\0\0\0\x01\0", 22);
  memcpy(file + 4, &sizes[0], 4);
  uint16_t block = (uint16_t)(2 * channels), bits = 16, count = (uint16_t)channels;
  uint32_t byte_rate = rate * block;
  memcpy(file + 22, &count, 2);
  memcpy(file + 24, &rate, 4);
  memcpy(file + 28, &byte_rate, 4);
  memcpy(file + 32, &block, 2);
  memcpy(file + 34, &bits, 2);
  memcpy(file + 36, "data", 4);
  memcpy(file + 40, &sizes[1], 4);
  fixture_write_bytes(path, file, 44 + bytes);
  return path;
}

static void headers_are_not_believed(void) {
  struct sound_file_info info;
  struct failure failure = {0};
  CHECK(sound_reader_probe(write_header(2, 48000, 4000, 4000), &info, NULL, &failure));
  CHECK_EQUAL(info.frames, 1000);
  refuse(write_header(0, 48000, 4000, 4000), FAILURE_FILE_DAMAGED, "\"header.wav\"");
  refuse(write_header(257, 48000, 257 * 2 * 8, 257 * 2 * 8), FAILURE_FILE_TOO_LARGE,
         "257 channels");
  refuse(write_header(2, 3, 4000, 4000), FAILURE_FILE_DAMAGED, "3 Hz");
  refuse(write_header(2, 2000000, 4000, 4000), FAILURE_FILE_DAMAGED, "2000000 Hz");
  refuse(write_header(2, 0, 4000, 4000), FAILURE_FILE_DAMAGED, "\"header.wav\"");
  refuse(write_header(2, 48000, 0, 0), FAILURE_FILE_EMPTY, "no sound");
  CHECK(sound_reader_probe(write_header(1, 1000, 4000, 4000), &info, NULL, &failure));
  CHECK(sound_reader_probe(write_header(1, 1000000, 4000, 4000), &info, NULL, &failure));
  CHECK(sound_reader_probe(write_header(2, 48000, 0x70000000, 4000), &info, NULL, &failure));
  CHECK_EQUAL(info.frames, 1000);
  CHECK(info.truncated);
  /* Programs that write into a pipe cannot know the size. */
  CHECK(sound_reader_probe(write_header(2, 48000, 0xffffffff, 4000), &info, NULL, &failure));
  CHECK_EQUAL(info.frames, 1000);
  CHECK(!info.truncated);
}

static void a_truncated_file_tells_what_is_there(void) {
  static const int formats[] = {
      SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_24,
      SF_FORMAT_W64 | SF_FORMAT_PCM_16, SF_FORMAT_AU | SF_FORMAT_PCM_16,
      SF_FORMAT_RF64 | SF_FORMAT_FLOAT, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
      SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III};
  const int64_t frames = 8 * FRAMES;
  float *noise = fixture_noise(frames, 2, 9);
  float *target = malloc((size_t)frames * 2 * sizeof(float));
  for (size_t k = 0; k < sizeof(formats) / sizeof(formats[0]); k++) {
    const char *path = fixture_path("cut");
    struct sound_file_info info;
    struct failure failure = {0};
    fixture_write(path, formats[k], 2, 48000, noise, frames);
    fixture_cut(path, 6, 10);
    if (!sound_reader_probe(path, &info, NULL, &failure)) {
      CHECK_FAIL("format %x: %s", formats[k], failure.sentence);
    }
    if (!info.truncated || info.frames < frames / 2 || info.frames > frames * 7 / 10) {
      CHECK_FAIL("format %x: %lld frames", formats[k], (long long)info.frames);
    }
    /* libsndfile leaves out the MPEG frame that the end cuts. */
    const int64_t cut_frames = (formats[k] & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG ? 1152 : 0;
    CHECK_EQUAL(fixture_read(path, target, frames, 2) + cut_frames, info.frames);
  }
  free(noise);
  free(target);
}

static void an_absurd_frame_count_is_counted_again(void) {
  const char *path = fixture_path("absurd.flac");
  struct sound_file_info info;
  struct failure failure = {0};
  int64_t count;
  float *noise = fixture_noise(FRAMES, 2, 3);
  fixture_write(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, 48000, noise, FRAMES);
  free(noise);
  uint8_t *bytes = fixture_read_bytes(path, &count);
  /* STREAMINFO: 36 bits of total samples end at byte 26. */
  bytes[21] |= 0x0f;
  memset(bytes + 22, 0xff, 4);
  /* All ones were never filled in and claim nothing; one less is a claim. */
  for (int less = 0; less < 2; less++) {
    bytes[25] = (uint8_t)(0xff - less);
    fixture_write_bytes(path, bytes, count);
    CHECK(sound_reader_probe(path, &info, NULL, &failure));
    CHECK_EQUAL(info.frames, FRAMES);
    CHECK_EQUAL(info.truncated, less == 1);
  }
  free(bytes);
}

static void any_name_works_and_its_sentence_stays_one_line(void) {
#ifdef _WIN32
  CHECK_SKIP("Windows has no such names");
#else
  static const char *const names[] = {"it's \"quoted\".wav", "drum \xf0\x9f\xa5\x81 kit.wav",
                                      "two\nlines.wav", "broken\xff\xc3utf8.wav", "%s%n.wav"};
  for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
    const char *path = fixture_path(names[k]);
    struct sound_file_info info;
    struct failure failure = {0};
    float *noise = fixture_noise(100, 1, 1);
    fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 48000, noise, 100);
    free(noise);
    CHECK(sound_reader_probe(path, &info, NULL, &failure));
    CHECK_EQUAL(info.frames, 100);
    fixture_write_bytes(path, "", 0);
    CHECK(!sound_reader_probe(path, &info, NULL, &failure));
    CHECK(strchr(failure.sentence, '\n') == NULL && strchr(failure.sentence, '\xff') == NULL);
  }
  char longest[256];
  memset(longest, 'x', 255);
  memcpy(longest + 251, ".wav", 5);
  longest[255] = '\0';
  refuse(fixture_path(longest), FAILURE_FILE_NOT_FOUND, "xxx.wav\"");
#endif
}

static void broken_samples_become_silence_and_are_counted(void) {
  const char *path = fixture_path("nan.wav");
  float samples[8] = {0.5f, NAN, -INFINITY, 2.5f, INFINITY, -0.0f, 1e-42f, -1};
  float read[8];
  int64_t replaced = 0;
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, 48000, samples, 4);
  struct sound_reader *reader = sound_reader_open(path, NULL, NULL);
  CHECK(reader != NULL);
  CHECK_EQUAL(sound_reader_read(reader, read, 4, &replaced), 4);
  sound_reader_close(reader);
  CHECK_EQUAL(replaced, 3);
  samples[1] = samples[2] = samples[4] = 0;
  CHECK(memcmp(samples, read, sizeof(read)) == 0);
}

/** Samples read from `offset` on are those of the whole file. */
static void check_part(const float *part, const float *whole, int64_t count, float tolerance,
                       const char *format, int64_t offset) {
  for (int64_t s = 0; s < count; s++) {
    float difference = fabsf(part[s] - whole[s]);
    if (difference > tolerance) {
      CHECK_FAIL("%s from frame %lld: off by %g at %lld", format, (long long)offset, difference,
                 (long long)s);
    }
  }
}

static void seeking_finds_the_same_samples_in_every_format(void) {
  static const int64_t offsets[] = {1, 4095, 17, FRAMES - 1, 0, 23456, FRAMES / 2};
  float *whole = malloc(FRAMES * 8 * sizeof(float));
  for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
    const char *path = fixture_path("seek");
    const int channels = kinds[k].channels < 8 ? kinds[k].channels : 8;
    float part[64 * 8];
    float *sine = fixture_sine(FRAMES, channels, 440, kinds[k].sample_rate);
    fixture_write(path, kinds[k].format, channels, kinds[k].sample_rate, sine, FRAMES);
    free(sine);
    /* MP3 decoding rounds differently depending on where it began. */
    const float tolerance = strcmp(kinds[k].text, "MP3") == 0 ? 1e-6f : 0;
    CHECK_EQUAL(fixture_read(path, whole, FRAMES, channels), FRAMES);
    struct sound_reader *reader = sound_reader_open(path, NULL, NULL);
    for (size_t at = 0; at < sizeof(offsets) / sizeof(offsets[0]); at++) {
      CHECK(sound_reader_seek(reader, offsets[at]));
      int64_t done = sound_reader_read(reader, part, 64, NULL);
      CHECK_EQUAL(done, FRAMES - offsets[at] < 64 ? FRAMES - offsets[at] : 64);
      check_part(part, whole + offsets[at] * channels, done * channels, tolerance, kinds[k].text,
                 offsets[at]);
    }
    sound_reader_close(reader);
  }
  free(whole);
}

static void seeking_in_a_quiet_stretch_of_a_variable_mp3_is_exact(void) {
  const int64_t frames = 30 * FRAMES;
  const char *path = fixture_path("variable.mp3");
  float *noise = fixture_noise(frames, 1, 4), *whole = malloc((size_t)frames * sizeof(float));
  float part[512];
  for (int64_t k = 0; k < frames; k++) {
    noise[k] = (k / 100000) % 2 != 0 ? noise[k] : 0.001f * sinf((float)(k % 6283) * 0.05f);
  }
  SF_INFO info = {
      .channels = 1, .samplerate = FRAMES, .format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III};
  SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
  int mode = SF_BITRATE_MODE_VARIABLE;
  sf_command(sound, SFC_SET_BITRATE_MODE, &mode, sizeof(mode));
  for (int64_t k = 0; k < frames; k += 4000) {
    sf_writef_float(sound, noise + k, 4000);
  }
  sf_close(sound);
  CHECK_EQUAL(fixture_read(path, whole, frames, 1), frames);
  struct sound_reader *reader = sound_reader_open(path, NULL, NULL);
  for (int64_t k = 0; k < 60; k++) {
    int64_t at = (k * 7919 * 6007) % (frames - 512);
    CHECK(sound_reader_seek(reader, at));
    CHECK_EQUAL(sound_reader_read(reader, part, 512, NULL), 512);
    for (int64_t s = 0; s < 512; s++) {
      CHECK_NEAR(part[s], whole[at + s], 1e-6);
    }
  }
  sound_reader_close(reader);
  free(noise);
  free(whole);
}

static void resampled_lengths_are_rounded(void) {
  CHECK_EQUAL(resampled_frames(441, 44100, 48000), 480);
  CHECK_EQUAL(resampled_frames(1, 44100, 48000), 1);
  CHECK_EQUAL(resampled_frames(1, 192000, 44100), 1);
  CHECK_EQUAL(resampled_frames(0, 192000, 44100), 0);
  CHECK_EQUAL(resampled_frames(1000, 48000, 44100), 919);
  CHECK_EQUAL(resampled_frames(158760000, 44100, 48000), 172800000);
  CHECK_EQUAL(resampled_frames(INT64_C(1) << 40, 48000, 48000), INT64_C(1) << 40);
}

static void a_file_overwritten_by_one_of_the_same_size_is_looked_at_again(void) {
  const char *path = fixture_path("same size");
  struct stat before, after;
  float *noise = fixture_noise(2 * FRAMES, 1, 1);
  float read[2];
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 48000, noise, FRAMES);
  struct sound_map *map = sound_map_create(path, NULL, NULL);
  CHECK(map != NULL && stat(path, &before) == 0);
  fixture_sleep(0.02); /* the clock of a file's times is coarse */
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1, 48000, noise, 2 * FRAMES);
  CHECK(stat(path, &after) == 0 && after.st_size == before.st_size);
  struct sound_reader *reader = sound_reader_open_mapped(path, map, NULL);
  CHECK(reader != NULL && sound_reader_seek(reader, 2 * FRAMES - 2));
  CHECK_EQUAL(sound_reader_read(reader, read, 2, NULL), 2);
  CHECK_NEAR(read[0], noise[2 * FRAMES - 2], 1.0 / 64);
  CHECK_NEAR(read[1], noise[2 * FRAMES - 1], 1.0 / 64);
  sound_reader_close(reader);
  sound_map_destroy(map);
  free(noise);
}

static const struct check_test tests[] = {
    {"every format has its frames, channels and rate read", every_format_tells_its_frames},
    {"files that are not sounds are refused with what they are",
     files_that_are_no_sound_say_what_they_are},
    {"paths that lead to no file are refused", paths_that_lead_nowhere_say_so},
    {"a file without rights is unreadable", a_file_without_rights_is_unreadable},
    {"headers that claim too much are not trusted", headers_are_not_believed},
    {"a truncated file counts the frames that are there", a_truncated_file_tells_what_is_there},
    {"the frames of a header with an absurd count are counted",
     an_absurd_frame_count_is_counted_again},
    {"any name works and its sentence stays one line",
     any_name_works_and_its_sentence_stays_one_line},
    {"broken samples become silence and are counted",
     broken_samples_become_silence_and_are_counted},
    {"seeking finds the same samples in every format",
     seeking_finds_the_same_samples_in_every_format},
    {"seeking in a quiet stretch of a variable MP3 is exact",
     seeking_in_a_quiet_stretch_of_a_variable_mp3_is_exact},
    {"resampled lengths are rounded and never become 0", resampled_lengths_are_rounded},
    {"a file overwritten by one of the same size is looked at again",
     a_file_overwritten_by_one_of_the_same_size_is_looked_at_again},
};

CHECK_MAIN(tests)
