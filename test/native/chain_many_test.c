/* Chains of many links. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

static struct action **schedule_many(struct rig *rig, struct action_request *requests,
                                     size_t count) {
  struct action **actions = malloc(count * sizeof(*actions));
  CHECK(mixer_schedule(rig->mixer, requests, count, NULL, NULL, actions, NULL));
  return actions;
}

static void release_many(struct action **actions, size_t count) {
  for (size_t k = 0; k < count; k++) {
    action_release(actions[k]);
  }
  free(actions);
}

enum { MANY = 30000 };

static void without_frames_take_no_block_for_themselves(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action_request *requests = calloc(MANY, sizeof(*requests));
  for (size_t k = 0; k < MANY; k++) {
    requests[k] = behind_request(k, play(samples, at_frame(3)));
    requests[k].length_frames = 0;
  }
  requests[MANY - 1].length_frames = 10;
  struct action **actions = schedule_many(&rig, requests, MANY);
  rig_run(&rig, 640, 64);
  CHECK_EQUAL(rig_account(actions[1000]).actual_frame, 3);
  CHECK_EQUAL(rig_account(actions[MANY - 1]).requested_frame, 448);
  CHECK_EQUAL(rig_account(actions[MANY - 1]).done_frames, 10);
  CHECK_EQUAL(rig_collect(&rig), MANY);
  release_many(actions, MANY);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_one_all_begin_with_one_frame(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action_request *requests = calloc(MANY, sizeof(*requests));
  for (size_t k = 0; k < MANY; k++) {
    requests[k] = behind_request(k > 0, play(samples, at_frame(3)));
  }
  struct action **actions = schedule_many(&rig, requests, MANY);
  rig_run(&rig, 64, 64);
  for (size_t k = 1; k < MANY; k++) {
    CHECK_EQUAL(rig_account(actions[k]).actual_frame, 13);
  }
  CHECK_NEAR(rig_heard(&rig, 13, 0), MANY - 1, 0);
  release_many(actions, MANY);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"links without frames join in one block up to a bound",
     without_frames_take_no_block_for_themselves},
    {"many followers of one action all begin with the same frame", of_one_all_begin_with_one_frame},
};

CHECK_MAIN(tests)
