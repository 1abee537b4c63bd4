/* The virtual loopback device without a mixer: the test inspects each block. */
#include "check.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "device/virtual/backend.h"

enum { MOST_BLOCKS = 4096 };

/* What the device's thread saw; read after stop. */
struct watcher {
  uint32_t input_channels, output_channels;
  int64_t frames;
  int64_t impulse_frame; /* output: 1, 2, 3... in channels 1, 2, 3... */
  int64_t heard_frame;   /* of the first input that is not silent; -1 = none */
  float heard[MAX_CHANNELS];
  int64_t heard_count;
  atomic_int blocks;
  struct block seen[MOST_BLOCKS];
  int64_t first_frame[MOST_BLOCKS];
};

static void watch(void *context, const struct block *block) {
  struct watcher *watcher = context;
  int index = atomic_load(&watcher->blocks);
  for (uint32_t i = 0; i < block->frame_count; i++) {
    int64_t frame = watcher->frames + i;
    for (uint32_t c = 0; c < watcher->output_channels; c++) {
      block->output[i * watcher->output_channels + c] =
          frame == watcher->impulse_frame ? (float)(c + 1) : 0;
    }
    for (uint32_t c = 0; c < watcher->input_channels; c++) {
      float sample = block->input[i * watcher->input_channels + c];
      if (sample != 0) {
        watcher->heard_count++;
        watcher->heard_frame = frame;
        watcher->heard[c] = sample;
      }
    }
  }
  if (index < MOST_BLOCKS) {
    watcher->seen[index] = *block;
    watcher->first_frame[index] = watcher->frames;
  }
  watcher->frames += block->frame_count;
  atomic_store(&watcher->blocks, index + 1);
}

static struct stream_settings default_settings(void) {
  return (struct stream_settings){
      .input_channels = 2,
      .output_channels = 2,
      .sample_rate = 48000,
      .block_size = 64,
      .virtual_settings = {.delay_frames = -1, .speed = 0},
  };
}

static struct watcher *new_watcher(const struct stream_settings *settings, int64_t impulse_frame) {
  static struct watcher watcher;
  memset(&watcher, 0, sizeof(watcher));
  watcher.input_channels = settings->input_channels;
  watcher.output_channels = settings->output_channels;
  watcher.impulse_frame = impulse_frame;
  watcher.heard_frame = -1;
  return &watcher;
}

static void wait_for_blocks(struct watcher *watcher, int count) {
  double deadline = monotonic_seconds() + 90;
  while (atomic_load(&watcher->blocks) < count && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.001);
  }
}

/* Opens, starts, waits for blocks, stops and closes. */
static struct watcher *run(const struct stream_settings *settings, int64_t impulse_frame,
                           int blocks) {
  struct failure failure = {0};
  struct stream_info info;
  struct watcher *watcher = new_watcher(settings, impulse_frame);
  struct backend *backend = virtual_backend_ops.open(settings, watch, watcher, &info, &failure);
  CHECK(backend);
  CHECK(virtual_backend_ops.start(backend, &failure));
  wait_for_blocks(watcher, blocks);
  CHECK(virtual_backend_ops.stop(backend, &failure));
  CHECK(virtual_backend_ops.close(backend, &failure));
  CHECK(atomic_load(&watcher->blocks) >= blocks);
  return watcher;
}

static void delays_by_one_block(void) {
  struct stream_settings settings = default_settings();
  struct watcher *watcher = run(&settings, 1000, 32);
  CHECK_EQUAL(watcher->heard_frame, 1064);
  CHECK_EQUAL(watcher->heard_count, 2);
  CHECK_EQUAL(watcher->heard[0], 1);
  CHECK_EQUAL(watcher->heard[1], 2);
}

static void delays_as_asked(void) {
  int64_t delays[] = {0, 1, 64, 65, 127, 128, 1000, 4801};
  for (size_t i = 0; i < sizeof(delays) / sizeof(*delays); i++) {
    struct stream_settings settings = default_settings();
    settings.virtual_settings.delay_frames = delays[i];
    struct watcher *watcher = run(&settings, 777, 200);
    CHECK_EQUAL(watcher->heard_frame, 777 + (delays[i] < 64 ? 64 : delays[i]));
    CHECK_EQUAL(watcher->heard_count, 2);
  }
}

static void maps_channels_onto_themselves(void) {
  struct stream_settings settings = default_settings();
  settings.input_channels = MAX_CHANNELS;
  settings.output_channels = MAX_CHANNELS;
  struct watcher *watcher = run(&settings, 100, 8);
  CHECK_EQUAL(watcher->heard_count, MAX_CHANNELS);
  for (int c = 0; c < MAX_CHANNELS; c++) {
    CHECK_EQUAL(watcher->heard[c], c + 1);
  }
  settings.input_channels = 5;
  settings.output_channels = 3;
  watcher = run(&settings, 100, 8);
  CHECK_EQUAL(watcher->heard_count, 3);
  CHECK_EQUAL(watcher->heard[2], 3);
  settings.input_channels = 1;
  watcher = run(&settings, 100, 8);
  CHECK_EQUAL(watcher->heard_count, 1);
  CHECK_EQUAL(watcher->heard[0], 1);
}

static void runs_one_sided(void) {
  struct stream_settings settings = default_settings();
  settings.input_channels = 0;
  settings.input_device = NO_DEVICE;
  struct watcher *watcher = run(&settings, 10, 8);
  CHECK(watcher->seen[0].input == NULL);
  CHECK(watcher->seen[0].output != NULL);
  settings = default_settings();
  settings.output_channels = 0;
  settings.output_device = NO_DEVICE;
  watcher = run(&settings, 10, 8);
  CHECK(watcher->seen[0].output == NULL);
  CHECK_EQUAL(watcher->heard_count, 0);
}

static double adc_time_of(const struct watcher *watcher, int64_t frame, double rate) {
  int block = (int)(frame / watcher->seen[0].frame_count);
  return watcher->seen[block].input_adc_time + (double)(frame - watcher->first_frame[block]) / rate;
}

static double dac_time_of(const struct watcher *watcher, int64_t frame, double rate) {
  int block = (int)(frame / watcher->seen[0].frame_count);
  return watcher->seen[block].output_dac_time +
         (double)(frame - watcher->first_frame[block]) / rate;
}

static void times_are_true(void) {
  double speeds[] = {0, 1, 8};
  for (size_t i = 0; i < sizeof(speeds) / sizeof(*speeds); i++) {
    struct stream_settings settings = default_settings();
    settings.virtual_settings.delay_frames = 333;
    settings.virtual_settings.speed = speeds[i];
    settings.virtual_settings.jitter_seconds = 0.005;
    settings.virtual_settings.seed = 7;
    struct watcher *watcher = run(&settings, 1000, 40);
    double zero = watcher->seen[0].current_time;
    for (int64_t frame = 0; frame + 333 < 40 * 64; frame++) {
      CHECK_NEAR(dac_time_of(watcher, frame, 48000), adc_time_of(watcher, frame + 333, 48000),
                 1e-9);
    }
    for (int block = 0; block < 40; block++) {
      CHECK_NEAR(watcher->seen[block].current_time, zero + block * 64 / 48000.0, 1e-9);
      CHECK_EQUAL(watcher->seen[block].flags, 0);
    }
  }
}

static void latencies_add_up_to_the_delay(void) {
  struct stream_settings settings = default_settings();
  settings.virtual_settings.delay_frames = 333;
  struct watcher *watcher = new_watcher(&settings, 0);
  struct stream_info info;
  struct backend *backend = virtual_backend_ops.open(&settings, watch, watcher, &info, NULL);
  CHECK(backend);
  CHECK_NEAR(info.input_latency + info.output_latency, 333 / 48000.0, 1e-12);
  CHECK_NEAR(info.input_latency, 64 / 48000.0, 1e-12);
  CHECK(virtual_backend_ops.close(backend, NULL));
}

static void raises_flags_in_their_block(void) {
  struct virtual_fault faults[] = {
      {.kind = FAULT_INPUT_UNDERFLOW, .frame = 0},
      {.kind = FAULT_INPUT_OVERFLOW, .frame = 127},
      {.kind = FAULT_OUTPUT_UNDERFLOW, .frame = 128},
      {.kind = FAULT_OUTPUT_OVERFLOW, .frame = 300, .every_frames = 640},
  };
  struct stream_settings settings = default_settings();
  settings.virtual_settings.faults = faults;
  settings.virtual_settings.fault_count = 4;
  struct watcher *watcher = run(&settings, 0, 100);
  for (int block = 0; block < 100; block++) {
    uint32_t expected = block == 0   ? BLOCK_INPUT_UNDERFLOW
                        : block == 1 ? BLOCK_INPUT_OVERFLOW
                        : block == 2 ? BLOCK_OUTPUT_UNDERFLOW
                                     : 0;
    if (block % 10 == 4) {
      expected |= BLOCK_OUTPUT_OVERFLOW;
    }
    CHECK_EQUAL(watcher->seen[block].flags, expected);
  }
}

static void unused_direction_has_no_flags(void) {
  struct virtual_fault fault = {.kind = FAULT_LOST_BLOCKS, .frame = 100, .count = 1};
  struct stream_settings settings = default_settings();
  settings.input_channels = 0;
  settings.input_device = NO_DEVICE;
  settings.virtual_settings.faults = &fault;
  settings.virtual_settings.fault_count = 1;
  struct watcher *watcher = run(&settings, 0, 8);
  CHECK_EQUAL(watcher->seen[1].flags, BLOCK_OUTPUT_UNDERFLOW);
}

static void lost_blocks_pass_without_frames(void) {
  struct virtual_fault fault = {.kind = FAULT_LOST_BLOCKS, .frame = 200, .count = 5};
  struct stream_settings settings = default_settings();
  settings.virtual_settings.faults = &fault;
  settings.virtual_settings.fault_count = 1;
  struct watcher *watcher = run(&settings, 200, 16);
  double zero = watcher->seen[0].current_time;
  CHECK_NEAR(watcher->seen[2].current_time, zero + 2 * 64 / 48000.0, 1e-9);
  CHECK_NEAR(watcher->seen[3].current_time, zero + 8 * 64 / 48000.0, 1e-9);
  CHECK_NEAR(watcher->seen[4].current_time, zero + 9 * 64 / 48000.0, 1e-9);
  CHECK_EQUAL(watcher->seen[3].flags, BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW);
  CHECK_EQUAL(watcher->seen[4].flags, 0);
  CHECK_EQUAL(watcher->heard_frame, 200 + 64);
  CHECK(watcher->seen[3].tells_losses);
  CHECK_EQUAL(watcher->seen[3].lost_input, 5 * 64);
  CHECK_EQUAL(watcher->seen[3].lost_output, 5 * 64);
  CHECK_EQUAL(watcher->seen[4].lost_input, 0);
}

static void what_sounds_while_the_input_is_deaf_is_not_heard(void) {
  struct virtual_fault fault = {.kind = FAULT_LOST_BLOCKS, .frame = 200, .count = 5};
  struct stream_settings settings = default_settings();
  settings.virtual_settings.faults = &fault;
  settings.virtual_settings.fault_count = 1;
  CHECK_EQUAL(run(&settings, 190, 16)->heard_count, 0);
}

static void disappears_without_notice(void) {
  struct virtual_fault fault = {.kind = FAULT_DISAPPEAR, .frame = 200};
  struct stream_settings settings = default_settings();
  settings.virtual_settings.faults = &fault;
  settings.virtual_settings.fault_count = 1;
  struct watcher *watcher = new_watcher(&settings, 0);
  struct stream_info info;
  struct backend *backend = virtual_backend_ops.open(&settings, watch, watcher, &info, NULL);
  CHECK(virtual_backend_ops.start(backend, NULL));
  wait_for_blocks(watcher, 3);
  sleep_until(monotonic_seconds() + 0.05);
  CHECK_EQUAL(atomic_load(&watcher->blocks), 3);
  CHECK(virtual_backend_ops.alive(backend));
  CHECK(virtual_backend_ops.stop(backend, NULL));
  CHECK(virtual_backend_ops.close(backend, NULL));
}

static void starts_a_hundred_times(void) {
  struct stream_settings settings = default_settings();
  struct watcher *watcher = new_watcher(&settings, 3);
  struct stream_info info;
  struct backend *backend = virtual_backend_ops.open(&settings, watch, watcher, &info, NULL);
  CHECK(backend);
  double last_time = 0;
  for (int i = 0; i < 100; i++) {
    new_watcher(&settings, 3);
    CHECK(virtual_backend_ops.start(backend, NULL));
    wait_for_blocks(watcher, 2);
    CHECK(virtual_backend_ops.stop(backend, NULL));
    CHECK_EQUAL(watcher->heard_frame, 67);
    CHECK_EQUAL(watcher->heard_count, 2);
    CHECK(watcher->seen[0].current_time >= last_time);
    last_time = watcher->seen[0].current_time;
    CHECK(virtual_backend_ops.time(backend) > last_time);
  }
  CHECK(virtual_backend_ops.close(backend, NULL));
}

static void refuses(struct stream_settings settings, const char *code) {
  struct failure failure = {0};
  struct stream_info info;
  CHECK(!virtual_backend_ops.check(&settings, &failure));
  CHECK_TEXT(failure_code_name(failure.code), code);
  CHECK(virtual_backend_ops.open(&settings, watch, NULL, &info, &failure) == NULL);
}

static void refuses_nonsense(void) {
  struct stream_settings settings = default_settings();
  settings.sample_rate = NAN;
  refuses(settings, "rate-refused");
  settings.sample_rate = 999;
  refuses(settings, "rate-refused");
  settings = default_settings();
  settings.input_channels = MAX_CHANNELS + 1;
  refuses(settings, "channels-refused");
  settings = default_settings();
  settings.block_size = 1u << 30;
  refuses(settings, "invalid-argument");
  settings = default_settings();
  settings.virtual_settings.speed = -1;
  refuses(settings, "invalid-argument");
  settings = default_settings();
  settings.virtual_settings.delay_frames = INT64_MAX;
  refuses(settings, "invalid-argument");
  struct virtual_fault fault = {.kind = FAULT_LOST_BLOCKS, .frame = 0, .count = 0};
  settings = default_settings();
  settings.virtual_settings.faults = &fault;
  settings.virtual_settings.fault_count = 1;
  refuses(settings, "invalid-argument");
  const struct virtual_fault wrong[] = {
      {.kind = FAULT_DISAPPEAR, .frame = -5},
      {.kind = FAULT_RETURN, .frame = 5},
      {.kind = FAULT_LOST_INPUT, .frame = 5},
      {.kind = FAULT_LOST_OUTPUT, .frame = 5, .count = 1000001},
      {.kind = FAULT_LOST_OUTPUT, .frame = 5, .frames = -1},
      {.kind = FAULT_LOST_BLOCKS, .frame = 5, .frames = 1000000001},
      {.kind = FAULT_INPUT_UNDERFLOW, .frame = 5, .frames = 1},
      {.kind = FAULT_LOST_INPUT, .frame = 5, .count = 1, .every_frames = -1},
  };
  for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
    fault = wrong[i];
    refuses(settings, "invalid-argument");
  }
}

static const struct check_test tests[] = {
    {"an impulse is heard one block after it was played", delays_by_one_block},
    {"an impulse is heard exactly the asked delay later, never below a block", delays_as_asked},
    {"each channel is heard on the same channel", maps_channels_onto_themselves},
    {"a stream of one direction gets no other side", runs_one_sided},
    {"the time a frame leaves is the time it comes back, whatever the jitter", times_are_true},
    {"input and output latency add up to the delay", latencies_add_up_to_the_delay},
    {"faults raise their flag in the block that holds their frame", raises_flags_in_their_block},
    {"an unused direction raises no flag", unused_direction_has_no_flags},
    {"lost blocks advance device time but no frames", lost_blocks_pass_without_frames},
    {"what sounds while blocks are lost is not heard",
     what_sounds_while_the_input_is_deaf_is_not_heard},
    {"a disappearing device stops calling and gives no notice", disappears_without_notice},
    {"a hundred starts each begin in silence at frame zero", starts_a_hundred_times},
    {"invalid settings are refused by name", refuses_nonsense},
};

CHECK_MAIN(tests)
