/* Dropouts found in invented blocks: place, size, direction, and whose word it is. */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mixer/mixer.h"

enum { RATE = 48000, BLOCK = 256, MOST_FRAMES = 4096 };

/* A device whose truth the test knows. Device time and system time may each be wrong. */
struct device {
  struct mixer *mixer;
  int64_t frame;
  uint32_t block;      /* frames */
  double lost;         /* seconds so far */
  double device_error; /* seconds added to device times */
  double device_drift; /* seconds of that per block */
  double late;         /* seconds that the next block comes late */
  double jitter;       /* seconds, of when blocks come */
  bool has_system_time;
  uint32_t flags; /* of the next block */
  uint64_t random;
};

static double random_part(struct device *device) {
  device->random = device->random * 6364136223846793005u + 1442695040888963407u;
  return (double)(device->random >> 11) * 0x1p-53;
}

static struct device begin(void) {
  struct failure failure = {0};
  struct device device = {.block = BLOCK, .has_system_time = true, .random = 1};
  device.mixer = mixer_create(&(struct mixer_config){2, 2, RATE, 0}, &failure);
  CHECK(device.mixer != NULL);
  mixer_begin_stream(device.mixer);
  return device;
}

static void process(struct device *device, struct block *block) {
  static float input[2 * MOST_FRAMES], output[2 * MOST_FRAMES];
  block->input = input;
  block->output = output;
  mixer_process(device->mixer, block);
  device->frame += block->frame_count;
}

static void one_block(struct device *device) {
  const double true_time = 1000 + (double)device->frame / RATE + device->lost;
  const double time = true_time + device->device_error;
  struct block block = {
      .frame_count = device->block,
      .flags = device->flags,
      .current_time = time,
      .input_adc_time = time - 0.005,
      .output_dac_time = time + 0.01,
      .system_time = device->has_system_time
                         ? true_time + device->late + device->jitter * random_part(device)
                         : 0,
  };
  device->flags = 0;
  device->late = 0;
  device->device_error += device->device_drift;
  process(device, &block);
}

static void run(struct device *device, int blocks) {
  for (int k = 0; k < blocks; k++) {
    one_block(device);
  }
}

static size_t take(struct device *device, struct dropout *dropouts, size_t capacity) {
  return mixer_take_dropouts(device->mixer, dropouts, capacity);
}

static struct dropout take_one(struct device *device) {
  struct dropout dropouts[4];
  CHECK_EQUAL(take(device, dropouts, 4), 1);
  return dropouts[0];
}

static void end(struct device *device) {
  mixer_end_stream(device->mixer, OUTCOME_STREAM_STOPPED);
  mixer_destroy(device->mixer);
}

static void is_where_the_flag_was_raised(void) {
  struct device device = begin();
  run(&device, 200);
  device.lost += 1000.0 / RATE;
  device.flags = BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW;
  run(&device, 60);
  const struct dropout found = take_one(&device);
  CHECK_EQUAL(found.frame, 200 * BLOCK);
  CHECK_NEAR(found.input_frames, 1000, 1);
  CHECK_NEAR(found.output_frames, 1000, 1);
  CHECK(found.is_reported && !found.is_estimate);
  CHECK_EQUAL(found.flags, BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW);
  CHECK_NEAR(found.late_seconds, 1000.0 / RATE, 1e-4);
  CHECK_EQUAL(found.before.frames, BLOCK);
  CHECK_EQUAL(found.before.flags, 0);
  CHECK_NEAR(found.before.time, 1000 + 199.0 * BLOCK / RATE, 1e-9);
  CHECK_NEAR(found.after.time, 1000 + (200.0 * BLOCK + 1000) / RATE, 1e-9);
  CHECK_EQUAL(found.after.flags, BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW);
  end(&device);
}

static void is_inferred_where_no_flag_tells(void) {
  struct device device = begin();
  run(&device, 200);
  device.lost += 2000.0 / RATE;
  run(&device, 60);
  const struct dropout found = take_one(&device);
  CHECK_EQUAL(found.frame, 200 * BLOCK);
  CHECK_NEAR(found.input_frames, 2000, 1);
  CHECK_NEAR(found.output_frames, 2000, 1);
  CHECK(!found.is_reported && found.is_estimate);
  struct stream_stats stats;
  mixer_stream_stats(device.mixer, &stats);
  CHECK_EQUAL(stats.inferred_dropouts, 1);
  CHECK_NEAR(stats.inferred_dropout_frames, 2000, 1);
  end(&device);
}

/* Its times are too small at first and run away for seconds, as JACK's after its server was
 * stopped. */
static void believes_the_system_where_the_device_is_wrong(void) {
  const double stalls[] = {0.3, 0.6, 0.9};
  for (size_t k = 0; k < sizeof(stalls) / sizeof(*stalls); k++) {
    struct device device = begin();
    run(&device, 400);
    device.lost += stalls[k];
    device.late = 0.005;
    device.device_error = -0.25 * stalls[k];
    device.device_drift = -0.001;
    one_block(&device);
    device.flags = BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW;
    run(&device, 150);
    const struct dropout found = take_one(&device);
    CHECK_NEAR(found.frame, 400 * BLOCK, BLOCK);
    CHECK_NEAR(found.input_frames, stalls[k] * RATE, BLOCK);
    CHECK_NEAR(found.output_frames, stalls[k] * RATE, BLOCK);
    CHECK(!found.is_estimate);
    end(&device);
  }
}

static void a_clock_that_is_set_loses_nothing(void) {
  struct device device = begin();
  run(&device, 400);
  device.device_error = 3600;
  run(&device, 100);
  device.device_error = -0.5;
  run(&device, 100);
  struct dropout dropouts[4];
  CHECK_EQUAL(take(&device, dropouts, 4), 0);
  struct stream_stats stats;
  mixer_stream_stats(device.mixer, &stats);
  CHECK_EQUAL(stats.inferred_dropouts, 0);
  end(&device);
}

static void a_late_block_that_is_caught_up_loses_nothing(void) {
  struct device device = begin();
  run(&device, 400);
  device.late = 0.02;
  one_block(&device);
  device.late = 0.015;
  one_block(&device);
  run(&device, 100);
  struct dropout dropouts[4];
  CHECK_EQUAL(take(&device, dropouts, 4), 0);
  end(&device);
}

/* A recorded start of PulseAudio: a burst fills its buffers, and it begins to take sound 1.6 s
 * later. */
static void a_start_that_fills_buffers_loses_nothing(void) {
  struct device device = begin();
  device.block = 512;
  for (int k = 0; k < 5; k++) {
    device.late = -(double)device.frame / RATE;
    device.device_error = 0;
    struct block block = {.frame_count = 512,
                          .current_time = 1000 + 0.0009 * (k > 0),
                          .input_adc_time = 3,
                          .output_dac_time = 1000.05 + (double)device.frame / RATE,
                          .system_time = 1000 + 0.0009 * (k > 0)};
    process(&device, &block);
  }
  device.late = 0;
  device.lost += 1.6231;
  run(&device, 300);
  struct dropout dropouts[4];
  CHECK_EQUAL(take(&device, dropouts, 4), 0);
  struct stream_stats stats;
  mixer_stream_stats(device.mixer, &stats);
  CHECK_EQUAL(stats.inferred_dropouts, 0);
  end(&device);
}

/* As recorded of PulseAudio after its buffer ran dry: the flag, a burst that fills the buffer, and
 * two seconds without a callback. */
static void a_driver_that_fills_its_buffers_again_is_one_loss(void) {
  struct device device = begin();
  device.block = 128;
  run(&device, 2000);
  const int64_t place = device.frame;
  device.flags = BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW;
  for (int k = 0; k < 6; k++) {
    one_block(&device);
    device.lost -= 128.0 / RATE; /* at once */
  }
  device.lost += 2 + 6 * 128.0 / RATE;
  run(&device, 600);
  const struct dropout found = take_one(&device);
  CHECK_EQUAL(found.frame, place);
  CHECK(found.is_reported);
  CHECK(found.is_estimate || fabs(found.output_frames - 2.0 * RATE) <= 128);
  CHECK_NEAR(found.output_frames, 2.0 * RATE, 128 * 8);
  end(&device);
}

static void a_flag_without_a_pause_has_no_size(void) {
  struct device device = begin();
  run(&device, 200);
  device.flags = BLOCK_OUTPUT_UNDERFLOW;
  run(&device, 60);
  const struct dropout found = take_one(&device);
  CHECK_EQUAL(found.frame, 200 * BLOCK);
  CHECK_EQUAL(found.input_frames, 0);
  CHECK(isnan(found.output_frames));
  CHECK_EQUAL(found.flags, BLOCK_OUTPUT_UNDERFLOW);
  end(&device);
}

static void the_end_of_a_stream_settles(void) {
  struct device device = begin();
  run(&device, 200);
  device.flags = BLOCK_INPUT_OVERFLOW;
  run(&device, 2);
  struct dropout dropouts[4];
  CHECK_EQUAL(take(&device, dropouts, 4), 0);
  mixer_end_stream(device.mixer, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(take_one(&device).frame, 200 * BLOCK);
  mixer_destroy(device.mixer);
}

/* Nobody takes: what has no room is counted with the last one. */
static void nothing_is_lost_of_what_is_not_taken(void) {
  enum { TOLD = 1000 };
  struct device device = begin();
  for (int k = 0; k < TOLD; k++) {
    struct block block = {.frame_count = BLOCK,
                          .flags = BLOCK_INPUT_OVERFLOW,
                          .tells_losses = true,
                          .lost_input = k + 1,
                          .current_time = 1 + (double)device.frame / RATE};
    process(&device, &block);
  }
  mixer_end_stream(device.mixer, OUTCOME_STREAM_STOPPED);
  static struct dropout dropouts[TOLD];
  size_t taken = 0, more;
  while ((more = take(&device, dropouts + taken, 100)) > 0) {
    taken += more;
  }
  CHECK_EQUAL(taken, MOST_DROPOUTS + 1);
  double frames = 0;
  uint64_t count = 0;
  for (size_t k = 0; k < taken; k++) {
    CHECK_EQUAL(dropouts[k].frame, (int64_t)k * BLOCK);
    frames += dropouts[k].input_frames;
    count += dropouts[k].count;
  }
  CHECK_EQUAL(count, TOLD);
  CHECK_EQUAL(frames, TOLD * (TOLD + 1) / 2);
  mixer_destroy(device.mixer);
}

/* Random blocks of a device that reports, with jitter: number, place and size against a list that
 * is written down beside them. */
static void random_losses_are_told(void) {
  for (uint64_t seed = 1; seed <= 20; seed++) {
    struct device device = begin();
    const uint32_t sizes[] = {64, 128, 256, 480, 1024};
    device.random = seed;
    device.block = sizes[seed % 5];
    device.jitter = 0.0005;
    run(&device, 48000 / (int)device.block);
    for (int k = 0; k < 20; k++) {
      const int64_t frames = device.block + (int64_t)(random_part(&device) * 20000);
      const int64_t place = device.frame;
      device.lost += (double)frames / RATE;
      device.flags = BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW;
      const int64_t until = place + 14400 + (int64_t)(random_part(&device) * 20000);
      while (device.frame < until) {
        one_block(&device);
      }
      const struct dropout found = take_one(&device);
      CHECK_EQUAL(found.frame, place);
      CHECK_EQUAL(found.count, 1);
      CHECK(found.is_estimate || fabs(found.input_frames - (double)frames) <= device.block);
      CHECK(found.is_estimate || fabs(found.output_frames - (double)frames) <= device.block);
    }
    end(&device);
  }
}

static const struct check_test tests[] = {
    {"a reported loss has its place, its size and the blocks beside it",
     is_where_the_flag_was_raised},
    {"a loss that no flag reports is inferred, at the block after it",
     is_inferred_where_no_flag_tells},
    {"where device time is wrong after a stall, the size is what the stream paused",
     believes_the_system_where_the_device_is_wrong},
    {"a device's clock that is set loses nothing", a_clock_that_is_set_loses_nothing},
    {"a block that comes late and is caught up loses nothing",
     a_late_block_that_is_caught_up_loses_nothing},
    {"a start that fills buffers first loses nothing", a_start_that_fills_buffers_loses_nothing},
    {"a driver that fills its buffers again after a loss has lost once",
     a_driver_that_fills_its_buffers_again_is_one_loss},
    {"a flag without a pause tells no size", a_flag_without_a_pause_has_no_size},
    {"the end of a stream settles what is pending", the_end_of_a_stream_settles},
    {"dropouts that are not taken are counted with the last one",
     nothing_is_lost_of_what_is_not_taken},
    {"random losses are told by number, place and size", random_losses_are_told},
};

CHECK_MAIN(tests)
