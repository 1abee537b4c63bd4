/* Buses: gain, mute and solo at exact frames, for any block sizes. */
#include "check.h"
#include "mixer_rig.h"

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
  rig_process(&rig, 400, 64);
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
  rig_process(&rig, 128, 64);
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
  rig_process(&rig, 700, 64);
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

/* Far more than a block takes, and one that is asked for later; how many a block takes follows its
 * length. */
static void none_overtakes_another(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct bus_state state;
  for (int k = 0; k < 10000; k++) {
    rig_schedule(&rig, set_bus(1, BUS_GAIN, 2, 0, at_frame(10)));
  }
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 3, 0, at_frame(100)));
  rig_process(&rig, 6400, 64);
  mixer_bus_state(rig.mixer, 1, &state);
  CHECK_NEAR(state.gain, 3, 0);
  rig_end(&rig);
}

/* What begins in the middle of a large block is counted once. */
static void a_block_counts_with_its_length(void) {
  for (int64_t frame = 0; frame < 2048; frame += 512) {
    struct rig rig = rig_begin_with_buses(0, 1, 1);
    struct sample_buffer *samples = rig_level(1, 10000, 1);
    struct action *player = rig_schedule(&rig, on_bus(samples, 1, 2048 + frame));
    for (int k = 0; k < 3; k++) {
      rig_block(&rig, 2048);
    }
    CHECK_EQUAL(rig_account(player).stats.blocks, 2);
    CHECK_EQUAL(rig_account(player).stats.min_block_size, 2048);
    CHECK_EQUAL(rig_account(player).stats.max_block_size, 2048);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
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

static void settings_outlast_a_stop(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  rig_schedule(&rig, set_bus(1, BUS_GAIN, 0.25f, 100000, at_frame(10)));
  struct action *pending = rig_schedule(&rig, set_bus(1, BUS_MUTE, 0, 0, at_frame(1000)));
  rig_block(&rig, 64);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(rig_account(pending).outcome, OUTCOME_STREAM_STOPPED);
  mixer_begin_stream(rig.mixer);
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
  rig_process(&rig, 128, 64);
  CHECK_EQUAL(rig_account(mute).outcome, OUTCOME_CANCELLED_BEFORE_START);
  struct action_request late = set_bus(1, BUS_MUTE, 0, 0, at_frame(5));
  late.belated = BELATED_DROP;
  struct action *dropped = rig_schedule(&rig, late);
  const double seconds = rig.epoch + rig.latency + 200 / RIG_RATE;
  struct action *timed = rig_schedule(&rig, set_bus(1, BUS_MUTE, 0, 0, at_seconds(seconds)));
  rig_process(&rig, 128, 64);
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

static void invalid_ones_are_refused(void) {
  struct rig rig = rig_begin_with_buses(1, 1, 2);
  struct sample_buffer *samples = rig_level(1, 60, 1);
  struct failure failure;
  struct action_request recording = record(samples, asap());
  recording.bus = 1;
  is_refused(&rig, recording);
  is_refused(&rig, on_bus(samples, 3, 0));
  is_refused(&rig, on_bus(samples, 256, 0));
  is_refused(&rig, set_bus(0, BUS_SOLO, 0, 0, asap()));
  is_refused(&rig, set_bus(0, BUS_SAFE, 0, 0, asap()));
  is_refused(&rig, set_bus(0, BUS_PAN, 0, 0, asap()));
  is_refused(&rig, set_bus(1, BUS_PAN, 0, 0, asap()));
  is_refused(&rig, set_bus(3, BUS_MUTE, 0, 0, asap()));
  is_refused(&rig, set_bus(1, 0, 0, 0, asap()));
  is_refused(&rig, set_bus(1, BUS_CHANGES_END, 0, 0, asap()));
  is_refused(&rig, set_bus(1, BUS_SAFE | BUS_UNSAFE, 0, 0, asap()));
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
    {"a ramp that replaces another goes on from what is heard", ramps_meet},
    {"a gain asked for again takes its new time, other changes leave a ramp alone",
     the_same_gain_in_another_time},
    {"while buses are soloed, only they are heard, muted ones not even then", solo_of_two},
    {"changes at one frame act in order of acceptance", of_one_frame_act_in_order},
    {"a change is never carried out before one of an earlier frame", none_overtakes_another},
    {"a block that a bus cannot hold counts with its length for what began in it",
     a_block_counts_with_its_length},
    {"a block that a bus cannot hold keeps all frames and counts as one block",
     a_large_block_is_one_block},
    {"a bus is metered after its gain and mute", levels_after_gain_and_mute},
    {"settings outlast a stop, which ends ramps", settings_outlast_a_stop},
    {"a change of a bus may be cancelled, belated or asked in seconds of the output",
     may_be_cancelled_belated_or_in_seconds},
    {"invalid buses and changes are refused", invalid_ones_are_refused},
};

CHECK_MAIN(tests)
