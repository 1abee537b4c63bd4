/* Gaps in chains: a follower begins some frames after its predecessor's end. */
#include "check.h"
#include "mixer/action/action_state.h"
#include "mixer/mixer_state.h"
#include "mixer/schedule/request_check.h"
#include "mixer_rig.h"

static uint32_t seed;

static int64_t dice(int64_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (int64_t)(((uint64_t)(seed >> 8) * (uint64_t)below) >> 24);
}

static struct action_request with_gap(int64_t frames, struct action_request request) {
  request.gap_frames = frames;
  return request;
}

static int64_t end_of(const struct action *action) {
  const struct action_account account = rig_account(action);
  return account.actual_frame + account.done_frames + account.starved_frames;
}

/* ---- where they begin ---- */

enum { LINKS = 120 };

/* Gaps of no, one and many frames, within a block and over several, also on a predecessor with more
 * followers than one. */
static void begin_that_many_frames_later_whatever_the_blocks(void) {
  struct sample_buffer *samples = rig_level(1, 200, 1);
  const int64_t largest[] = {1, 3, 20, 64, 1300};
  for (uint32_t round = 0; round < 20; round++) {
    struct rig rig = rig_begin(0, 1);
    struct action *links[LINKS], *before[LINKS];
    int64_t gaps[LINKS];
    seed = round + 1;
    for (int k = 0; k < LINKS; k++) {
      struct action_request request = play(samples, at_frame(5));
      request.length_frames = dice(4) == 0 ? dice(200) : dice(4);
      gaps[k] = k == 0 ? 0 : (int64_t[]){0, 1, dice(64), dice(300)}[dice(4)];
      before[k] = k == 0 ? NULL : links[dice(3) == 0 ? dice(k) : k - 1];
      links[k] = rig_schedule(&rig, with_gap(gaps[k], after(before[k], request)));
    }
    while (rig.frame < 20000) {
      rig_block(&rig, (uint32_t)(1 + dice(largest[round % 5])));
    }
    for (int k = 1; k < LINKS; k++) {
      CHECK_EQUAL(rig_account(links[k]).actual_frame, end_of(before[k]) + gaps[k]);
      CHECK_EQUAL(rig_account(links[k]).requested_frame, end_of(before[k]) + gaps[k]);
      CHECK_EQUAL(rig_account(links[k]).outcome, OUTCOME_COMPLETED);
    }
    CHECK_EQUAL(rig_collect(&rig), LINKS);
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void are_silent_to_the_frame(void) {
  const uint32_t blocks[] = {1, 7, 64, 512, 1100};
  for (size_t k = 0; k < sizeof(blocks) / sizeof(*blocks); k++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_level(1, 50, 1);
    struct action *head = rig_schedule(&rig, play(samples, at_frame(10)));
    rig_schedule(&rig, with_gap(700, after(head, play(samples, asap()))));
    rig_process(&rig, 1200, blocks[k]);
    for (int64_t frame = 0; frame < 1000; frame++) {
      const bool sounds = (frame >= 10 && frame < 60) || (frame >= 760 && frame < 810);
      CHECK_NEAR(rig_heard(&rig, frame, 0), sounds ? 1 : 0, 0);
    }
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void of_recorders_count_frames_of_the_input(void) {
  struct rig rig = rig_begin(1, 0);
  struct sample_buffer *target = rig_level(1, 20, 0);
  struct action *head = rig_schedule(&rig, record(target, at_frame(30)));
  struct action *next = rig_schedule(&rig, with_gap(90, after(head, record(target, asap()))));
  rig_process(&rig, 300, 64);
  CHECK_EQUAL(rig_account(next).actual_frame, 140);
  sample_buffer_release(target);
  rig_end(&rig);
}

static void count_from_where_a_cancel_or_its_fade_ends_it(void) {
  for (int fade = 0; fade <= 20; fade += 20) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_level(1, 1000, 1);
    struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
    struct action *next = rig_schedule(&rig, with_gap(100, after(head, play(samples, asap()))));
    struct action_request stop = cancel(head, at_frame(70));
    stop.fade.frames = fade;
    rig_schedule(&rig, stop);
    rig_process(&rig, 300, 64);
    CHECK_EQUAL(rig_account(next).actual_frame, 170 + fade);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

/* Without a start of its predecessor it counts from the place, whatever took that away, and every
 * gap in between counts. */
static void count_from_the_place_of_what_does_not_begin(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(100)));
  struct action *second = rig_schedule(&rig, with_gap(10, after(head, play(samples, asap()))));
  struct action *third = rig_schedule(&rig, with_gap(40, after(second, play(samples, asap()))));
  struct action *fourth = rig_schedule(&rig, with_gap(5, after(third, play(samples, asap()))));
  rig_schedule(&rig, cancel(head, at_frame(20)));
  rig_schedule(&rig, cancel(third, at_frame(180)));
  rig_process(&rig, 170, 16);
  CHECK_EQUAL(rig_account(second).actual_frame, 110);
  CHECK_EQUAL(rig_account(third).state, ACTION_PENDING);
  CHECK_EQUAL(rig_account(third).requested_frame, 200);
  rig_process(&rig, 200, 64);
  CHECK_EQUAL(rig_account(third).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(fourth).actual_frame, 205);
  CHECK_EQUAL(rig_collect(&rig), 6);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void count_from_the_end_of_what_is_over(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(10)));
  rig_process(&rig, 100, 64);
  struct action_request request = after(head, play(samples, asap()));
  request.belated = BELATED_DROP;
  struct action *in_time = rig_schedule(&rig, with_gap(40, request));
  struct action *dropped = rig_schedule(&rig, with_gap(39, request));
  request.belated = BELATED_TRIM;
  struct action *trimmed = rig_schedule(&rig, with_gap(30, request));
  struct action *far_away = rig_schedule(&rig, with_gap(1000000, request));
  rig_process(&rig, 200, 64);
  CHECK_EQUAL(rig_account(in_time).actual_frame, 100);
  CHECK_EQUAL(rig_account(dropped).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(trimmed).skipped_frames, 10);
  CHECK_EQUAL(rig_account(far_away).state, ACTION_PENDING);
  CHECK_EQUAL(rig_account(far_away).requested_frame, 1000060);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void count_from_a_place_before_the_stream(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action_request request = play(samples, at_frame(-100));
  request.belated = BELATED_DROP;
  struct action *head = rig_schedule(&rig, request);
  rig_process(&rig, 10, 10);
  struct action *in_time = rig_schedule(&rig, with_gap(150, after(head, request)));
  struct action *dropped = rig_schedule(&rig, with_gap(105, after(head, request)));
  rig_process(&rig, 128, 64);
  CHECK_EQUAL(rig_account(head).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(in_time).actual_frame, 50);
  CHECK_EQUAL(rig_account(dropped).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(dropped).requested_frame, 5);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void count_from_the_first_block_after_an_end_in_another_stream(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(10)));
  rig_process(&rig, 128, 64);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  mixer_begin_stream(rig.mixer);
  struct action *next = rig_schedule(&rig, with_gap(100, after(head, play(samples, asap()))));
  rig_process(&rig, 128, 64);
  CHECK_EQUAL(rig_account(next).actual_frame, 100);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- while they wait ---- */

static void can_be_changed_and_cancelled_while_they_last(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *second = rig_schedule(&rig, with_gap(150, after(head, play(samples, asap()))));
  struct action *third = rig_schedule(&rig, with_gap(20, after(second, play(samples, asap()))));
  struct action *fourth = rig_schedule(&rig, with_gap(20, after(third, play(samples, asap()))));
  rig_schedule(&rig, set_gain(second, 0.5f, 0, at_frame(100)));
  rig_schedule(&rig, set_gain(second, 0.25f, 0, at_frame(210)));
  rig_process(&rig, 260, 64);
  CHECK_NEAR(rig_heard(&rig, 205, 0), 0.5, 0);
  CHECK_NEAR(rig_heard(&rig, 215, 0), 0.25, 0);
  struct action_request stop = cancel(third, asap());
  stop.cuts_chain = true;
  rig_schedule(&rig, stop);
  rig_process(&rig, 200, 64);
  CHECK_EQUAL(rig_account(third).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(fourth).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_collect(&rig), 7);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void end_with_the_stream(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *chain[4];
  for (int k = 0; k < 4; k++) {
    struct action_request request = after(k == 0 ? NULL : chain[k - 1], play(samples, at_frame(0)));
    chain[k] = rig_schedule(&rig, with_gap(k == 0 ? 0 : 1000, request));
  }
  struct action *gone = rig_schedule(&rig, with_gap(500, after(chain[0], play(samples, asap()))));
  rig_process(&rig, 100, 50);
  rig_schedule(&rig, cancel(gone, asap()));
  rig_process(&rig, 100, 50);
  mixer_end_stream(rig.mixer, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_account(chain[0]).outcome, OUTCOME_COMPLETED);
  for (int k = 1; k < 4; k++) {
    CHECK_EQUAL(rig_account(chain[k]).outcome, OUTCOME_DEVICE_LOST);
    CHECK_EQUAL(rig_account(chain[k]).actual_frame, -1);
  }
  CHECK_EQUAL(rig_account(gone).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_collect(&rig), 6);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- bounds ---- */

static void cannot_be_negative_or_endless(void) {
  const int64_t refused[] = {-1, INT64_MIN, FARTHEST_REQUEST_FRAMES, INT64_MAX};
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(3))), *none = NULL;
  struct failure failure;
  for (size_t k = 0; k < sizeof(refused) / sizeof(*refused); k++) {
    const struct action_request request = with_gap(refused[k], after(head, play(samples, asap())));
    CHECK(!mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &none, &failure));
    CHECK_EQUAL(failure.code, FAILURE_INVALID_TIME);
  }
  const struct action_request alone = with_gap(1, play(samples, asap()));
  CHECK(!mixer_schedule(rig.mixer, &alone, 1, NULL, NULL, &none, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* More of the longest gaps than fit into 64 bits; all but the last one do not begin. */
static void of_any_number_never_overflow(void) {
  enum { MANY = 5000 };
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action *links[MANY];
  for (int k = 0; k < MANY; k++) {
    struct action_request request = after(k == 0 ? NULL : links[k - 1], play(samples, at_frame(3)));
    links[k] = rig_schedule(&rig, with_gap(k == 0 ? 0 : FARTHEST_REQUEST_FRAMES - 1, request));
    if (k > 0 && k < MANY - 1) {
      rig_schedule(&rig, cancel(links[k], asap()));
    }
  }
  rig_process(&rig, 640, 64);
  CHECK_EQUAL(rig_account(links[MANY - 1]).state, ACTION_PENDING);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(rig_account(links[MANY - 1]).outcome, OUTCOME_STREAM_STOPPED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

enum { CROWD = 20000, BLOCK = 64 };

static size_t count_waiting(struct action *const *actions) {
  size_t count = 0;
  for (size_t k = 0; k < CROWD; k++) {
    count += rig_account(actions[k]).requested_frame == UNKNOWN_FRAME;
  }
  return count;
}

/* A block gives places to a share of them: all are in time, since their gap is long enough. */
static void of_a_crowd_are_counted_in_shares_of_the_blocks(void) {
  static struct action_request requests[CROWD];
  static struct action *actions[CROWD];
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 0.5f);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(3)));
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = with_gap(30000, after(head, play(samples, asap())));
    requests[k].belated = BELATED_DROP;
  }
  CHECK(mixer_schedule(rig.mixer, requests, CROWD, NULL, NULL, actions, NULL));
  size_t most = 0;
  for (size_t left = CROWD, before = CROWD; left > 0; before = left) {
    rig_block(&rig, BLOCK);
    left = count_waiting(actions);
    most = before - left > most ? before - left : most;
    CHECK(left < before);
  }
  CHECK(most <= (size_t)BLOCK * 16);
  rig_process(&rig, 31000, BLOCK);
  for (size_t k = 0; k < CROWD; k++) {
    CHECK_EQUAL(rig_account(actions[k]).actual_frame, 30013);
    action_release(actions[k]);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

enum { HEADS = 20 };

/* Sounds that end in 20 blocks, each with as many followers as a block takes at once; the places of
 * all come at one frame. */
static void schedule_waiting_crowd(struct rig *rig, struct sample_buffer *samples,
                                   struct action **actions) {
  static struct action_request requests[CROWD];
  struct action *heads[HEADS];
  for (size_t k = 0; k < HEADS; k++) {
    heads[k] = rig_schedule(rig, play(samples, at_frame((int64_t)k * BLOCK)));
  }
  for (size_t k = 0; k < CROWD; k++) {
    const size_t head = k / (CROWD / HEADS);
    const int64_t end_frame = (int64_t)head * BLOCK + 10;
    requests[k] = with_gap(30013 - end_frame, after(heads[head], play(samples, asap())));
  }
  CHECK(mixer_schedule(rig->mixer, requests, CROWD, NULL, NULL, actions, NULL));
}

/* Cancelled and followed, a crowd whose place comes at once passes it on in shares; what is heard
 * after it is late, but not dropped. */
static void of_a_cancelled_crowd_pass_on_in_shares(void) {
  static struct action_request requests[CROWD];
  static struct action *actions[CROWD], *followers[CROWD], *cancels[CROWD];
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 0.5f);
  schedule_waiting_crowd(&rig, samples, actions);
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = after(actions[k], play(samples, asap()));
    requests[k].belated = BELATED_DROP;
  }
  CHECK(mixer_schedule(rig.mixer, requests, CROWD, NULL, NULL, followers, NULL));
  for (size_t k = 0; k < CROWD; k++) {
    requests[k] = cancel(actions[k], asap());
  }
  rig_process(&rig, 12800, BLOCK);
  CHECK(mixer_schedule(rig.mixer, requests, CROWD, NULL, NULL, cancels, NULL));
  rig_process(&rig, 30000 - rig.frame, BLOCK);
  size_t begun = 0;
  for (int k = 0; begun < CROWD && k < 2 * CROWD / (BLOCK * 16) + 4; k++) {
    rig_block(&rig, BLOCK);
    const size_t before = begun;
    for (begun = 0; begun < CROWD && rig_account(followers[begun]).actual_frame >= 0; begun++) {
    }
    CHECK(begun - before <= (size_t)BLOCK * 16);
  }
  CHECK_EQUAL(begun, CROWD);
  for (size_t k = 0; k < CROWD; k++) {
    CHECK_EQUAL(rig_account(followers[k]).requested_frame, 30013);
    action_release(actions[k]);
    action_release(followers[k]);
    action_release(cancels[k]);
  }
  CHECK(rig.mixer->joining_later == NULL);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"followers begin as many frames later as their gap has, whatever the blocks",
     begin_that_many_frames_later_whatever_the_blocks},
    {"a gap is silent to the frame", are_silent_to_the_frame},
    {"gaps of recorders count frames of the input", of_recorders_count_frames_of_the_input},
    {"a gap counts from where a cancel or its fade ends the predecessor",
     count_from_where_a_cancel_or_its_fade_ends_it},
    {"a gap counts from the place of a predecessor that does not begin",
     count_from_the_place_of_what_does_not_begin},
    {"a gap counts from the end of a predecessor that is over", count_from_the_end_of_what_is_over},
    {"a gap counts from a place before the stream's start", count_from_a_place_before_the_stream},
    {"a gap counts from the first block after an end in another stream",
     count_from_the_first_block_after_an_end_in_another_stream},
    {"a follower is changed and cancelled while its gap lasts",
     can_be_changed_and_cancelled_while_they_last},
    {"followers end with the stream while their gap lasts", end_with_the_stream},
    {"a gap that is negative, endless, or without a predecessor is refused",
     cannot_be_negative_or_endless},
    {"gaps of any number never overflow", of_any_number_never_overflow},
    {"gaps of a crowd are counted in shares of the blocks, and all begin in time",
     of_a_crowd_are_counted_in_shares_of_the_blocks},
    {"a cancelled crowd passes its places on in shares of the blocks",
     of_a_cancelled_crowd_pass_on_in_shares},
};

CHECK_MAIN(tests)
