/* Buses that come and go while the stream runs, with channels of their own, a pan, and the master.
 */
#include "check.h"
#include "mixer/mixer_state.h"
#include "mixer_rig.h"

static struct bus_settings plain(uint32_t channels) {
  return (struct bus_settings){.state = {.gain = 1}, .channels = channels};
}

static uint32_t add(struct rig *rig, struct bus_settings settings) {
  uint32_t number = 0;
  struct failure failure;
  CHECK(mixer_add_bus(rig->mixer, &settings, &number, &failure));
  return number;
}

static struct action_request on_bus(struct sample_buffer *samples, uint32_t bus, int64_t frame) {
  struct action_request request = play(samples, at_frame(frame));
  request.bus = bus;
  return request;
}

static bool is_refused(struct rig *rig, struct action_request request) {
  struct action *action;
  struct failure failure;
  return !mixer_schedule(rig->mixer, &request, 1, NULL, NULL, &action, &failure);
}

static void are_added_while_the_stream_runs(void) {
  struct rig rig = rig_begin(0, 2);
  struct sample_buffer *samples = rig_level(2, 100, 0.5f);
  rig_process(&rig, 100, 64);
  struct bus_settings quiet = plain(2);
  quiet.state.gain = 0.5f;
  const uint32_t number = add(&rig, quiet);
  CHECK_EQUAL(number, 1);
  rig_schedule(&rig, on_bus(samples, number, 150));
  struct bus_state state;
  mixer_bus_state(rig.mixer, number, &state);
  CHECK_NEAR(state.gain, 0.5, 0);
  rig_process(&rig, 300, 64);
  for (int64_t n = 0; n < 400; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 1), n >= 150 && n < 250 ? 0.25 : 0, 0);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void are_heard_to_the_end_when_they_are_removed(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 200, 0.5f);
  const uint32_t first = add(&rig, plain(1)), second = add(&rig, plain(1));
  rig_schedule(&rig, on_bus(samples, first, 0));
  rig_schedule(&rig, on_bus(samples, first, 300));
  rig_schedule(&rig, set_bus(first, BUS_GAIN, 0.5f, 0, at_frame(400)));
  mixer_remove_bus(rig.mixer, first);
  mixer_remove_bus(rig.mixer, second);
  CHECK(is_refused(&rig, on_bus(samples, first, 0)));
  CHECK(is_refused(&rig, set_bus(first, BUS_MUTE, 0, 0, asap())));
  CHECK_EQUAL(mixer_bus_channels(rig.mixer, first), 0);
  rig_process(&rig, 350, 50);
  rig_collect(&rig);
  /* The other one is free again, this one is in use. */
  CHECK_EQUAL(add(&rig, plain(1)), second);
  rig_process(&rig, 250, 50);
  for (int64_t n = 0; n < 600; n++) {
    const bool sounds = n < 200 || (n >= 300 && n < 500);
    CHECK_NEAR(rig_heard(&rig, n, 0), sounds ? (n < 400 ? 0.5 : 0.25) : 0, 0);
  }
  rig_collect(&rig);
  rig_process(&rig, 50, 50);
  rig_collect(&rig);
  CHECK_EQUAL(add(&rig, plain(1)), first);
  struct bus_state state;
  mixer_bus_state(rig.mixer, first, &state);
  CHECK_NEAR(state.gain, 1, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void come_and_go_without_a_block(void) {
  struct rig rig = rig_begin(0, 1);
  uint32_t numbers[MAX_BUSES];
  struct failure failure;
  struct bus_settings settings = plain(1);
  uint32_t number;
  for (int round = 0; round < 2; round++) {
    for (int k = 0; k < MAX_BUSES; k++) {
      numbers[k] = add(&rig, settings);
    }
    CHECK(!mixer_add_bus(rig.mixer, &settings, &number, &failure));
    CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
    for (int k = 0; k < MAX_BUSES; k++) {
      mixer_remove_bus(rig.mixer, numbers[k]);
    }
    rig_process(&rig, 64, 64);
  }
  /* Nothing runs: neither waits for a block. */
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  for (int round = 0; round < 3 * MAX_BUSES; round++) {
    mixer_remove_bus(rig.mixer, add(&rig, settings));
  }
  CHECK_EQUAL(add(&rig, settings), 1);
  mixer_begin_stream(rig.mixer);
  rig_end(&rig);
}

static void have_channels_and_ways_of_their_own(void) {
  struct rig rig = rig_begin(0, 3);
  struct sample_buffer *mono = rig_count_up(1, 200), *stereo = rig_count_up(2, 200);
  const struct matrix_entry entries[] = {{1, 3, 1}, {2, 3, 0.5}, {2, 1, -1}};
  struct bus_settings crossed = plain(2);
  crossed.matrix = entries;
  crossed.matrix_count = 3;
  const uint32_t one = add(&rig, plain(1)), two = add(&rig, crossed);
  rig_schedule(&rig, on_bus(mono, one, 0));
  rig_schedule(&rig, on_bus(stereo, two, 0));
  rig_schedule(&rig, set_bus(two, BUS_GAIN, 0.25f, 0, at_frame(100)));
  CHECK(is_refused(&rig, on_bus(stereo, one, 0)));
  rig_process(&rig, 200, 64);
  for (int64_t n = 0; n < 200; n++) {
    const float gain = n < 100 ? 1 : 0.25f, left = gain * (float)(n + 1);
    const float right = gain * ((float)(n + 1) + 0.25f);
    CHECK(rig_heard(&rig, n, 0) == (float)(n + 1) + -right);
    CHECK(rig_heard(&rig, n, 1) == 0);
    CHECK(rig_heard(&rig, n, 2) == left + 0.5f * right);
  }
  sample_buffer_release(mono);
  sample_buffer_release(stereo);
  rig_end(&rig);
}

static void place_one_channel_and_balance_two(void) {
  const double pi = acos(-1);
  struct rig rig = rig_begin(0, 2);
  struct sample_buffer *mono = rig_level(1, 1000, 1), *stereo = rig_level(2, 1000, 1);
  struct bus_settings panned = plain(2);
  panned.is_panned = true;
  panned.state.pan = -1;
  const uint32_t placed = add(&rig, panned), balanced = add(&rig, panned);
  for (int k = 0; k < 2; k++) {
    struct action_request move =
        set_bus(k == 0 ? placed : balanced, BUS_PAN, 0, 800, at_frame(100));
    move.pan = 1;
    rig_schedule(&rig, move);
  }
  rig_schedule(&rig, on_bus(mono, placed, 0));
  rig_process(&rig, 1000, 64);
  rig_schedule(&rig, set_bus(placed, BUS_MUTE, 0, 0, asap()));
  for (int64_t n = 0; n < 1000; n++) {
    const double pan = n < 100 ? -1 : n < 900 ? -1 + 2 * (double)(n - 100) / 800 : 1;
    CHECK_NEAR(rig_heard(&rig, n, 0), cos(pi / 4 * (1 + pan)), 1e-6);
    CHECK_NEAR(rig_heard(&rig, n, 1), sin(pi / 4 * (1 + pan)), 1e-6);
  }
  struct action_request back = set_bus(balanced, BUS_PAN, 0, 800, at_frame(1100));
  back.pan = -1;
  rig_schedule(&rig, back);
  rig_schedule(&rig, on_bus(stereo, balanced, 1000));
  rig_process(&rig, 1000, 64);
  for (int64_t n = 1000; n < 2000; n++) {
    const double pan = n < 1100 ? 1 : n < 1900 ? 1 - 2 * (double)(n - 1100) / 800 : -1;
    CHECK_NEAR(rig_heard(&rig, n, 0), pan > 0 ? cos(pi / 2 * pan) : 1, 1e-6);
    CHECK_NEAR(rig_heard(&rig, n, 1), pan < 0 ? cos(pi / 2 * pan) : 1, 1e-6);
  }
  sample_buffer_release(mono);
  sample_buffer_release(stereo);
  rig_end(&rig);
}

static void that_are_safe_are_heard_while_others_are_soloed(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  struct bus_settings safe = plain(1);
  safe.state.is_safe = true;
  safe.state.gain = 2;
  const uint32_t metronome = add(&rig, safe), track = add(&rig, plain(1));
  rig_schedule(&rig, on_bus(samples, metronome, 0));
  rig_schedule(&rig, on_bus(samples, track, 0));
  rig_process(&rig, 100, 64);
  struct bus_settings solo = plain(1);
  solo.state.soloed = true;
  const uint32_t other = add(&rig, solo);
  rig_process(&rig, 400, 64); /* along a ramp of 5 ms */
  rig_schedule(&rig, set_bus(metronome, BUS_UNSAFE, 0, 0, at_frame(600)));
  rig_process(&rig, 200, 64);
  mixer_remove_bus(rig.mixer, other);
  rig_process(&rig, 400, 64);
  CHECK_NEAR(rig_heard(&rig, 99, 0), 3, 0);
  CHECK(rig_heard(&rig, 200, 0) > 2 && rig_heard(&rig, 200, 0) < 3);
  CHECK_NEAR(rig_heard(&rig, 500, 0), 2, 0);
  CHECK_NEAR(rig_heard(&rig, 650, 0), 0, 0);
  CHECK_NEAR(rig_heard(&rig, 1090, 0), 3, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void make_a_master_with_gain_and_mute(void) {
  const uint32_t block_sizes[] = {1, 64, 1000};
  for (int b = 0; b < 3; b++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_level(1, 1000, 1);
    if (b == 1) {
      rig_schedule(&rig, on_bus(samples, add(&rig, plain(1)), 0));
    } else {
      rig_schedule(&rig, on_bus(samples, 0, 0));
    }
    rig_schedule(&rig, set_bus(0, BUS_GAIN, 0.5f, 100, at_frame(100)));
    rig_schedule(&rig, set_bus(0, BUS_MUTE, 0, 0, at_frame(300)));
    rig_schedule(&rig, set_bus(0, BUS_UNMUTE, 0, 0, at_frame(400)));
    rig_process(&rig, 1000, block_sizes[b]);
    for (int64_t n = 0; n < 1000; n++) {
      const double ramped = n < 100 ? 1 : n < 200 ? 1 - 0.5 * (double)(n - 100) / 100 : 0.5;
      CHECK(rig_heard(&rig, n, 0) == (float)(n >= 300 && n < 400 ? 0 : ramped));
    }
    struct level output;
    struct bus_state state;
    mixer_take_levels(rig.mixer, NULL, &output);
    mixer_bus_state(rig.mixer, 0, &state);
    CHECK_NEAR(output.peak, 1, 0);
    CHECK_NEAR(state.gain, 0.5, 0);
    CHECK(!state.muted);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void are_measured_over_all_frames_though_only_what_sounds_is_walked(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 128, 0.5f);
  const uint32_t number = add(&rig, plain(1));
  struct level level;
  rig_process(&rig, 64, 64);
  mixer_take_bus_levels(rig.mixer, number, &level);
  CHECK_NEAR(level.rms, 0, 0);
  rig_schedule(&rig, on_bus(samples, number, 128));
  rig_process(&rig, 448, 64); /* 64 silent, 128 sounding, 256 silent */
  mixer_take_bus_levels(rig.mixer, number, &level);
  CHECK_NEAR(level.peak, 0.5, 0);
  CHECK_NEAR(level.rms, 0.5 * sqrt(128.0 / 448), 1e-6);
  rig_schedule(&rig, on_bus(samples, number, 512));
  rig_process(&rig, 128, 64);
  mixer_take_bus_levels(rig.mixer, number, &level);
  CHECK_NEAR(level.rms, 0.5, 1e-6);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  mixer_begin_stream(rig.mixer);
  mixer_take_bus_levels(rig.mixer, number, &level);
  CHECK_NEAR(level.rms, 0, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void that_make_no_sense_are_refused(void) {
  struct rig rig = rig_begin(1, 2);
  const struct matrix_entry nowhere = {1, 3, 1};
  struct bus_settings odd[] = {plain(0), plain(3), plain(2), plain(2), plain(1), plain(2)};
  odd[2].state.gain = NAN;
  odd[3].state.pan = 1.5f;
  odd[4].is_panned = true;
  odd[5].matrix = &nowhere;
  odd[5].matrix_count = 1;
  for (int k = 0; k < 6; k++) {
    uint32_t number;
    struct failure failure;
    CHECK(!mixer_add_bus(rig.mixer, &odd[k], &number, &failure));
  }
  struct bus_settings panned = plain(2);
  panned.is_panned = true;
  struct action_request move = set_bus(add(&rig, panned), BUS_PAN, 0, 0, asap());
  move.pan = NAN;
  CHECK(is_refused(&rig, move));
  move.pan = 1.01f;
  CHECK(is_refused(&rig, move));
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"Buses are added while the stream runs", are_added_while_the_stream_runs},
    {"Buses are heard to the end when they are removed, and their numbers given again",
     are_heard_to_the_end_when_they_are_removed},
    {"Up to 1,024 buses come and go, with and without a stream", come_and_go_without_a_block},
    {"Buses have channels and ways to the output of their own",
     have_channels_and_ways_of_their_own},
    {"Panned buses place one channel and balance two", place_one_channel_and_balance_two},
    {"Buses that are solo safe are heard while others are soloed",
     that_are_safe_are_heard_while_others_are_soloed},
    {"All buses make a master with gain and mute", make_a_master_with_gain_and_mute},
    {"Buses are measured over all frames, though only what sounds is walked",
     are_measured_over_all_frames_though_only_what_sounds_is_walked},
    {"Buses and pans that make no sense are refused", that_make_no_sense_are_refused},
};
CHECK_MAIN(tests)
