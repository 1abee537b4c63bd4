/* Chains: a follower begins with the first frame after its predecessor. */
#include "check.h"
#include "mixer_rig.h"

static uint32_t seed;

static int64_t dice(int64_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (int64_t)(((uint64_t)(seed >> 8) * (uint64_t)below) >> 24);
}

static int64_t end_of(const struct action *action) {
  const struct action_account account = rig_account(action);
  return account.actual_frame + account.done_frames + account.starved_frames;
}

static void check_joined(const struct action *action, const struct action *follower) {
  CHECK_EQUAL(rig_account(follower).actual_frame, end_of(action));
  CHECK_EQUAL(rig_account(follower).requested_frame, end_of(action));
}

/* Blocks of 1 to `largest` frames. */
static void process_in_blocks(struct rig *rig, int64_t frames, int64_t largest) {
  for (int64_t end = rig->frame + frames; rig->frame < end;) {
    rig_block(rig, (uint32_t)(1 + dice(largest)));
  }
}

/* ---- joins ---- */

enum { LINKS = 200 };

/* Sounds of every kind and length, many of them shorter than a block or without a frame. */
static struct action_request dice_link(struct sample_buffer *samples, struct action *before,
                                       struct ring_buffer **ring) {
  const float ones[64] = {0};
  struct action_request request = after(before, play(samples, at_frame(5)));
  *ring = NULL;
  request.length_frames = dice(3) == 0 ? dice(200) : dice(5);
  if (dice(3) == 0) {
    *ring = ring_buffer_create(sizeof(float), 64, NULL, NULL);
    ring_buffer_write(*ring, ones, (size_t)dice(60));
    ring_buffer_set_ended(*ring, dice(2) == 0); /* else it starves */
    request = after(before, play_ring(*ring, at_frame(5)));
  } else if (dice(4) == 0) {
    request.length_frames = 60;
    request.loop = (struct loop_request){10, 10 + 1 + dice(40), 1 + dice(5), 0};
  }
  return request;
}

static void join_whatever_the_blocks(void) {
  struct sample_buffer *samples = rig_level(1, 300, 1);
  const int64_t largest[] = {1, 3, 20, 64, 700};
  for (uint32_t round = 0; round < 25; round++) {
    struct rig rig = rig_begin(0, 1);
    struct action *links[LINKS];
    struct ring_buffer *ring;
    seed = round + 1;
    for (int k = 0; k < LINKS; k++) {
      links[k] = rig_schedule(&rig, dice_link(samples, k == 0 ? NULL : links[k - 1], &ring));
      ring_buffer_release(ring);
    }
    process_in_blocks(&rig, 20000, largest[round % 5]);
    CHECK_EQUAL(rig_account(links[0]).actual_frame, 5);
    for (int k = 1; k < LINKS; k++) {
      check_joined(links[k - 1], links[k]);
    }
    CHECK_EQUAL(rig_account(links[LINKS - 1]).state, ACTION_FINISHED);
    CHECK_EQUAL(rig_collect(&rig), LINKS);
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void of_one_signal_sound_like_the_signal(void) {
  struct sample_buffer *samples = rig_count_up(2, 4000);
  struct rig rig = rig_begin(0, 2);
  struct action *before = NULL;
  seed = 3;
  for (int64_t at = 0, length; at < 4000; at += length) {
    length = 1 + dice(60);
    struct action_request request = after(before, play(samples, at_frame(0)));
    request.offset_frames = at;
    request.length_frames = length < 4000 - at ? length : 4000 - at;
    before = rig_schedule(&rig, request);
  }
  process_in_blocks(&rig, 4000, 64);
  for (int64_t n = 0; n < 4000; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), n + 1, 0);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void are_mixed_in_order_of_ids(void) {
  struct sample_buffer *samples = rig_level(1, 400, 1);
  float first[512] = {0};
  for (int b = 0; b < 4; b++) {
    const uint32_t blocks[] = {1, 7, 64, 512};
    struct rig rig = rig_begin(0, 1);
    struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
    for (int k = 0; k < 20; k++) {
      struct action_request request =
          after(k % 3 != 0 ? head : NULL, play(samples, at_frame(13 * k)));
      request.gain = 0.1f * (float)(k + 1);
      request.length_frames = 50 + 10 * k;
      rig_schedule(&rig, request);
    }
    struct action_request stop = cancel(head, at_frame(77));
    rig_schedule(&rig, stop);
    rig_process(&rig, 512, blocks[b]);
    for (int64_t n = 0; n < 512; n++) {
      first[n] = b == 0 ? rig_heard(&rig, n, 0) : first[n];
      CHECK(first[n] == rig_heard(&rig, n, 0));
    }
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static float frame_number(int64_t frame, uint32_t channel) {
  (void)channel;
  return (float)frame;
}

static void of_recorders_lose_no_frame(void) {
  struct rig rig = rig_begin(1, 1);
  struct sample_buffer *sound = rig_level(1, 37, 1), *take = rig_level(1, 100, 0);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 32, NULL, NULL);
  rig.input = frame_number;
  struct action *player = rig_schedule(&rig, play(sound, at_frame(10)));
  struct action *recorder = rig_schedule(&rig, after(player, record(take, asap())));
  struct action *filler = rig_schedule(&rig, after(recorder, record_ring(ring, asap())));
  struct action *last = rig_schedule(&rig, after(filler, play(sound, asap())));
  rig_process(&rig, 300, 64);
  for (int k = 0; k < 100; k++) {
    CHECK_NEAR(sample_buffer_data(take)[k], 47 + k, 0);
  }
  CHECK_EQUAL(rig_account(filler).outcome, OUTCOME_OVERFLOWED);
  check_joined(recorder, filler);
  CHECK_EQUAL(rig_account(last).actual_frame, 147 + 32);
  ring_buffer_release(ring);
  sample_buffer_release(take);
  sample_buffer_release(sound);
  rig_end(&rig);
}

static void of_a_group_name_earlier_requests(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 30, 1);
  struct action_request requests[] = {
      play(samples, at_frame(0)), after_request(1, play(samples, asap())),
      after_request(2, play(samples, asap())), after_request(1, play(samples, asap()))};
  const struct group_origin origin = {.grouped = true, .start = at_frame(100)};
  struct action *actions[4];
  CHECK(mixer_schedule(rig.mixer, requests, 4, &origin, NULL, actions, NULL));
  rig_process(&rig, 300, 50);
  const int64_t frames[] = {100, 130, 160, 130};
  for (int k = 0; k < 4; k++) {
    CHECK_EQUAL(rig_account(actions[k]).actual_frame, frames[k]);
    CHECK_EQUAL(rig_account(actions[k]).requested_frame, frames[k]);
    action_release(actions[k]);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- ends of all kinds ---- */

static void begin_where_a_cancel_ends_it(void) {
  for (int fade = 0; fade <= 20; fade += 20) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_level(1, 1000, 1);
    struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
    struct action *follower = rig_schedule(&rig, after(head, play(samples, asap())));
    struct action_request stop = cancel(head, at_frame(70));
    stop.fade.frames = fade;
    rig_schedule(&rig, stop);
    rig_process(&rig, 200, 64);
    CHECK_EQUAL(rig_account(follower).actual_frame, 70 + fade);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void take_the_place_of_what_does_not_begin(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(100)));
  struct action *second = rig_schedule(&rig, after(head, play(samples, asap())));
  struct action *third = rig_schedule(&rig, after(second, play(samples, asap())));
  struct action *fourth = rig_schedule(&rig, after(third, play(samples, asap())));
  rig_schedule(&rig, cancel(head, at_frame(20)));
  rig_schedule(&rig, cancel(third, at_frame(110)));
  rig_process(&rig, 90, 16);
  CHECK_EQUAL(rig_account(head).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(second).state, ACTION_PENDING);
  CHECK_EQUAL(rig_account(second).requested_frame, UNKNOWN_FRAME);
  rig_process(&rig, 200, 64);
  CHECK_EQUAL(rig_account(second).actual_frame, 100);
  CHECK_EQUAL(rig_account(third).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(fourth).actual_frame, 150);
  CHECK_EQUAL(rig_collect(&rig), 6);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void obey_the_belated_policies(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  rig_process(&rig, 130, 130);
  struct action_request request = play(samples, at_frame(0));
  request.belated = BELATED_DROP;
  struct action *dropped = rig_schedule(&rig, request);
  request = after(dropped, request);
  struct action *dropped_too = rig_schedule(&rig, request);
  request.belated = BELATED_START;
  struct action *at_once = rig_schedule(&rig, request);
  request.belated = BELATED_TRIM;
  request.start = at_frame(0);
  struct action *trimmed[4];
  for (int k = 0; k < 4; k++) {
    trimmed[k] = rig_schedule(&rig, request);
    request = after(trimmed[k], request);
  }
  rig_process(&rig, 200, 64);
  CHECK_EQUAL(rig_account(dropped).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(dropped_too).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(at_once).actual_frame, 130);
  CHECK_EQUAL(rig_account(at_once).requested_frame, 0);
  CHECK_EQUAL(rig_account(trimmed[1]).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(trimmed[2]).actual_frame, 130);
  CHECK_EQUAL(rig_account(trimmed[2]).skipped_frames, 30);
  CHECK_EQUAL(rig_account(trimmed[3]).actual_frame, 150);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_what_is_over_are_late(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(10)));
  rig_process(&rig, 100, 64);
  struct action_request request = after(head, play(samples, asap()));
  struct action *late = rig_schedule(&rig, request);
  request.belated = BELATED_DROP;
  struct action *dropped = rig_schedule(&rig, request);
  request.belated = BELATED_TRIM;
  struct action *trimmed = rig_schedule(&rig, request);
  mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
  struct action *between = rig_schedule(&rig, after(late, play(samples, asap())));
  mixer_begin_stream(rig.mixer);
  request.belated = BELATED_DROP;
  struct action *next_stream = rig_schedule(&rig, request);
  CHECK_EQUAL(rig_account(dropped).outcome, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(rig_account(trimmed).requested_frame, 60);
  rig_process(&rig, 64, 64);
  CHECK_EQUAL(rig_account(between).actual_frame, 0);
  CHECK_EQUAL(rig_account(next_stream).actual_frame, 0);
  request = after(between, request);
  dropped = rig_schedule(&rig, request);
  request.belated = BELATED_TRIM;
  trimmed = rig_schedule(&rig, request);
  rig_process(&rig, 64, 64);
  CHECK_EQUAL(rig_account(dropped).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(trimmed).skipped_frames, 14);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_a_cancelled_one_take_its_place_though_it_has_passed(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *second = rig_schedule(&rig, after(head, play(samples, asap())));
  rig_schedule(&rig, cancel(second, at_frame(10)));
  rig_process(&rig, 128, 64);
  struct action_request request = after(second, play(samples, asap()));
  request.belated = BELATED_TRIM;
  struct action *trimmed = rig_schedule(&rig, request);
  request.belated = BELATED_DROP;
  struct action *dropped = rig_schedule(&rig, request);
  rig_process(&rig, 128, 64);
  CHECK_EQUAL(rig_account(trimmed).requested_frame, 100);
  CHECK_EQUAL(rig_account(trimmed).skipped_frames, 28);
  CHECK_EQUAL(rig_account(dropped).outcome, OUTCOME_BELATED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void end_with_the_stream(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action *chain[6];
  for (int k = 0; k < 6; k++) {
    chain[k] = rig_schedule(&rig, after(k == 0 ? NULL : chain[k - 1], play(samples, at_frame(0))));
  }
  rig_schedule(&rig, cancel(chain[3], at_frame(1)));
  rig_process(&rig, 100, 50);
  mixer_end_stream(rig.mixer, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_account(chain[1]).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(chain[2]).outcome, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_account(chain[3]).outcome, OUTCOME_CANCELLED_BEFORE_START);
  CHECK_EQUAL(rig_account(chain[5]).outcome, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_collect(&rig), 7);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- refusals ---- */

static void check_refused(struct rig *rig, const struct action_request *requests, size_t count,
                          enum failure_code code) {
  struct action *actions[4] = {NULL};
  struct failure failure;
  CHECK(!mixer_schedule(rig->mixer, requests, count, NULL, NULL, actions, &failure));
  CHECK_EQUAL(failure.code, code);
}

static void that_cannot_be_are_refused(void) {
  struct rig rig = rig_begin(0, 1), other = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(3)));
  struct action *foreign = rig_schedule(&other, play(samples, at_frame(3)));
  struct action *stop = rig_schedule(&rig, cancel(head, at_frame(3000)));
  struct action_request requests[3] = {after(foreign, play(samples, asap())), play(samples, asap()),
                                       play(samples, asap())};
  check_refused(&rig, requests, 1, FAILURE_FOREIGN_ACTION);
  requests[0] = after(stop, play(samples, asap()));
  check_refused(&rig, requests, 1, FAILURE_INVALID_ARGUMENT);
  requests[0] = after(head, cancel(head, asap()));
  check_refused(&rig, requests, 1, FAILURE_INVALID_ARGUMENT);
  requests[0] = after_request(1, play(samples, asap()));
  check_refused(&rig, requests, 1, FAILURE_INVALID_ARGUMENT);
  requests[0] = after(head, play(samples, asap()));
  requests[1] = after_request(3, play(samples, asap()));
  check_refused(&rig, requests, 3, FAILURE_INVALID_ARGUMENT);
  requests[0] = after(head, play(samples, asap()));
  requests[0].after.action = NULL;
  requests[0].after.ended_frame = INT64_MAX; /* no stream gets there */
  check_refused(&rig, requests, 1, FAILURE_INVALID_TIME);
  rig_process(&rig, 64, 64);
  CHECK_EQUAL(rig_account(head).outcome, OUTCOME_COMPLETED);
  CHECK_NEAR(rig_heard(&rig, 13, 0), 0, 0);
  sample_buffer_release(samples);
  mixer_destroy(other.mixer);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"199 of 199 followers join to the frame, whatever their type and the blocks",
     join_whatever_the_blocks},
    {"pieces of a signal in a chain sound like the signal", of_one_signal_sound_like_the_signal},
    {"followers are mixed in order of their ids, to the bit", are_mixed_in_order_of_ids},
    {"recorders in a chain lose no frame", of_recorders_lose_no_frame},
    {"requests of a group follow earlier ones of the group", of_a_group_name_earlier_requests},
    {"a follower begins where a cancel or its fade ends its predecessor",
     begin_where_a_cancel_ends_it},
    {"followers take the place of an action that does not begin",
     take_the_place_of_what_does_not_begin},
    {"followers obey the belated policies, and trimmed ones stay in step",
     obey_the_belated_policies},
    {"a follower of an ended action is late, and asap in another stream", of_what_is_over_are_late},
    {"a follower of a cancelled action takes its place, also when that has passed",
     of_a_cancelled_one_take_its_place_though_it_has_passed},
    {"followers end with the stream", end_with_the_stream},
    {"impossible chains are refused without a leak", that_cannot_be_are_refused},
};

CHECK_MAIN(tests)
