/* The mixer as a whole: results, streams, the callback guard, sums. */
#include <stdlib.h>

#include "check.h"
#include "device/callback_guard.h"
#include "mixer/action/action_state.h"
#include "mixer_rig.h"

static void no_result_is_ever_lost(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 0.001f);
  const size_t count = 5000;
  struct action **actions = calloc(count, sizeof(struct action *));
  for (size_t k = 0; k < count; k++) {
    actions[k] = rig_schedule(&rig, play(samples, at_frame((int64_t)(k % 700))));
  }
  rig_process(&rig, 1024, 64);
  struct action *finished[7];
  size_t collected = 0, part;
  while ((part = mixer_collect(rig.mixer, finished, 7)) > 0) {
    CHECK(part <= 7);
    for (size_t k = 0; k < part; k++) {
      CHECK_EQUAL(rig_account(finished[k]).state, ACTION_FINISHED);
      action_release(finished[k]);
    }
    collected += part;
  }
  CHECK_EQUAL(collected, count);
  free(actions);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void stopping_ends_everything(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *active = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *pending = rig_schedule(&rig, play(samples, at_frame(10000)));
  struct action *cancelled = rig_schedule(&rig, play(samples, at_frame(10000)));
  rig_schedule(&rig, cancel(cancelled, at_frame(0)));
  rig_block(&rig, 64);
  struct action *unseen = rig_schedule(&rig, play(samples, at_frame(20000)));
  struct action *unresolved = rig_schedule(&rig, play(samples, asap()));
  mixer_end_stream(rig.mixer, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_account(active).outcome, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_account(active).done_frames, 64);
  CHECK_EQUAL(rig_account(active).total_frames, 1000);
  CHECK_EQUAL(rig_account(active).stream_number, 1);
  CHECK_EQUAL(rig_account(pending).outcome, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_account(pending).stream_number, 1);
  CHECK_EQUAL(rig_account(pending).stats.blocks, 0);
  CHECK_EQUAL(rig_account(cancelled).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(unseen).outcome, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_account(unseen).stream_number, 0);
  CHECK_EQUAL(rig_account(unresolved).outcome, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_collect(&rig), 6);
  struct clock_map map;
  mixer_clock_map(rig.mixer, &map);
  CHECK(!map.valid);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void each_stream_begins_at_frame_zero(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  rig_process(&rig, 640, 64);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  struct action *next = rig_schedule(&rig, play(samples, at_frame(5)));
  mixer_begin_stream(rig.mixer);
  CHECK_EQUAL(mixer_frame(rig.mixer), 0);
  CHECK_EQUAL(mixer_stream_number(rig.mixer), 2);
  rig.epoch = 5000;
  rig.frame = 0;
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_account(next).actual_frame, 5);
  CHECK_EQUAL(rig_account(next).stream_number, 2);
  CHECK_NEAR(rig_account(next).actual_time, 5000.01 + 5 / RIG_RATE, 1e-6);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* More calls than one block resolves; the stream stops after that block. */
static void no_stream_counts_seconds_by_the_clock_of_the_one_before(void) {
  enum { CALLS = 5000 };
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action_request request = play(samples, at_seconds(200));
  for (int k = 0; k < CALLS; k++) {
    struct action *action;
    CHECK(mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &action, NULL));
    action_release(action);
  }
  rig_block(&rig, 64);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  mixer_begin_stream(rig.mixer);
  rig.epoch = 500;
  request.start = at_seconds(500.1);
  struct action *action = rig_schedule(&rig, request);
  rig_process(&rig, 9600, 64);
  CHECK_EQUAL(rig_account(action).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_collect(&rig), CALLS + 1);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void too_many_requests_are_refused_without_a_leak(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action_request request = play(samples, asap());
  struct action *none;
  struct failure failure;
  for (int follows = 0; follows < 2; follows++) {
    CHECK(!mixer_schedule(rig.mixer, &request, (size_t)1 << 60, NULL, NULL, &none, &failure));
    CHECK_EQUAL(failure.code, FAILURE_OUT_OF_MEMORY);
    request = after(rig_schedule(&rig, play(samples, asap())), request);
  }
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_collect(&rig), 2);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void a_closed_guard_is_silent(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
  struct callback_guard *guard = callback_guard_create(NULL);
  callback_guard_set_mixer(guard, rig.mixer);
  rig_block(&rig, 64);
  float output[64] = {1};
  const struct block block = {.output = output, .frame_count = 64};
  CHECK(callback_guard_close(guard, 0));
  callback_guard_process(guard, &block);
  CHECK_NEAR(output[0], 0, 0);
  CHECK_EQUAL(mixer_frame(rig.mixer), 64);
  CHECK_EQUAL(rig_account(player).done_frames, 64);
  mixer_end_stream(rig.mixer, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_collect(&rig), 1);
  callback_guard_destroy(guard);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void accounts_outlive_the_mixer(void) {
  const struct mixer_config config = {0, 1, RIG_RATE, 0};
  struct mixer *mixer = mixer_create(&config, NULL);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  const struct action_request request = play(samples, at_frame(0));
  struct action *action;
  CHECK(mixer_schedule(mixer, &request, 1, NULL, NULL, &action, NULL));
  mixer_destroy(mixer);
  CHECK_EQUAL(rig_account(action).outcome, OUTCOME_STREAM_STOPPED);
  CHECK(action_samples(action) == samples);
  CHECK_EQUAL(action_channel_indices(action)[0], 0);
  action_release(action);
  sample_buffer_release(samples);
}

static void a_cancel_keeps_its_target(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  const struct action_request request = play(samples, at_frame(0));
  struct action *player;
  CHECK(mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &player, NULL));
  struct action *later = rig_schedule(&rig, cancel(player, at_frame(1000)));
  rig_block(&rig, 64);
  action_release(player);
  CHECK_EQUAL(rig_collect(&rig), 1);
  rig_process(&rig, 1024, 64);
  CHECK(!rig_account(later).target_found);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* Plays one bit pattern in odd blocks; the sums depend on the order of adding. */
static void fill_noise(struct sample_buffer *samples, uint32_t seed) {
  float *data = sample_buffer_data(samples);
  for (int64_t k = 0; k < sample_buffer_frames(samples) * 2; k++) {
    seed = seed * 1664525u + 1013904223u;
    data[k] = (float)(seed >> 8) / 8388608.0f - 1;
  }
}

static void sums_in_order_of_ids(void) {
  enum { VOICES = 40, FRAMES = 300 };
  struct rig rig = rig_begin(0, 2);
  struct sample_buffer *samples[VOICES];
  float expected[2 * 1024] = {0};
  for (int v = 0; v < VOICES; v++) {
    samples[v] = rig_level(2, FRAMES, 0);
    fill_noise(samples[v], (uint32_t)v);
    /* The first ones by id start last. */
    const int64_t start = 13 * (VOICES - v);
    struct action_request request = play(samples[v], at_frame(start));
    request.gain = 0.3f + (float)v / 7;
    rig_schedule(&rig, request);
    for (int64_t k = 0; k < 2 * FRAMES; k++) {
      const volatile float product = request.gain * sample_buffer_data(samples[v])[k];
      expected[2 * start + k] += product;
    }
  }
  rig_process(&rig, 1024, 97);
  CHECK_EQUAL(memcmp(expected, rig.output, sizeof(expected)), 0);
  for (int v = 0; v < VOICES; v++) {
    sample_buffer_release(samples[v]);
  }
  rig_end(&rig);
}

static void plays_through_channel_maps(void) {
  struct rig rig = rig_begin(0, 4);
  struct sample_buffer *samples = rig_count_up(3, 50);
  const uint32_t numbers[] = {4, 2, 4}, shifted[] = {2, 3, 4};
  struct action_request request = play(samples, at_frame(0));
  request.channel_count = 3;
  request.channel_numbers = numbers;
  rig_schedule(&rig, request);
  request.channel_numbers = shifted;
  struct action *second = rig_schedule(&rig, request);
  rig_block(&rig, 64);
  CHECK_NEAR(rig_heard(&rig, 9, 0), 0, 0);
  CHECK_NEAR(rig_heard(&rig, 9, 1), 10.25 + 10, 0);
  CHECK_NEAR(rig_heard(&rig, 9, 2), 10.25, 0);
  CHECK_NEAR(rig_heard(&rig, 9, 3), 10 + 10.5 + 10.5, 0);
  CHECK_EQUAL(action_channel_indices(second)[2], 3);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void back_to_back_is_gapless(void) {
  struct rig rig = rig_begin(0, 1);
  enum { CLIPS = 200, FRAMES = 2400 };
  struct sample_buffer *samples = rig_level(1, FRAMES, 1);
  struct action *clips[CLIPS];
  uint32_t seed = 1;
  rig.epoch = 1795351325.44; /* wall clock */
  rig_process(&rig, 4800, 256);
  struct clock_map map;
  mixer_clock_map(rig.mixer, &map);
  struct action_request requests[CLIPS];
  for (int k = 0; k < CLIPS; k++) {
    requests[k] = play(samples, at_seconds(map.dac_time + 0.2 + k * FRAMES / RIG_RATE));
  }
  CHECK(mixer_schedule(rig.mixer, requests, CLIPS, NULL, &map, clips, NULL));
  const int64_t end = rig.frame + 14400 + (int64_t)CLIPS * FRAMES;
  while (rig.frame < end) {
    seed = seed * 1664525u + 1013904223u;
    rig.late_seconds = ((double)(seed >> 8) / 16777216.0 - 0.5) * 0.002 + (double)rig.frame * 4e-9;
    rig_block(&rig, 256);
  }
  int joins = 0;
  for (int k = 0; k < CLIPS; k++) {
    const int64_t frame = rig_account(clips[k]).actual_frame;
    CHECK_EQUAL(rig_account(clips[k]).done_frames, FRAMES);
    joins += k > 0 && frame - rig_account(clips[k - 1]).actual_frame == FRAMES;
    CHECK_NEAR(rig_heard(&rig, frame, 0), 1, 0);
  }
  CHECK_EQUAL(joins, CLIPS - 1);
  for (int k = 0; k < CLIPS; k++) {
    action_release(clips[k]);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"no result is ever lost, however late it is collected", no_result_is_ever_lost},
    {"the end of a stream ends every pending and active action", stopping_ends_everything},
    {"each stream begins at frame 0 with a clock of its own", each_stream_begins_at_frame_zero},
    {"no stream counts seconds by the clock of the one before",
     no_stream_counts_seconds_by_the_clock_of_the_one_before},
    {"more requests than memory has room for are refused without a leak",
     too_many_requests_are_refused_without_a_leak},
    {"a closed callback guard gives silence and leaves the mixer alone", a_closed_guard_is_silent},
    {"accounts outlive their mixer", accounts_outlive_the_mixer},
    {"a cancel keeps its target alive", a_cancel_keeps_its_target},
    {"voices are summed in order of their ids, to the bit", sums_in_order_of_ids},
    {"a player reaches the channels of its map, duplicates add", plays_through_channel_maps},
    {"200 clips back to back join 199 times under jitter and drift", back_to_back_is_gapless},
};

CHECK_MAIN(tests)
