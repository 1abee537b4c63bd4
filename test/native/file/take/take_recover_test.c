#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef _WIN32
#include <sys/wait.h>
#endif

#include "check.h"
#include "file/disk/disk_file.h"
#include "file/sound/sound_reader.h"
#include "file/sound/wave_header.h"
#include "file/take/take_recover.h"
#include "file/take/take_writer.h"
#include "sound_fixtures.h"

enum { RATE = 48000 };

static struct take_writer *open_take(const char *path) {
  struct failure failure = {0};
  const struct take_writer_settings settings = {
      .path = path, .channels = 2, .sample_rate = RATE, .header_seconds = 0.2};
  struct take_writer *writer = take_writer_open(&settings, &failure);
  if (writer == NULL) {
    CHECK_FAIL("%s", failure.sentence);
  }
  return writer;
}

/* Writes all frames to the ring, which is large enough. */
static void record(struct take_writer *writer, const float *samples, int64_t frames) {
  CHECK_EQUAL(ring_buffer_write(take_writer_ring(writer), samples, (size_t)frames), frames);
}

static void expect_file(const char *path, const float *samples, int64_t frames) {
  float *read_back = malloc((size_t)(frames + 1) * 2 * sizeof(float));
  CHECK_EQUAL(fixture_read(path, read_back, frames + 1, 2), frames);
  CHECK(memcmp(read_back, samples, (size_t)frames * 2 * sizeof(float)) == 0);
  free(read_back);
}

static int64_t recover(const char *path, int64_t expected_frames) {
  int64_t frames, recovered;
  struct failure failure = {0};
  if (!take_recover(path, NULL, 0, &frames, &recovered, &failure)) {
    CHECK_FAIL("%s", failure.sentence);
  }
  CHECK_EQUAL(frames, expected_frames);
  return recovered;
}

/* This test must be the first: a forked program does not have the disk thread of its parent. */
static void a_killed_program_loses_less_than_a_second(void) {
#ifdef _WIN32
  CHECK_SKIP("Windows has no fork()");
#else
  const char *path = fixture_path("killed.wav");
  const int64_t frames = 6 * RATE;
  float *noise = fixture_noise(frames, 2, 9);
  int status, ready[2];
  CHECK(pipe(ready) == 0);
  pid_t child = fork();
  if (child == 0) {
    struct take_writer *writer = open_take(path);
    struct take_status written = {0};
    record(writer, noise, frames);
    while (written.frames < frames - RATE / 2) {
      fixture_sleep(0.001);
      take_writer_status(writer, &written);
    }
    if (write(ready[1], "r", 1) == 1) {
      pause();
    }
    _exit(1);
  }
  char byte;
  close(ready[1]);
  CHECK(read(ready[0], &byte, 1) == 1);
  CHECK(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
  close(ready[0]);
  int64_t all, recovered;
  CHECK(take_recover(path, NULL, 0, &all, &recovered, NULL));
  float *read_back = malloc((size_t)frames * 2 * sizeof(float));
  int64_t kept = fixture_read(path, read_back, frames, 2);
  CHECK_EQUAL(kept, all);
  CHECK(kept > frames - RATE);
  CHECK(memcmp(read_back, noise, (size_t)kept * 2 * sizeof(float)) == 0);
  free(read_back);
  free(noise);
#endif
}

/* A finished take whose header is set back to `counted_frames`, with `rest` bytes of a frame at the
 * end. */
static const char *write_interrupted(int64_t frames, int64_t counted_frames, int64_t rest) {
  const char *path = fixture_path("interrupted.wav");
  struct wave_header header;
  int error;
  float *noise = fixture_noise(frames + 1, 2, 10);
  remove(path);
  struct take_writer *writer = open_take(path);
  record(writer, noise, frames);
  take_writer_release(writer);
  struct disk_file *file = disk_file_open(path, DISK_FILE_UPDATE, &error);
  CHECK(wave_header_read(file, &header, &error));
  CHECK_EQUAL(header.frames, frames);
  header.frames = counted_frames;
  CHECK(wave_header_write(file, &header, &error));
  disk_file_write(file, WAVE_HEADER_BYTES + frames * 8, noise, (size_t)rest, &error);
  disk_file_close(file);
  free(noise);
  return path;
}

static void frames_after_the_last_header_are_taken_in(void) {
  const char *path = write_interrupted(50000, 20000, 5);
  CHECK_EQUAL(recover(path, 50000), 30000);
  float *noise = fixture_noise(50001, 2, 10);
  expect_file(path, noise, 50000);
  free(noise);
  CHECK_EQUAL(recover(path, 50000), 0);
  CHECK_EQUAL(recover(write_interrupted(50000, 0, 0), 50000), 50000);
}

static void a_whole_take_is_left_as_it_is(void) {
  const char *path = write_interrupted(1000, 1000, 0);
  int64_t before_count, after_count;
  uint8_t *before = fixture_read_bytes(path, &before_count);
  CHECK_EQUAL(recover(path, 1000), 0);
  uint8_t *after = fixture_read_bytes(path, &after_count);
  CHECK(before_count == after_count && memcmp(before, after, (size_t)after_count) == 0);
  free(before);
  free(after);
}

static void a_take_cut_by_the_file_system_tells_what_is_there(void) {
  const char *path = write_interrupted(50000, 50000, 0);
  CHECK(fixture_set_size(path, WAVE_HEADER_BYTES + 12345 * 8 + 3));
  CHECK_EQUAL(recover(path, 12345), 0);
  SF_INFO info = {0};
  SNDFILE *sound = sf_open(path, SFM_READ, &info);
  CHECK_EQUAL(info.frames, 12345);
  sf_close(sound);
}

static void chunks_of_other_programs_after_the_samples_are_not_taken_for_sound(void) {
  const char *path = write_interrupted(1000, 1000, 0);
  FILE *file = fopen(path, "ab");
  CHECK(file != NULL);
  CHECK(fwrite("LIST\x08\0\0\0INFOabcd", 1, 16, file) == 16);
  fclose(file);
  CHECK_EQUAL(recover(path, 1000), 0);
}

static const struct wave_cue cues[] = {
    {100, 0, "512 frames of input and output lost"},
    {900, 50, "50 input frames lost, filled with silence: \xc3\xa9"},
    {INT64_C(5000000000), 1, "beyond the format"},
};

/* As libsndfile reads them, which knows neither lengths nor more than one name each. */
static void expect_cues(const char *path, int64_t frames) {
  SF_INFO info = {0};
  SF_CUES found = {0};
  SNDFILE *sound = sf_open(path, SFM_READ, &info);
  CHECK(sound != NULL);
  CHECK_EQUAL(info.frames, frames);
  CHECK(sf_command(sound, SFC_GET_CUE, &found, sizeof(found)) == SF_TRUE);
  CHECK_EQUAL(found.cue_count, 2);
  CHECK_EQUAL(found.cue_points[0].sample_offset, 100);
  CHECK_EQUAL(found.cue_points[1].sample_offset, 900);
  CHECK_TEXT(found.cue_points[0].name, cues[0].label);
  CHECK_TEXT(found.cue_points[1].name, cues[1].label);
  sf_close(sound);
}

static void recover_with_cues(const char *path, int64_t expected_frames) {
  int64_t frames, recovered;
  struct failure failure = {0};
  if (!take_recover(path, cues, 3, &frames, &recovered, &failure)) {
    CHECK_FAIL("%s", failure.sentence);
  }
  CHECK_EQUAL(frames, expected_frames);
}

static void a_repaired_take_gets_its_cue_points_once(void) {
  const char *path = write_interrupted(50000, 20000, 5);
  int64_t once, twice;
  recover_with_cues(path, 50000);
  expect_cues(path, 50000);
  free(fixture_read_bytes(path, &once));
  recover_with_cues(path, 50000);
  CHECK_EQUAL(recover(path, 50000), 0);
  free(fixture_read_bytes(path, &twice));
  CHECK_EQUAL(once, twice);
  expect_cues(path, 50000);
  float *noise = fixture_noise(50001, 2, 10);
  expect_file(path, noise, 50000);
  free(noise);
}

static void a_take_that_ended_has_its_cue_points(void) {
  const char *path = fixture_path("cues.wav");
  float *noise = fixture_noise(10000, 2, 11);
  struct take_writer *writer = open_take(path);
  struct take_status status;
  record(writer, noise, 10000);
  CHECK(take_writer_set_cues(writer, cues, 3));
  take_writer_finish(writer);
  do {
    fixture_sleep(0.001);
    take_writer_status(writer, &status);
  } while (status.state == TAKE_WRITING);
  CHECK_EQUAL(status.state, TAKE_FINISHED);
  take_writer_release(writer);
  expect_cues(path, 10000);
  expect_file(path, noise, 10000);
  CHECK_EQUAL(recover(path, 10000), 0);
  expect_cues(path, 10000);
  free(noise);
}

/* Killed at any byte: the samples are whole, and the next start writes the cue points again. */
static void cue_points_that_were_torn_are_no_samples(void) {
  const char *path = write_interrupted(1000, 1000, 0);
  const int64_t end = WAVE_HEADER_BYTES + 1000 * 8;
  int64_t whole;
  recover_with_cues(path, 1000);
  uint8_t *bytes = fixture_read_bytes(path, &whole);
  for (int64_t cut = end + 12; cut < whole; cut += 5) {
    CHECK(fixture_set_size(path, cut));
    CHECK_EQUAL(recover(path, 1000), 0);
    recover_with_cues(path, 1000);
    expect_cues(path, 1000);
  }
  free(bytes);
}

static void a_long_take_has_cue_points_too(void) {
  const char *path = write_interrupted(1000, 1000, 0);
  const int64_t frames = INT64_C(600000000);
  CHECK(fixture_set_size(path, WAVE_HEADER_BYTES + frames * 8));
  recover_with_cues(path, frames);
  /* libsndfile reads no cue points of RF64. */
  int error = 0;
  char name[4];
  struct disk_file *file = disk_file_open(path, DISK_FILE_READ, &error);
  CHECK_EQUAL(disk_file_read(file, WAVE_HEADER_BYTES + frames * 8, name, 4, &error), 4);
  CHECK(memcmp(name, "cue ", 4) == 0);
  disk_file_close(file);
  struct sound_file_info info;
  CHECK(sound_reader_probe(path, &info, NULL, NULL));
  CHECK_EQUAL(info.frames, frames);
  CHECK(!info.truncated);
}

static void a_take_beyond_four_gigabytes_becomes_rf64(void) {
  const char *path = write_interrupted(1000, 1000, 0);
  const int64_t frames = INT64_C(600000000);
  /* A sparse file: no 4.8 GB are written. */
  CHECK(fixture_set_size(path, WAVE_HEADER_BYTES + frames * 8 + 1));
  CHECK_EQUAL(recover(path, frames), frames - 1000);
  struct sound_file_info info;
  struct failure failure = {0};
  if (!sound_reader_probe(path, &info, NULL, &failure)) {
    CHECK_FAIL("%s", failure.sentence);
  }
  CHECK_EQUAL(info.frames, frames);
  CHECK_TEXT(info.format, "RF64, 32 bit float");
  /* And back to WAV, where the file system lost most of it. */
  CHECK(fixture_set_size(path, WAVE_HEADER_BYTES + 500 * 8));
  CHECK_EQUAL(recover(path, 500), 0);
  CHECK(sound_reader_probe(path, &info, NULL, &failure));
  CHECK_EQUAL(info.frames, 500);
  CHECK_TEXT(info.format, "WAV, 32 bit float");
}

static void what_is_no_take_is_refused_and_left_alone(void) {
  int64_t frames, recovered;
  struct failure failure = {0};
  CHECK(!take_recover(fixture_path("gone.wav"), NULL, 0, &frames, &recovered, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "file-not-found");
  CHECK(!take_recover(fixture_path(""), NULL, 0, &frames, &recovered, &failure));
  const char *path = fixture_path("text.wav");
  fixture_write_bytes(path, "RIFFtext", 8);
  CHECK(!take_recover(path, NULL, 0, &frames, &recovered, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "file-not-audio");
  float *noise = fixture_noise(1000, 1, 1);
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, RATE, noise, 1000);
  free(noise);
  CHECK(!take_recover(path, NULL, 0, &frames, &recovered, &failure));
  CHECK(strstr(failure.sentence, "\"text.wav\" is not a take") != NULL);
}

static const struct check_test tests[] = {
    {"a killed program loses less than a second", a_killed_program_loses_less_than_a_second},
    {"frames after the last header update are recovered",
     frames_after_the_last_header_are_taken_in},
    {"a whole take is left as it is", a_whole_take_is_left_as_it_is},
    {"a take cut by the file system counts the frames that are there",
     a_take_cut_by_the_file_system_tells_what_is_there},
    {"chunks that other programs appended are not taken for sound",
     chunks_of_other_programs_after_the_samples_are_not_taken_for_sound},
    {"a take beyond four gigabytes becomes RF64", a_take_beyond_four_gigabytes_becomes_rf64},
    {"a file that is not a take is refused and stays unchanged",
     what_is_no_take_is_refused_and_left_alone},
    {"A repaired take gets its cue points, once", a_repaired_take_gets_its_cue_points_once},
    {"A take that ended has its cue points", a_take_that_ended_has_its_cue_points},
    {"Cue points that were torn are no samples", cue_points_that_were_torn_are_no_samples},
    {"A take beyond 4 GiB has cue points, too", a_long_take_has_cue_points_too},
};

CHECK_MAIN(tests)
