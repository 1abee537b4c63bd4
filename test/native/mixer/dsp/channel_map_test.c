/* Channel numbers. */
#include "mixer/dsp/channel_map.h"

#include "check.h"

static void check_map(const uint32_t *numbers, uint32_t count, uint32_t stream_channels, bool good,
                      bool contiguous) {
  struct failure failure;
  uint8_t indices[256];
  CHECK_EQUAL(channel_map_check(numbers, count, stream_channels, "output", &failure), good);
  if (!good) {
    CHECK_EQUAL(failure.code, FAILURE_INVALID_CHANNEL);
    return;
  }
  CHECK_EQUAL(channel_map_fill(indices, numbers, count), contiguous);
  for (uint32_t k = 0; k < count; k++) {
    CHECK_EQUAL(indices[k], numbers == NULL ? k : numbers[k] - 1);
  }
}

static void numbers_start_with_1(void) {
  struct failure failure;
  const uint32_t numbers[] = {0};
  check_map((const uint32_t[]){1, 2}, 2, 2, true, true);
  check_map((const uint32_t[]){2, 3}, 2, 4, true, true);
  check_map((const uint32_t[]){2, 1}, 2, 2, true, false);
  check_map((const uint32_t[]){1, 1}, 2, 1, true, false);
  check_map(NULL, 256, 256, true, true);
  CHECK(!channel_map_check(numbers, 1, 2, "input", &failure));
  CHECK_TEXT(failure.sentence, "Channel numbers start with 1; there is no channel 0.");
}

static void only_existing_channels(void) {
  check_map((const uint32_t[]){3}, 1, 2, false, false);
  check_map((const uint32_t[]){UINT32_MAX}, 1, 2, false, false);
  check_map(NULL, 3, 2, false, false);
  check_map(NULL, 0, 2, false, false);
  check_map(NULL, 257, 256, false, false);
  check_map(NULL, 1, 0, false, false);
}

static const struct check_test tests[] = {
    {"channel numbers start with 1 and may repeat", numbers_start_with_1},
    {"channels that the stream has not are refused", only_existing_channels},
};

CHECK_MAIN(tests)
