/* MPEG audio, and Ogg and FLAC files that were joined: every frame there is, whatever came before
 * or between. */
#include <stdlib.h>

#include "check.h"
#include "file/sound/mpeg_frames.h"
#include "file/sound/sound_reader.h"
#include "sound_fixtures.h"

enum { BYTES_MAX = 1 << 21 };

static uint8_t bytes[BYTES_MAX];
static int64_t count;

static void put(const void *source, int64_t length) {
  CHECK(count + length <= BYTES_MAX);
  memcpy(bytes + count, source, (size_t)length);
  count += length;
}

static void put_byte(int value, int64_t length) {
  memset(bytes + count, value, (size_t)length);
  count += length;
}

/* Appends a whole sound of noise. */
static void put_sound(int format, int channels, int rate, int64_t frames) {
  const char *path = fixture_path("piece");
  int64_t length;
  float *noise = fixture_noise(frames, channels, (uint32_t)(frames + count));
  fixture_write(path, format, channels, rate, noise, frames);
  free(noise);
  uint8_t *piece = fixture_read_bytes(path, &length);
  put(piece, length);
  free(piece);
}

enum { MP3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III };
enum { VORBIS = SF_FORMAT_OGG | SF_FORMAT_VORBIS, OPUS = SF_FORMAT_OGG | SF_FORMAT_OPUS };

/* Where the frames of an MP3 in `bytes` begin, without its information frame. */
static int64_t skip_information(void) {
  struct mpeg_header header;
  CHECK(mpeg_header_parse(bytes, &header));
  return header.bytes;
}

/* Removes the first `length` bytes. */
static void drop(int64_t length) {
  count -= length;
  memmove(bytes, bytes + length, (size_t)count);
}

static struct sound_file_info probe(void) {
  const char *path = fixture_path("sound");
  struct sound_file_info info = {0};
  struct failure failure = {0};
  fixture_write_bytes(path, bytes, count);
  if (!sound_reader_probe(path, &info, NULL, &failure)) {
    CHECK_FAIL("%s", failure.sentence);
  }
  /* As many can be read. */
  int64_t read = 0, done;
  float *samples = malloc(sizeof(float) * 4096 * info.channels);
  struct sound_reader *reader = sound_reader_open(path, NULL, NULL);
  while ((done = sound_reader_read(reader, samples, 4096, NULL)) > 0) {
    read += done;
  }
  sound_reader_close(reader);
  free(samples);
  CHECK_EQUAL(read, info.frames);
  return info;
}

static void refuse(enum failure_code code, const char *part) {
  const char *path = fixture_path("sound");
  struct failure failure = {0};
  fixture_write_bytes(path, bytes, count);
  CHECK(!sound_reader_probe(path, NULL, NULL, &failure));
  CHECK_TEXT(failure_code_name(failure.code), failure_code_name(code));
  if (strstr(failure.sentence, part) == NULL) {
    CHECK_FAIL("\"%s\" does not say \"%s\"", failure.sentence, part);
  }
}

/* A loud second and four quiet ones without an information frame: the bit rate of the beginning
 * says nothing of the length. */
static int64_t put_uneven(void) {
  const int64_t frames = 5 * 44100;
  const char *path = fixture_path("uneven");
  float *noise = fixture_noise(frames, 2, 4);
  for (int64_t k = 2 * 44100; k < 2 * frames; k++) {
    noise[k] = 0.001f * sinf((float)k * 0.05f);
  }
  SF_INFO info = {.channels = 2, .samplerate = 44100, .format = MP3};
  SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
  int mode = SF_BITRATE_MODE_VARIABLE;
  sf_command(sound, SFC_SET_BITRATE_MODE, &mode, sizeof(mode));
  for (int64_t k = 0; k < frames; k += 4410) {
    sf_writef_float(sound, noise + 2 * k, 4410);
  }
  sf_close(sound);
  free(noise);
  int64_t length;
  uint8_t *piece = fixture_read_bytes(path, &length);
  put(piece, length);
  free(piece);
  return frames;
}

static void a_variable_bit_rate_without_information_has_all_frames(void) {
  count = 0;
  const int64_t frames = put_uneven();
  CHECK_EQUAL(probe().frames, frames);
  drop(skip_information());
  struct sound_file_info info = probe();
  CHECK_EQUAL(info.frames % 1152, 0);
  CHECK(info.frames >= frames + 1105 && info.frames < frames + 3 * 1152);
  CHECK_EQUAL(info.claimed_frames, -1);
  CHECK(!info.truncated);
}

static void a_wrong_information_frame_is_not_believed(void) {
  count = 0;
  const int64_t frames = put_uneven();
  /* "Xing" or "Info", flags, then the count of frames. */
  uint8_t *frame_count = bytes + 4 + 32 + 8;
  CHECK(memcmp(frame_count - 8, "Xing", 4) == 0 || memcmp(frame_count - 8, "Info", 4) == 0);
  memcpy(frame_count, "\0\0\0\12", 4);
  CHECK(probe().frames >= frames);
  CHECK(!probe().truncated);
  memcpy(frame_count, "\0\1\0\0", 4);
  struct sound_file_info info = probe();
  CHECK(info.frames >= frames);
  CHECK(info.claimed_frames > 65000 * 1152);
}

/* Where the encoder's name begins, in the information frame. */
static uint8_t *find_encoder(void) {
  for (int64_t k = 0; k + 36 < count; k++) {
    if (memcmp(bytes + k, "LAME", 4) == 0) {
      return bytes + k;
    }
  }
  CHECK_FAIL("there is no LAME tag");
  return NULL;
}

static void a_damaged_delay_of_an_mp3_cuts_no_sound_off(void) {
  count = 0;
  put_sound(MP3, 2, 48000, 6000);
  CHECK_EQUAL(probe().frames, 6000);
  uint8_t *encoder = find_encoder();
  encoder[34] ^= 0xff; /* the checksum alone: others than the encoder changed the frame */
  CHECK_EQUAL(probe().frames, 6000);
  encoder[21] = 0xfc; /* a delay of nearly 4,095 */
  CHECK(probe().frames >= 6000);
  encoder[21] = 0x24;
  memset(encoder, 0xac, 9);
  CHECK(probe().frames >= 6000);
}

static void an_mp3_cut_short_tells_what_was_promised(void) {
  count = 0;
  put_sound(MP3, 2, 44100, 44100);
  count = count * 6 / 10;
  struct sound_file_info info = probe();
  CHECK(info.truncated);
  CHECK_EQUAL(info.claimed_frames, 44100);
  CHECK(info.frames > 44100 / 2 && info.frames < 44100 * 7 / 10);
}

static void the_last_frame_of_an_mp3_that_is_cut_is_heard(void) {
  struct mpeg_header header;
  count = 0;
  put_sound(MP3, 2, 48000, 20000);
  drop(skip_information());
  CHECK(mpeg_header_parse(bytes, &header) && header.bytes > 200);
  const int64_t frames = probe().frames;
  const int64_t bytes_of_frame = header.bytes;
  count -= 100; /* of the last frame */
  CHECK_EQUAL(probe().frames, frames);
  count -= bytes_of_frame - 110; /* its header alone is left of it */
  CHECK_EQUAL(probe().frames, frames - header.samples);
}

static void an_mp3_that_begins_anywhere_is_read(void) {
  count = 0;
  put_sound(MP3, 2, 44100, 44100);
  drop(skip_information() + 100); /* in the middle of a frame */
  CHECK(probe().frames > 42000);
  static const int64_t junk[] = {1, 2000, 100000};
  for (size_t k = 0; k < sizeof(junk) / sizeof(junk[0]); k++) {
    count = 0;
    put_byte(0xa5, junk[k]);
    put_sound(MP3, 2, 44100, 44100);
    CHECK_EQUAL(probe().frames, 44100);
  }
  count = 0;
  put("ID3\4\0\0\0\0\0\12", 10);
  put_byte(0, 10 + 5000);
  put_sound(MP3, 2, 44100, 44100);
  CHECK_EQUAL(probe().frames, 44100);
}

static void junk_inside_an_mp3_loses_no_more_than_a_frame(void) {
  count = 0;
  put_sound(MP3, 2, 44100, 44100);
  memset(bytes + count / 2, 0, 40);
  CHECK(probe().frames >= 44100 - 2 * 1152);
  count = 0;
  put_sound(MP3, 2, 44100, 44100);
  put_byte(0x55, 3000);
  put_sound(MP3, 2, 44100, 44100);
  struct sound_file_info info = probe();
  CHECK(info.frames >= 2 * 44100 && info.frames < 2 * 44100 + 4 * 1152);
}

static void an_mp3_inside_a_wav_file_is_read(void) {
  static const char header[] = "RIFF\xff\xff\xff\xff"
                               "WAVEfmt \x1e\0\0\0\x55\0\2\0\x44\xac\0\0";
  count = 0;
  put(header, sizeof(header) - 1);
  put_byte(0, 22);
  put("data\xff\xff\xff\xff", 8);
  put_sound(MP3, 2, 44100, 44100);
  CHECK_EQUAL(probe().frames, 44100);
}

static void a_rate_that_changes_is_refused_with_the_place(void) {
  count = 0;
  put_sound(MP3, 2, 44100, 44100);
  put_sound(MP3, 2, 48000, 48000);
  refuse(FAILURE_FILE_UNSUPPORTED, "44100 to 48000 Hz");
}

static void junk_that_looks_like_other_rates_is_no_change(void) {
  static const uint8_t headers[][4] = {{0xff, 0xfb, 0x94, 0}, {0xff, 0xfb, 0x98, 0}};
  count = 0;
  put_sound(MP3, 1, 44100, 44100);
  const int64_t frames = probe().frames;
  /* Frames of 48000 and 32000 Hz by turns, as accidents in noise are. */
  for (int k = 0; k < 12; k++) {
    put(headers[k % 2], 4);
    put_byte(0x55, k % 2 == 0 ? 384 - 4 : 576 - 4);
  }
  put_sound(MP3, 1, 44100, 44100);
  CHECK(probe().frames >= 2 * frames);
}

static void counts_of_all_ones_promise_nothing(void) {
  count = 0;
  put_sound(MP3, 1, 44100, 44100);
  uint8_t *count_of_frames = find_encoder() - 112;
  CHECK(memcmp(count_of_frames - 8, "Info", 4) == 0 || memcmp(count_of_frames - 8, "Xing", 4) == 0);
  memset(count_of_frames, 0xff, 4);
  CHECK_EQUAL(probe().claimed_frames, -1);
  CHECK(!probe().truncated);
  count = 0;
  put_sound(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, 44100, 4410);
  bytes[21] |= 0x0f;
  memset(bytes + 22, 0xff, 4);
  CHECK_EQUAL(probe().claimed_frames, -1);
  CHECK(!probe().truncated);
}

static void an_ogg_file_whose_sound_is_damaged_is_not_called_empty(void) {
  count = 0;
  put_sound(VORBIS, 1, 44100, 2000);
  bytes[count - 20] ^= 0xff; /* the only page of sound */
  refuse(FAILURE_FILE_DAMAGED, "damaged or cut short before its sound begins");
}

static void channels_that_change_are_all_heard(void) {
  count = 0;
  put_sound(MP3, 1, 44100, 44100);
  put_sound(MP3, 2, 44100, 44100);
  struct sound_file_info info = probe();
  CHECK_EQUAL(info.channels, 2);
  CHECK(info.frames >= 2 * 44100);
}

static void a_sync_word_by_accident_is_no_mp3(void) {
  uint32_t state = 1;
  for (int round = 0; round < 40; round++) {
    count = 0;
    put("\xff\xfb\x90\x64", 4);
    for (int64_t k = 0; k < 20000; k++) {
      state = state * 1664525u + 1013904223u;
      bytes[count++] = (uint8_t)(state >> 24);
    }
    refuse(FAILURE_FILE_UNSUPPORTED, "unknown kind");
  }
}

static void a_scan_can_be_cancelled_and_tells_how_far_it_is(void) {
  struct failure failure = {0};
  count = 0;
  for (int k = 0; k < 20; k++) {
    put_sound(MP3, 2, 44100, 44100);
  }
  CHECK(probe().frames >= 20 * 44100);
  struct sound_scan *scan = sound_scan_create();
  CHECK(sound_reader_probe(fixture_path("sound"), NULL, scan, &failure));
  CHECK(sound_scan_fraction(scan) > 0.3);
  sound_scan_cancel(scan);
  CHECK(!sound_reader_probe(fixture_path("sound"), NULL, scan, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "job-cancelled");
  sound_scan_destroy(scan);
}

static void ogg_files_one_after_the_other_are_one_sound(void) {
  static const int formats[] = {VORBIS, OPUS};
  for (size_t k = 0; k < sizeof(formats) / sizeof(formats[0]); k++) {
    const int rate = 48000;
    count = 0;
    for (int part = 0; part < 4; part++) {
      put_sound(formats[k], 2, rate, 12345);
    }
    CHECK_EQUAL(probe().frames, 4 * 12345);
    CHECK(!probe().truncated);
    /* The same stream twice has the same serial number. */
    count = 0;
    put_sound(formats[k], 2, rate, 5000);
    put(bytes, count);
    CHECK_EQUAL(probe().frames, 2 * 5000);
  }
}

static void seeking_crosses_the_links_of_an_ogg_file(void) {
  static const int64_t places[] = {20000, 11999, 0, 35999, 12000, 24000, 23990, 5};
  enum { LINK = 12000, LINKS = 3 };
  count = 0;
  for (int part = 0; part < LINKS; part++) {
    put_sound(VORBIS, 1, 48000, LINK);
  }
  CHECK_EQUAL(probe().frames, LINKS * LINK);
  float whole[LINKS * LINK], part[64];
  struct sound_reader *reader = sound_reader_open(fixture_path("sound"), NULL, NULL);
  CHECK_EQUAL(sound_reader_read(reader, whole, LINKS * LINK, NULL), LINKS * LINK);
  for (size_t k = 0; k < sizeof(places) / sizeof(places[0]); k++) {
    CHECK(sound_reader_seek(reader, places[k]));
    int64_t done = sound_reader_read(reader, part, 64, NULL);
    CHECK_EQUAL(done, LINKS * LINK - places[k] < 64 ? LINKS * LINK - places[k] : 64);
    for (int64_t s = 0; s < done; s++) {
      CHECK_NEAR(part[s], whole[places[k] + s], 1e-6);
    }
  }
  sound_reader_close(reader);
}

static void ogg_links_of_another_format_are_refused(void) {
  count = 0;
  put_sound(VORBIS, 2, 48000, 12345);
  put_sound(VORBIS, 1, 44100, 12345);
  refuse(FAILURE_FILE_UNSUPPORTED, "2 channels at 48000 Hz to 1 at 44100 Hz");
}

static void an_ogg_file_cut_short_says_so(void) {
  count = 0;
  put_sound(VORBIS, 2, 48000, 48000);
  put_sound(VORBIS, 2, 48000, 48000);
  count -= 1000;
  struct sound_file_info info = probe();
  CHECK(info.truncated);
  CHECK(info.frames > 48000 && info.frames < 2 * 48000);
  /* A link whose beginning is lost is passed over. */
  count = 0;
  put_sound(VORBIS, 2, 48000, 48000);
  put_byte(0, 300);
  put_sound(VORBIS, 2, 48000, 48000);
  CHECK_EQUAL(probe().frames, 2 * 48000);
}

static void an_ogg_sound_after_one_that_was_cut_is_read_whole(void) {
  static const int64_t cuts[] = {10, 100, 1000};
  for (size_t k = 0; k < sizeof(cuts) / sizeof(cuts[0]); k++) {
    count = 0;
    put_sound(VORBIS, 2, 48000, 48000);
    count -= cuts[k];
    put_sound(VORBIS, 2, 48000, 30000);
    struct sound_file_info info = probe();
    CHECK(info.truncated);
    CHECK(info.frames >= 30000 && info.frames < 48000 + 30000);
    /* What was cut is shorter than what is whole. */
    const int64_t both = info.frames;
    count = 0;
    put_sound(VORBIS, 2, 48000, 48000);
    count -= cuts[k];
    CHECK_EQUAL(both - probe().frames, 30000);
  }
}

static void ogg_codings_that_are_not_read_are_named(void) {
  count = 0;
  put("OggS\0\2\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\1\x50", 28);
  put("Speex   1.2", 11);
  put_byte(0, 69);
  refuse(FAILURE_FILE_UNSUPPORTED, "Speex");
}

enum { FLAC = SF_FORMAT_FLAC | SF_FORMAT_PCM_16, WAV = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };

static void flac_files_one_after_the_other_are_one_sound(void) {
  count = 0;
  put_sound(FLAC, 2, 48000, 12345);
  const int64_t second = count;
  put_sound(FLAC, 2, 48000, 20000);
  put_sound(FLAC, 2, 48000, 12345); /* as long as the first, whose last frame it ends like */
  struct sound_file_info info = probe();
  CHECK_EQUAL(info.frames, 12345 + 20000 + 12345);
  CHECK_EQUAL(info.claimed_frames, info.frames);
  CHECK(!info.truncated);
  /* Seeking crosses them: the frame in the middle is the second file's own. */
  float expected[2], read[2];
  fixture_write_bytes(fixture_path("second"), bytes + second, count - second);
  struct sound_reader *reader = sound_reader_open(fixture_path("second"), NULL, NULL);
  CHECK(reader != NULL && sound_reader_seek(reader, 7000));
  CHECK_EQUAL(sound_reader_read(reader, expected, 1, NULL), 1);
  sound_reader_close(reader);
  reader = sound_reader_open(fixture_path("sound"), NULL, NULL);
  CHECK(reader != NULL && sound_reader_seek(reader, 12345 + 7000));
  CHECK_EQUAL(sound_reader_read(reader, read, 1, NULL), 1);
  sound_reader_close(reader);
  CHECK(read[0] == expected[0] && read[1] == expected[1]);
  /* Of unknown length (as written into a pipe), and cut short. */
  memset(bytes + 22, 0, 4);
  bytes[21] &= 0xf0;
  CHECK_EQUAL(probe().frames, 12345 + 20000 + 12345);
  drop(second);
  memmove(bytes + 30000, bytes + count / 2, (size_t)(count - count / 2));
  count = 30000;
  put_sound(FLAC, 2, 48000, 5000);
  info = probe();
  CHECK(info.frames > 5000 && info.frames < 25000);
  CHECK_EQUAL(info.claimed_frames, 25000);
  CHECK(info.truncated);
}

static void flac_files_of_another_format_after_the_first_are_refused(void) {
  count = 0;
  put_sound(FLAC, 2, 48000, 12345);
  put_sound(FLAC, 1, 44100, 12345);
  refuse(FAILURE_FILE_UNSUPPORTED, "2 channels at 48000 Hz to 1 at 44100 Hz in its part 2");
}

static void sounds_after_junk_are_read(void) {
  static const int formats[] = {MP3, VORBIS, FLAC, WAV, SF_FORMAT_AIFF | SF_FORMAT_PCM_16};
  for (size_t k = 0; k < sizeof(formats) / sizeof(formats[0]); k++) {
    for (int round = 0; round < 3; round++) {
      const int64_t junk = round == 0 ? 2000 : round == 1 ? 200000 : 8000;
      count = 0;
      put_byte(round == 0 ? 'x' : 0, junk);
      uint32_t state = 1;
      for (int64_t byte = 0; round == 2 && byte < junk; byte++) {
        state = state * 1664525u + 1013904223u;
        bytes[byte] = (uint8_t)(state >> 24);
      }
      put_sound(formats[k], 2, 48000, 12345);
      CHECK_EQUAL(probe().frames, 12345);
    }
  }
  /* A file that only begins like text is not called text. */
  count = 0;
  put_byte('x', 2000);
  put_byte(1, 20000);
  refuse(FAILURE_FILE_UNSUPPORTED, "unknown kind");
}

static const struct check_test tests[] = {
    {"junk that looks like other rates is no change",
     junk_that_looks_like_other_rates_is_no_change},
    {"counts of all ones promise nothing", counts_of_all_ones_promise_nothing},
    {"an Ogg file whose sound is damaged is not called empty",
     an_ogg_file_whose_sound_is_damaged_is_not_called_empty},
    {"a variable bit rate without information has all frames",
     a_variable_bit_rate_without_information_has_all_frames},
    {"a wrong information frame is not believed", a_wrong_information_frame_is_not_believed},
    {"a damaged delay of an MP3 cuts no sound off", a_damaged_delay_of_an_mp3_cuts_no_sound_off},
    {"an MP3 cut short tells what was promised", an_mp3_cut_short_tells_what_was_promised},
    {"the last frame of an MP3 that is cut is heard",
     the_last_frame_of_an_mp3_that_is_cut_is_heard},
    {"an MP3 that begins anywhere is read", an_mp3_that_begins_anywhere_is_read},
    {"junk inside an MP3 loses no more than a frame",
     junk_inside_an_mp3_loses_no_more_than_a_frame},
    {"an MP3 inside a WAV file is read", an_mp3_inside_a_wav_file_is_read},
    {"a rate that changes is refused with the place",
     a_rate_that_changes_is_refused_with_the_place},
    {"channels that change are all heard", channels_that_change_are_all_heard},
    {"a sync word by accident is no MP3", a_sync_word_by_accident_is_no_mp3},
    {"a scan can be cancelled and tells how far it is",
     a_scan_can_be_cancelled_and_tells_how_far_it_is},
    {"Ogg files one after the other are one sound", ogg_files_one_after_the_other_are_one_sound},
    {"seeking crosses the links of an Ogg file", seeking_crosses_the_links_of_an_ogg_file},
    {"Ogg links of another format are refused", ogg_links_of_another_format_are_refused},
    {"an Ogg file cut short says so", an_ogg_file_cut_short_says_so},
    {"an Ogg sound after one that was cut is read whole",
     an_ogg_sound_after_one_that_was_cut_is_read_whole},
    {"Ogg codings that are not read are named", ogg_codings_that_are_not_read_are_named},
    {"FLAC files one after the other are one sound", flac_files_one_after_the_other_are_one_sound},
    {"FLAC files of another format after the first are refused",
     flac_files_of_another_format_after_the_first_are_refused},
    {"sounds after junk are read", sounds_after_junk_are_read},
};

CHECK_MAIN(tests)
