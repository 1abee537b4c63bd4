#include "file/disk/disk_reader.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "file/disk/disk_file.h"
#include "file/media/media.h"
#include "file/sound/resample.h"
#include "sound_fixtures.h"

enum { RATE = 48000, CHANNELS = 2, FRAMES = 12 * RATE + 123 };

/* A streamed file of noise, and the samples that it must give. */
struct fixture {
  struct media *media;
  float *samples;
  const char *path;
};

static struct media_settings streamed(const char *path) {
  return (struct media_settings){
      .path = path, .sample_rate = RATE, .resident_limit_frames = 1000, .quality = -1};
}

static struct media *open_media(struct media_settings settings) {
  struct failure failure = {0};
  struct media *media = media_open(&settings, &failure);
  if (media == NULL) {
    CHECK_FAIL("%s", failure.sentence);
  }
  return media;
}

static struct fixture make_fixture(int format) {
  struct fixture fixture = {.path = fixture_path("stream"),
                            .samples = fixture_noise(FRAMES, CHANNELS, 1)};
  fixture_write(fixture.path, format, CHANNELS, RATE, fixture.samples, FRAMES);
  CHECK_EQUAL(fixture_read(fixture.path, fixture.samples, FRAMES, CHANNELS), FRAMES);
  fixture.media = open_media(streamed(fixture.path));
  return fixture;
}

static void end_fixture(struct fixture *fixture) {
  media_release(fixture->media);
  free(fixture->samples);
}

static struct disk_reader *open_reader(struct media *media, int64_t start_frame, int64_t length,
                                       double ring_seconds) {
  struct failure failure = {0};
  struct disk_range range = {.start_frame = start_frame, .length = length};
  struct disk_reader *reader = disk_reader_open(media, &range, ring_seconds, &failure);
  if (reader == NULL) {
    CHECK_FAIL("%s", failure.sentence);
  }
  return reader;
}

/* Plays as the audio callback would: takes blocks of changing sizes until the ring has ended or
 * failed and is empty. Returns the frames. */
static int64_t play(struct disk_reader *reader, float *target, int64_t frames) {
  struct ring_buffer *ring = disk_reader_ring(reader);
  int64_t done = 0;
  size_t block = 1;
  for (int rounds = 0; rounds < 200000 && done < frames; rounds++) {
    bool has_ended = ring_buffer_ended(ring) || ring_buffer_failed(ring);
    block = (block * 5 + 3) % 4099;
    size_t wanted = block < (size_t)(frames - done) ? block : (size_t)(frames - done);
    size_t got = ring_buffer_read(ring, target + done * CHANNELS, wanted);
    done += (int64_t)got;
    if (got == 0 && wanted > 0) {
      if (has_ended) {
        break;
      }
      fixture_sleep(0.001);
    }
  }
  return done;
}

static void expect_range(struct fixture *fixture, int64_t start_frame, int64_t length,
                         double ring_seconds) {
  float *target = malloc((size_t)(FRAMES + 1) * CHANNELS * sizeof(float));
  struct disk_reader *reader = open_reader(fixture->media, start_frame, length, ring_seconds);
  int64_t expected = length < 0 || length > FRAMES - start_frame ? FRAMES - start_frame : length;
  CHECK_EQUAL(play(reader, target, FRAMES + 1), expected);
  CHECK(memcmp(target, fixture->samples + start_frame * CHANNELS,
               (size_t)expected * CHANNELS * sizeof(float)) == 0);
  CHECK(!disk_reader_failure(reader, NULL));
  disk_reader_release(reader);
  free(target);
}

static void any_range_of_any_format_streams_bit_for_bit(void) {
  static const int formats[] = {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_RF64 | SF_FORMAT_FLOAT,
                                SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
                                SF_FORMAT_OGG | SF_FORMAT_VORBIS};
  for (size_t k = 0; k < sizeof(formats) / sizeof(formats[0]); k++) {
    struct fixture fixture = make_fixture(formats[k]);
    expect_range(&fixture, 0, -1, 0);
    expect_range(&fixture, 1, -1, 0.1);
    expect_range(&fixture, FRAMES / 3, 2 * RATE + 1, 0.5);
    expect_range(&fixture, FRAMES - 1, 5, 1);
    expect_range(&fixture, FRAMES, -1, 1);
    expect_range(&fixture, 77777, 0, 1);
    end_fixture(&fixture);
  }
}

static void playing_may_begin_once_the_ring_is_full_or_holds_the_whole_range(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  struct disk_reader *whole = open_reader(fixture.media, 0, -1, 0);
  struct disk_reader *brief = open_reader(fixture.media, 100, 5000, 0);
  WAIT_FOR(disk_reader_prefilled(whole) && disk_reader_prefilled(brief));
  CHECK(ring_buffer_read_available(disk_reader_ring(whole)) >= 4 * RATE);
  CHECK(!ring_buffer_ended(disk_reader_ring(whole)));
  CHECK_EQUAL(ring_buffer_read_available(disk_reader_ring(brief)), 5000);
  CHECK(ring_buffer_ended(disk_reader_ring(brief)));
  disk_reader_release(whole);
  disk_reader_release(brief);
  end_fixture(&fixture);
}

static void many_readers_of_one_file_do_not_mix(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  struct disk_reader *readers[12];
  float target[3000 * CHANNELS];
  for (int k = 0; k < 12; k++) {
    readers[k] = open_reader(fixture.media, k * 40001, -1, 0.2);
  }
  for (int64_t at = 0; at < 30000; at += 3000) {
    for (int k = 0; k < 12; k++) {
      CHECK_EQUAL(play(readers[k], target, 3000), 3000);
      CHECK(memcmp(target, fixture.samples + (k * 40001 + at) * CHANNELS, sizeof(target)) == 0);
    }
  }
  for (int k = 0; k < 12; k++) {
    disk_reader_release(readers[k]);
  }
  end_fixture(&fixture);
}

static void a_ring_outlives_its_reader_while_an_action_holds_it(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  struct disk_reader *reader = open_reader(fixture.media, 0, -1, 0.5);
  struct ring_buffer *ring = ring_buffer_retain(disk_reader_ring(reader));
  float target[100 * CHANNELS];
  WAIT_FOR(disk_reader_prefilled(reader));
  disk_reader_release(reader);
  end_fixture(&fixture);
  fixture_sleep(0.05);
  CHECK_EQUAL(ring_buffer_read(ring, target, 100), 100);
  ring_buffer_release(ring);
}

static void readers_come_and_go_at_any_time(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  for (int k = 0; k < 200; k++) {
    struct disk_reader *reader = open_reader(fixture.media, k * 101, -1, 0.05);
    if (k % 3 == 0) {
      fixture_sleep(0.0005 * (k % 7));
    }
    disk_reader_release(reader);
  }
  expect_range(&fixture, 5, 1000, 0);
  end_fixture(&fixture);
}

static void a_growing_copy_is_waited_for(void) {
  const char *path = fixture_path("other.wav");
  float *noise = fixture_noise(30 * 44100, CHANNELS, 3);
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, CHANNELS, 44100, noise, 30 * 44100);
  free(noise);
  struct media_settings settings = streamed(path);
  settings.copy_path = fixture_path("copy.wav");
  settings.quality = RESAMPLE_MEDIUM;
  struct media *media = open_media(settings);
  struct media_status status;
  media_status(media, &status);
  CHECK_EQUAL(status.kind, MEDIA_COPIED);
  struct disk_reader *reader = open_reader(media, 1000, -1, 0.5);
  float *target = malloc((size_t)status.frames * CHANNELS * sizeof(float));
  float *expected = malloc((size_t)status.frames * CHANNELS * sizeof(float));
  int64_t done = 0;
  while (done < status.frames - 1000) {
    int64_t part = play(reader, target + done * CHANNELS, status.frames - 1000 - done);
    CHECK(part > 0);
    done += part;
  }
  media_status(media, &status);
  CHECK_EQUAL(media_read(media, 1000, done, expected, NULL), done);
  CHECK(memcmp(target, expected, (size_t)done * CHANNELS * sizeof(float)) == 0);
  CHECK(ring_buffer_ended(disk_reader_ring(reader)));
  CHECK(!ring_buffer_failed(disk_reader_ring(reader)));
  disk_reader_release(reader);
  media_release(media);
  free(target);
  free(expected);
}

static void a_copy_that_is_cancelled_ends_the_ring_after_what_is_ready(void) {
  const char *path = fixture_path("cancelled.wav");
  float *noise = fixture_noise(100 * 44100, CHANNELS, 4);
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, CHANNELS, 44100, noise, 100 * 44100);
  struct media_settings settings = streamed(path);
  settings.copy_path = fixture_path("cancelled-copy.wav");
  settings.quality = RESAMPLE_BEST;
  struct media *media = open_media(settings);
  struct disk_reader *reader = open_reader(media, 0, -1, 4);
  WAIT_FOR(ring_buffer_read_available(disk_reader_ring(reader)) > 0);
  media_cancel(media);
  struct media_status status;
  int64_t done = play(reader, noise, 100 * 44100);
  media_status(media, &status);
  CHECK_EQUAL(status.state, MEDIA_CANCELLED);
  CHECK_EQUAL(done, status.ready_frames);
  struct failure failure = {0};
  CHECK(disk_reader_failure(reader, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "job-cancelled");
  disk_reader_release(reader);
  media_release(media);
  free(noise);
}

static int fail_late_reads(bool is_write, int64_t position, size_t bytes) {
  (void)bytes;
  return !is_write && position > 5 * RATE * CHANNELS * 2 ? 5 /* EIO */ : 0;
}

static void a_read_error_fails_the_ring_and_says_why(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  float *target = malloc((size_t)FRAMES * CHANNELS * sizeof(float));
  struct disk_reader *reader = open_reader(fixture.media, 0, -1, 1);
  WAIT_FOR(disk_reader_prefilled(reader));
  disk_file_set_fault(fail_late_reads);
  int64_t done = play(reader, target, FRAMES);
  disk_file_set_fault(NULL);
  CHECK(done > 4 * RATE && done < 6 * RATE);
  CHECK(memcmp(target, fixture.samples, (size_t)done * CHANNELS * sizeof(float)) == 0);
  struct failure failure = {0};
  CHECK(disk_reader_failure(reader, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "file-unreadable");
  CHECK(strstr(failure.sentence, "\"stream\"") != NULL);
  disk_reader_release(reader);
  end_fixture(&fixture);
  free(target);
}

static void a_file_cut_while_it_plays_fails_the_ring(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  float *target = malloc((size_t)FRAMES * CHANNELS * sizeof(float));
  struct disk_reader *reader = open_reader(fixture.media, 0, -1, 1);
  WAIT_FOR(disk_reader_prefilled(reader));
  CHECK(fixture_set_size(fixture.path, 44 + 6 * RATE * CHANNELS * 2));
  CHECK_EQUAL(play(reader, target, FRAMES), 6 * RATE);
  CHECK(memcmp(target, fixture.samples, 6 * RATE * CHANNELS * sizeof(float)) == 0);
  CHECK(disk_reader_failure(reader, NULL));
  CHECK(ring_buffer_failed(disk_reader_ring(reader)));
  CHECK(!ring_buffer_ended(disk_reader_ring(reader)));
  disk_reader_release(reader);
  end_fixture(&fixture);
  free(target);
}

static void another_sound_in_the_files_place_is_refused(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  float *noise = fixture_noise(FRAMES, 8, 5);
  fixture_write(fixture.path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8, RATE, noise, FRAMES);
  free(noise);
  struct disk_reader *reader = open_reader(fixture.media, 0, -1, 1);
  struct failure failure = {0};
  WAIT_FOR(disk_reader_failure(reader, &failure));
  CHECK(strstr(failure.sentence, "replaced by another sound") != NULL);
  CHECK(ring_buffer_failed(disk_reader_ring(reader)));
  CHECK(!ring_buffer_ended(disk_reader_ring(reader)));
  disk_reader_release(reader);
  end_fixture(&fixture);
}

static int slow_reads(bool is_write, int64_t position, size_t bytes) {
  (void)position;
  if (!is_write && bytes > 4000) {
    fixture_sleep(0.003);
  }
  return 0;
}

static void a_slow_disk_delays_but_never_corrupts(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  disk_file_set_fault(slow_reads);
  struct disk_reader *other = open_reader(fixture.media, 1000, -1, 0.1);
  expect_range(&fixture, 0, 4 * RATE, 0.1);
  float target[500 * CHANNELS];
  CHECK_EQUAL(play(other, target, 500), 500);
  CHECK(memcmp(target, fixture.samples + 1000 * CHANNELS, sizeof(target)) == 0);
  disk_reader_release(other);
  disk_file_set_fault(NULL);
  end_fixture(&fixture);
}

static void expect_refused(struct media *media, struct disk_range range, const char *why) {
  struct failure failure = {0};
  CHECK(disk_reader_open(media, &range, 0, &failure) == NULL);
  CHECK_TEXT(failure_code_name(failure.code), "invalid-argument");
  CHECK(strstr(failure.sentence, why) != NULL);
}

static void ranges_outside_of_the_sound_are_refused(void) {
  struct fixture fixture = make_fixture(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  const char *why = "start within the sound", *loop = "loop";
  expect_refused(fixture.media, (struct disk_range){.start_frame = -1, .length = -1}, why);
  expect_refused(fixture.media, (struct disk_range){.start_frame = FRAMES + 1, .length = -1}, why);
  expect_refused(fixture.media, (struct disk_range){.length = -2}, why);
  expect_refused(fixture.media, (struct disk_range){.length = -1, .loop_end = RATE}, loop);
  expect_refused(fixture.media, (struct disk_range){.length = 9, .loop_end = 4095}, loop);
  expect_refused(fixture.media, (struct disk_range){.length = 9, .loop_end = FRAMES + 1}, loop);
  expect_refused(fixture.media,
                 (struct disk_range){.length = 9, .loop_start = -1, .loop_end = RATE}, loop);
  expect_refused(fixture.media,
                 (struct disk_range){.start_frame = RATE, .length = 9, .loop_end = RATE}, loop);
  struct media_settings settings = streamed(fixture.path);
  settings.resident_limit_frames = INT64_MAX;
  struct media *memory = open_media(settings);
  expect_refused(memory, (struct disk_range){.length = -1}, "already in memory");
  media_release(memory);
  end_fixture(&fixture);
}

/* The disk thread goes back in the middle of its pieces, whatever the format seeks by. */
static void a_loop_of_any_format_goes_round_without_a_gap(void) {
  static const int formats[] = {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
                                SF_FORMAT_OGG | SF_FORMAT_VORBIS};
  enum { START = 3 * RATE + 7, END = START + 20011, FIRST = START + 555, LENGTH = 3 * 20011 + 99 };
  float *target = malloc((LENGTH + 1) * CHANNELS * sizeof(float));
  for (size_t k = 0; k < sizeof(formats) / sizeof(formats[0]); k++) {
    struct fixture fixture = make_fixture(formats[k]);
    struct failure failure = {0};
    struct disk_range range = {FIRST, LENGTH, .loop_start = START, .loop_end = END};
    struct disk_reader *reader = disk_reader_open(fixture.media, &range, 0.5, &failure);
    CHECK_EQUAL(play(reader, target, LENGTH + 1), LENGTH);
    CHECK(!disk_reader_failure(reader, NULL));
    int64_t wrong = 0;
    for (int64_t frame = 0; frame < LENGTH; frame++) {
      int64_t place = START + (FIRST - START + frame) % (END - START);
      wrong += memcmp(target + frame * CHANNELS, fixture.samples + place * CHANNELS,
                      CHANNELS * sizeof(float)) != 0;
    }
    CHECK_EQUAL(wrong, 0);
    disk_reader_release(reader);
    end_fixture(&fixture);
  }
  free(target);
}

static const struct check_test tests[] = {
    {"any range of any format streams bit for bit", any_range_of_any_format_streams_bit_for_bit},
    {"a loop of any format goes round without a gap",
     a_loop_of_any_format_goes_round_without_a_gap},
    {"playing may begin once the ring is full or holds the whole range",
     playing_may_begin_once_the_ring_is_full_or_holds_the_whole_range},
    {"many readers of one file do not mix", many_readers_of_one_file_do_not_mix},
    {"a ring outlives its reader while an action holds it",
     a_ring_outlives_its_reader_while_an_action_holds_it},
    {"readers come and go at any time", readers_come_and_go_at_any_time},
    {"a growing copy is waited for", a_growing_copy_is_waited_for},
    {"a cancelled copy ends the ring after the ready frames",
     a_copy_that_is_cancelled_ends_the_ring_after_what_is_ready},
    {"a read error fails the ring and says why", a_read_error_fails_the_ring_and_says_why},
    {"a file cut while it plays fails the ring", a_file_cut_while_it_plays_fails_the_ring},
    {"another sound at the same path is refused", another_sound_in_the_files_place_is_refused},
    {"a slow disk delays but never corrupts", a_slow_disk_delays_but_never_corrupts},
    {"ranges outside of the sound are refused", ranges_outside_of_the_sound_are_refused},
};

CHECK_MAIN(tests)
