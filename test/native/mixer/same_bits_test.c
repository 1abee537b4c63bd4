/* The same schedule with the same blocks gives the same bits, on every processor and by every
 * compiler. */
#include "check.h"
#include "mixer_rig.h"
#include <inttypes.h>

enum { BUFFERS = 24, PLAYERS = 400, FRAMES = 32000, CHANNELS = 6, TAKE = 20000 };

static uint32_t seed;

static int64_t dice(int64_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (int64_t)(((uint64_t)(seed >> 8) * (uint64_t)below) >> 24);
}

/** Exact in float32: no rounding here depends on the compiler. */
static float noise(void) {
  return (float)(dice(1 << 16) - (1 << 15)) / 65536.0f;
}

static float input(int64_t frame, uint32_t channel) {
  return (float)((frame * 37 + channel * 11) % 1013) / 1024.0f - 0.5f;
}

static uint64_t digest(const float *samples, int64_t count) {
  uint64_t hash = 14695981039346656037u;
  for (int64_t k = 0; k < count; k++) {
    uint32_t bits;
    memcpy(&bits, &samples[k], sizeof(bits));
    for (int byte = 0; byte < 4; byte++) {
      hash = (hash ^ ((bits >> (8 * byte)) & 255u)) * 1099511628211u;
    }
  }
  return hash;
}

/** One call of the dice for each value: the order of arguments is the compiler's. */
static void schedule_player(struct rig *rig, struct sample_buffer *buffer, int number) {
  int64_t start = dice(FRAMES), ramp = dice(900), then = dice(FRAMES);
  float next = noise() * 4;
  struct action_request request = play(buffer, at_frame(start));
  request.gain = noise() * 3;
  struct action *player = rig_schedule(rig, request);
  if (number % 3 == 0) {
    rig_schedule(rig, set_gain(player, next, ramp, at_frame(then)));
  }
  if (number % 5 == 0) {
    rig_schedule(rig, cancel(player, at_frame(dice(FRAMES))));
  }
}

static void expect_digest(const char *what, uint64_t found, uint64_t expected) {
  if (found != expected) {
    CHECK_FAIL("%s has the digest 0x%016" PRIx64 ". Where the arithmetic of mixing was changed on "
               "purpose, write that here and see that arm64 gives it, too: npm run cross:arm64",
               what, found);
  }
}

static void gives_the_same_bits_everywhere(void) {
  seed = 7;
  struct rig rig = rig_begin(2, CHANNELS);
  rig.input = input;
  struct sample_buffer *buffers[BUFFERS];
  for (int b = 0; b < BUFFERS; b++) {
    uint32_t channels = 1 + (uint32_t)dice(3);
    int64_t frames = 300 + dice(4000);
    buffers[b] = rig_level(channels, frames, 0);
    float *samples = sample_buffer_data(buffers[b]);
    /* Some are denormal. */
    float scale = b % 7 == 0 ? 1e-39f : 0.6f;
    for (int64_t k = 0; k < frames * channels; k++) {
      samples[k] = noise() * scale;
    }
  }
  struct sample_buffer *take = rig_level(2, TAKE, 0);
  for (int number = 0; number < PLAYERS; number++) {
    schedule_player(&rig, buffers[dice(BUFFERS)], number);
  }
  rig_schedule(&rig, record(take, at_frame(100)));
  while (rig.frame < FRAMES) {
    rig_block(&rig, 1 + (uint32_t)dice(700));
  }
  expect_digest("The mix", digest(rig.output, (int64_t)FRAMES * CHANNELS), 0x4a9a8e4a315ef28b);
  expect_digest("The take", digest(sample_buffer_data(take), (int64_t)TAKE * 2),
                0xcd0394f576429e31);
  sample_buffer_release(take);
  for (int b = 0; b < BUFFERS; b++) {
    sample_buffer_release(buffers[b]);
  }
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"The same schedule gives the same bits on every processor", gives_the_same_bits_everywhere},
};
CHECK_MAIN(tests)
