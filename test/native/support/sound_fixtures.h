/* Sound files in a temporary folder of this process, which is removed at its end. */
#pragma once

#include <sndfile.h>
#include <stdbool.h>
#include <stdint.h>

/** The path of `name` in the folder; valid for the next 16 calls. */
const char *fixture_path(const char *name);
/** The path of a kept file in test/native/file/samples; valid for the next 16 calls. */
const char *fixture_sample(const char *name);
/** Reproducible noise in -0.5 ... 0.5; the caller frees it. */
float *fixture_noise(int64_t frames, int channels, uint32_t seed);
/** Sines of amplitude 0.5, `frequency` Hz on every channel. */
float *fixture_sine(int64_t frames, int channels, double frequency, double sample_rate);
/** Writes a sound file with libsndfile; exits the program if that fails. */
void fixture_write(const char *path, int format, int channels, int sample_rate,
                   const float *samples, int64_t frames);
/** Reads a whole sound file with libsndfile, as a reference. Returns the frames. */
int64_t fixture_read(const char *path, float *target, int64_t frames, int channels);
void fixture_write_bytes(const char *path, const void *bytes, int64_t count);
/** The bytes of a file; the caller frees them. */
uint8_t *fixture_read_bytes(const char *path, int64_t *count);
/** Cuts a file or lengthens it by a hole, also beyond 4 GB. */
bool fixture_set_size(const char *path, int64_t bytes);
/** Keeps the first `numerator` / `denominator` of a file. */
void fixture_cut(const char *path, int64_t numerator, int64_t denominator);
bool fixture_exists(const char *path);
void fixture_sleep(double seconds);

/** Waits until `condition`, which other threads bring about, is true: up to half the time that a
 * test has. */
#define WAIT_FOR(condition)                                                                        \
  do {                                                                                             \
    int wait_rounds = 0;                                                                           \
    while (!(condition) && wait_rounds++ < RTMIXER_TEST_SECONDS * 250) {                           \
      fixture_sleep(0.002);                                                                        \
    }                                                                                              \
    CHECK(condition);                                                                              \
  } while (0)
