/* The schedule: order, and the work of accepting and taking out, counted in heap steps. */
#include <stdlib.h>

#include "check.h"
#include "mixer/action/action_state.h"
#include "mixer/mixer_state.h"
#include "mixer_rig.h"

enum { MANY = 100000, BLOCK = 64 };

static uint64_t steps_of(struct rig *rig) {
  return rig->mixer->schedule.steps;
}

static struct action_request *many_requests(struct sample_buffer *samples, int64_t spacing) {
  struct action_request *requests = calloc(MANY, sizeof(*requests));
  for (int64_t k = 0; k < MANY; k++) {
    /* A fixed shuffle: 7919 has no factor in common with the count. */
    requests[k] = play(samples, at_frame(1000 + spacing * ((k * 7919) % MANY)));
  }
  return requests;
}

static void check_all_on_time(struct action **actions) {
  for (int64_t k = 0; k < MANY; k++) {
    const struct action_account account = rig_account(actions[k]);
    CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(account.actual_frame, account.requested_frame);
    action_release(actions[k]);
  }
}

/* Processes blocks until the last sound; returns the most heap steps of a block. */
static uint64_t process_all(struct rig *rig, int64_t frames) {
  uint64_t most = 0;
  while (rig->frame < frames) {
    const uint64_t before = steps_of(rig);
    rig->frame = 0; /* keep no output: mixer_frame() goes on by itself */
    rig_block(rig, BLOCK);
    rig->frame = mixer_frame(rig->mixer);
    most = steps_of(rig) - before > most ? steps_of(rig) - before : most;
  }
  return most;
}

static void a_batch_of_any_size_costs_one_step(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1, 1);
  struct action_request *requests = many_requests(samples, 10);
  struct action **actions = calloc(MANY, sizeof(struct action *));
  CHECK(mixer_schedule(rig.mixer, requests, MANY, NULL, NULL, actions, NULL));
  rig_block(&rig, BLOCK);
  CHECK(steps_of(&rig) <= 1);
  process_all(&rig, 1000 + 10 * MANY + BLOCK);
  CHECK_EQUAL(rig_collect(&rig), MANY);
  check_all_on_time(actions);
  free(actions);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void single_calls_cost_a_logarithm(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1, 1);
  struct action_request *requests = many_requests(samples, 10);
  struct action **actions = calloc(MANY, sizeof(struct action *));
  for (int64_t k = 0; k < MANY; k++) {
    CHECK(mixer_schedule(rig.mixer, &requests[k], 1, NULL, NULL, &actions[k], NULL));
  }
  rig_block(&rig, BLOCK);
  /* At most 33 batches wait; melding one walks two right spines of 17 nodes or less. */
  CHECK(steps_of(&rig) <= 33 * 34);
  /* Seven sounds begin in a block; taking out one walks two spines as well. */
  CHECK(process_all(&rig, 1000 + 10 * MANY + BLOCK) <= 7 * 34);
  CHECK_EQUAL(rig_collect(&rig), MANY);
  check_all_on_time(actions);
  free(actions);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void late_batches_are_dropped_a_share_per_block(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1, 1);
  struct action_request *requests = many_requests(samples, 0);
  struct action **actions = calloc(MANY, sizeof(struct action *));
  for (int64_t k = 0; k < MANY; k++) {
    requests[k].belated = BELATED_DROP;
  }
  process_all(&rig, 2048);
  CHECK(mixer_schedule(rig.mixer, requests, MANY, NULL, NULL, actions, NULL));
  struct action *on_time = rig_schedule(&rig, play(samples, at_frame(2050)));
  rig_block(&rig, BLOCK);
  CHECK_EQUAL(rig_account(on_time).actual_frame, 2050);
  const size_t at_once = rig_collect(&rig);
  CHECK(at_once < 10000);
  for (int k = 0; k < 120; k++) {
    rig_block(&rig, BLOCK);
  }
  CHECK_EQUAL(at_once + rig_collect(&rig), MANY + 1);
  for (int64_t k = 0; k < MANY; k++) {
    CHECK_EQUAL(rig_account(actions[k]).outcome, OUTCOME_BELATED);
    action_release(actions[k]);
  }
  free(actions);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void many_cancels_are_carried_out_a_share_per_block(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100000, 1);
  struct action_request *requests = many_requests(samples, 10);
  struct action **players = calloc(MANY, sizeof(struct action *));
  struct action **cancels = calloc(MANY, sizeof(struct action *));
  requests[MANY - 1].start = at_frame(0);
  CHECK(mixer_schedule(rig.mixer, requests, MANY, NULL, NULL, players, NULL));
  rig_block(&rig, BLOCK);
  CHECK_EQUAL(rig_account(players[MANY - 1]).state, ACTION_ACTIVE);
  for (int64_t k = 0; k < MANY; k++) {
    requests[k] = cancel(players[k], asap());
    requests[k].belated = BELATED_DROP;
  }
  CHECK(mixer_schedule(rig.mixer, requests, MANY, NULL, NULL, cancels, NULL));
  rig_block(&rig, BLOCK);
  CHECK_EQUAL(rig_account(players[MANY - 1]).outcome, OUTCOME_CANCELLED);
  CHECK_EQUAL(rig_account(players[MANY - 1]).done_frames, BLOCK);
  CHECK(rig_collect(&rig) < 10000);
  rig_process(&rig, 200 * BLOCK, BLOCK);
  for (int64_t k = 0; k < MANY; k++) {
    CHECK_EQUAL(rig_account(cancels[k]).outcome, OUTCOME_COMPLETED);
    CHECK(rig_account(cancels[k]).target_found);
    CHECK_EQUAL(rig_account(players[k]).done_frames, k == MANY - 1 ? BLOCK : 0);
    action_release(cancels[k]);
    action_release(players[k]);
  }
  free(players);
  free(cancels);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void equal_frames_come_in_order_of_ids(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1, 1);
  struct action *actions[300];
  struct action *finished[300];
  for (int k = 0; k < 300; k++) {
    actions[k] = rig_schedule(&rig, play(samples, at_frame(k % 3)));
  }
  rig_block(&rig, BLOCK);
  /* Players are rendered, and so end, by id whatever their frames. */
  CHECK_EQUAL(mixer_collect(rig.mixer, finished, 300), 300);
  for (int k = 0; k < 300; k++) {
    CHECK(finished[k] == actions[k]);
    action_release(finished[k]);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* D9 of native/COMING-FROM-PYTHON-RTMIXER.md: the cost of a block does not depend on how much is
 * pending. */
static void blocks_without_events_take_no_steps(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1, 1);
  for (int k = 0; k < 1000; k++) {
    rig_schedule(&rig, play(samples, at_frame(1000000 + k)));
  }
  rig_block(&rig, BLOCK);
  const uint64_t before = steps_of(&rig);
  CHECK(before > 0); /* accepting them took some */
  rig_process(&rig, 100 * BLOCK, BLOCK);
  CHECK_EQUAL(steps_of(&rig), before);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a batch of 100,000 actions is accepted in one step and plays to the frame",
     a_batch_of_any_size_costs_one_step},
    {"100,000 single calls are accepted in a logarithm of steps", single_calls_cost_a_logarithm},
    {"100,000 belated actions delay none that is on time",
     late_batches_are_dropped_a_share_per_block},
    {"of 100,000 cancels at once the urgent ones are carried out at once, the rest a share per "
     "block",
     many_cancels_are_carried_out_a_share_per_block},
    {"actions of one frame begin in order of their ids", equal_frames_come_in_order_of_ids},
    {"D9: blocks without events cost no steps, whatever is pending",
     blocks_without_events_take_no_steps},
};

CHECK_MAIN(tests)
