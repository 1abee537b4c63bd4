/* Far more followers than a block can take: each block takes a share of them, in order. */
#include <stdlib.h>

#include "check.h"
#include "mixer/action/action_state.h"
#include "mixer_rig.h"

/* The share of a block for followers that are not heard in it. */
enum { CROWD = 30000, BLOCK = 64, SHARE = 16 * BLOCK };

struct crowd {
  struct action *followers[CROWD];
  struct action *after_them[CROWD]; /* or NULL */
};

static void schedule_crowd(struct rig *rig, const struct action_request *requests,
                           struct action **actions) {
  CHECK(mixer_schedule(rig->mixer, requests, CROWD, NULL, NULL, actions, NULL));
}

static void release_crowd(struct action **actions) {
  for (size_t k = 0; k < CROWD && actions[k] != NULL; k++) {
    action_release(actions[k]);
  }
}

/* Whether its predecessor has ended and a block has given it its place. */
static bool has_been_moved(const struct action *action) {
  return action->left_schedule;
}

static size_t count_moved(struct action *const *actions) {
  size_t count = 0;
  for (size_t k = 0; k < CROWD && actions[k] != NULL; k++) {
    count += has_been_moved(actions[k]);
  }
  return count;
}

/* Each block takes some, but no more than its share, in order of their ids. */
static void check_moves(struct rig *rig, const struct crowd *crowd) {
  size_t before = 0, all = 0, first = 0;
  while (first < CROWD) {
    rig_block(rig, BLOCK);
    while (first < CROWD && has_been_moved(crowd->followers[first])) {
      first++;
    }
    CHECK_EQUAL(count_moved(crowd->followers), first);
    all = first + count_moved(crowd->after_them);
    CHECK(all > before && all <= before + SHARE);
    before = all;
  }
}

static void cancel_crowd(struct rig *rig, struct action **actions) {
  static struct action_request requests[CROWD];
  static struct action *cancels[CROWD];
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = cancel(actions[k], asap());
  }
  schedule_crowd(rig, requests, cancels);
  release_crowd(cancels);
}

enum silence { WITHOUT_FRAMES, CALLED_OFF, CALLED_OFF_AND_FOLLOWED };

/* A sound to frame 2,000 and its followers: one that is heard, the crowd, one more that is heard.
 */
static void check_crowd(enum silence silence) {
  static struct action_request requests[CROWD];
  static struct crowd crowd;
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 2000, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action_request heard = after(head, play(samples, asap()));
  heard.belated = BELATED_DROP;
  crowd = (struct crowd){0};
  struct action *first = rig_schedule(&rig, heard);
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = after(head, play(samples, asap()));
    requests[k].length_frames = silence == WITHOUT_FRAMES ? 0 : -1;
  }
  schedule_crowd(&rig, requests, crowd.followers);
  struct action *last = rig_schedule(&rig, heard);
  if (silence == CALLED_OFF_AND_FOLLOWED) {
    for (size_t k = 0; k < CROWD; k++) {
      requests[k] = after(crowd.followers[k], play(samples, asap()));
      requests[k].length_frames = 0;
    }
    schedule_crowd(&rig, requests, crowd.after_them);
  }
  if (silence != WITHOUT_FRAMES) {
    cancel_crowd(&rig, crowd.followers);
  }
  rig_process(&rig, 1984, BLOCK);
  CHECK_EQUAL(count_moved(crowd.followers), 0);
  check_moves(&rig, &crowd);
  rig_process(&rig, 6000, BLOCK);
  CHECK_EQUAL(rig_account(first).actual_frame, 2000);
  CHECK_EQUAL(rig_account(last).requested_frame, 2000);
  CHECK(rig_account(last).actual_frame >= 2048);
  CHECK_EQUAL(rig_account(last).done_frames, 2000);
  CHECK_EQUAL(rig_collect(&rig), 3 + CROWD * (silence == WITHOUT_FRAMES ? 1
                                              : silence == CALLED_OFF   ? 2
                                                                        : 3));
  release_crowd(crowd.followers);
  release_crowd(crowd.after_them);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void without_frames(void) {
  check_crowd(WITHOUT_FRAMES);
}

static void cancelled(void) {
  check_crowd(CALLED_OFF);
}

static void cancelled_and_followed(void) {
  check_crowd(CALLED_OFF_AND_FOLLOWED);
}

static void missed_with_what_it_follows(void) {
  static struct action_request requests[CROWD];
  static struct crowd crowd;
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  rig_process(&rig, 640, BLOCK);
  struct action_request missed = play(samples, at_frame(5));
  missed.belated = BELATED_DROP;
  crowd = (struct crowd){0};
  struct action *head = rig_schedule(&rig, missed);
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = after(head, missed);
  }
  schedule_crowd(&rig, requests, crowd.followers);
  check_moves(&rig, &crowd);
  for (size_t k = 0; k < CROWD; k++) {
    CHECK_EQUAL(rig_account(crowd.followers[k]).outcome, OUTCOME_BELATED);
    CHECK_EQUAL(rig_account(crowd.followers[k]).requested_frame, 5);
  }
  CHECK_EQUAL(rig_collect(&rig), 1 + CROWD);
  release_crowd(crowd.followers);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* The stream ends while most of them are still to be moved. */
static void ended_by_the_stream(void) {
  static struct action_request requests[CROWD];
  static struct action *followers[CROWD];
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = after(head, play(samples, asap()));
    requests[k].length_frames = 0;
  }
  schedule_crowd(&rig, requests, followers);
  rig_process(&rig, 2 * BLOCK, BLOCK);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(rig_collect(&rig), 1 + CROWD);
  for (size_t k = 0; k < CROWD; k++) {
    CHECK_EQUAL(rig_account(followers[k]).outcome,
                k < 2 * SHARE ? OUTCOME_COMPLETED : OUTCOME_STREAM_STOPPED);
  }
  release_crowd(followers);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* A crowd that waits does not delay followers that are on time. */
static void others_are_on_time(void) {
  static struct action_request requests[CROWD];
  static struct action *followers[CROWD];
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *other = rig_schedule(&rig, play(samples, at_frame(50)));
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = after(head, play(samples, asap()));
    requests[k].length_frames = 0;
  }
  schedule_crowd(&rig, requests, followers);
  struct action_request empty = after(other, play(samples, asap()));
  empty.length_frames = 0;
  struct action *link = rig_schedule(&rig, empty);
  struct action *last = rig_schedule(&rig, after(link, play(samples, asap())));
  rig_process(&rig, 640, BLOCK);
  CHECK_EQUAL(rig_account(link).actual_frame, 150);
  CHECK_EQUAL(rig_account(last).actual_frame, 150);
  release_crowd(followers);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a crowd of followers without frames is moved a share per block, in order", without_frames},
    {"a crowd of followers that were cancelled is moved a share per block, in order", cancelled},
    {"a crowd that was cancelled leaves its places to followers a share per block",
     cancelled_and_followed},
    {"a crowd that is late with its predecessor is moved a share per block",
     missed_with_what_it_follows},
    {"a crowd of followers that no block has moved yet ends with the stream", ended_by_the_stream},
    {"a crowd of followers delays no other chain", others_are_on_time},
};

CHECK_MAIN(tests)
