#include "file/media/peaks.h"

#include <float.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "check.h"
#include "sound_fixtures.h"

enum { CHANNELS = 2 };

/* The peaks of frames [first, end) of one channel, counted one by one. */
static void naive(const float *samples, int64_t first, int64_t end, int channel, float *triple) {
  double squares = 0;
  triple[0] = FLT_MAX;
  triple[1] = -FLT_MAX;
  for (int64_t frame = first; frame < end; frame++) {
    float sample = samples[frame * CHANNELS + channel];
    triple[0] = fminf(triple[0], sample);
    triple[1] = fmaxf(triple[1], sample);
    squares += (double)sample * sample;
  }
  triple[2] = (float)sqrt(squares / (double)(end - first));
}

static struct peaks *build(const float *samples, int64_t frames) {
  struct peaks *peaks = peaks_create(CHANNELS);
  int64_t part = 1;
  for (int64_t done = 0; done < frames; done += part) {
    part = (part * 7 + 13) % 3001;
    part = part > frames - done ? frames - done : part;
    CHECK(peaks_add(peaks, samples + done * CHANNELS, part));
  }
  CHECK(peaks_finish(peaks));
  CHECK_EQUAL(peaks_known_frames(peaks), frames);
  return peaks;
}

static void expect_naive(const float *triples, const float *samples, int64_t bin, int64_t first,
                         int64_t end) {
  for (int channel = 0; channel < CHANNELS; channel++) {
    const float *triple = triples + (bin * CHANNELS + channel) * PEAKS_TRIPLE;
    float expected[PEAKS_TRIPLE];
    naive(samples, first, end, channel, expected);
    CHECK_NEAR(triple[0], expected[0], 0);
    CHECK_NEAR(triple[1], expected[1], 0);
    CHECK_NEAR(triple[2], expected[2], 1e-6);
  }
}

static void aligned_bins_are_exact_on_every_level(void) {
  const int64_t frames = 5000000 + 77;
  float *samples = fixture_noise(frames, CHANNELS, 1);
  struct peaks *peaks = build(samples, frames);
  for (int64_t size = 256; size < 4 * frames; size *= 2) {
    const int64_t count = (frames + size - 1) / size;
    float *triples = malloc((size_t)count * CHANNELS * PEAKS_TRIPLE * sizeof(float));
    const struct peaks_query query = {
        .frames_per_bin = (double)size, .count = count, .total_frames = frames};
    CHECK_EQUAL(peaks_read(peaks, &query, triples), count);
    for (int64_t bin = 0; bin < count; bin += 1 + count / 500) {
      int64_t end = (bin + 1) * size;
      expect_naive(triples, samples, bin, bin * size, end < frames ? end : frames);
    }
    expect_naive(triples, samples, count - 1, (count - 1) * size, frames);
    free(triples);
  }
  peaks_destroy(peaks);
  free(samples);
}

static void no_peak_is_lost_or_drawn_twice_at_any_zoom(void) {
  static const double zooms[] = {256, 257.3, 300, 511.9, 1000, 1024.5, 5000, 77777.7, 300000};
  const int64_t frames = 400001;
  float *samples = calloc((size_t)frames * CHANNELS, sizeof(float));
  /* Every spike has its own height. */
  for (int64_t spike = 0; spike < 40; spike++) {
    samples[(9973 * spike + 5) * CHANNELS] = 1 + (float)spike;
  }
  struct peaks *peaks = build(samples, frames);
  for (size_t k = 0; k < sizeof(zooms) / sizeof(zooms[0]); k++) {
    const int64_t count = (int64_t)((double)frames / zooms[k]) + 1;
    float *triples = malloc((size_t)count * CHANNELS * PEAKS_TRIPLE * sizeof(float));
    const struct peaks_query query = {
        .frames_per_bin = zooms[k], .count = count, .total_frames = frames};
    CHECK_EQUAL(peaks_read(peaks, &query, triples), count);
    for (int64_t bin = 0; bin < count; bin++) {
      int64_t first = (int64_t)((double)bin * zooms[k]), end = first + (int64_t)zooms[k] + 1;
      float height = triples[bin * CHANNELS * PEAKS_TRIPLE + 1];
      int64_t at = 9973 * ((int64_t)height - 1) + 5;
      /* Half a bin of the pyramid, which is at most an eighth of a drawn one. */
      double shift = fmax(128, zooms[k] / 8) + 1;
      if (height > 0 && ((double)(first - at) > shift || (double)(at - end) > shift)) {
        CHECK_FAIL("zoom %g: a spike at %lld is drawn in bin %lld", zooms[k], (long long)at,
                   (long long)bin);
      }
    }
    float highest = 0;
    for (int64_t bin = 0; bin < count; bin++) {
      highest = fmaxf(highest, triples[bin * CHANNELS * PEAKS_TRIPLE + 1]);
    }
    CHECK_NEAR(highest, 40, 0);
    free(triples);
  }
  peaks_destroy(peaks);
  free(samples);
}

static void bins_outside_of_the_sound_are_zero_and_known(void) {
  float *samples = fixture_noise(1000, CHANNELS, 2);
  struct peaks *peaks = build(samples, 1000);
  float triples[8 * CHANNELS * PEAKS_TRIPLE];
  struct peaks_query query = {
      .start_frame = -512, .frames_per_bin = 256, .count = 8, .total_frames = 1000};
  CHECK_EQUAL(peaks_read(peaks, &query, triples), 8);
  for (int k = 0; k < 2 * CHANNELS * PEAKS_TRIPLE; k++) {
    CHECK_NEAR(triples[k], 0, 0);
    CHECK_NEAR(triples[6 * CHANNELS * PEAKS_TRIPLE + k], 0, 0);
  }
  expect_naive(triples, samples, 2, 0, 256);
  expect_naive(triples, samples, 5, 768, 1000);
  query.start_frame = INT64_MIN;
  CHECK_EQUAL(peaks_read(peaks, &query, triples), 8);
  query.start_frame = INT64_MAX;
  query.frames_per_bin = 1e300;
  CHECK_EQUAL(peaks_read(peaks, &query, triples), 8);
  query.frames_per_bin = NAN;
  CHECK_EQUAL(peaks_read(peaks, &query, triples), 0);
  query.frames_per_bin = 0.5;
  CHECK_EQUAL(peaks_read(peaks, &query, triples), 0);
  query = (struct peaks_query){.frames_per_bin = 256, .count = -1, .total_frames = 1000};
  CHECK_EQUAL(peaks_read(peaks, &query, triples), 0);
  peaks_destroy(peaks);
  free(samples);
}

static int64_t read_memory(void *context, int64_t start_frame, int64_t frames, float *target) {
  memcpy(target, (float *)context + start_frame * CHANNELS,
         (size_t)(frames * CHANNELS) * sizeof(float));
  return frames;
}

static void bins_below_256_frames_come_from_the_samples(void) {
  static const double zooms[] = {1, 1.5, 2, 17.3, 255.9};
  const int64_t frames = 200000;
  float *samples = fixture_noise(frames, CHANNELS, 3);
  for (size_t k = 0; k < sizeof(zooms) / sizeof(zooms[0]); k++) {
    float triples[600 * CHANNELS * PEAKS_TRIPLE];
    const struct peaks_query query = {
        .start_frame = 777, .frames_per_bin = zooms[k], .count = 600, .total_frames = frames};
    int64_t known = 777 + (int64_t)(500 * zooms[k]);
    CHECK_EQUAL(peaks_measure(&query, CHANNELS, frames, read_memory, samples, triples), 600);
    for (int64_t bin = 0; bin < 387; bin++) {
      int64_t first, end;
      peaks_query_range(&query, bin, &first, &end);
      CHECK(end > first);
      expect_naive(triples, samples, bin, first, end);
    }
    CHECK_EQUAL(peaks_measure(&query, CHANNELS, known, read_memory, samples, triples), 500);
  }
  free(samples);
}

struct growth {
  struct peaks *peaks;
  const float *samples;
  int64_t frames;
  atomic_bool done;
};

static void *grow(void *context) {
  struct growth *growth = context;
  for (int64_t done = 0; done < growth->frames; done += 1000) {
    peaks_add(growth->peaks, growth->samples + done * CHANNELS, 1000);
  }
  peaks_finish(growth->peaks);
  atomic_store(&growth->done, true);
  return NULL;
}

static void what_is_known_while_they_grow_is_final(void) {
  const int64_t frames = 4000000;
  struct growth growth = {peaks_create(CHANNELS), fixture_noise(frames, CHANNELS, 5), frames,
                          false};
  float *triples = malloc(4000 * CHANNELS * PEAKS_TRIPLE * sizeof(float));
  float *final = malloc(4000 * CHANNELS * PEAKS_TRIPLE * sizeof(float));
  const struct peaks_query query = {.frames_per_bin = 1024, .count = 3906, .total_frames = frames};
  struct peaks *whole = build(growth.samples, frames);
  CHECK_EQUAL(peaks_read(whole, &query, final), query.count);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, grow, &growth) == 0);
  int64_t known = 0;
  while (known < query.count) {
    int64_t now = peaks_read(growth.peaks, &query, triples);
    CHECK(now >= known);
    known = now;
    CHECK(memcmp(triples, final, (size_t)known * CHANNELS * PEAKS_TRIPLE * sizeof(float)) == 0);
  }
  pthread_join(thread, NULL);
  peaks_destroy(whole);
  peaks_destroy(growth.peaks);
  free((void *)(uintptr_t)growth.samples);
  free(triples);
  free(final);
}

static const struct check_test tests[] = {
    {"aligned bins are exact on every level", aligned_bins_are_exact_on_every_level},
    {"no peak is lost or drawn twice at any zoom", no_peak_is_lost_or_drawn_twice_at_any_zoom},
    {"bins outside of the sound are zero and known", bins_outside_of_the_sound_are_zero_and_known},
    {"bins below 256 frames come from the samples", bins_below_256_frames_come_from_the_samples},
    {"peaks known while they grow are final", what_is_known_while_they_grow_is_final},
};

CHECK_MAIN(tests)
