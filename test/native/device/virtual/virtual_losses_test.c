/* Lost frames of the virtual device beside a naive model of its converters: what is heard, when,
 * and what its blocks tell. And its absence. */
#include "check.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "device/device_list.h"
#include "device/virtual/absence.h"
#include "device/virtual/backend.h"
#include "device/virtual/faults.h"
#include "mixer/block.h"

enum { RATE = 48000, MOST_FRAMES = 60000, MOST_LOSSES = 40 };

/* What the callback saw. The output of stream frame n is n + 1. */
struct witness {
  int64_t frames, limit;
  atomic_bool done;
  float heard[MOST_FRAMES];
  struct block blocks[MOST_FRAMES];
  int block_count;
};

static struct witness witness;

static void watch(void *context, const struct block *block) {
  (void)context;
  if (witness.frames + block->frame_count > witness.limit) {
    memset(block->output, 0, block->frame_count * sizeof(float));
    atomic_store(&witness.done, true);
    return;
  }
  for (uint32_t i = 0; i < block->frame_count; i++) {
    block->output[i] = (float)(witness.frames + i + 1);
    witness.heard[witness.frames + i] = block->input[i];
  }
  witness.blocks[witness.block_count++] = *block;
  witness.frames += block->frame_count;
}

static uint64_t seed;

static uint32_t random_below(uint32_t limit) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(seed >> 33) % limit;
}

/* The model: what each frame of the device sounds, written down one after the other. */
struct model {
  float *sounded;
  int64_t count;
};

static void sound(struct model *model, int64_t frames, int64_t first) {
  for (int64_t i = 0; i < frames; i++) {
    model->sounded[model->count++] = first < 0 ? 0 : (float)(first + i + 1);
  }
}

static void run_device(const struct stream_settings *settings, int64_t limit) {
  memset(&witness, 0, sizeof(witness));
  witness.limit = limit;
  struct stream_info info;
  struct failure failure = {0};
  struct backend *backend = virtual_backend_ops.open(settings, watch, NULL, &info, &failure);
  CHECK(backend != NULL);
  CHECK(virtual_backend_ops.start(backend, &failure));
  const double deadline = monotonic_seconds() + 90;
  while (!atomic_load(&witness.done) && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.001);
  }
  CHECK(virtual_backend_ops.stop(backend, NULL));
  CHECK(virtual_backend_ops.close(backend, NULL));
}

/* Random losses, more of them than blocks now and then. */
static uint32_t random_losses(struct virtual_fault *faults, int64_t limit) {
  const uint32_t count = random_below(MOST_LOSSES);
  for (uint32_t i = 0; i < count; i++) {
    const enum virtual_fault_kind kinds[] = {FAULT_LOST_BLOCKS, FAULT_LOST_INPUT,
                                             FAULT_LOST_OUTPUT};
    faults[i] = (struct virtual_fault){.kind = kinds[random_below(3)],
                                       .frame = random_below((uint32_t)limit),
                                       .count = 1 + random_below(3),
                                       .frames = random_below(2) * (1 + random_below(700))};
  }
  return count;
}

static int64_t lost_before(const struct stream_settings *settings, int64_t first, int64_t end,
                           enum virtual_fault_kind alone) {
  const struct virtual_settings *own = &settings->virtual_settings;
  int64_t lost = 0;
  for (uint32_t i = 0; i < own->fault_count; i++) {
    const struct virtual_fault *fault = &own->faults[i];
    const bool hits = fault->frame >= first && fault->frame < end;
    if (hits && (fault->kind == alone || fault->kind == FAULT_LOST_BLOCKS)) {
      lost += fault->frames > 0 ? fault->frames : fault->count * settings->block_size;
    }
  }
  return lost;
}

static void compare_with_model(const struct stream_settings *settings) {
  const int64_t delay = settings->virtual_settings.delay_frames;
  struct model model = {.sounded = calloc(MOST_FRAMES * 40, sizeof(float))};
  int64_t lost_input = 0, lost_output = 0, frame = 0;
  CHECK(model.sounded != NULL);
  for (int k = 0; k < witness.block_count; k++) {
    const struct block *block = &witness.blocks[k];
    const int64_t end = frame + block->frame_count;
    const int64_t input = lost_before(settings, frame, end, FAULT_LOST_INPUT);
    const int64_t output = lost_before(settings, frame, end, FAULT_LOST_OUTPUT);
    CHECK_EQUAL(block->lost_input, input);
    CHECK_EQUAL(block->lost_output, output);
    CHECK_EQUAL(block->flags,
                (input > 0 ? BLOCK_INPUT_OVERFLOW : 0) | (output > 0 ? BLOCK_OUTPUT_UNDERFLOW : 0));
    sound(&model, output, -1);
    lost_input += input;
    lost_output += output;
    for (int64_t i = 0; i < block->frame_count; i++) {
      const int64_t taken_in = frame + i + lost_input - delay;
      const float expected = taken_in < 0 || taken_in >= model.count ? 0 : model.sounded[taken_in];
      CHECK_EQUAL(witness.heard[frame + i], expected);
    }
    const double way = (double)(delay + lost_output - lost_input) / RATE;
    CHECK_NEAR(block->output_dac_time - block->input_adc_time, way, 1e-6);
    CHECK(block->input_adc_time <= block->current_time);
    sound(&model, block->frame_count, frame);
    frame = end;
  }
  free(model.sounded);
}

static void loses_as_the_model(void) {
  for (uint64_t run = 1; run <= 60; run++) {
    seed = run * 0x9e3779b97f4a7c15u;
    const uint32_t block_sizes[] = {16, 64, 100, 256};
    struct virtual_fault faults[MOST_LOSSES];
    struct stream_settings settings = {.input_channels = 1,
                                       .output_channels = 1,
                                       .sample_rate = RATE,
                                       .block_size = block_sizes[random_below(4)]};
    settings.virtual_settings.faults = faults;
    settings.virtual_settings.fault_count = random_losses(faults, 20000);
    settings.virtual_settings.delay_frames = settings.block_size + random_below(4000);
    run_device(&settings, 20000);
    compare_with_model(&settings);
  }
}

/* By default the way is long enough for what only the input loses. */
static void lost_input_keeps_the_loop_whole(void) {
  struct virtual_fault faults[] = {{.kind = FAULT_LOST_INPUT, .frame = 6400, .count = 2},
                                   {.kind = FAULT_LOST_INPUT, .frame = 9600, .frames = 777}};
  struct stream_settings settings = {
      .input_channels = 1,
      .output_channels = 1,
      .sample_rate = RATE,
      .block_size = 64,
      .virtual_settings = {.delay_frames = -1, .faults = faults, .fault_count = 2}};
  const int64_t delay = 64 + 2 * 64 + 777;
  run_device(&settings, 20000);
  CHECK_EQUAL(witness.heard[6399], 6399 - delay + 1);
  CHECK_EQUAL(witness.heard[6400], 6400 + 128 - delay + 1);
  CHECK_EQUAL(witness.heard[9600], 9600 + 128 + 777 - delay + 1);
  CHECK_EQUAL(witness.heard[19000], 19000 - 64 + 1);
}

/* ---- absence ---- */

static bool is_listed(void) {
  struct device_list *list = device_list_create(NULL);
  CHECK(list != NULL);
  const struct host_api_info *host_api = &list->host_apis[list->host_api_count - 1];
  CHECK_TEXT(host_api->name, VIRTUAL_HOST_API);
  const bool listed = list->device_count > 0 &&
                      strcmp(list->devices[list->device_count - 1].name, VIRTUAL_DEVICE) == 0;
  CHECK_EQUAL(host_api->default_output_device >= 0, listed);
  CHECK_EQUAL(host_api->default_input_device >= 0, listed);
  device_list_free(list);
  return listed;
}

static void wait_until_listed(bool listed) {
  const double deadline = monotonic_seconds() + 90;
  while (is_listed() != listed && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.001);
  }
  CHECK_EQUAL(is_listed(), listed);
}

static struct backend *start_device(const struct stream_settings *settings) {
  memset(&witness, 0, sizeof(witness));
  witness.limit = MOST_FRAMES;
  struct stream_info info;
  struct backend *backend = virtual_backend_ops.open(settings, watch, NULL, &info, NULL);
  CHECK(backend != NULL);
  CHECK(virtual_backend_ops.start(backend, NULL));
  return backend;
}

static void is_absent_until_it_returns(void) {
  struct virtual_fault faults[] = {{.kind = FAULT_DISAPPEAR, .frame = 640},
                                   {.kind = FAULT_RETURN, .frame = 640 + 600 * RATE}};
  struct stream_settings settings = {
      .input_channels = 1,
      .output_channels = 1,
      .sample_rate = RATE,
      .block_size = 64,
      .virtual_settings = {.delay_frames = -1, .faults = faults, .fault_count = 2}};
  struct stream_info info;
  struct failure failure = {0};
  struct backend *backend = start_device(&settings);
  wait_until_listed(false);
  CHECK_EQUAL(witness.frames, 640);
  CHECK(virtual_backend_ops.open(&settings, watch, NULL, &info, &failure) == NULL);
  CHECK_TEXT(failure_code_name(failure.code), "device-not-found");
  CHECK(virtual_backend_ops.stop(backend, NULL));
  CHECK(!virtual_backend_ops.start(backend, &failure));
  CHECK(virtual_backend_ops.close(backend, NULL));
  virtual_absence_begin(virtual_faults_hash(faults, 2), 0.01); /* in place of ten minutes */
  wait_until_listed(true);
  /* The next stream goes on beyond the frame of the disappearance ... */
  backend = start_device(&settings);
  const double deadline = monotonic_seconds() + 90;
  while (!atomic_load(&witness.done) && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.001);
  }
  CHECK(atomic_load(&witness.done));
  CHECK(virtual_backend_ops.stop(backend, NULL));
  CHECK(virtual_backend_ops.close(backend, NULL));
  /* ... and one after it, which is a beginning, disappears again. */
  backend = start_device(&settings);
  wait_until_listed(false);
  CHECK_EQUAL(witness.frames, 640);
  CHECK(virtual_backend_ops.stop(backend, NULL));
  CHECK(virtual_backend_ops.close(backend, NULL));
}

static const struct check_test tests[] = {
    {"whatever is lost, the virtual device hears what its converters would", loses_as_the_model},
    {"lost input leaves the loop whole where the delay is the default",
     lost_input_keeps_the_loop_whole},
    {"a device that is to return is in no list and cannot be opened until then",
     is_absent_until_it_returns},
};

CHECK_MAIN(tests)
