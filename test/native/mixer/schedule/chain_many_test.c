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
    requests[k] = after_request(k, play(samples, at_frame(3)));
    requests[k].length_frames = 0;
  }
  requests[MANY - 1].length_frames = 10;
  struct action **actions = schedule_many(&rig, requests, MANY);
  rig_process(&rig, 2560, 64);
  CHECK_EQUAL(rig_account(actions[1000]).actual_frame, 3);
  CHECK_EQUAL(rig_account(actions[MANY - 1]).requested_frame, 1856);
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
    requests[k] = after_request(k > 0, play(samples, at_frame(3)));
  }
  struct action **actions = schedule_many(&rig, requests, MANY);
  rig_process(&rig, 64, 64);
  for (size_t k = 1; k < MANY; k++) {
    CHECK_EQUAL(rig_account(actions[k]).actual_frame, 13);
  }
  CHECK_NEAR(rig_heard(&rig, 13, 0), MANY - 1, 0);
  release_many(actions, MANY);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* A sound that plays on; MANY followers, each after the one before it, that are cancelled while
 * they wait; and one more. */
static void come_late_by_what_a_block_could_not_take(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action_request *requests = calloc(MANY + 2, sizeof(*requests));
  for (size_t k = 0; k < MANY + 2; k++) {
    requests[k] = after_request(k, play(samples, at_frame(0)));
  }
  requests[MANY + 1].belated = BELATED_DROP;
  struct action **links = schedule_many(&rig, requests, MANY + 2);
  for (size_t k = 0; k < MANY; k++) {
    requests[k] = cancel(links[k + 1], asap());
  }
  struct action **cancels = schedule_many(&rig, requests, MANY);
  rig_process(&rig, 5120, 64);
  CHECK_EQUAL(rig_account(links[MANY]).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(links[MANY + 1]).requested_frame, 1000);
  CHECK(rig_account(links[MANY + 1]).actual_frame > 1024);
  CHECK_EQUAL(rig_account(links[MANY + 1]).done_frames, 1000);
  CHECK_EQUAL(rig_collect(&rig), 2 * MANY + 2);
  release_many(cancels, MANY);
  release_many(links, MANY + 2);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void without_frames_of_one_join_a_block_at_a_time(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action_request *requests = calloc(MANY, sizeof(*requests));
  for (size_t k = 0; k < MANY; k++) {
    requests[k] = after_request(k > 0, play(samples, at_frame(0)));
    requests[k].length_frames = k > 0 ? 0 : 100;
  }
  struct action **actions = schedule_many(&rig, requests, MANY);
  rig_process(&rig, 128, 64);
  CHECK_EQUAL(rig_collect(&rig), 1 + 1024);
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_collect(&rig), 1024);
  CHECK_EQUAL(rig_account(actions[1024]).actual_frame, 100);
  CHECK_EQUAL(rig_account(actions[2 * 1024]).actual_frame, 128);
  CHECK_EQUAL(rig_account(actions[2 * 1024 + 1]).state, ACTION_PENDING);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(rig_collect(&rig), MANY - 1 - 2 * 1024);
  CHECK_EQUAL(rig_account(actions[MANY - 1]).outcome, OUTCOME_STREAM_STOPPED);
  release_many(actions, MANY);
  free(requests);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* Far more than one block ends, each with a follower of its own; then the stream ends. */
static void cancelled_in_a_crowd(void) {
  enum { CROWD = 6000 };
  static struct action *crowd[2 * CROWD];
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  for (int k = 0; k < 2 * CROWD; k++) {
    crowd[k] =
        rig_schedule(&rig, after(k < CROWD ? head : crowd[k - CROWD], play(samples, asap())));
  }
  rig_block(&rig, 10);
  struct action_request request = cancel(head, at_frame(15));
  request.cuts_chain = true;
  rig_schedule(&rig, request);
  int64_t before = 0;
  for (int block = 0; block < 2; block++) {
    rig_block(&rig, 10);
    int64_t ended = 0;
    for (int k = 0; k < 2 * CROWD; k++) {
      ended += rig_account(crowd[k]).outcome == OUTCOME_CANCELLED_BEFORE_START;
    }
    CHECK(ended > before && ended <= before + 4096);
    before = ended;
  }
  CHECK_NEAR(rig_heard(&rig, 14, 0), 1, 0);
  CHECK_NEAR(rig_heard(&rig, 15, 0), 0, 0);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(rig_collect(&rig), 2 * CROWD + 2);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"followers without frames join in one block up to a bound",
     without_frames_take_no_block_for_themselves},
    {"a follower that is late because a block could not take those before it is not dropped",
     come_late_by_what_a_block_could_not_take},
    {"many followers without frames of one action join a block at a time, each once",
     without_frames_of_one_join_a_block_at_a_time},
    {"many followers of one action all begin with the same frame", of_one_all_begin_with_one_frame},
    {"a cancelled crowd of followers ends a share per block, and the rest with the stream",
     cancelled_in_a_crowd},
};

CHECK_MAIN(tests)
