/* setGain: gains that change while something plays. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

static double line(double from, double to, int64_t n, int64_t first, int64_t frames) {
  return from + (to - from) * (double)(n - first) / (double)frames;
}

static void ramps_linearly(void) {
  const uint32_t blocks[] = {1, 5, 64, 600};
  for (int b = 0; b < 4; b++) {
    struct rig rig = rig_begin(0, 2);
    struct sample_buffer *samples = rig_level(2, 600, 1);
    struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
    struct action *change = rig_schedule(&rig, set_gain(player, 0.25f, 100, at_frame(130)));
    rig_process(&rig, 600, blocks[b]);
    for (int64_t n = 0; n < 600; n++) {
      const double expected = n < 130 ? 1 : n < 230 ? line(1, 0.25, n, 130, 100) : 0.25;
      CHECK_NEAR(rig_heard(&rig, n, 0), expected, 1e-6);
      CHECK_NEAR(rig_heard(&rig, n, 1), expected, 1e-6);
    }
    CHECK_EQUAL(rig_account(change).outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(rig_account(change).actual_frame, 130);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static double from_silence(int64_t n, int64_t first, double gain) {
  return n < first ? 0 : n < first + 100 ? line(0, gain, n, first, 100) : gain;
}

static void of_a_player_begins_with_what_sounds_first(void) {
  const uint32_t blocks[] = {1, 5, 64, 400};
  for (int b = 0; b < 4; b++) {
    struct rig rig = rig_begin(0, 2);
    struct sample_buffer *samples = rig_level(2, 600, 1);
    struct action_request in_time = play(samples, at_frame(30)), late = play(samples, at_frame(10));
    in_time.ramp_frames = late.ramp_frames = 100;
    in_time.gain = 0.5f;
    late.belated = BELATED_TRIM;
    struct action *changed = rig_schedule(&rig, in_time);
    rig_schedule(&rig, set_gain(changed, 0.25f, 7, at_frame(20)));
    rig_process(&rig, 200, blocks[b]);
    rig_schedule(&rig, late);
    rig_process(&rig, 200, blocks[b]);
    for (int64_t n = 0; n < 400; n++) {
      const double expected = from_silence(n, 30, 0.25) + from_silence(n, 200, 1);
      CHECK_NEAR(rig_heard(&rig, n, 0), expected, 1e-6);
      CHECK_NEAR(rig_heard(&rig, n, 1), expected, 1e-6);
    }
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void of_a_player_is_a_length(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action_request request = play(samples, asap());
  struct action *action;
  struct failure failure;
  request.ramp_frames = -1;
  CHECK(!mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &action, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void goes_on_from_the_present_gain(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 600, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
  rig_schedule(&rig, set_gain(player, 0, 100, at_frame(100)));
  rig_schedule(&rig, set_gain(player, 1, 50, at_frame(150)));
  rig_process(&rig, 300, 64);
  for (int64_t n = 1; n < 300; n++) {
    CHECK(fabsf(rig_heard(&rig, n, 0) - rig_heard(&rig, n - 1, 0)) <= 0.0101f);
  }
  CHECK_NEAR(rig_heard(&rig, 150, 0), 0.5, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 200, 0), 1, 1e-6);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void several_in_one_block_act_in_order(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 600, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(10)));
  rig_schedule(&rig, set_gain(player, 4, 0, at_frame(40)));
  rig_schedule(&rig, set_gain(player, 2, 0, at_frame(20)));
  rig_schedule(&rig, set_gain(player, 3, 0, at_frame(20)));
  rig_schedule(&rig, cancel(player, at_frame(50)));
  rig_schedule(&rig, set_gain(player, 5, 0, at_frame(55)));
  rig_block(&rig, 64);
  for (int64_t n = 0; n < 64; n++) {
    const double expected = n < 10 ? 0 : n < 20 ? 1 : n < 40 ? 3 : n < 50 ? 4 : 0;
    CHECK_NEAR(rig_heard(&rig, n, 0), expected, 0);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_a_pending_player_is_its_first_gain(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 60, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(100)));
  struct action *change = rig_schedule(&rig, set_gain(player, 0.5f, 1000, at_frame(0)));
  rig_process(&rig, 200, 64);
  CHECK_NEAR(rig_heard(&rig, 99, 0), 0, 0);
  CHECK_NEAR(rig_heard(&rig, 100, 0), 0.5, 0);
  CHECK_NEAR(rig_heard(&rig, 159, 0), 0.5, 0);
  CHECK(rig_account(change).target_found);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* `count` times the same request in one call. */
static void schedule_often(struct rig *rig, const struct action_request *request, size_t count) {
  struct action_request *requests = malloc(count * sizeof(*requests));
  struct action **actions = malloc(count * sizeof(struct action *));
  for (size_t k = 0; k < count; k++) {
    requests[k] = *request;
  }
  requests[count - 1].gain = 2;
  requests[count - 1].start.frame += 64;
  CHECK(mixer_schedule(rig->mixer, requests, count, NULL, NULL, actions, NULL));
  for (size_t k = 0; k < count; k++) {
    action_release(actions[k]);
  }
  free(actions);
  free(requests);
}

static void more_than_a_block_takes_act_in_order(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
  const struct action_request request = set_gain(player, 0.5f, 0, at_frame(10));
  schedule_often(&rig, &request, 10000);
  rig_process(&rig, 1000, 64);
  CHECK_NEAR(rig_heard(&rig, 999, 0), 2, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void more_than_a_block_takes_come_before_a_later_call(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
  const struct action_request request = set_gain(player, 0.5f, 0, at_frame(10));
  schedule_often(&rig, &request, 10000);
  rig_schedule(&rig, set_gain(player, 3, 0, at_frame(80)));
  rig_process(&rig, 1000, 64);
  CHECK_NEAR(rig_heard(&rig, 999, 0), 3, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void only_players_have_one(void) {
  struct rig rig = rig_begin(1, 1);
  struct sample_buffer *samples = rig_level(1, 60, 1);
  struct action *recorder = rig_schedule(&rig, record(samples, at_frame(100)));
  const struct action_request request = set_gain(recorder, 1, 0, asap());
  struct action *action;
  struct failure failure;
  CHECK(!mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &action, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a gain ramps linearly for any block sizes", ramps_linearly},
    {"a player's own ramp begins with the frame that sounds first, in time or late",
     of_a_player_begins_with_what_sounds_first},
    {"a player's own ramp is not negative", of_a_player_is_a_length},
    {"a ramp that replaces another goes on from the present gain", goes_on_from_the_present_gain},
    {"several changes in one block act in order of time, then of acceptance",
     several_in_one_block_act_in_order},
    {"a gain set before the start is the gain of the start", of_a_pending_player_is_its_first_gain},
    {"more changes than one block takes act in order of time",
     more_than_a_block_takes_act_in_order},
    {"a change of a later call waits for those that one block could not take",
     more_than_a_block_takes_come_before_a_later_call},
    {"only what plays has a gain", only_players_have_one},
};

CHECK_MAIN(tests)
