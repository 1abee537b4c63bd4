/* Batches and groups: all or none, together, and to the frame. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

enum { COUNT = 4 };

static void schedule_group(struct rig *rig, const struct action_request *requests,
                           struct group_origin origin, bool with_map, struct action **actions) {
  struct clock_map map;
  struct failure failure;
  mixer_clock_map(rig->mixer, &map);
  CHECK(mixer_schedule(rig->mixer, requests, COUNT, &origin, with_map ? &map : NULL, actions,
                       &failure));
}

/* Four players at 0, 10, 300 frames and 0.001 s from the origin; checks that they are heard from
 * `expected` on. */
static void check_group(struct rig *rig, struct action_start start, bool with_map,
                        int64_t expected) {
  struct sample_buffer *samples = rig_level(1, 1, 1);
  struct action *actions[COUNT];
  const struct action_request requests[COUNT] = {play(samples, at_frame(300)),
                                                 play(samples, asap()), play(samples, at_frame(10)),
                                                 play(samples, at_seconds(0.001))};
  schedule_group(rig, requests, (struct group_origin){.grouped = true, .start = start}, with_map,
                 actions);
  rig_process(rig, 1024, 100);
  const int64_t offsets[COUNT] = {300, 0, 10, 48};
  for (int k = 0; k < COUNT; k++) {
    const struct action_account account = rig_account(actions[k]);
    CHECK_EQUAL(account.actual_frame, expected + offsets[k]);
    CHECK_EQUAL(account.requested_frame, expected + offsets[k]);
    CHECK_NEAR(rig_heard(rig, expected + offsets[k], 0), 1, 0);
    CHECK_EQUAL(account.asked_in_seconds, start.kind == START_SECONDS || k == 3);
    CHECK_NEAR(account.requested_time, account.actual_time, 1e-5);
    action_release(actions[k]);
  }
  sample_buffer_release(samples);
}

static void counts_from_a_frame(void) {
  struct rig rig = rig_begin(0, 1);
  rig_block(&rig, 64);
  check_group(&rig, at_frame(111), true, 111);
  rig_end(&rig);
}

static void counts_from_the_block_that_accepts_it(void) {
  struct rig rig = rig_begin(0, 1);
  rig_block(&rig, 64);
  check_group(&rig, asap(), true, 64);
  rig_end(&rig);
}

static void counts_from_a_time(void) {
  struct rig rig = rig_begin(0, 1);
  rig_block(&rig, 64);
  check_group(&rig, at_seconds(100 + 0.01 + 200.3 / RIG_RATE), true, 200);
  rig_end(&rig);
}

static void counts_from_a_time_before_the_stream_starts(void) {
  struct rig rig = rig_begin(0, 1);
  check_group(&rig, at_seconds(100 + 0.01 + 200.3 / RIG_RATE), false, 200);
  rig_end(&rig);
}

static void seconds_before_the_first_block_find_their_frame(void) {
  struct rig rig = rig_begin(1, 1);
  struct sample_buffer *samples = rig_level(1, 1, 1);
  struct sample_buffer *target = rig_level(1, 1, 1);
  struct action *actions[COUNT];
  const struct action_request requests[COUNT] = {
      play(samples, at_seconds(100.01 + 500.4 / RIG_RATE)),
      record(target, at_seconds(100 - 0.01 + 300.6 / RIG_RATE)),
      fetch_stats(at_seconds(100 + 20.5 / RIG_RATE)),
      play(samples, at_seconds(100.01 + 499.6 / RIG_RATE))};
  schedule_group(&rig, requests, (struct group_origin){0}, true, actions);
  rig_process(&rig, 1024, 64);
  CHECK_EQUAL(rig_account(actions[0]).actual_frame, 500);
  CHECK_EQUAL(rig_account(actions[1]).actual_frame, 301);
  CHECK_NEAR(rig_account(actions[2]).actual_frame, 20.5, 0.5);
  CHECK_EQUAL(rig_account(actions[3]).actual_frame, 500);
  for (int k = 0; k < COUNT; k++) {
    const struct action_account account = rig_account(actions[k]);
    CHECK_NEAR(account.requested_time, requests[k].start.seconds, 0);
    CHECK_NEAR(account.actual_time, account.requested_time, 0.51 / RIG_RATE);
    CHECK(account.asked_in_seconds);
    action_release(actions[k]);
  }
  sample_buffer_release(samples);
  sample_buffer_release(target);
  rig_end(&rig);
}

static void one_bad_request_refuses_all(void) {
  struct rig rig = rig_begin(0, 2);
  struct sample_buffer *samples = rig_level(1, 1, 1);
  struct action *actions[COUNT];
  struct failure failure;
  struct action_request requests[COUNT];
  for (int k = 0; k < COUNT; k++) {
    requests[k] = play(samples, asap());
  }
  const uint32_t third = 3;
  requests[2].channel_numbers = &third;
  requests[2].channel_count = 1;
  CHECK(!mixer_schedule(rig.mixer, requests, COUNT, NULL, NULL, actions, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_CHANNEL);
  CHECK_TEXT(failure.sentence, "Request 3: There is no output channel 3; this stream has 2 output "
                               "channels.");
  rig_block(&rig, 64);
  CHECK_NEAR(rig_heard(&rig, 0, 0), 0, 0);
  CHECK_EQUAL(rig_collect(&rig), 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void check_refused(struct rig *rig, struct action_request request, enum failure_code code) {
  struct failure failure;
  struct action *action;
  CHECK(!mixer_schedule(rig->mixer, &request, 1, NULL, NULL, &action, &failure));
  CHECK_TEXT(failure_code_name(failure.code), failure_code_name(code));
  CHECK(failure.sentence[0] != 0 && failure.sentence[strlen(failure.sentence) - 1] == '.');
}

static void nonsense_is_refused(void) {
  struct rig rig = rig_begin(0, 2), other = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(2, 100, 1);
  struct sample_buffer *other_rate = sample_buffer_create(2, 10, 44100, false, NULL);
  struct ring_buffer *odd = ring_buffer_create(6, 16, NULL, NULL);
  const uint32_t zero[] = {0, 1};
  struct action *foreign = rig_schedule(&other, fetch_stats(at_frame(1000)));
  struct action_request request = play(samples, at_seconds(NAN));
  check_refused(&rig, request, FAILURE_INVALID_TIME);
  request.start.seconds = INFINITY;
  check_refused(&rig, request, FAILURE_INVALID_TIME);
  request.start.seconds = 1e300;
  check_refused(&rig, request, FAILURE_INVALID_TIME);
  check_refused(&rig, play(samples, at_frame(INT64_MAX)), FAILURE_INVALID_TIME);
  check_refused(&rig, play(samples, at_frame(INT64_MIN)), FAILURE_INVALID_TIME);
  request = play(samples, asap());
  request.gain = NAN;
  check_refused(&rig, request, FAILURE_INVALID_ARGUMENT);
  request = play(samples, asap());
  request.channel_numbers = zero;
  request.channel_count = 2;
  check_refused(&rig, request, FAILURE_INVALID_CHANNEL);
  request.channel_count = 1;
  check_refused(&rig, request, FAILURE_INVALID_CHANNEL);
  request = play(samples, asap());
  request.length_frames = 101;
  check_refused(&rig, request, FAILURE_INVALID_ARGUMENT);
  request.length_frames = 100;
  request.offset_frames = 1;
  check_refused(&rig, request, FAILURE_INVALID_ARGUMENT);
  request.offset_frames = -1;
  check_refused(&rig, request, FAILURE_INVALID_ARGUMENT);
  check_refused(&rig, play(NULL, asap()), FAILURE_INVALID_ARGUMENT);
  check_refused(&rig, play(other_rate, asap()), FAILURE_RATE_MISMATCH);
  check_refused(&rig, play_ring(odd, asap()), FAILURE_INVALID_ARGUMENT);
  check_refused(&rig, play_ring(NULL, asap()), FAILURE_INVALID_ARGUMENT);
  check_refused(&rig, record(samples, asap()), FAILURE_INVALID_CHANNEL);
  check_refused(&rig, cancel(NULL, asap()), FAILURE_INVALID_ARGUMENT);
  check_refused(&rig, cancel(foreign, asap()), FAILURE_FOREIGN_ACTION);
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_collect(&rig), 0);
  sample_buffer_release(samples);
  sample_buffer_release(other_rate);
  ring_buffer_release(odd);
  mixer_destroy(other.mixer);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a group counts from a stream frame", counts_from_a_frame},
    {"a group as soon as possible counts from the block that accepts it, together",
     counts_from_the_block_that_accepts_it},
    {"a group counts from a device time, placed as a whole", counts_from_a_time},
    {"a group scheduled before the stream starts finds its time",
     counts_from_a_time_before_the_stream_starts},
    {"seconds asked before the first block are resolved by it, each by its own time",
     seconds_before_the_first_block_find_their_frame},
    {"one bad request refuses the whole batch and names itself", one_bad_request_refuses_all},
    {"invalid requests are refused with a code and a sentence", nonsense_is_refused},
};

CHECK_MAIN(tests)
