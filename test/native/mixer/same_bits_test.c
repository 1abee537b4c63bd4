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

enum { TRACKS = 5, CLIPS = 200, POINTS = 6 };

/** The last two are panned, the first ones have as many channels as the output. */
static uint32_t add_track(struct rig *rig, int track) {
  const struct matrix_entry ways[] = {{1, 2, 0.7}, {2, 5, -0.3}, {2, 2, 0.11}};
  struct bus_settings settings = {.state = {.gain = 0.9f}, .channels = CHANNELS};
  if (track >= TRACKS - 2) {
    settings = (struct bus_settings){.state = {.gain = 1, .pan = 0.3f},
                                     .channels = 2,
                                     .is_panned = true,
                                     .matrix = track == TRACKS - 1 ? ways : NULL,
                                     .matrix_count = track == TRACKS - 1 ? 3 : 0};
  }
  uint32_t number = 0;
  struct failure failure;
  CHECK(mixer_add_bus(rig->mixer, &settings, &number, &failure));
  return number;
}

static void schedule_clip(struct rig *rig, struct sample_buffer *buffer, uint32_t bus,
                          bool is_panned) {
  const struct matrix_entry ways[] = {{1, 1, 0.61}, {1, 2, -0.37}};
  struct gain_point line[POINTS];
  for (int point = 0; point < POINTS; point++) {
    line[point] = (struct gain_point){.frame = 150.0 * point, .decibels = -(double)dice(96)};
  }
  struct action_request request = play(buffer, at_frame(dice(FRAMES)));
  request.bus = bus;
  request.gain = noise() * 3;
  request.fade_in.frames = dice(300);
  request.fade_in.curve = (enum fade_curve)dice(FADE_CURVE_COUNT);
  request.fade_out.frames = dice(300);
  request.fade_out.curve = (enum fade_curve)dice(FADE_CURVE_COUNT);
  if (dice(2) == 0) {
    request.gain_line = line;
    request.gain_line_count = POINTS;
  }
  if (dice(3) == 0) {
    request.matrix = ways;
    request.matrix_count = 2;
  } else if (is_panned) {
    request.channel_count = 0;
  }
  rig_schedule(rig, request);
}

static void change_track(struct rig *rig, uint32_t bus, bool is_panned) {
  const uint32_t changes[] = {BUS_GAIN, BUS_MUTE, BUS_UNMUTE, BUS_SOLO, BUS_UNSOLO, BUS_PAN};
  const uint32_t what = changes[dice(is_panned ? 6 : 5)];
  const int64_t ramp = dice(900), frame = dice(FRAMES);
  const float gain = noise() * 2;
  struct action_request request = set_bus(bus, what, gain, ramp, at_frame(frame));
  request.pan = noise() * 2;
  rig_schedule(rig, request);
}

static void gives_the_same_bits_on_buses_everywhere(void) {
  seed = 11;
  struct rig rig = rig_begin(0, CHANNELS);
  uint32_t buses[TRACKS];
  for (int track = 0; track < TRACKS; track++) {
    buses[track] = add_track(&rig, track);
  }
  struct sample_buffer *sounds[2];
  for (uint32_t channels = 1; channels <= 2; channels++) {
    sounds[channels - 1] = rig_level(channels, 2000, 0);
    for (uint32_t k = 0; k < 2000 * channels; k++) {
      sample_buffer_data(sounds[channels - 1])[k] = noise();
    }
  }
  for (int number = 0; number < CLIPS; number++) {
    const int64_t track = dice(TRACKS);
    schedule_clip(&rig, sounds[dice(2)], buses[track], track >= TRACKS - 2);
  }
  for (int number = 0; number < CLIPS / 4; number++) {
    const int64_t track = dice(TRACKS);
    change_track(&rig, buses[track], track >= TRACKS - 2);
  }
  rig_schedule(&rig, set_bus(0, BUS_GAIN, 0.8f, 500, at_frame(3000)));
  while (rig.frame < FRAMES) {
    rig_block(&rig, 1 + (uint32_t)dice(700));
  }
  expect_digest("What is mixed on buses", digest(rig.output, (int64_t)FRAMES * CHANNELS),
                0x911030c8f41a8f0e);
  sample_buffer_release(sounds[0]);
  sample_buffer_release(sounds[1]);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"The same schedule gives the same bits on every processor", gives_the_same_bits_everywhere},
    {"The same clips on buses give the same bits on every processor",
     gives_the_same_bits_on_buses_everywhere},
};
CHECK_MAIN(tests)
