/* Far more events that are not heard than a block can take: each block takes a share, in order, and
 * sounds that are heard keep their frames. */
#include <stdlib.h>

#include "check.h"
#include "mixer/action/action_state.h"
#include "mixer/mixer_state.h"
#include "mixer_rig.h"

enum {
  CROWD = 30000,
  BLOCK = 64,
  STEPS = 160 * BLOCK, /* all shares of a block */
  SHARE = STEPS / 4,   /* events without a visit of the heaps */
  FEW_STEPS = 1000,    /* of batches that come, and of the last one */
  DEEPEST_HEAP = 15    /* nodes of a right spine of so many lists */
};

static struct action_request requests[CROWD];
static struct action *crowd[CROWD];

static void schedule_crowd(struct rig *rig, size_t count) {
  CHECK(mixer_schedule(rig->mixer, requests, count, NULL, NULL, crowd, NULL));
}

static void release_crowd(size_t count) {
  for (size_t k = 0; k < count; k++) {
    action_release(crowd[k]);
  }
}

static void release_all(struct action **actions, size_t count) {
  for (size_t k = 0; k < count; k++) {
    action_release(actions[k]);
  }
}

static size_t count_finished(size_t count) {
  size_t finished = 0;
  for (size_t k = 0; k < count; k++) {
    finished += rig_account(crowd[k]).state == ACTION_FINISHED;
  }
  return finished;
}

/* Processes blocks until all of the crowd has finished: none ends more than its share, nor takes
 * more steps in the heaps than its share and those for `others`. */
static void check_share_per_block(struct rig *rig, size_t count, uint64_t others) {
  size_t before = count_finished(count);
  while (before < count) {
    const uint64_t steps = rig->mixer->schedule.steps;
    rig_block(rig, BLOCK);
    const size_t finished = count_finished(count);
    CHECK(finished > before && finished <= before + SHARE);
    CHECK(rig->mixer->schedule.steps - steps <= STEPS + others);
    before = finished;
  }
}

/* ---- single calls ---- */

static void check_single_calls(int64_t frame, bool is_cancel) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action *target = rig_schedule(&rig, play(samples, at_frame(1000000)));
  rig_process(&rig, 640, BLOCK);
  for (size_t k = 0; k < CROWD; k++) {
    requests[0] = is_cancel ? cancel(target, at_frame(frame))
                            : set_bus(1, BUS_GAIN, (float)k, 0, at_frame(frame));
    CHECK(mixer_schedule(rig.mixer, requests, 1, NULL, NULL, &crowd[k], NULL));
  }
  struct action *on_time = rig_schedule(&rig, play(samples, at_frame(650)));
  check_share_per_block(&rig, CROWD, FEW_STEPS);
  CHECK_EQUAL(rig_account(on_time).done_frames, 100);
  for (size_t k = 0; k < CROWD; k++) {
    CHECK_EQUAL(rig_account(crowd[k]).outcome, OUTCOME_COMPLETED);
    CHECK(k == 0 || rig_account(crowd[k]).actual_frame >= rig_account(crowd[k - 1]).actual_frame);
  }
  struct bus_state bus;
  mixer_bus_state(rig.mixer, 1, &bus);
  CHECK_NEAR(bus.gain, is_cancel ? 1 : CROWD - 1, 0);
  CHECK(is_cancel || frame < 640 || rig_account(on_time).actual_frame == 650);
  release_crowd(CROWD);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void single_changes(void) {
  check_single_calls(645, false);
}

static void single_cancels(void) {
  check_single_calls(645, true);
}

static void single_late_changes(void) {
  check_single_calls(5, false);
}

static void single_late_calls_are_dropped(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  rig_process(&rig, 640, BLOCK);
  for (size_t k = 0; k < CROWD; k++) {
    requests[0] = play(samples, at_frame(630));
    requests[0].belated = BELATED_DROP;
    CHECK(mixer_schedule(rig.mixer, requests, 1, NULL, NULL, &crowd[k], NULL));
  }
  requests[0].start = at_frame(700);
  struct action *on_time = rig_schedule(&rig, requests[0]);
  check_share_per_block(&rig, CROWD, FEW_STEPS);
  rig_process(&rig, 200, BLOCK);
  CHECK_EQUAL(rig_account(crowd[CROWD - 1]).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(on_time).actual_frame, 700);
  release_crowd(CROWD);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* Scheduled in seconds before the first block, which finds that they are late. */
static void single_calls_of_late_seconds(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  for (size_t k = 0; k < CROWD; k++) {
    requests[0] = play(samples, at_seconds(rig.epoch - 1));
    requests[0].belated = BELATED_DROP;
    CHECK(mixer_schedule(rig.mixer, requests, 1, NULL, NULL, &crowd[k], NULL));
  }
  rig_block(&rig, BLOCK);
  check_share_per_block(&rig, CROWD, (uint64_t)SHARE * DEEPEST_HEAP);
  for (size_t k = 0; k < CROWD; k++) {
    CHECK_EQUAL(rig_account(crowd[k]).outcome, OUTCOME_BELATED);
  }
  CHECK_EQUAL(rig_collect(&rig), CROWD);
  release_crowd(CROWD);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- the order of changes ---- */

/* Far more changes of a gain and of a bus than a block takes. */
static struct action *schedule_changes(struct rig *rig, struct sample_buffer *samples) {
  struct action *player = rig_schedule(rig, play(samples, at_frame(0)));
  for (size_t k = 0; k < 10000; k += 2) {
    requests[k] = set_gain(player, 0.5f, 0, at_frame(10));
    requests[k + 1] = set_bus(1, BUS_GAIN, 0.5f, 0, at_frame(10));
  }
  schedule_crowd(rig, 10000);
  return player;
}

static void check_overtaking(int64_t frame) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  struct action *player = schedule_changes(&rig, samples);
  const struct action_request others[] = {play(samples, at_frame(3000)),
                                          set_gain(player, 3, 0, at_frame(frame)),
                                          set_bus(1, BUS_GAIN, 3, 0, at_frame(frame))};
  struct action *actions[3];
  struct bus_state bus;
  CHECK(mixer_schedule(rig.mixer, others, 3, NULL, NULL, actions, NULL));
  rig_process(&rig, 1000, BLOCK);
  mixer_bus_state(rig.mixer, 1, &bus);
  CHECK_NEAR(bus.gain, 3, 0);
  CHECK_NEAR(rig_heard(&rig, 999, 0), 3, 0);
  release_all(actions, 3);
  release_crowd(10000);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_a_call_with_players_wait_for_earlier_ones(void) {
  check_overtaking(10);
  check_overtaking(50);
  check_overtaking(80);
}

static void that_wait_are_not_cancelled_by_a_later_cancel(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  schedule_changes(&rig, samples);
  struct action *wanted = rig_schedule(&rig, set_bus(1, BUS_GAIN, 2, 0, at_frame(10)));
  struct action *unwanted = rig_schedule(&rig, set_bus(1, BUS_GAIN, 4, 0, at_frame(30)));
  struct action *too_late = rig_schedule(&rig, cancel(wanted, at_frame(70)));
  struct action *in_time = rig_schedule(&rig, cancel(unwanted, at_frame(20)));
  struct bus_state bus;
  rig_process(&rig, 1000, BLOCK);
  mixer_bus_state(rig.mixer, 1, &bus);
  CHECK_NEAR(bus.gain, 2, 0);
  CHECK_EQUAL(rig_account(wanted).outcome, OUTCOME_COMPLETED);
  CHECK(!rig_account(too_late).target_found);
  CHECK_EQUAL(rig_account(unwanted).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK(rig_account(in_time).target_found);
  release_crowd(10000);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- cancels ---- */

static void come_in_time_whatever_changes_wait(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  struct action *player = schedule_changes(&rig, samples);
  struct action *stop = rig_schedule(&rig, cancel(player, at_frame(77)));
  rig_process(&rig, 1000, BLOCK);
  CHECK_EQUAL(rig_account(player).done_frames, 77);
  CHECK_EQUAL(rig_account(stop).actual_frame, 77);
  CHECK_EQUAL(count_finished(10000), 10000);
  release_crowd(10000);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void come_in_time_whatever_cancels_wait(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  struct action *target = rig_schedule(&rig, play(samples, at_frame(1000000)));
  struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
  for (size_t k = 0; k < 10000; k++) {
    requests[k] = cancel(target, at_frame(10));
  }
  schedule_crowd(&rig, 10000);
  rig_schedule(&rig, cancel(player, at_frame(77)));
  rig_process(&rig, 1000, BLOCK);
  CHECK_EQUAL(rig_account(player).done_frames, 77);
  release_crowd(10000);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void that_wait_are_not_cancelled_by_a_later_one(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  struct action *target = rig_schedule(&rig, play(samples, at_frame(1000000)));
  for (size_t k = 0; k < 10000; k++) {
    requests[k] = cancel(target, at_frame(10));
  }
  schedule_crowd(&rig, 10000);
  struct action *too_late = rig_schedule(&rig, cancel(crowd[9999], at_frame(70)));
  struct action *at_once = rig_schedule(&rig, cancel(crowd[9998], asap()));
  struct action *early = rig_schedule(&rig, cancel(crowd[9997], at_frame(5)));
  rig_process(&rig, 1000, BLOCK);
  CHECK_EQUAL(rig_account(crowd[9999]).outcome, OUTCOME_COMPLETED);
  CHECK(!rig_account(too_late).target_found);
  CHECK_EQUAL(rig_account(crowd[9998]).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK(rig_account(at_once).target_found);
  CHECK_EQUAL(rig_account(crowd[9997]).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK(rig_account(early).target_found);
  release_crowd(10000);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- sounds ---- */

/* One call of sounds of one frame, all but the last one silent. */
static void check_silent_sounds(bool are_cancelled) {
  static struct action *cancels[CROWD];
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = play(samples, at_frame(5000));
    requests[k].belated = BELATED_DROP;
    requests[k].length_frames = are_cancelled || k == CROWD - 1 ? 100 : 0;
  }
  schedule_crowd(&rig, CROWD);
  struct action *other = rig_schedule(&rig, play(samples, at_frame(5000)));
  for (size_t k = 0; k < CROWD - 1; k++) {
    requests[k] = cancel(crowd[k], asap());
  }
  if (are_cancelled) {
    CHECK(mixer_schedule(rig.mixer, requests, CROWD - 1, NULL, NULL, cancels, NULL));
    release_all(cancels, CROWD - 1);
  }
  rig_process(&rig, 4992, BLOCK);
  for (size_t before = 0, left; before < CROWD; before = left) {
    rig_block(&rig, BLOCK);
    left = 0;
    for (size_t k = 0; k < CROWD; k++) {
      left += crowd[k]->left_schedule;
    }
    CHECK(left > before && left <= before + SHARE);
  }
  rig_process(&rig, 200, BLOCK);
  CHECK_EQUAL(rig_account(other).actual_frame, 5000);
  CHECK_EQUAL(rig_account(crowd[CROWD - 1]).requested_frame, 5000);
  CHECK_EQUAL(rig_account(crowd[CROWD - 1]).done_frames, 100);
  release_crowd(CROWD);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void cancelled(void) {
  check_silent_sounds(true);
}

static void without_frames(void) {
  check_silent_sounds(false);
}

/* ---- groups ---- */

/* The event lists that a block resolves end before, in and after a group. */
static void of_a_group_keep_together(void) {
  int64_t first_frame = 0, last_frame = 0;
  for (size_t ahead = 200; ahead < 1000; ahead++) {
    struct rig rig = rig_begin_with_buses(0, 1, 1);
    struct sample_buffer *samples = rig_level(1, 1000, 1);
    struct action *target = rig_schedule(&rig, play(samples, at_frame(0)));
    rig_block(&rig, BLOCK);
    requests[0] = fetch_stats(asap());
    for (size_t k = 0; k < ahead; k++) {
      CHECK(mixer_schedule(rig.mixer, requests, 1, NULL, NULL, &crowd[k], NULL));
    }
    const struct action_request group[] = {play(samples, at_frame(200)),
                                           set_bus(1, BUS_MUTE, 0, 0, at_frame(200)),
                                           cancel(target, at_frame(200))};
    const struct group_origin origin = {.grouped = true, .start = asap()};
    struct action *actions[3];
    CHECK(mixer_schedule(rig.mixer, group, 3, &origin, NULL, actions, NULL));
    rig_process(&rig, 640, BLOCK);
    last_frame = rig_account(actions[0]).actual_frame;
    first_frame = ahead == 200 ? last_frame : first_frame;
    CHECK(last_frame >= 264);
    CHECK_EQUAL(rig_account(actions[1]).actual_frame, rig_account(actions[0]).actual_frame);
    CHECK_EQUAL(rig_account(actions[2]).actual_frame, rig_account(actions[0]).actual_frame);
    release_all(actions, 3);
    release_crowd(ahead);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
  CHECK(last_frame > first_frame);
}

static const struct check_test tests[] = {
    {"a crowd of single changes is carried out a share per block, in order, and delays no sound",
     single_changes},
    {"a crowd of single cancels is carried out a share per block, and delays no sound",
     single_cancels},
    {"a crowd of single changes that are late is carried out a share per block, in order",
     single_late_changes},
    {"of a crowd of single calls that are late each is dropped, and nothing that was in time",
     single_late_calls_are_dropped},
    {"a crowd of single calls whose seconds turn out to be late is dropped a share per block, each "
     "once",
     single_calls_of_late_seconds},
    {"changes of a call that plays something, too, wait for earlier ones",
     of_a_call_with_players_wait_for_earlier_ones},
    {"changes that wait are not cancelled by a cancel of a later frame, but by one of an earlier",
     that_wait_are_not_cancelled_by_a_later_cancel},
    {"a cancel of a sound comes in time whatever changes wait", come_in_time_whatever_changes_wait},
    {"a cancel of a sound comes in time whatever cancels wait", come_in_time_whatever_cancels_wait},
    {"cancels that wait are not cancelled by a cancel of a later frame",
     that_wait_are_not_cancelled_by_a_later_one},
    {"a crowd of cancelled sounds leaves a share per block and delays no other call", cancelled},
    {"a crowd of sounds without frames ends a share per block and delays no other call",
     without_frames},
    {"a group that counts from its block keeps together whatever waits", of_a_group_keep_together},
};

CHECK_MAIN(tests)
