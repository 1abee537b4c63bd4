/* Players. */
#include "check.h"
#include "mixer_rig.h"

static void starts_at_its_frame(void) {
  struct rig rig = rig_begin(0, 2);
  struct sample_buffer *samples = rig_count_up(2, 100);
  struct action *action = rig_schedule(&rig, play(samples, at_frame(100)));
  CHECK_EQUAL(rig_account(action).state, ACTION_PENDING);
  rig_process(&rig, 150, 64);
  CHECK_EQUAL(rig_account(action).state, ACTION_ACTIVE);
  CHECK_EQUAL(rig_account(action).done_frames, 50);
  rig_process(&rig, 150, 64);
  for (int64_t n = 0; n < 300; n++) {
    const bool sounds = n >= 100 && n < 200;
    CHECK_NEAR(rig_heard(&rig, n, 0), sounds ? n - 99 : 0, 0);
    CHECK_NEAR(rig_heard(&rig, n, 1), sounds ? n - 99 + 0.25 : 0, 0);
  }
  const struct action_account account = rig_account(action);
  CHECK_EQUAL(account.state, ACTION_FINISHED);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.requested_frame, 100);
  CHECK_EQUAL(account.actual_frame, 100);
  CHECK_EQUAL(account.total_frames, 100);
  CHECK_EQUAL(account.done_frames, 100);
  CHECK_EQUAL(account.stream_number, 1);
  CHECK_NEAR(account.actual_time, 100.01 + 100 / RIG_RATE, 1e-9);
  CHECK_NEAR(account.requested_time, account.actual_time, 1e-9);
  CHECK(!account.asap);
  CHECK_EQUAL(rig_collect(&rig), 1);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void as_soon_as_possible_is_the_next_block(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 10);
  rig_block(&rig, 64);
  struct action *action = rig_schedule(&rig, play(samples, asap()));
  rig_block(&rig, 64);
  const struct action_account account = rig_account(action);
  CHECK_NEAR(rig_heard(&rig, 63, 0), 0, 0);
  CHECK_NEAR(rig_heard(&rig, 64, 0), 1, 0);
  CHECK_EQUAL(account.actual_frame, 64);
  CHECK_EQUAL(account.requested_frame, UNKNOWN_FRAME);
  CHECK_NEAR(account.requested_time, 0, 0);
  CHECK(account.asap);
  CHECK_EQUAL(account.stats.blocks, 1);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void plays_a_part_with_a_gain(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 100);
  struct action_request request = play(samples, at_frame(3));
  request.offset_frames = 20;
  request.length_frames = 30;
  request.gain = -0.5f;
  struct action *action = rig_schedule(&rig, request);
  rig_process(&rig, 100, 7);
  for (int64_t n = 0; n < 100; n++) {
    const double expected = n >= 3 && n < 33 ? -0.5 * (double)(n - 3 + 21) : 0;
    CHECK_NEAR(rig_heard(&rig, n, 0), expected, 0);
  }
  CHECK_EQUAL(rig_account(action).total_frames, 30);
  CHECK_EQUAL(rig_account(action).done_frames, 30);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a player sounds from its frame to its end and says so", starts_at_its_frame},
    {"as soon as possible is the first frame of the next block",
     as_soon_as_possible_is_the_next_block},
    {"a player plays the part asked for with its gain", plays_a_part_with_a_gain},
};

CHECK_MAIN(tests)
