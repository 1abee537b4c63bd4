/* Sounds whose headers do not tell the truth about where their samples are. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "file/sound/sound_reader.h"
#include "sound_fixtures.h"

enum { FRAMES = 4000, FRAME_BYTES = 4, DATA_BYTES = FRAMES * FRAME_BYTES };

/* A file under construction. */
static uint8_t bytes[1 << 20];
static int64_t count;
static bool is_big_endian;

static void put(const void *source, int64_t length) {
  memcpy(bytes + count, source, (size_t)length);
  count += length;
}

static void put_number(uint64_t value, int length) {
  for (int k = 0; k < length; k++) {
    bytes[count++] = (uint8_t)(value >> (8 * (is_big_endian ? length - 1 - k : k)));
  }
}

static void put_chunk(const char *name, uint64_t size) {
  put(name, 4);
  put_number(size, 4);
}

static void begin_form(const char *name) {
  count = 0;
  is_big_endian = strcmp(name, "RIFX") == 0;
  put_chunk(name, 0xffffffff);
  put("WAVE", 4);
}

static void put_format(void) {
  put_chunk("fmt ", 16);
  put_number(1, 2);
  put_number(2, 2);
  put_number(48000, 4);
  put_number(48000 * FRAME_BYTES, 4);
  put_number(FRAME_BYTES, 2);
  put_number(16, 2);
}

static void put_samples(int64_t frames) {
  for (int64_t k = 0; k < 2 * frames; k++) {
    put_number((uint64_t)(0x8000 | (k * 7919 & 0x7fff)), 2);
  }
}

static struct sound_file_info probe(void) {
  const char *path = fixture_path("bounds.wav");
  struct sound_file_info info = {0};
  struct failure failure = {0};
  fixture_write_bytes(path, bytes, count);
  if (!sound_reader_probe(path, &info, NULL, &failure)) {
    CHECK_FAIL("%s", failure.sentence);
  }
  return info;
}

/* All samples are there, and the first and the last are right. */
static void check_all(int64_t frames) {
  struct sound_file_info info = probe();
  float first[2], last[2];
  CHECK_EQUAL(info.frames, frames);
  CHECK(!info.truncated);
  struct sound_reader *reader = sound_reader_open(fixture_path("bounds.wav"), NULL, NULL);
  CHECK_EQUAL(sound_reader_read(reader, first, 1, NULL), 1);
  CHECK(sound_reader_seek(reader, frames - 1));
  CHECK_EQUAL(sound_reader_read(reader, last, 1, NULL), 1);
  CHECK_EQUAL(sound_reader_read(reader, last, 1, NULL), 0);
  CHECK_NEAR(first[0], -1, 0);
  CHECK_NEAR(last[1], (float)(int16_t)(0x8000 | ((2 * frames - 1) * 7919 & 0x7fff)) / 32768.0f, 0);
  sound_reader_close(reader);
}

static void sizes_that_were_never_written_give_all_samples(void) {
  static const uint32_t sizes[] = {0,          0xffffffff, 0xffffffff - 36, 0x7fffffff,
                                   0x7ffff000, 0x80000000, 0xfffffff0};
  static const char *const forms[] = {"RIFF", "RIFX", "RF64", "BW64"};
  for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
    for (size_t form = 0; form < sizeof(forms) / sizeof(forms[0]); form++) {
      begin_form(forms[form]);
      put_format();
      put_chunk("data", sizes[k]);
      put_samples(FRAMES);
      check_all(FRAMES);
      CHECK_EQUAL(probe().claimed_frames, -1);
    }
  }
}

static void put_wide_sizes(uint64_t data_size) {
  put_chunk("ds64", 28);
  put_number(data_size + 1000, 8);
  put_number(data_size, 8);
  put_number(data_size / FRAME_BYTES, 8);
  put_number(0, 4);
}

static void broadcast_files_are_read(void) {
  begin_form("BW64");
  put_wide_sizes(DATA_BYTES);
  put_format();
  put_chunk("chna", 4);
  put_number(0, 4);
  put_chunk("data", 0xffffffff);
  put_samples(FRAMES);
  put_chunk("axml", 6);
  put("<xml/>", 6);
  check_all(FRAMES);
  CHECK_TEXT(probe().format, "BW64, 16 bit");
  CHECK_EQUAL(probe().claimed_frames, FRAMES);
}

static void sizes_beyond_the_file_are_told_with_their_claim(void) {
  begin_form("RIFF");
  put_format();
  put_chunk("data", 10 * DATA_BYTES);
  put_samples(FRAMES);
  struct sound_file_info info = probe();
  CHECK_EQUAL(info.frames, FRAMES);
  CHECK_EQUAL(info.claimed_frames, 10 * FRAMES);
  CHECK(info.truncated);
  begin_form("RF64");
  put_wide_sizes((uint64_t)3 << 32);
  put_format();
  put_chunk("data", 0xffffffff);
  put_samples(FRAMES);
  info = probe();
  CHECK_EQUAL(info.frames, FRAMES);
  CHECK_EQUAL(info.claimed_frames, (INT64_C(3) << 32) / FRAME_BYTES);
  CHECK(info.truncated);
}

static void chunks_before_and_after_the_samples_are_no_sound(void) {
  begin_form("RIFF");
  put_chunk("JUNK", 13); /* odd, and without its padding */
  put("aaaaaaaaaaaaa", 13);
  put_chunk("bext", 20001);
  count += 20001;
  put_number(0, 1);
  put_format();
  put_chunk("PEAK", 2); /* too short */
  put_number(0, 2);
  put_chunk("data", DATA_BYTES);
  put_samples(FRAMES);
  put_chunk("LIST", 5);
  put("INFOx", 5); /* odd, and without its padding at the end */
  check_all(FRAMES);
  CHECK_EQUAL(probe().claimed_frames, FRAMES);
}

static void chunks_with_impossible_sizes_are_passed_over(void) {
  static const uint32_t sizes[] = {0xffffffff, 0x7fffffff, 100000, 3};
  for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
    begin_form("RIFF");
    put_chunk("LIST", sizes[k]);
    put("INFOISFT\1\2\3\4", 12);
    put_format();
    put_chunk("data", DATA_BYTES);
    put_samples(FRAMES);
    check_all(FRAMES);
  }
  /* One that leads into the samples. */
  begin_form("RIFF");
  put_format();
  put_chunk("fact", 1000);
  put_number(FRAMES, 4);
  put_chunk("data", DATA_BYTES);
  put_samples(FRAMES);
  check_all(FRAMES);
}

static void a_file_without_samples_is_empty_and_not_damaged(void) {
  struct failure failure = {0};
  begin_form("RIFF");
  put_format();
  put_chunk("data", 0);
  put_chunk("LIST", 4);
  put("INFO", 4);
  fixture_write_bytes(fixture_path("bounds.wav"), bytes, count);
  CHECK(!sound_reader_probe(fixture_path("bounds.wav"), NULL, NULL, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "file-empty");
}

static void junk_and_tags_before_the_header_are_passed_over(void) {
  static const int64_t lengths[] = {1, 44, 5000, 60000};
  for (size_t k = 0; k < sizeof(lengths) / sizeof(lengths[0]); k++) {
    begin_form("RIFF");
    put_format();
    put_chunk("data", DATA_BYTES);
    put_samples(FRAMES);
    memmove(bytes + lengths[k], bytes, (size_t)count);
    memset(bytes, 0xa5, (size_t)lengths[k]);
    count += lengths[k];
    check_all(FRAMES);
  }
  memcpy(bytes, "ID3\4\0\0\0\3\x54\x56", 10); /* a tag of 60,000 bytes */
  check_all(FRAMES);
}

static void an_unknown_coding_is_not_called_damaged(void) {
  struct failure failure = {0};
  begin_form("RIFF");
  put_format();
  bytes[20] = 0x61; /* Windows Media Audio */
  bytes[21] = 0x01;
  put_chunk("data", DATA_BYTES);
  put_samples(FRAMES);
  fixture_write_bytes(fixture_path("bounds.wav"), bytes, count);
  CHECK(!sound_reader_probe(fixture_path("bounds.wav"), NULL, NULL, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "file-unsupported");
  CHECK(strstr(failure.sentence, "0x0161") != NULL);
}

/* A sparse file: `sound_bytes` of silence behind a header that says `size`. */
static struct sound_file_info probe_sparse(const char *form, uint32_t size, int64_t sound_bytes,
                                           uint64_t wide_size) {
  const char *path = fixture_path("sparse.wav");
  struct sound_file_info info = {0};
  struct failure failure = {0};
  float last[2];
  begin_form(form);
  if (wide_size > 0) {
    put_wide_sizes(wide_size);
  }
  put_format();
  put_chunk("data", size);
  fixture_write_bytes(path, bytes, count);
  CHECK(fixture_set_size(path, count + sound_bytes));
  if (!sound_reader_probe(path, &info, NULL, &failure)) {
    CHECK_FAIL("%s", failure.sentence);
  }
  struct sound_reader *reader = sound_reader_open(path, NULL, NULL);
  CHECK(sound_reader_seek(reader, info.frames - 1));
  CHECK_EQUAL(sound_reader_read(reader, last, 1, NULL), 1);
  sound_reader_close(reader);
  CHECK(unlink(path) == 0);
  return info;
}

static void more_than_four_gigabytes_are_read_whatever_the_sizes_say(void) {
  const int64_t six = INT64_C(6) << 30;
  const int64_t frames = six / FRAME_BYTES;
  CHECK_EQUAL(probe_sparse("RIFF", 0xffffffff, six, 0).frames, frames);
  CHECK_EQUAL(probe_sparse("RIFF", 0, six, 0).frames, frames);
  CHECK_EQUAL(probe_sparse("RIFF", (uint32_t)six, six, 0).frames, frames); /* wrapped */
  CHECK_EQUAL(probe_sparse("RIFX", 0xffffffff, six, 0).frames, frames);
  CHECK_EQUAL(probe_sparse("BW64", 0xffffffff, six, (uint64_t)six).frames, frames);
  CHECK_EQUAL(probe_sparse("RF64", 0xffffffff, six, 0).frames, frames);
  const int64_t five = INT64_C(5) << 30;
  CHECK_EQUAL(probe_sparse("RIFF", (uint32_t)five, five, 0).frames, five / FRAME_BYTES);
  struct sound_file_info cut = probe_sparse("RIFF", (uint32_t)five, five - 4000, 0);
  CHECK_EQUAL(cut.frames, five / FRAME_BYTES - 1000);
  CHECK_EQUAL(cut.claimed_frames, five / FRAME_BYTES);
  CHECK(cut.truncated);
}

static int64_t find(const char *name) {
  for (int64_t k = 0; k + 4 <= count; k++) {
    if (memcmp(bytes + k, name, 4) == 0) {
      return k;
    }
  }
  CHECK_FAIL("no %s", name);
  return 0;
}

static void load(int format) {
  float *noise = fixture_noise(FRAMES, 2, 3);
  fixture_write(fixture_path("other"), format, 2, 48000, noise, FRAMES);
  free(noise);
  uint8_t *read = fixture_read_bytes(fixture_path("other"), &count);
  memcpy(bytes, read, (size_t)count);
  free(read);
}

static void other_containers_of_unknown_size_give_all_samples(void) {
  static const struct {
    int format;
    const char *chunk;
    int size_at, size_bytes;
  } cases[] = {{SF_FORMAT_CAF | SF_FORMAT_PCM_16, "data", 4, 8},
               {SF_FORMAT_W64 | SF_FORMAT_PCM_16, "data", 16, 8},
               {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "SSND", 4, 4},
               {SF_FORMAT_AU | SF_FORMAT_PCM_16, ".snd", 8, 4}};
  for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
    for (int value = 0; value <= 0xff; value += 0xff) {
      load(cases[k].format);
      memset(bytes + find(cases[k].chunk) + cases[k].size_at, value, (size_t)cases[k].size_bytes);
      struct sound_file_info info = probe();
      if (info.frames != FRAMES || info.truncated) {
        CHECK_FAIL("%s of size %d: %lld frames", cases[k].chunk, value, (long long)info.frames);
      }
    }
  }
  load(SF_FORMAT_AIFF | SF_FORMAT_PCM_16);
  memset(bytes + find("COMM") + 10, 0, 4);
  memset(bytes + find("SSND") + 4, 0, 4);
  CHECK_EQUAL(probe().frames, FRAMES);
}

static void a_flac_file_of_unknown_or_wrong_length_gives_all_samples(void) {
  load(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  bytes[21] &= 0xf0;
  memset(bytes + 22, 0, 4);
  struct sound_file_info info = probe();
  CHECK_EQUAL(info.frames, FRAMES);
  CHECK_EQUAL(info.claimed_frames, -1);
  CHECK(!info.truncated);
  bytes[25] = 100;
  CHECK_EQUAL(probe().frames, FRAMES);
}

static void refuse(enum failure_code code, const char *part) {
  const char *path = fixture_path("refused");
  struct failure failure = {0};
  fixture_write_bytes(path, bytes, count);
  CHECK(!sound_reader_probe(path, NULL, NULL, &failure));
  CHECK_TEXT(failure_code_name(failure.code), failure_code_name(code));
  if (strstr(failure.sentence, part) == NULL) {
    CHECK_FAIL("%s", failure.sentence);
  }
}

static void put_wave_of(int tag, int channels, int bits) {
  begin_form("RIFF");
  put_chunk("fmt ", 16);
  put_number((uint64_t)tag, 2);
  put_number((uint64_t)channels, 2);
  put_number(48000, 4);
  put_number((uint64_t)(48000 * channels * bits / 8), 4);
  put_number((uint64_t)(channels * bits / 8), 2);
  put_number((uint64_t)bits, 2);
  put_chunk("data", DATA_BYTES);
  put_samples(FRAMES);
}

static void put_au_of(int coding, int channels) {
  count = 0;
  is_big_endian = true;
  put_chunk(".snd", 24);
  put_number(DATA_BYTES, 4);
  put_number((uint64_t)coding, 4);
  put_number(48000, 4);
  put_number((uint64_t)channels, 4);
  put_samples(FRAMES);
}

static void whole_files_of_codings_that_are_not_read_are_not_called_damaged(void) {
  put_wave_of(1, 2, 64);
  refuse(FAILURE_FILE_UNSUPPORTED, "is a WAV file with 64 bit PCM");
  put_wave_of(3, 2, 16);
  refuse(FAILURE_FILE_UNSUPPORTED, "16 bit float");
  put_au_of(24, 1);
  refuse(FAILURE_FILE_UNSUPPORTED, "is an AU file with coding 24");
  count = 0;
  put("NIST_1A\n   1024\nsample_count -i 1000\nsample_rate -i 8000\nchannel_count -i 1\n"
      "sample_n_bytes -i 2\nsample_coding -s26 pcm,embedded-shorten-v2.00\nend_head\n",
      150);
  count = 1024;
  put_samples(FRAMES);
  refuse(FAILURE_FILE_UNSUPPORTED, "is a NIST file with");
  /* What is not possible in any coding is damage, told in correct English. */
  put_wave_of(1, 0, 16);
  refuse(FAILURE_FILE_DAMAGED, "is a WAV file whose beginning");
  put_au_of(3, 0);
  refuse(FAILURE_FILE_DAMAGED, "is an AU file whose beginning");
  count = 0;
  put("FORM\0\0\0\4AIFF", 12);
  put_samples(40);
  refuse(FAILURE_FILE_DAMAGED, "is an AIFF file whose beginning");
}

/* The claim of a file of GSM blocks in frames is more than the one in bytes. */
static void a_claim_beyond_all_numbers_stays_one(void) {
  static const char data[] = "data\xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a";
  const char *path = fixture_path("claim.w64");
  float *noise = fixture_noise(3200, 1, 1);
  struct sound_file_info info;
  fixture_write(path, SF_FORMAT_W64 | SF_FORMAT_GSM610, 1, 8000, noise, 3200);
  free(noise);
  uint8_t *whole = fixture_read_bytes(path, &count);
  int64_t at = 0;
  while (memcmp(whole + at, data, sizeof(data) - 1) != 0) {
    at++;
    CHECK(at + 24 < count);
  }
  whole[at + 16 + 7] = 0x3f; /* of eight, the lowest first */
  fixture_write_bytes(path, whole, count);
  free(whole);
  CHECK(sound_reader_probe(path, &info, NULL, NULL));
  CHECK_EQUAL(info.frames, 3200);
  CHECK(info.claimed_frames > info.frames);
  CHECK(info.truncated);
}

static void blocks_of_compressed_samples_end_with_the_last_byte(void) {
  const char *path = fixture_path("blocks.au");
  float *noise = fixture_noise(1201, 1, 1);
  struct sound_file_info info;
  fixture_write(path, SF_FORMAT_AU | SF_FORMAT_G721_32, 1, 8000, noise, 1201);
  free(noise);
  uint8_t *whole = fixture_read_bytes(path, &count);
  /* 2 frames a byte */
  memset(whole + 8, 0xff, 4);
  fixture_write_bytes(path, whole, whole[7] + 601);
  free(whole);
  CHECK(sound_reader_probe(path, &info, NULL, NULL));
  CHECK_EQUAL(info.frames, 1202);
}

static void an_au_file_that_holds_more_than_it_claims_gives_all(void) {
  put_au_of(3, 2);
  bytes[8 + 2] = 0x20; /* of 16,000 bytes, 8,320 */
  CHECK_EQUAL(probe().frames, FRAMES);
  /* Another file that was joined is no sound of this one. */
  put_au_of(3, 2);
  memmove(bytes + count, bytes, (size_t)count);
  count *= 2;
  CHECK_EQUAL(probe().frames, FRAMES);
}

static void a_voc_file_of_several_blocks_is_not_read_as_one(void) {
  static const uint8_t format[] = {0x80, 0xbb, 0, 0, 16, 2, 4, 0, 0, 0, 0, 0};
  for (int blocks = 1; blocks <= 2; blocks++) {
    count = 0;
    is_big_endian = false;
    put("Creative Voice File\x1a\x1a\0\x14\x01\x1f\x11", 26);
    put_number(9 | (12 + 4000) << 8, 4);
    put(format, sizeof(format));
    put_samples(1000);
    if (blocks == 1) {
      put_number(0, 1);
      CHECK_EQUAL(probe().frames, 1000);
      continue;
    }
    put_number(2 | 4000 << 8, 4);
    put_samples(1000);
    put_number(0, 1);
    refuse(FAILURE_FILE_UNSUPPORTED, "is a VOC file with several blocks");
  }
}

static void put_whole_wave(void) {
  begin_form("RIFF");
  put_format();
  put_chunk("data", DATA_BYTES);
  put_samples(FRAMES);
}

static void sound_after_the_end_of_a_sound_is_told(void) {
  put_whole_wave();
  const int64_t whole = count;
  CHECK_EQUAL(probe().unread_bytes, 0);
  memmove(bytes + whole, bytes, (size_t)whole); /* joined */
  count += whole;
  CHECK_EQUAL(probe().frames, FRAMES);
  CHECK_EQUAL(probe().unread_bytes, whole);
  count = whole;
  put_chunk("LIST", 4);
  put("INFO", 4);
  CHECK_EQUAL(probe().unread_bytes, 0);
  put_chunk("data", DATA_BYTES); /* a second list of samples */
  put_samples(FRAMES);
  CHECK_EQUAL(probe().unread_bytes, DATA_BYTES);
  put_whole_wave();
  memset(bytes + count, 0x55, 5000); /* no chunks */
  count += 5000;
  CHECK_EQUAL(probe().unread_bytes, 5000);
  memcpy(bytes + count - 5000, "TAG", 3);
  CHECK_EQUAL(probe().unread_bytes, 0);
  memset(bytes + count - 5000, 0, 5000);
  CHECK_EQUAL(probe().unread_bytes, 0);
  put_au_of(3, 2);
  const int64_t first = count;
  memmove(bytes + first, bytes, (size_t)first);
  count += first;
  CHECK_EQUAL(probe().unread_bytes, first);
  CHECK_EQUAL(probe().claimed_frames, FRAMES);
}

static void samples_after_an_empty_list_of_samples_are_read(void) {
  begin_form("RIFF");
  put_format();
  put_chunk("data", 0);
  put_chunk("data", DATA_BYTES);
  put_samples(FRAMES);
  check_all(FRAMES);
}

static void a_header_whose_samples_are_lost_is_not_called_empty(void) {
  begin_form("RIFF");
  put_format();
  put_chunk("data", DATA_BYTES);
  refuse(FAILURE_FILE_DAMAGED, "cut short before its sound begins");
}

static void impossible_channels_and_rates_are_named(void) {
  enum { CHANNELS_AT = 22, RATE_AT = 24 };
  put_whole_wave();
  memset(bytes + CHANNELS_AT, 0xff, 2);
  refuse(FAILURE_FILE_TOO_LARGE, "has 65535 channels");
  put_whole_wave();
  memset(bytes + RATE_AT, 0xff, 4);
  refuse(FAILURE_FILE_DAMAGED, "2 channels at 4294967295 Hz, which is not possible");
}

static const struct check_test tests[] = {
    {"sound after the end of a sound is told", sound_after_the_end_of_a_sound_is_told},
    {"samples after an empty list of samples are read",
     samples_after_an_empty_list_of_samples_are_read},
    {"a header whose samples are lost is not called empty",
     a_header_whose_samples_are_lost_is_not_called_empty},
    {"impossible channels and rates are named", impossible_channels_and_rates_are_named},
    {"sizes that were never written give all samples",
     sizes_that_were_never_written_give_all_samples},
    {"BW64 files are read", broadcast_files_are_read},
    {"sizes beyond the file are told with their claim",
     sizes_beyond_the_file_are_told_with_their_claim},
    {"chunks before and after the samples are no sound",
     chunks_before_and_after_the_samples_are_no_sound},
    {"chunks with impossible sizes are passed over", chunks_with_impossible_sizes_are_passed_over},
    {"a file without samples is empty, not damaged",
     a_file_without_samples_is_empty_and_not_damaged},
    {"junk and tags before the header are passed over",
     junk_and_tags_before_the_header_are_passed_over},
    {"an unknown coding is not called damaged", an_unknown_coding_is_not_called_damaged},
    {"more than four gigabytes are read whatever the sizes say",
     more_than_four_gigabytes_are_read_whatever_the_sizes_say},
    {"other containers of unknown size give all samples",
     other_containers_of_unknown_size_give_all_samples},
    {"a FLAC file of unknown or wrong length gives all samples",
     a_flac_file_of_unknown_or_wrong_length_gives_all_samples},
    {"whole files of codings that are not read are not called damaged",
     whole_files_of_codings_that_are_not_read_are_not_called_damaged},
    {"a claim beyond all numbers stays one", a_claim_beyond_all_numbers_stays_one},
    {"blocks of compressed samples end with the last byte",
     blocks_of_compressed_samples_end_with_the_last_byte},
    {"an AU file that holds more than it claims gives all",
     an_au_file_that_holds_more_than_it_claims_gives_all},
    {"a VOC file of several blocks is not read as one",
     a_voc_file_of_several_blocks_is_not_read_as_one},
};

CHECK_MAIN(tests)
