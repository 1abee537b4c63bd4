/* Cancelling: at once, with a fade, before the start, too late. */
#include "check.h"
#include "mixer_rig.h"

static void stops_exactly_at_its_frame(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(10)));
  struct action *stop = rig_schedule(&rig, cancel(player, at_frame(150)));
  rig_process(&rig, 256, 64);
  for (int64_t n = 0; n < 256; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), n >= 10 && n < 150, 0);
  }
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_CANCELLED);
  CHECK_EQUAL(rig_account(player).done_frames, 140);
  CHECK_EQUAL(rig_account(player).total_frames, 1000);
  CHECK_EQUAL(rig_account(player).stats.blocks, 3);
  CHECK_EQUAL(rig_account(stop).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(stop).actual_frame, 150);
  CHECK_EQUAL(rig_account(stop).stats.blocks, 1);
  CHECK(rig_account(stop).target_found);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void in_the_block_of_the_start(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(10)));
  rig_schedule(&rig, cancel(player, at_frame(30)));
  rig_block(&rig, 64);
  for (int64_t n = 0; n < 64; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), n >= 10 && n < 30, 0);
  }
  CHECK_EQUAL(rig_account(player).done_frames, 20);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_CANCELLED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void at_or_before_the_start(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *same = rig_schedule(&rig, play(samples, at_frame(100)));
  struct action *later = rig_schedule(&rig, play(samples, at_frame(100000)));
  struct action *both = rig_schedule(&rig, play(samples, asap()));
  rig_schedule(&rig, cancel(both, asap()));
  rig_schedule(&rig, cancel(same, at_frame(100)));
  rig_schedule(&rig, cancel(later, at_frame(20)));
  rig_process(&rig, 256, 64);
  struct action *all[] = {same, later, both};
  for (int k = 0; k < 3; k++) {
    const struct action_account account = rig_account(all[k]);
    CHECK_EQUAL(account.outcome, OUTCOME_CANCELLED_BEFORE_START);
    CHECK_EQUAL(account.actual_frame, -1);
    CHECK_NEAR(account.actual_time, 0, 0);
    CHECK_EQUAL(account.done_frames, 0);
    CHECK_EQUAL(account.stats.blocks, 0);
  }
  for (int64_t n = 0; n < 256; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), 0, 0);
  }
  CHECK_EQUAL(rig_collect(&rig), 6);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void leaves_the_schedule_without_a_trace(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(1000)));
  rig_schedule(&rig, cancel(player, asap()));
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_collect(&rig), 2);
  rig_process(&rig, 2000, 64);
  CHECK_EQUAL(rig_collect(&rig), 0);
  for (int64_t n = 0; n < 2000; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), 0, 0);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_something_finished_says_so(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(5)));
  struct action *stop = rig_schedule(&rig, cancel(player, at_frame(15)));
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(stop).outcome, OUTCOME_COMPLETED);
  CHECK(!rig_account(stop).target_found);
  CHECK_EQUAL(rig_account(stop).done_frames, 0);
  rig_collect(&rig);
  struct action *again = rig_schedule(&rig, cancel(player, asap()));
  rig_block(&rig, 64);
  CHECK(!rig_account(again).target_found);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_a_command(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *stop = rig_schedule(&rig, cancel(player, at_frame(200)));
  struct action *spared = rig_schedule(&rig, cancel(stop, at_frame(100)));
  struct action *cut = rig_schedule(&rig, cancel(player, at_frame(300)));
  struct action *too_late = rig_schedule(&rig, cancel(cut, at_frame(310)));
  struct action *fetch = rig_schedule(&rig, fetch_stats(at_frame(320)));
  struct action *after = rig_schedule(&rig, cancel(fetch, at_frame(321)));
  rig_process(&rig, 512, 256);
  CHECK_EQUAL(rig_account(stop).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK(rig_account(spared).target_found);
  CHECK_EQUAL(rig_account(player).done_frames, 300);
  CHECK_EQUAL(rig_account(cut).outcome, OUTCOME_COMPLETED);
  CHECK(!rig_account(too_late).target_found);
  CHECK_EQUAL(rig_account(fetch).outcome, OUTCOME_COMPLETED);
  CHECK(!rig_account(after).target_found);
  CHECK_EQUAL(rig_collect(&rig), 7);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void fades_to_silence(void) {
  const uint32_t blocks[] = {1, 7, 64, 512};
  for (int b = 0; b < 4; b++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_level(1, 1000, 1);
    struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
    struct action_request request = cancel(player, at_frame(100));
    request.fade.frames = 200;
    struct action *stop = rig_schedule(&rig, request);
    rig_process(&rig, 512, blocks[b]);
    for (int64_t n = 0; n < 512; n++) {
      const double expected = n < 100 ? 1 : n < 300 ? 1 - (double)(n - 100) / 200 : 0;
      CHECK_NEAR(rig_heard(&rig, n, 0), expected, 1e-6);
    }
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_CANCELLED);
    CHECK_EQUAL(rig_account(player).done_frames, 300);
    CHECK_EQUAL(rig_account(stop).actual_frame, 100);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void a_sooner_end_wins_without_a_jump(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action_request request = cancel(player, at_frame(100));
  request.fade.frames = 400;
  rig_schedule(&rig, request);
  request.start = at_frame(300);
  request.fade.frames = 20;
  rig_schedule(&rig, request);
  request.start = at_frame(305);
  request.fade.frames = 100;
  rig_schedule(&rig, request);
  rig_process(&rig, 512, 64);
  CHECK_NEAR(rig_heard(&rig, 299, 0), 0.5025, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 300, 0), 0.5, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 310, 0), 0.25, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 319, 0), 0.025, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 320, 0), 0, 0);
  CHECK_EQUAL(rig_account(player).done_frames, 320);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void ends_a_recording(void) {
  struct rig rig = rig_begin(1, 0);
  struct sample_buffer *samples = rig_level(1, 1000, 0);
  struct action *recorder = rig_schedule(&rig, record(samples, at_frame(10)));
  struct action_request request = cancel(recorder, at_frame(77));
  request.fade.frames = 20;
  rig_schedule(&rig, request);
  rig_process(&rig, 256, 64);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_CANCELLED);
  CHECK_EQUAL(rig_account(recorder).done_frames, 67);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void finds_what_has_no_frames_completed(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 64, NULL, NULL);
  ring_buffer_set_ended(ring, true);
  struct action_request request = play(samples, at_frame(70));
  request.length_frames = 0;
  struct action *players[] = {rig_schedule(&rig, request),
                              rig_schedule(&rig, play_ring(ring, at_frame(70)))};
  struct action *stops[2];
  for (int k = 0; k < 2; k++) {
    stops[k] = rig_schedule(&rig, cancel(players[k], at_frame(70)));
  }
  rig_process(&rig, 128, 64);
  for (int k = 0; k < 2; k++) {
    CHECK_EQUAL(rig_account(players[k]).outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(rig_account(players[k]).actual_frame, 70);
    CHECK(!rig_account(stops[k]).target_found);
  }
  ring_buffer_release(ring);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a cancel stops a player exactly at its frame", stops_exactly_at_its_frame},
    {"a cancel in the same block as the start plays exactly until the cancel",
     in_the_block_of_the_start},
    {"a cancel at or before the start leaves silence", at_or_before_the_start},
    {"a cancelled pending action is collected once", leaves_the_schedule_without_a_trace},
    {"cancelling something finished says so", of_something_finished_says_so},
    {"a pending command can be cancelled, one that has acted cannot", of_a_command},
    {"a cancel with a fade is linear to silence for any block sizes", fades_to_silence},
    {"of two fades the one that ends sooner wins, without a jump",
     a_sooner_end_wins_without_a_jump},
    {"a cancel ends a recording at its frame", ends_a_recording},
    {"a cancel at the frame of a sound without frames finds it completed",
     finds_what_has_no_frames_completed},
};

CHECK_MAIN(tests)
