/* Sample buffers. */
#include "base/sample_buffer.h"

#include "check.h"

static void begins_silent_ready_and_aligned(void) {
  struct sample_buffer *buffer = sample_buffer_create(3, 1000, 44100, false, NULL);
  CHECK_EQUAL(sample_buffer_channels(buffer), 3);
  CHECK_EQUAL(sample_buffer_frames(buffer), 1000);
  CHECK_EQUAL(sample_buffer_ready_frames(buffer), 1000);
  CHECK_NEAR(sample_buffer_sample_rate(buffer), 44100, 0);
  CHECK_EQUAL((uintptr_t)sample_buffer_data(buffer) % 64, 0);
  for (int k = 0; k < 3000; k++) {
    CHECK_NEAR(sample_buffer_data(buffer)[k], 0, 0);
  }
  sample_buffer_release(buffer);
}

static void grows_as_far_as_it_is_filled(void) {
  struct sample_buffer *buffer = sample_buffer_create(1, 10, 48000, true, NULL);
  CHECK_EQUAL(sample_buffer_ready_frames(buffer), 0);
  sample_buffer_set_ready_frames(buffer, 7);
  CHECK_EQUAL(sample_buffer_ready_frames(buffer), 7);
  sample_buffer_release(buffer);
}

static void lives_until_its_last_reference_is_gone(void) {
  struct sample_buffer *buffer = sample_buffer_create(1, 10, 48000, false, NULL);
  CHECK(sample_buffer_retain(buffer) == buffer);
  sample_buffer_release(buffer);
  sample_buffer_data(buffer)[9] = 1;
  sample_buffer_release(buffer);
  sample_buffer_release(NULL);
}

static void impossible_sizes_are_refused(void) {
  struct failure failure;
  const struct {
    uint32_t channels;
    int64_t frames;
    double rate;
    enum failure_code code;
  } sizes[] = {
      {0, 1, 48000, FAILURE_INVALID_ARGUMENT},
      {257, 1, 48000, FAILURE_INVALID_ARGUMENT},
      {1, -1, 48000, FAILURE_INVALID_ARGUMENT},
      {1, 1, 0, FAILURE_INVALID_ARGUMENT},
      {1, 1, NAN, FAILURE_INVALID_ARGUMENT},
      {1, 1, INFINITY, FAILURE_INVALID_ARGUMENT},
      {1, INT64_MAX, 48000, FAILURE_OUT_OF_MEMORY},
      {256, INT64_MAX / 1000, 48000, FAILURE_OUT_OF_MEMORY},
  };
  for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
    CHECK(sample_buffer_create(sizes[k].channels, sizes[k].frames, sizes[k].rate, false,
                               &failure) == NULL);
    CHECK_TEXT(failure_code_name(failure.code), failure_code_name(sizes[k].code));
  }
}

static const struct check_test tests[] = {
    {"a buffer begins silent, ready and aligned", begins_silent_ready_and_aligned},
    {"a growing buffer is ready as far as it is filled", grows_as_far_as_it_is_filled},
    {"a buffer lives until its last reference is gone", lives_until_its_last_reference_is_gone},
    {"impossible sizes are refused", impossible_sizes_are_refused},
};

CHECK_MAIN(tests)
