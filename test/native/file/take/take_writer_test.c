#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/mount.h>
#endif
#ifndef _WIN32
#include <sys/resource.h>
#endif

#include "check.h"
#include "file/disk/disk_file.h"
#include "file/media/peaks.h"
#include "file/sound/sound_reader.h"
#include "file/sound/wave_header.h"
#include "file/take/take_writer.h"
#include "sound_fixtures.h"

enum { RATE = 48000 };

static struct take_writer *open_take(const char *path, uint32_t channels, double header_seconds) {
  struct failure failure = {0};
  const struct take_writer_settings settings = {.path = path,
                                                .channels = channels,
                                                .sample_rate = RATE,
                                                .ring_seconds = 1,
                                                .header_seconds = header_seconds};
  struct take_writer *writer = take_writer_open(&settings, &failure);
  if (writer == NULL) {
    CHECK_FAIL("%s", failure.sentence);
  }
  return writer;
}

static struct take_status status_of(const struct take_writer *writer) {
  struct take_status status;
  take_writer_status(writer, &status);
  return status;
}

/* Records as the audio callback would, in blocks of changing sizes; waits where the ring is full.
 * Returns early when the take failed. */
static int64_t record(struct take_writer *writer, const float *samples, int64_t frames,
                      uint32_t channels) {
  struct ring_buffer *ring = take_writer_ring(writer);
  size_t block = 1;
  int64_t done = 0;
  while (done < frames && status_of(writer).state == TAKE_WRITING) {
    block = (block * 5 + 3) % 4099;
    size_t wanted = block < (size_t)(frames - done) ? block : (size_t)(frames - done);
    size_t taken = ring_buffer_write(ring, samples + done * channels, wanted);
    done += (int64_t)taken;
    if (taken < wanted) {
      fixture_sleep(0.001);
    }
  }
  return done;
}

static void expect_file(const char *path, const float *samples, int64_t frames, int channels) {
  float *read = malloc((size_t)(frames + 1) * (size_t)channels * sizeof(float));
  CHECK_EQUAL(fixture_read(path, read, frames + 1, channels), frames);
  CHECK(memcmp(read, samples, (size_t)(frames * channels) * sizeof(float)) == 0);
  free(read);
}

static void finish(struct take_writer *writer, int64_t frames) {
  take_writer_finish(writer);
  WAIT_FOR(status_of(writer).state != TAKE_WRITING);
  struct take_status status = status_of(writer);
  if (status.state != TAKE_FINISHED) {
    CHECK_FAIL("%s", status.failure.sentence);
  }
  CHECK_EQUAL(status.frames, frames);
}

static void a_take_is_read_back_bit_for_bit(void) {
  static const int channel_counts[] = {1, 2, 7, 64, 256};
  for (int k = 0; k < 5; k++) {
    char name[32];
    snprintf(name, sizeof(name), "take-%d.wav", k);
    const char *path = fixture_path(name);
    const int channels = channel_counts[k];
    const int64_t frames = channels > 8 ? 20011 : 300007;
    float *noise = fixture_noise(frames, channels, (uint32_t)k);
    struct take_writer *writer = open_take(path, (uint32_t)channels, 0);
    CHECK_EQUAL(record(writer, noise, frames, (uint32_t)channels), frames);
    finish(writer, frames);
    expect_file(path, noise, frames, channels);
    CHECK(status_of(writer).max_fill_frames > 0);
    take_writer_release(writer);
    struct sound_file_info info;
    CHECK(sound_reader_probe(path, &info, NULL, NULL));
    CHECK_TEXT(info.format, "WAV, 32 bit float");
    CHECK(!info.truncated);
    free(noise);
  }
}

static void a_file_that_another_program_cuts_is_told(void) {
  const char *path = fixture_path("cut.wav");
  float *noise = fixture_noise(20000, 2, 5);
  struct take_writer *writer = open_take(path, 2, 0.05);
  CHECK_EQUAL(record(writer, noise, 10000, 2), 10000);
  WAIT_FOR(status_of(writer).safe_frames == 10000);
  CHECK_EQUAL(status_of(writer).cut_frames, 0);
  CHECK(fixture_set_size(path, 116 + 4000 * 8));
  CHECK_EQUAL(record(writer, noise + 20000, 10000, 2), 10000);
  finish(writer, 20000);
  CHECK_EQUAL(status_of(writer).cut_frames, 6000);
  take_writer_release(writer);
  memset(noise + 8000, 0, 12000 * sizeof(float));
  expect_file(path, noise, 20000, 2);
  free(noise);
}

static void a_take_of_nothing_is_a_valid_file_of_no_frames(void) {
  struct failure failure = {0};
  const char *path = fixture_path("nothing.wav");
  struct take_writer *writer = open_take(path, 2, 0);
  finish(writer, 0);
  take_writer_release(writer);
  CHECK(!sound_reader_probe(path, NULL, NULL, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "file-empty");
}

static void release_finishes_a_take_that_still_runs(void) {
  const char *path = fixture_path("released.wav");
  float *noise = fixture_noise(30000, 2, 1);
  struct take_writer *writer = open_take(path, 2, 0);
  CHECK_EQUAL(record(writer, noise, 30000, 2), 30000);
  take_writer_release(writer);
  expect_file(path, noise, 30000, 2);
  free(noise);
}

static void the_file_is_valid_at_every_moment(void) {
  const char *path = fixture_path("growing.wav");
  /* Silence is the hardest case: the frames after the counted ones look like empty chunks. */
  float *silence = calloc(200000 * 2, sizeof(float));
  struct take_writer *writer = open_take(path, 2, 0.01);
  int64_t seen = 0;
  for (int64_t done = 0; done < 200000; done += 5000) {
    CHECK_EQUAL(record(writer, silence, 5000, 2), 5000);
    for (int k = 0; k < 5; k++) {
      SF_INFO info = {0};
      SNDFILE *sound = sf_open(path, SFM_READ, &info);
      CHECK(sound != NULL);
      CHECK(info.frames >= seen && info.frames <= done + 5000);
      seen = info.frames;
      sf_close(sound);
      fixture_sleep(0.002);
    }
  }
  CHECK(seen > 0);
  take_writer_release(writer);
  free(silence);
}

static void an_existing_file_is_never_overwritten(void) {
  const char *path = fixture_path("mine.wav");
  struct failure failure = {0};
  int64_t count;
  fixture_write_bytes(path, "precious", 8);
  const struct take_writer_settings settings = {.path = path, .channels = 1, .sample_rate = RATE};
  CHECK(take_writer_open(&settings, &failure) == NULL);
  CHECK_TEXT(failure_code_name(failure.code), "file-write-failed");
  CHECK(strstr(failure.sentence, "\"mine.wav\" already exists") != NULL);
  uint8_t *bytes = fixture_read_bytes(path, &count);
  CHECK(count == 8 && memcmp(bytes, "precious", 8) == 0);
  free(bytes);
}

static void absurd_settings_are_refused(void) {
  struct failure failure = {0};
  const struct take_writer_settings all[] = {
      {.path = NULL, .channels = 1, .sample_rate = RATE},
      {.path = "", .channels = 1, .sample_rate = RATE},
      {.path = fixture_path("a"), .channels = 0, .sample_rate = RATE},
      {.path = fixture_path("a"), .channels = 257, .sample_rate = RATE},
      {.path = fixture_path("a"), .channels = 1, .sample_rate = NAN},
      {.path = fixture_path("a"), .channels = 1, .sample_rate = RATE, .ring_seconds = INFINITY}};
  for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
    CHECK(take_writer_open(&all[k], &failure) == NULL);
    CHECK_TEXT(failure_code_name(failure.code), "invalid-argument");
  }
  CHECK(!fixture_exists(fixture_path("a")));
}

static void peaks_grow_with_the_take(void) {
  const int64_t frames = 100000;
  float *noise = fixture_noise(frames, 2, 4);
  float triples[400 * 2 * 3];
  struct take_writer *writer = open_take(fixture_path("peaks.wav"), 2, 0);
  CHECK_EQUAL(take_writer_peaks(writer, 0, 256, 400, triples), 0);
  CHECK_EQUAL(record(writer, noise, frames, 2), frames);
  WAIT_FOR(status_of(writer).frames > 90000);
  CHECK(take_writer_peaks(writer, 0, 256, 400, triples) > 340);
  float highest = 0;
  for (int64_t frame = 256; frame < 512; frame++) {
    highest = fmaxf(highest, noise[2 * frame + 1]);
  }
  CHECK_NEAR(triples[1 * 2 * 3 + 3 + 1], highest, 0);
  CHECK_EQUAL(take_writer_peaks(writer, 500, 1, 10, triples), 10);
  CHECK_NEAR(triples[3], noise[1001], 0);
  finish(writer, frames);
  CHECK_EQUAL(take_writer_peaks(writer, 0, 256, 400, triples), 400);
  CHECK_EQUAL(take_writer_peaks(writer, frames - 5, 1, 10, triples), 10);
  CHECK_NEAR(triples[4 * 6], noise[2 * (frames - 1)], 0);
  take_writer_release(writer);
  free(noise);
}

static int fault_position;

static int full_disk(bool is_write, int64_t position, size_t bytes) {
  return is_write && position + (int64_t)bytes > fault_position && position > 200 ? ENOSPC : 0;
}

static int broken_disk(bool is_write, int64_t position, size_t bytes) {
  return full_disk(is_write, position, bytes) != 0 ? EIO : 0;
}

static void expect_failed_take(const char *path, disk_file_fault fault, const char *code) {
  float *noise = fixture_noise(200000, 2, 5);
  fault_position = 800000;
  disk_file_set_fault(fault);
  struct take_writer *writer = open_take(path, 2, 0.01);
  record(writer, noise, 200000, 2);
  WAIT_FOR(status_of(writer).state != TAKE_WRITING);
  disk_file_set_fault(NULL);
  struct take_status status = status_of(writer);
  CHECK_EQUAL(status.state, TAKE_FAILED);
  CHECK_TEXT(failure_code_name(status.failure.code), code);
  CHECK(status.frames > 0 && status.frames < 100000);
  expect_file(path, noise, status.frames, 2);
  take_writer_release(writer);
  free(noise);
}

static void a_full_disk_ends_the_take_and_keeps_what_is_written(void) {
  expect_failed_take(fixture_path("full.wav"), full_disk, "disk-full");
}

static void a_write_error_ends_the_take_and_keeps_what_is_written(void) {
  expect_failed_take(fixture_path("broken.wav"), broken_disk, "file-write-failed");
}

static void a_file_size_limit_cuts_the_take_at_a_whole_frame(void) {
#ifdef _WIN32
  CHECK_SKIP("Windows has no limit of file sizes");
#else
  const char *path = fixture_path("limited.wav");
  struct rlimit before;
  CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const struct rlimit limit = {.rlim_cur = 1000001, .rlim_max = before.rlim_max};
  float *noise = fixture_noise(200000, 3, 6);
  signal(SIGXFSZ, SIG_IGN);
  CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  struct take_writer *writer = open_take(path, 3, 0.01);
  record(writer, noise, 200000, 3);
  WAIT_FOR(status_of(writer).state != TAKE_WRITING);
  CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
  struct take_status status = status_of(writer);
  CHECK_EQUAL(status.state, TAKE_FAILED);
  CHECK_TEXT(failure_code_name(status.failure.code), "file-write-failed");
  CHECK_EQUAL(status.frames, (1000001 - WAVE_HEADER_BYTES) / 12);
  expect_file(path, noise, status.frames, 3);
  int64_t count;
  free(fixture_read_bytes(path, &count));
  CHECK_EQUAL(count, WAVE_HEADER_BYTES + status.frames * 12);
  take_writer_release(writer);
  free(noise);
#endif
}

#ifdef __linux__
static bool mount_tiny_disk(const char *folder) {
  return mkdir(folder, 0755) == 0 && mount("tmpfs", folder, "tmpfs", 0, "size=1m") == 0;
}

static bool unmount_tiny_disk(const char *folder) {
  return umount(folder) == 0;
}
#else
static bool mount_tiny_disk(const char *folder) {
  return folder == NULL;
}

static bool unmount_tiny_disk(const char *folder) {
  return folder != NULL;
}
#endif

static void a_really_full_disk_leaves_a_valid_take(void) {
  const char *folder = fixture_path("tiny");
  char path[600];
  rmdir(folder);
  if (!mount_tiny_disk(folder)) {
    rmdir(folder);
    printf("  a disk of 1 MB cannot be mounted by this user: the size limit stands for it\n");
    return;
  }
  snprintf(path, sizeof(path), "%s/take.wav", folder);
  float *noise = fixture_noise(300000, 2, 7);
  struct take_writer *writer = open_take(path, 2, 0.01);
  record(writer, noise, 300000, 2);
  WAIT_FOR(status_of(writer).state != TAKE_WRITING);
  struct take_status status = status_of(writer);
  SF_INFO info = {0};
  SNDFILE *sound = sf_open(path, SFM_READ, &info);
  sf_close(sound);
  take_writer_release(writer);
  /* The disk thread frees the take, and with it the open file. */
  for (int k = 0; k < 1000 && !unmount_tiny_disk(folder); k++) {
    fixture_sleep(0.005);
  }
  rmdir(folder);
  free(noise);
  CHECK_EQUAL(status.state, TAKE_FAILED);
  CHECK_TEXT(failure_code_name(status.failure.code), "disk-full");
  CHECK(status.frames > 100000);
  CHECK_EQUAL(info.frames, status.frames);
}

static int slow_writes(bool is_write, int64_t position, size_t bytes) {
  (void)position;
  if (is_write && bytes > 1000) {
    fixture_sleep(0.1);
  }
  return 0;
}

static void a_stalling_disk_fills_the_ring_and_loses_nothing(void) {
  const char *path = fixture_path("stalled.wav");
  float *noise = fixture_noise(60000, 2, 8);
  struct take_writer *writer = open_take(path, 2, 0.01);
  disk_file_set_fault(slow_writes);
  CHECK_EQUAL(record(writer, noise, 60000, 2), 60000);
  finish(writer, 60000);
  disk_file_set_fault(NULL);
  CHECK(status_of(writer).max_fill_frames > 5000);
  expect_file(path, noise, 60000, 2);
  take_writer_release(writer);
  free(noise);
}

static void a_short_ring_is_emptied_all_the_same(void) {
  struct failure failure = {0};
  const char *path = fixture_path("short-ring.wav");
  const struct take_writer_settings settings = {
      .path = path, .channels = 1, .sample_rate = RATE, .ring_seconds = 0.005};
  struct take_writer *writer = take_writer_open(&settings, &failure);
  CHECK(writer != NULL);
  struct ring_buffer *ring = take_writer_ring(writer);
  const int64_t frames = (int64_t)ring_buffer_element_count(ring);
  float *noise = fixture_noise(frames, 1, 3);
  CHECK_EQUAL(ring_buffer_write(ring, noise, (size_t)frames), frames);
  WAIT_FOR(status_of(writer).frames == frames);
  finish(writer, frames);
  expect_file(path, noise, frames, 1);
  take_writer_release(writer);
  free(noise);
}

static const struct check_test tests[] = {
    {"a take is read back bit for bit", a_take_is_read_back_bit_for_bit},
    {"a take of nothing is a valid file of no frames",
     a_take_of_nothing_is_a_valid_file_of_no_frames},
    {"release finishes a take that is still being written",
     release_finishes_a_take_that_still_runs},
    {"the file is valid at every moment", the_file_is_valid_at_every_moment},
    {"an existing file is never overwritten", an_existing_file_is_never_overwritten},
    {"invalid settings are refused", absurd_settings_are_refused},
    {"peaks grow with the take", peaks_grow_with_the_take},
    {"a full disk ends the take and keeps what is written",
     a_full_disk_ends_the_take_and_keeps_what_is_written},
    {"a write error ends the take and keeps what is written",
     a_write_error_ends_the_take_and_keeps_what_is_written},
    {"a file size limit cuts the take at a whole frame",
     a_file_size_limit_cuts_the_take_at_a_whole_frame},
    {"a full file system leaves a valid take", a_really_full_disk_leaves_a_valid_take},
    {"a stalling disk fills the ring and loses nothing",
     a_stalling_disk_fills_the_ring_and_loses_nothing},
    {"a ring shorter than the smallest write is emptied as well",
     a_short_ring_is_emptied_all_the_same},
    {"A file that another program cuts is told, and whole in length",
     a_file_that_another_program_cuts_is_told},
};

CHECK_MAIN(tests)
