#include "file/media/peaks_file.h"

#include <errno.h>
#include <stdlib.h>

#ifndef _WIN32
#include <sys/resource.h>
#endif

#include "check.h"
#include "file/disk/disk_file.h"
#include "sound_fixtures.h"

enum { CHANNELS = 2 };

static struct peaks *build(const float *samples, int64_t frames) {
  struct peaks *peaks = peaks_create(CHANNELS);
  CHECK(peaks_add(peaks, samples, frames) && peaks_finish(peaks));
  return peaks;
}

static const struct peaks_origin origin = {.file_bytes = 12345,
                                           .file_modified_nanoseconds = 99,
                                           .frames = 100001,
                                           .sample_rate = 48000,
                                           .channels = CHANNELS,
                                           .quality = -1};

static const char *save(struct peaks *peaks) {
  const char *path = fixture_path("kept.peaks");
  struct failure failure = {0};
  if (!peaks_file_save(path, &origin, peaks, 3, &failure)) {
    CHECK_FAIL("%s", failure.sentence);
  }
  return path;
}

/* False where there are peaks of `origin`; `may_replace` as expected where there are none. */
static bool has_none(const char *path, const struct peaks_origin *of, bool may_replace) {
  int64_t replaced = 0;
  bool may = !may_replace;
  struct peaks *peaks = peaks_file_load(path, of, &replaced, &may);
  bool has_none = peaks == NULL && may == may_replace;
  peaks_destroy(peaks);
  return has_none;
}

static void kept_peaks_come_back_as_they_were(void) {
  float *samples = fixture_noise(origin.frames, CHANNELS, 6);
  struct peaks *peaks = build(samples, origin.frames);
  const char *path = save(peaks);
  int64_t replaced = 0;
  bool may_replace;
  struct peaks *loaded = peaks_file_load(path, &origin, &replaced, &may_replace);
  CHECK(loaded != NULL);
  CHECK_EQUAL(replaced, 3);
  float before[97 * CHANNELS * PEAKS_TRIPLE], after[97 * CHANNELS * PEAKS_TRIPLE];
  for (int64_t size = 256; size < 200000; size *= 4) {
    const struct peaks_query query = {
        .frames_per_bin = (double)size, .count = 97, .total_frames = origin.frames};
    CHECK_EQUAL(peaks_read(peaks, &query, before), 97);
    CHECK_EQUAL(peaks_read(loaded, &query, after), 97);
    for (int k = 0; k < 97 * CHANNELS * PEAKS_TRIPLE; k++) {
      CHECK_NEAR(after[k], before[k], 1e-6);
    }
  }
  peaks_destroy(loaded);
  peaks_destroy(peaks);
  free(samples);
}

static void kept_peaks_of_another_sound_count_as_none(void) {
  float *samples = fixture_noise(origin.frames, CHANNELS, 7);
  struct peaks *peaks = build(samples, origin.frames);
  const char *path = save(peaks);
  struct peaks_origin others[6] = {origin, origin, origin, origin, origin, origin};
  others[0].file_bytes++;
  others[1].file_modified_nanoseconds++;
  others[2].frames--;
  others[3].sample_rate = 44100;
  others[4].channels = 1;
  others[5].quality = 0;
  for (int k = 0; k < 6; k++) {
    CHECK(has_none(path, &others[k], true));
  }
  CHECK(has_none(fixture_path("no.peaks"), &origin, true));
  CHECK(has_none(fixture_path(""), &origin, false));
  peaks_destroy(peaks);
  free(samples);
}

static void damaged_peaks_count_as_none_and_may_be_replaced(void) {
  float *samples = fixture_noise(origin.frames, CHANNELS, 8);
  struct peaks *peaks = build(samples, origin.frames);
  const char *path = save(peaks);
  int64_t count;
  uint8_t *bytes = fixture_read_bytes(path, &count);
  for (int64_t at = 0; at < count; at += at < 80 ? 1 : 997) {
    bytes[at] ^= 0x10;
    fixture_write_bytes(path, bytes, count);
    /* Damage may also make the version look like a newer one: then the file stays. */
    if (!has_none(path, &origin, at < 12 || at > 15)) {
      CHECK_FAIL("damage at byte %lld went unseen", (long long)at);
    }
    bytes[at] ^= 0x10;
  }
  fixture_write_bytes(path, bytes, count - 1);
  CHECK(has_none(path, &origin, true));
  fixture_write_bytes(path, bytes, 0);
  CHECK(has_none(path, &origin, true));
  free(bytes);
  peaks_destroy(peaks);
  free(samples);
}

static void peaks_that_cannot_be_saved_leave_nothing_behind(void) {
  float *samples = fixture_noise(origin.frames, CHANNELS, 9);
  struct peaks *peaks = build(samples, origin.frames);
  struct failure failure = {0};
  CHECK(!peaks_file_save(fixture_path("no/such/folder.peaks"), &origin, peaks, 0, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "file-write-failed");
  peaks_destroy(peaks);
  free(samples);
}

/* What the sample file of version 1 was made of: a ramp on each channel. */
static const struct peaks_origin sample_origin = {.file_bytes = 2844,
                                                  .file_modified_nanoseconds = 1700000000000000000,
                                                  .frames = 700,
                                                  .sample_rate = 48000,
                                                  .channels = CHANNELS,
                                                  .quality = -1};

static void peaks_of_version_1_are_read(void) {
  int64_t replaced = 0;
  bool may_replace = false;
  struct peaks *peaks = peaks_file_load(fixture_sample("peaks-version-1.peaks"), &sample_origin,
                                        &replaced, &may_replace);
  CHECK(peaks != NULL);
  CHECK_EQUAL(replaced, 2);
  CHECK_EQUAL(peaks_known_frames(peaks), 700);
  for (int bin = 0; bin < 3; bin++) {
    float triples[CHANNELS * PEAKS_TRIPLE];
    peaks_finest_bin(peaks, bin, triples);
    const int first = bin * 256, last = bin == 2 ? 699 : first + 255;
    CHECK_NEAR(triples[0], first / 1024.0, 0);
    CHECK_NEAR(triples[1], last / 1024.0, 0);
    CHECK_NEAR(triples[3], -last / 1024.0, 0);
    CHECK_NEAR(triples[4], -first / 1024.0, 0);
    CHECK(triples[2] > triples[0] && triples[2] < triples[1]);
    CHECK_NEAR(triples[5], triples[2], 0);
  }
  peaks_destroy(peaks);
}

static void peaks_of_another_version_count_as_none(void) {
  const char *path = fixture_path("version.peaks");
  int64_t count;
  uint8_t *bytes = fixture_read_bytes(fixture_sample("peaks-version-1.peaks"), &count);
  bytes[12] = 0;
  fixture_write_bytes(path, bytes, count);
  CHECK(has_none(path, &sample_origin, true));
  /* A newer version may be longer or shorter from the place after its version. */
  bytes[12] = 2;
  fixture_write_bytes(path, bytes, count);
  CHECK(has_none(path, &sample_origin, false));
  fixture_write_bytes(path, bytes, 16);
  CHECK(has_none(path, &sample_origin, false));
  fixture_write_bytes(path, bytes, 15);
  CHECK(has_none(path, &sample_origin, true));
  free(bytes);
}

static int64_t failing_position;

static int fail_reading(bool is_write, int64_t position, size_t bytes) {
  (void)bytes;
  return !is_write && position == failing_position ? EIO : 0;
}

static void peaks_that_cannot_be_read_now_must_stay(void) {
  const char *path = fixture_sample("peaks-version-1.peaks");
  disk_file_set_fault(fail_reading);
  bool none_without_header = has_none(path, &sample_origin, false);
  failing_position = 72;
  bool none_without_bins = has_none(path, &sample_origin, false);
  disk_file_set_fault(NULL);
  CHECK(none_without_header && none_without_bins);
#ifndef _WIN32
  struct rlimit files;
  CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
  const struct rlimit no_files = {.rlim_cur = 0, .rlim_max = files.rlim_max};
  CHECK(setrlimit(RLIMIT_NOFILE, &no_files) == 0);
  bool none_without_descriptors = has_none(path, &sample_origin, false);
  CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
  CHECK(none_without_descriptors);
#endif
}

static const struct check_test tests[] = {
    {"kept peaks come back as they were", kept_peaks_come_back_as_they_were},
    {"kept peaks of another sound count as none", kept_peaks_of_another_sound_count_as_none},
    {"damaged peaks count as none and may be replaced",
     damaged_peaks_count_as_none_and_may_be_replaced},
    {"peaks that cannot be saved leave nothing behind",
     peaks_that_cannot_be_saved_leave_nothing_behind},
    {"peaks of version 1 are read", peaks_of_version_1_are_read},
    {"peaks of another version count as none, and newer ones must stay",
     peaks_of_another_version_count_as_none},
    {"peaks that cannot be read now must stay", peaks_that_cannot_be_read_now_must_stay},
};

CHECK_MAIN(tests)
