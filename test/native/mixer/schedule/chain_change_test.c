/* Chains whose followers are changed or cancelled while they wait. */
#include "check.h"
#include "mixer_rig.h"

static void are_changed_at_their_frame(void) {
  const uint32_t blocks[] = {1, 7, 64, 512};
  for (int b = 0; b < 4; b++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_level(1, 100, 1);
    struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
    struct action *second = rig_schedule(&rig, after(head, play(samples, asap())));
    struct action *third = rig_schedule(&rig, after(second, play(samples, asap())));
    rig_schedule(&rig, set_gain(second, 0.5f, 1000, at_frame(90)));
    rig_schedule(&rig, set_gain(second, 1, 50, at_frame(110)));
    rig_schedule(&rig, cancel(second, at_frame(180)));
    rig_schedule(&rig, set_gain(third, 0.25f, 20, at_frame(180)));
    rig_process(&rig, 512, blocks[b]);
    for (int64_t n = 100; n < 280; n++) {
      const double expected = n < 110   ? 0.5
                              : n < 160 ? 0.5 + 0.5 * (double)(n - 110) / 50
                              : n < 180 ? 1
                              : n < 200 ? 1 - 0.75 * (double)(n - 180) / 20
                                        : 0.25;
      CHECK_NEAR(rig_heard(&rig, n, 0), expected, 1e-6);
    }
    CHECK_EQUAL(rig_account(third).actual_frame, 180);
    CHECK_EQUAL(rig_collect(&rig), 7);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void are_cut_with_what_they_follow(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *second = rig_schedule(&rig, after(head, play(samples, asap())));
  struct action *other = rig_schedule(&rig, after(head, play(samples, asap())));
  struct action *third = rig_schedule(&rig, after(second, play(samples, asap())));
  struct action *fourth = rig_schedule(&rig, after(third, play(samples, asap())));
  struct action_request stop = cancel(second, at_frame(150));
  stop.cuts_chain = true;
  stop.fade.frames = 20;
  rig_schedule(&rig, stop);
  rig_process(&rig, 160, 40);
  CHECK_EQUAL(rig_account(third).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(fourth).outcome, OUTCOME_CANCELLED_BEFORE_START);
  struct action *after_all = rig_schedule(&rig, after(second, play(samples, asap())));
  rig_process(&rig, 160, 40);
  CHECK_EQUAL(rig_account(other).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(after_all).actual_frame, 170);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void that_wait_for_a_pending_one_are_cut_at_once(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(1000000)));
  struct action *second = rig_schedule(&rig, after(head, play(samples, asap())));
  struct action *third = rig_schedule(&rig, after(second, play(samples, asap())));
  struct action_request stop = cancel(head, asap());
  stop.cuts_chain = true;
  rig_schedule(&rig, stop);
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_account(second).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(third).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_collect(&rig), 4);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"followers that wait are changed at their frame, whatever the blocks",
     are_changed_at_their_frame},
    {"a cancel of the chain ends all followers, and nothing else", are_cut_with_what_they_follow},
    {"a cancel of the chain does not wait for its target's time",
     that_wait_for_a_pending_one_are_cut_at_once},
};

CHECK_MAIN(tests)
