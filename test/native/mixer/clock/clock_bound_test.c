/* The bound that clock.h states, against invented truth. */
#include <stdlib.h>

#include "check.h"
#include "invented_device.h"
#include "mixer/clock/clock.h"
#include "mixer_rig.h"

/** 0 = another size in each block, 1 to 1,024 frames. */
static const uint32_t block_sizes[] = {16, 64, 256, 1024, 4096, 0};
enum { BLOCK_SIZES = sizeof(block_sizes) / sizeof(block_sizes[0]) };

static const double DRIFTS[] = {-300e-6, 0, 300e-6};
static const double EPOCHS[] = {1, 1.7e9};

static double larger(double a, double b) {
  return a > b ? a : b;
}

/** The error of the line, and the steps that the clock found. */
struct verdict {
  double worst, worst_settled;
  double bound; /* that the clock tells of itself */
  int steps, jumps;
  double stepped, jumped; /* seconds */
};

/* The first blocks after a step do not count: the clock cannot know it yet. */
static struct verdict follow(const struct invention *invention, uint32_t block_size,
                             double seconds) {
  struct invented_device device = invented_device(invention);
  struct verdict verdict = {0};
  struct clock clock;
  struct clock_map map = {.valid = false};
  clock_reset(&clock, INVENTED_RATE, true, true);
  while ((double)device.frame < seconds * INVENTED_RATE) {
    const int64_t first = device.frame;
    const double dice = invented_random(&device);
    struct block block = {.frame_count = block_size > 0 ? block_size : 1 + (uint32_t)(1024 * dice)};
    invented_device_block(&device, &block);
    const struct clock_step step = clock_follow(&clock, &block, first, &map);
    verdict.steps += step.happened;
    verdict.stepped += step.happened ? step.seconds : 0;
    /* The times of all that begins in this block come from this map. */
    const double last = device.truth + block.frame_count / INVENTED_RATE * (1 + invention->drift);
    const double error = larger(fabs(map.dac_time - device.truth),
                                fabs(clock_map_seconds(&map, TIME_DAC, device.frame) - last));
    if (device.blocks_since_jump > 8 && device.since_jump > 0.1 + 8 * 1024 / INVENTED_RATE) {
      verdict.worst = larger(verdict.worst, error);
    }
    if (device.since_jump > 10 && (double)first > 10 * INVENTED_RATE) {
      verdict.worst_settled = larger(verdict.worst_settled, error);
    }
  }
  verdict.bound = clock.bound;
  verdict.jumps = device.jumps;
  verdict.jumped = device.jumped;
  return verdict;
}

static void check_jitter(enum jitter_pattern pattern, double jitter) {
  for (int k = 0; k < BLOCK_SIZES * 6; k++) {
    const uint32_t block_size = block_sizes[k / 6];
    const struct invention invention = {
        .jitter = jitter, .drift = DRIFTS[k % 3], .epoch = EPOCHS[k % 2], .pattern = pattern};
    const struct verdict verdict = follow(&invention, block_size, 60);
    CHECK(verdict.worst <= 2 * jitter + 20e-6 + 300e-6 * block_size / INVENTED_RATE);
    CHECK(verdict.worst <= verdict.bound);
    CHECK(verdict.bound <= 8 * jitter + 100e-6 + 900e-6 * block_size / INVENTED_RATE);
    if (pattern == JITTER_EVEN && block_size <= 1024) {
      CHECK(verdict.worst_settled <= jitter / 2 + 20e-6);
    }
    CHECK_EQUAL(verdict.steps, 0);
  }
}

static void drift_alone(void) {
  check_jitter(JITTER_EVEN, 0);
}
static void even_jitter(void) {
  check_jitter(JITTER_EVEN, 20e-6);
  check_jitter(JITTER_EVEN, 1e-3);
}
static void jitter_of_any_pattern(void) {
  check_jitter(JITTER_SQUARE, 1e-3);
  check_jitter(JITTER_SLOW, 1e-3);
  check_jitter(JITTER_SAW, 1e-3);
}

static void check_jumps(double jump, uint32_t block_size) {
  for (int k = 0; k < 6; k++) {
    const struct invention invention = {.jitter = 1e-3,
                                        .drift = DRIFTS[k % 3],
                                        .epoch = EPOCHS[k % 2],
                                        .jump = jump,
                                        .jump_every = 12.3};
    const struct verdict verdict = follow(&invention, block_size, 60);
    CHECK(verdict.worst <= 2e-3 + 20e-6);
    CHECK(verdict.worst <= verdict.bound);
    CHECK_EQUAL(verdict.steps, verdict.jumps);
    CHECK_NEAR(verdict.stepped, verdict.jumped, verdict.jumps * 3e-3);
    CHECK_EQUAL(verdict.jumps, 4);
  }
}

static void jumps_are_followed(void) {
  const double jumps[] = {0.1, 1, 3.7, -0.25, -60, 3600};
  for (int k = 0; k < 6 * BLOCK_SIZES; k++) {
    const uint32_t block_size = block_sizes[k / 6];
    const double smallest = 2 * block_size / INVENTED_RATE + 0.012;
    const double jump = jumps[k % 6];
    check_jumps(fabs(jump) < smallest ? 4 * smallest : jump, block_size);
  }
}

static void one_lost_block_is_a_step(void) {
  const uint32_t sizes[] = {256, 512, 1024, 4096};
  for (int k = 0; k < 4; k++) {
    check_jumps(sizes[k] / INVENTED_RATE, sizes[k]);
  }
}

static void small_slips_are_slewed(void) {
  const struct invention invention = {
      .jitter = 100e-6, .drift = 300e-6, .jump = 64 / INVENTED_RATE, .jump_every = 15};
  const struct verdict verdict = follow(&invention, 64, 60);
  CHECK_EQUAL(verdict.steps, 0);
  CHECK(verdict.worst <= 64 / INVENTED_RATE + 2 * 100e-6 + 20e-6);
  CHECK(verdict.worst_settled <= 64 / INVENTED_RATE / 2);
  CHECK(verdict.worst <= verdict.bound);
}

/* A player in each block, and the time at which it was heard, by its account. */
static void accounts_keep_the_bound(void) {
  const struct invention invention = {
      .jitter = 1e-3, .drift = 300e-6, .epoch = 1.7e9, .jump = 0.5, .jump_every = 3};
  struct invented_device device = invented_device(&invention);
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1, 1);
  float output[1024];
  int checked = 0;
  while (device.frame < 10 * INVENTED_RATE) {
    const int64_t first = device.frame;
    struct block block = {.output = output,
                          .frame_count = 1 + (uint32_t)(1024 * invented_random(&device))};
    const uint32_t place = (uint32_t)(block.frame_count * invented_random(&device));
    struct action *player = rig_schedule(&rig, play(samples, at_frame(first + place)));
    invented_device_block(&device, &block);
    mixer_process(rig.mixer, &block);
    const struct action_account account = rig_account(player);
    CHECK_EQUAL(account.actual_frame, first + place);
    CHECK_NEAR(output[place], 1, 0);
    if (device.since_jump > 0.3) {
      const double heard = device.truth + place / INVENTED_RATE * (1 + invention.drift);
      CHECK_NEAR(account.actual_time, heard, 2e-3 + 20e-6);
      checked++;
    }
  }
  CHECK(checked > 500);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"drift alone leaves the line within 20 us and the drift of one block", drift_alone},
    {"even jitter J leaves it within 2 J, settled within J / 2", even_jitter},
    {"jitter J of any pattern leaves it within 2 J", jitter_of_any_pattern},
    {"after jumps the bound holds again, each counted once and in full", jumps_are_followed},
    {"one lost block is a step, and counted", one_lost_block_is_a_step},
    {"a slip smaller than jitter could be is slewed", small_slips_are_slewed},
    {"actualTime is within the bound of the truth", accounts_keep_the_bound},
};

CHECK_MAIN(tests)
