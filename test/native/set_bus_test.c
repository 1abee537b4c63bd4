/* Buses: gain, mute and solo at exact frames, whatever the blocks. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

/* ---- random schedules against a mixer written frame by frame ---- */

enum { BUSES = 3, CHANNELS = 2, FRAMES = 3000, VOICES = 14, CHANGES = 24 };

struct model_voice {
  int64_t frame, frames;
  uint32_t bus;
  float gain;
};

struct model_change {
  int64_t frame, ramp;
  uint32_t bus, what;
  float gain;
};

struct model_bus {
  float gain, from, to;
  bool muted, soloed;
  int64_t first, ramp;
};

static uint32_t random_state;

static uint32_t below(uint32_t limit) {
  random_state = random_state * 1664525u + 1013904223u;
  return (random_state >> 8) % limit;
}

static float level_at(const struct model_bus *bus, int64_t frame) {
  if (frame >= bus->first + bus->ramp) {
    return bus->to;
  }
  const double way = (double)(frame - bus->first) / (double)bus->ramp;
  return (float)(bus->from + ((double)bus->to - bus->from) * way);
}

static void model_apply(struct model_bus *buses, const struct model_change *change) {
  struct model_bus *bus = &buses[change->bus];
  bus->gain = change->what & BUS_GAIN ? change->gain : bus->gain;
  bus->muted = change->what & BUS_MUTE ? true : change->what & BUS_UNMUTE ? false : bus->muted;
  bus->soloed = change->what & BUS_SOLO ? true : change->what & BUS_UNSOLO ? false : bus->soloed;
  bool any_solo = false;
  for (uint32_t b = 1; b <= BUSES; b++) {
    any_solo = any_solo || buses[b].soloed;
  }
  for (uint32_t b = 0; b <= BUSES; b++) {
    const bool heard = !buses[b].muted && (!any_solo || buses[b].soloed);
    const float to = heard ? buses[b].gain : 0;
    if (to != buses[b].to || (b == change->bus && heard && change->what & BUS_GAIN)) {
      buses[b].from = level_at(&buses[b], change->frame);
      buses[b].to = to;
      buses[b].first = change->frame;
      buses[b].ramp = change->ramp;
    }
  }
}

/* A frame of a channel: each voice on its bus, then the buses in order. */
static float model_sample(const struct model_voice *voices, const struct model_bus *buses,
                          int64_t frame, uint32_t channel) {
  float sums[BUSES + 1] = {0}, sum = 0;
  for (size_t v = 0; v < VOICES; v++) {
    const int64_t place = frame - voices[v].frame;
    if (place >= 0 && place < voices[v].frames) {
      sums[voices[v].bus] += voices[v].gain * ((float)(place + 1) + (float)channel / 4);
    }
  }
  for (uint32_t b = 0; b <= BUSES; b++) {
    sum += sums[b] * level_at(&buses[b], frame);
  }
  return sum;
}

/* `changes` in order of time. */
static void model_render(const struct model_voice *voices, const struct model_change *changes,
                         float *output) {
  struct model_bus buses[BUSES + 1];
  size_t next = 0;
  for (uint32_t b = 0; b <= BUSES; b++) {
    buses[b] = (struct model_bus){.gain = 1, .from = 1, .to = 1};
  }
  for (int64_t frame = 0; frame < FRAMES; frame++) {
    for (; next < CHANGES && changes[next].frame == frame; next++) {
      model_apply(buses, &changes[next]);
    }
    for (uint32_t c = 0; c < CHANNELS; c++) {
      output[frame * CHANNELS + c] = model_sample(voices, buses, frame, c);
    }
  }
}

static int by_frame(const void *a, const void *b) {
  const struct model_change *one = a, *other = b;
  return one->frame < other->frame ? -1 : one->frame > other->frame;
}

static void make_up(struct model_voice *voices, struct model_change *changes) {
  static const uint32_t whats[] = {BUS_GAIN,   BUS_MUTE,   BUS_UNMUTE,          BUS_SOLO,
                                   BUS_UNSOLO, BUS_UNSOLO, BUS_GAIN | BUS_MUTE, BUS_UNMUTE};
  static const uint32_t ramps[] = {0, 0, 1, 7, 240, 900};
  for (size_t v = 0; v < VOICES; v++) {
    voices[v] = (struct model_voice){.frame = below(FRAMES),
                                     .frames = 1 + below(1200),
                                     .bus = below(BUSES + 1),
                                     .gain = (float)below(19) / 10 - 0.9f};
  }
  for (size_t k = 0; k < CHANGES; k++) {
    /* Distinct frames: the order of equal ones is another test's. */
    const int64_t frame = (int64_t)k * (FRAMES / CHANGES) + below(FRAMES / CHANGES);
    changes[k] = (struct model_change){.frame = frame,
                                       .ramp = ramps[below(6)],
                                       .bus = 1 + below(BUSES),
                                       .what = whats[below(8)],
                                       .gain = (float)below(20) / 10 - 0.5f};
  }
  qsort(changes, CHANGES, sizeof(changes[0]), by_frame);
}

static void schedule_all(struct rig *rig, struct sample_buffer *samples,
                         const struct model_voice *voices, const struct model_change *changes) {
  for (size_t v = 0; v < VOICES; v++) {
    struct action_request request = play(samples, at_frame(voices[v].frame));
    request.length_frames = voices[v].frames;
    request.gain = voices[v].gain;
    request.bus = voices[v].bus;
    rig_schedule(rig, request);
  }
  for (size_t k = CHANGES; k-- > 0;) {
    rig_schedule(rig, set_bus(changes[k].bus, changes[k].what, changes[k].gain, changes[k].ramp,
                              at_frame(changes[k].frame)));
  }
}

static void check_seed(uint32_t seed) {
  static float expected[FRAMES * CHANNELS];
  struct model_voice voices[VOICES];
  struct model_change changes[CHANGES];
  random_state = seed;
  make_up(voices, changes);
  model_render(voices, changes, expected);
  struct rig rig = rig_begin_with_buses(0, CHANNELS, BUSES);
  struct sample_buffer *samples = rig_count_up(CHANNELS, 1200);
  schedule_all(&rig, samples, voices, changes);
  const uint32_t largest = seed % 4 == 0 ? 16 : seed % 4 == 1 ? 200 : 2000;
  while (rig.frame < FRAMES) {
    rig_block(&rig, 1 + below(largest));
  }
  for (int64_t k = 0; k < (int64_t)FRAMES * CHANNELS; k++) {
    if (memcmp(&rig.output[k], &expected[k], sizeof(float)) != 0) {
      CHECK_FAIL("seed %u: frame %lld channel %d is %.9g instead of %.9g", (unsigned)seed,
                 (long long)(k / CHANNELS), (int)(k % CHANNELS) + 1, (double)rig.output[k],
                 (double)expected[k]);
    }
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void sounds_as_frame_by_frame(void) {
  for (uint32_t seed = 1; seed <= 200; seed++) {
    check_seed(seed);
  }
}

/* ---- one thing at a time ---- */

static struct action_request on_bus(struct sample_buffer *samples, uint32_t bus, int64_t frame) {
  struct action_request request = play(samples, at_frame(frame));
  request.bus = bus;
  return request;
}

static void ramps_meet(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  rig_schedule(&rig, on_bus(samples, 1, 0));
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 0, 100, at_frame(100)));
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 1, 50, at_frame(150)));
  rig_schedule(&rig, set_bus(1, BUS_MUTE, 0, 50, at_frame(175)));
  rig_run(&rig, 400, 64);
  for (int64_t n = 1; n < 300; n++) {
    CHECK(fabsf(rig_heard(&rig, n, 0) - rig_heard(&rig, n - 1, 0)) <= 0.0151f);
  }
  CHECK_NEAR(rig_heard(&rig, 150, 0), 0.5, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 175, 0), 0.75, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 200, 0), 0.375, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 225, 0), 0, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void the_same_gain_in_another_time(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 2);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  rig_schedule(&rig, on_bus(samples, 1, 0));
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 0.5f, 500, at_frame(0)));
  rig_schedule(&rig, set_bus(2, BUS_GAIN, 0.5f, 0, at_frame(50)));
  rig_schedule(&rig, set_bus(1, BUS_UNMUTE, 0, 0, at_frame(60)));
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 0.5f, 0, at_frame(100)));
  rig_run(&rig, 128, 64);
  CHECK_NEAR(rig_heard(&rig, 99, 0), 0.901, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 100, 0), 0.5, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void solo_of_two(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 3);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  const float gains[] = {1, 2, 4, 8};
  for (uint32_t bus = 0; bus <= 3; bus++) {
    struct action_request request = on_bus(samples, bus, 0);
    request.gain = gains[bus];
    rig_schedule(&rig, request);
  }
  rig_schedule(&rig, set_bus(1, BUS_SOLO, 0, 0, at_frame(100)));
  rig_schedule(&rig, set_bus(2, BUS_SOLO, 0, 0, at_frame(200)));
  rig_schedule(&rig, set_bus(2, BUS_MUTE, 0, 0, at_frame(300)));
  rig_schedule(&rig, set_bus(1, BUS_UNSOLO, 0, 0, at_frame(400)));
  rig_schedule(&rig, set_bus(2, BUS_UNSOLO | BUS_UNMUTE, 0, 0, at_frame(500)));
  rig_run(&rig, 700, 64);
  const float expected[] = {15, 2, 6, 2, 0, 15, 15};
  for (int64_t n = 0; n < 700; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), expected[n / 100], 0);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_one_frame_act_in_order(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  rig_schedule(&rig, on_bus(samples, 1, 0));
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 3, 0, at_frame(50)));
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 2, 0, at_frame(50)));
  rig_block(&rig, 64);
  CHECK_NEAR(rig_heard(&rig, 49, 0), 1, 0);
  CHECK_NEAR(rig_heard(&rig, 50, 0), 2, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* One block of several portions: everything keeps its frame and counts one block. */
static void a_large_block_is_one_block(void) {
  struct rig rig = rig_begin_with_buses(1, 1, 1);
  struct sample_buffer *samples = rig_level(1, 4000, 1), *target = rig_level(1, 1500, 9);
  struct action *player = rig_schedule(&rig, on_bus(samples, 1, 700));
  struct action *whole = rig_schedule(&rig, on_bus(samples, 1, 0));
  struct action *ended = rig_schedule(&rig, on_bus(samples, 1, 100));
  struct action *change = rig_schedule(&rig, set_gain(player, 2, 0, at_frame(1100)));
  struct action *stop = rig_schedule(&rig, cancel(player, at_frame(1700)));
  struct action *early = rig_schedule(&rig, cancel(ended, at_frame(200)));
  struct action *late = rig_schedule(&rig, cancel(ended, at_frame(1900)));
  struct action *recorder = rig_schedule(&rig, record(target, at_frame(600)));
  struct action *mute = rig_schedule(&rig, set_bus(1, BUS_MUTE, 0, 0, at_frame(1999)));
  rig_block(&rig, 2000);
  for (int64_t n = 0; n < 2000; n++) {
    const float one = n < 700 ? 0 : n < 1100 ? 1 : n < 1700 ? 2 : 0;
    const float other = n >= 100 && n < 200 ? 1 : 0;
    CHECK_NEAR(rig_heard(&rig, n, 0), n == 1999 ? 0 : 1 + one + other, 0);
  }
  struct action *all[] = {player, whole, ended, change, stop, early, late, recorder, mute};
  for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++) {
    CHECK_EQUAL(rig_account(all[k]).stats.blocks, 1);
    CHECK_EQUAL(rig_account(all[k]).stats.max_block_size, 2000);
  }
  CHECK_EQUAL(rig_account(player).done_frames, 1000);
  CHECK_EQUAL(rig_account(whole).done_frames, 2000);
  CHECK_EQUAL(rig_account(recorder).done_frames, 1400);
  CHECK_EQUAL(rig_account(late).actual_frame, 1900);
  CHECK(!rig_account(late).target_found);
  rig_block(&rig, 2000);
  CHECK_EQUAL(rig_account(whole).stats.blocks, 2);
  CHECK_EQUAL(rig_account(whole).outcome, OUTCOME_COMPLETED);
  sample_buffer_release(samples);
  sample_buffer_release(target);
  rig_end(&rig);
}

static void levels_after_gain_and_mute(void) {
  struct rig rig = rig_begin_with_buses(0, 2, 2);
  struct sample_buffer *samples = rig_level(1, 2000, 0.5f);
  const uint32_t second = 2;
  struct action_request request = on_bus(samples, 2, 0);
  request.channel_numbers = &second;
  request.channel_count = 1;
  rig_schedule(&rig, request);
  rig_schedule(&rig, set_bus(2, BUS_GAIN, -0.5f, 0, at_frame(0)));
  rig_schedule(&rig, set_bus(2, BUS_MUTE, 0, 0, at_frame(1000)));
  struct level levels[2];
  rig_block(&rig, 1000);
  mixer_take_bus_levels(rig.mixer, 2, levels);
  CHECK_NEAR(levels[0].peak, 0, 0);
  CHECK_NEAR(levels[1].peak, 0.25, 0);
  CHECK_NEAR(levels[1].rms, 0.25, 1e-7);
  mixer_take_bus_levels(rig.mixer, 1, levels);
  CHECK_NEAR(levels[1].rms, 0, 0);
  rig_block(&rig, 1000);
  mixer_take_bus_levels(rig.mixer, 2, levels);
  CHECK_NEAR(levels[1].peak, 0, 0);
  struct bus_state state;
  mixer_bus_state(rig.mixer, 2, &state);
  CHECK(state.gain == -0.5f && state.muted && !state.soloed);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void settings_outlast_a_run(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 0.25f, 100000, at_frame(10)));
  struct action *pending = rig_schedule(&rig, set_bus(1, BUS_MUTE, 0, 0, at_frame(1000)));
  rig_block(&rig, 64);
  mixer_end_run(rig.mixer, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(rig_account(pending).outcome, OUTCOME_STREAM_STOPPED);
  mixer_begin_run(rig.mixer);
  rig_schedule(&rig, on_bus(samples, 1, 0));
  rig_block(&rig, 64);
  CHECK_NEAR(rig_heard(&rig, 64, 0), 0.25, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void may_be_cancelled_belated_or_in_seconds(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  rig_schedule(&rig, on_bus(samples, 1, 0));
  struct action *mute = rig_schedule(&rig, set_bus(1, BUS_MUTE, 0, 0, at_frame(70)));
  rig_schedule(&rig, cancel(mute, at_frame(69)));
  rig_run(&rig, 128, 64);
  CHECK_EQUAL(rig_account(mute).outcome, OUTCOME_CANCELLED_BEFORE_START);
  struct action_request late = set_bus(1, BUS_MUTE, 0, 0, at_frame(5));
  late.belated = BELATED_DROP;
  struct action *dropped = rig_schedule(&rig, late);
  const double seconds = rig.epoch + rig.latency + 200 / RIG_RATE;
  struct action *timed = rig_schedule(&rig, set_bus(1, BUS_MUTE, 0, 0, at_seconds(seconds)));
  rig_run(&rig, 128, 64);
  CHECK_EQUAL(rig_account(dropped).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(timed).actual_frame, 200);
  CHECK_NEAR(rig_heard(&rig, 199, 0), 1, 0);
  CHECK_NEAR(rig_heard(&rig, 200, 0), 0, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void is_refused(struct rig *rig, struct action_request request) {
  struct action *action;
  struct failure failure;
  CHECK(!mixer_schedule(rig->mixer, &request, 1, NULL, NULL, &action, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
}

static void nonsense_is_refused(void) {
  struct rig rig = rig_begin_with_buses(1, 1, 2);
  struct sample_buffer *samples = rig_level(1, 60, 1);
  struct failure failure;
  struct action_request recording = record(samples, asap());
  recording.bus = 1;
  is_refused(&rig, recording);
  is_refused(&rig, on_bus(samples, 3, 0));
  is_refused(&rig, on_bus(samples, 256, 0));
  is_refused(&rig, set_bus(0, BUS_MUTE, 0, 0, asap()));
  is_refused(&rig, set_bus(3, BUS_MUTE, 0, 0, asap()));
  is_refused(&rig, set_bus(1, 0, 0, 0, asap()));
  is_refused(&rig, set_bus(1, 32, 0, 0, asap()));
  is_refused(&rig, set_bus(1, BUS_MUTE | BUS_UNMUTE, 0, 0, asap()));
  is_refused(&rig, set_bus(1, BUS_SOLO | BUS_UNSOLO, 0, 0, asap()));
  is_refused(&rig, set_bus(1, BUS_GAIN, NAN, 0, asap()));
  is_refused(&rig, set_bus(1, BUS_GAIN, 1, -1, asap()));
  const struct mixer_config too_many = {0, 2, RIG_RATE, MAX_BUSES + 1};
  const struct mixer_config no_output = {2, 0, RIG_RATE, 1};
  CHECK(mixer_create(&too_many, &failure) == NULL);
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  CHECK(mixer_create(&no_output, &failure) == NULL);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"buses sound as in a mixer written frame by frame, to the bit, whatever the blocks",
     sounds_as_frame_by_frame},
    {"a ramp that replaces another goes on from what is heard", ramps_meet},
    {"a gain asked for again takes its new time, other changes leave a ramp alone",
     the_same_gain_in_another_time},
    {"while buses are soloed, only they are heard, muted ones not even then", solo_of_two},
    {"changes at one frame act in order of acceptance", of_one_frame_act_in_order},
    {"a block that a bus cannot hold keeps all frames and counts as one block",
     a_large_block_is_one_block},
    {"a bus is metered after its gain and mute", levels_after_gain_and_mute},
    {"what was set outlasts a stop, a ramp that was under way is over", settings_outlast_a_run},
    {"a change of a bus may be cancelled, belated or asked in seconds of the output",
     may_be_cancelled_belated_or_in_seconds},
    {"buses and changes that make no sense are refused", nonsense_is_refused},
};

CHECK_MAIN(tests)
