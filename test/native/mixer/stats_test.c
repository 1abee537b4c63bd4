/* Counters, peaks and clipped samples. */
#include <math.h>

#include "check.h"
#include "mixer_rig.h"

static void per_action(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 200, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(70)));
  rig.flags = BLOCK_OUTPUT_UNDERFLOW | BLOCK_INPUT_OVERFLOW;
  rig_block(&rig, 64);
  rig_block(&rig, 16);
  rig.flags = BLOCK_INPUT_UNDERFLOW | BLOCK_OUTPUT_OVERFLOW | BLOCK_PRIMING_OUTPUT;
  rig_block(&rig, 128);
  rig.flags = BLOCK_INPUT_UNDERFLOW;
  rig_block(&rig, 64);
  rig_block(&rig, 64);
  const struct stats stats = rig_account(player).stats;
  CHECK_EQUAL(stats.blocks, 3);
  CHECK_EQUAL(stats.min_block_size, 16);
  CHECK_EQUAL(stats.max_block_size, 128);
  CHECK_EQUAL(stats.output_underflows, 1);
  CHECK_EQUAL(stats.input_overflows, 1);
  CHECK_EQUAL(stats.input_underflows, 2);
  CHECK_EQUAL(stats.output_overflows, 1);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_a_zero_length_marker(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *nothing = sample_buffer_create(1, 0, RIG_RATE, false, NULL);
  struct action *marker = rig_schedule(&rig, play(nothing, at_frame(100)));
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_account(marker).state, ACTION_PENDING);
  rig_block(&rig, 64);
  const struct action_account account = rig_account(marker);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.actual_frame, 100);
  CHECK_EQUAL(account.done_frames, 0);
  CHECK_EQUAL(account.stats.blocks, 1);
  sample_buffer_release(nothing);
  rig_end(&rig);
}

static void of_the_stream_are_fetched_and_reset(void) {
  struct rig rig = rig_begin(0, 1);
  struct stream_stats live;
  struct sample_buffer *loud = rig_level(1, 5, 1.5f);
  rig_schedule(&rig, play(loud, at_frame(140)));
  rig.flags = BLOCK_OUTPUT_UNDERFLOW;
  rig_block(&rig, 64);
  rig.flags = 0;
  rig_block(&rig, 32);
  mixer_stream_stats(rig.mixer, &live);
  CHECK_EQUAL(live.stats.blocks, 2);
  struct action *fetch = rig_schedule(&rig, fetch_stats(at_frame(100)));
  struct action *again = rig_schedule(&rig, fetch_stats(at_frame(101)));
  rig_block(&rig, 64);
  const struct action_account account = rig_account(fetch);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.actual_frame, 100);
  CHECK_NEAR(account.actual_time, 100 + 100 / RIG_RATE, 1e-9);
  CHECK_EQUAL(account.stats.blocks, 3);
  CHECK_EQUAL(account.stats.min_block_size, 32);
  CHECK_EQUAL(account.stats.max_block_size, 64);
  CHECK_EQUAL(account.stats.output_underflows, 1);
  CHECK_NEAR(account.fetched_clipped_samples, 5, 0);
  CHECK_EQUAL(rig_account(again).stats.blocks, 0);
  mixer_stream_stats(rig.mixer, &live);
  CHECK_EQUAL(live.stats.blocks, 0);
  CHECK_EQUAL(live.clipped_samples, 0);
  rig_block(&rig, 16);
  mixer_stream_stats(rig.mixer, &live);
  CHECK_EQUAL(live.stats.blocks, 1);
  CHECK_EQUAL(live.stats.min_block_size, 16);
  CHECK_EQUAL(live.stats.max_block_size, 16);
  sample_buffer_release(loud);
  rig_end(&rig);
}

static float quiet_input(int64_t frame, uint32_t channel) {
  return frame == 70 ? -0.25f * (float)(channel + 1) : 0.01f;
}

static void peaks_per_channel(void) {
  for (uint32_t channels = 1; channels <= 9; channels++) {
    struct rig rig = rig_begin(channels, channels);
    rig.input = quiet_input;
    struct level input[9], output[9];
    struct sample_buffer *samples = rig_count_up(channels, 3);
    rig_schedule(&rig, play(samples, at_frame(60)));
    rig_process(&rig, 128, 61);
    mixer_take_levels(rig.mixer, input, output);
    for (uint32_t c = 0; c < channels; c++) {
      CHECK_NEAR(input[c].peak, 0.25 * (c + 1), 0);
      CHECK_NEAR(output[c].peak, 3 + c / 4.0, 0);
    }
    rig_block(&rig, 13);
    mixer_take_levels(rig.mixer, input, output);
    for (uint32_t c = 0; c < channels; c++) {
      CHECK_NEAR(input[c].peak, 0.01f, 0);
      CHECK_NEAR(output[c].peak, 0, 0);
    }
    mixer_take_levels(rig.mixer, NULL, NULL);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void peaks_of_an_action(void) {
  struct rig rig = rig_begin(1, 2);
  rig.input = quiet_input;
  struct sample_buffer *samples = rig_level(2, 1000, -0.5f), *target = rig_level(1, 1000, 0);
  struct action_request request = play(samples, at_frame(0));
  request.gain = -0.5f;
  struct action *player = rig_schedule(&rig, request);
  struct action *recorder = rig_schedule(&rig, record(target, at_frame(0)));
  CHECK_NEAR(mixer_take_action_peak(player), 0, 0);
  CHECK_NEAR(mixer_take_action_peak(recorder), 0, 0);
  rig_process(&rig, 128, 64);
  CHECK_NEAR(mixer_take_action_peak(player), 0.25, 0);
  CHECK_NEAR(mixer_take_action_peak(recorder), 0.25, 0);
  CHECK_NEAR(mixer_take_action_peak(player), 0, 0);
  rig_block(&rig, 64);
  CHECK_NEAR(mixer_take_action_peak(recorder), 0.01f, 0);
  sample_buffer_release(samples);
  sample_buffer_release(target);
  rig_end(&rig);
}

static void clipped_samples_of_each_channel(void) {
  struct rig rig = rig_begin(0, 3);
  struct sample_buffer *loud = rig_level(1, 7, 1.5f);
  uint64_t clipped[3];
  for (uint32_t channel = 2; channel <= 3; channel++) {
    struct action_request request = play(loud, at_frame(10));
    request.channel_numbers = &channel;
    request.channel_count = 1;
    request.length_frames = 2 * channel;
    rig_schedule(&rig, request);
  }
  rig_process(&rig, 100, 13);
  CHECK_EQUAL(mixer_clipped_samples(rig.mixer, clipped), 10);
  CHECK_EQUAL(clipped[0], 0);
  CHECK_EQUAL(clipped[1], 4);
  CHECK_EQUAL(clipped[2], 6);
  struct action *fetch = rig_schedule(&rig, fetch_stats(asap()));
  CHECK_EQUAL(action_fetched_clipped(fetch, 2), 0);
  rig_block(&rig, 10);
  CHECK_EQUAL(action_fetched_clipped(fetch, 0), 0);
  CHECK_EQUAL(action_fetched_clipped(fetch, 1), 4);
  CHECK_EQUAL(action_fetched_clipped(fetch, 2), 6);
  CHECK_EQUAL(action_fetched_clipped(fetch, 3), 0);
  CHECK_NEAR(rig_account(fetch).fetched_clipped_samples, 10, 0);
  CHECK_EQUAL(mixer_clipped_samples(rig.mixer, clipped), 0);
  CHECK_EQUAL(clipped[2], 0);
  sample_buffer_release(loud);
  rig_end(&rig);
}

static void load_of_the_worst_block(void) {
  struct rig rig = rig_begin(0, 1);
  const double loads[] = {0, 0.25, 0.75, 0.5};
  float output[64];
  for (int k = 0; k < 4; k++) {
    const struct block block = {.output = output, .frame_count = 64, .load = loads[k]};
    mixer_process(rig.mixer, &block);
  }
  CHECK_NEAR(mixer_take_worst_load(rig.mixer), 0.75, 0);
  CHECK_NEAR(mixer_take_worst_load(rig.mixer), 0, 0);
  mixer_process(rig.mixer, &(struct block){.output = output, .frame_count = 64, .load = 0.125});
  mixer_begin_stream(rig.mixer);
  CHECK_NEAR(mixer_take_worst_load(rig.mixer), 0, 0);
  rig_end(&rig);
}

static void bound_of_the_clock(void) {
  struct rig rig = rig_begin(0, 1);
  float output[64];
  CHECK(isnan(mixer_clock_bound(rig.mixer)));
  for (int k = 0; k < 4; k++) {
    const double time = 100 + k * 64 / 48000.0 + (k == 2 ? 1e-3 : 0);
    const struct block block = {
        .output = output, .frame_count = 64, .current_time = time, .output_dac_time = time};
    mixer_process(rig.mixer, &block);
  }
  const double bound = mixer_clock_bound(rig.mixer);
  CHECK(bound >= 2e-3 && bound < 3e-3);
  mixer_end_stream(rig.mixer, OUTCOME_DEVICE_LOST);
  CHECK_NEAR(mixer_clock_bound(rig.mixer), bound, 0);
  mixer_begin_stream(rig.mixer);
  /* A driver that tells no times. */
  mixer_process(rig.mixer, &(struct block){.output = output, .frame_count = 64});
  mixer_process(rig.mixer, &(struct block){.output = output, .frame_count = 64});
  CHECK(isnan(mixer_clock_bound(rig.mixer)));
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"an action counts the blocks and flags from its start to its end", per_action},
    {"a buffer of no frames completes at its frame and counts one block", of_a_zero_length_marker},
    {"fetching the stream's counters includes the block and resets them",
     of_the_stream_are_fetched_and_reset},
    {"clipped samples are counted per output channel, and fetched and reset",
     clipped_samples_of_each_channel},
    {"the load of the worst block is taken once", load_of_the_worst_block},
    {"the clock's bound is known once two times agree, also after the end", bound_of_the_clock},
    {"peaks are taken per channel and start again", peaks_per_channel},
    {"an action's peak is measured from its first read on", peaks_of_an_action},
};

CHECK_MAIN(tests)
