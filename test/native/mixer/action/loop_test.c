/* Loops of a range: which sample sounds at which frame, for any block sizes. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

enum { SOURCE = 300, HEARD = 3000 };

static uint32_t seed;

static int64_t dice(int64_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (int64_t)(((uint64_t)(seed >> 8) * (uint64_t)below) >> 24);
}

static struct action_request looped(struct action_request request, int64_t start_frame,
                                    int64_t end_frame, int64_t times) {
  request.loop = (struct loop_request){start_frame, end_frame, times, 0};
  return request;
}

/* The frames of the source in the order in which they sound; returns how many, at most HEARD. */
static int64_t write_out(const struct action_request *request, int64_t *frames) {
  int64_t count = 0, passes = 1;
  int64_t end = request->offset_frames + request->length_frames;
  const int64_t total = request->loop.total_frames > 0 ? request->loop.total_frames : HEARD;
  for (int64_t at = request->offset_frames; at < end && count < total; count++) {
    frames[count] = at++;
    if (at == request->loop.end_frame &&
        (request->loop.times == LOOP_ENDLESS || passes < request->loop.times)) {
      at = request->loop.start_frame;
      passes++;
    }
  }
  return count;
}

static struct action_request dice_loop(struct sample_buffer *samples) {
  const int64_t start = dice(SOURCE - 1);
  const int64_t end = start + 1 + dice(dice(2) != 0 ? SOURCE - start : 3);
  struct action_request request =
      looped(play(samples, at_frame(0)), start, end > SOURCE ? SOURCE : end, 1 + dice(12));
  request.offset_frames = dice(request.loop.end_frame);
  request.length_frames =
      request.loop.end_frame - request.offset_frames + dice(SOURCE - request.loop.end_frame + 1);
  request.loop.times = dice(6) == 0 ? LOOP_ENDLESS : request.loop.times;
  if (request.loop.times == LOOP_ENDLESS && dice(2) == 0) {
    request.loop.total_frames = 1 + dice(2000);
  }
  return request;
}

static void play_their_range_again(void) {
  static int64_t frames[HEARD];
  struct sample_buffer *samples = rig_count_up(2, SOURCE);
  for (uint32_t round = 0; round < 300; round++) {
    seed = round + 1;
    struct rig rig = rig_begin(0, 2);
    struct action_request request = dice_loop(samples);
    const int64_t start = dice(40), count = write_out(&request, frames);
    const int64_t largest = 1 + dice(dice(2) != 0 ? 500 : 6);
    request.start = at_frame(start);
    struct action *player = rig_schedule(&rig, request);
    while (rig.frame < HEARD) {
      rig_block(&rig, (uint32_t)(1 + dice(largest)));
    }
    for (int64_t n = 0; n < HEARD; n++) {
      const bool sounds = n >= start && n - start < count;
      CHECK_NEAR(rig_heard(&rig, n, 1), sounds ? (double)frames[n - start] + 1.25 : 0, 0);
    }
    const struct action_account account = rig_account(player);
    const bool is_endless = request.loop.times == LOOP_ENDLESS && request.loop.total_frames == 0;
    CHECK_EQUAL(account.total_frames, is_endless ? -1 : count);
    CHECK_EQUAL(account.done_frames, is_endless ? rig.frame - start : count);
    CHECK_EQUAL(account.state, is_endless ? ACTION_ACTIVE : ACTION_FINISHED);
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void of_one_frame_in_a_large_block(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 10);
  struct action *player = rig_schedule(&rig, looped(play(samples, at_frame(2)), 4, 5, 100000));
  rig_process(&rig, 102400, 4096);
  for (int64_t n = 2; n < 102400; n++) {
    const double expected = n < 6        ? (double)n - 1
                            : n < 100006 ? 5
                            : n < 100011 ? (double)n - 100000
                                         : 0;
    CHECK_NEAR(rig_heard(&rig, n, 0), expected, 0);
  }
  CHECK_EQUAL(rig_account(player).done_frames, 100009);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void endless_until_cancelled(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 100);
  struct action *player =
      rig_schedule(&rig, looped(play(samples, at_frame(0)), 0, 100, LOOP_ENDLESS));
  struct action_request stop = cancel(player, at_frame(1050));
  stop.fade.frames = 50;
  rig_schedule(&rig, stop);
  rig_process(&rig, 1200, 64);
  CHECK_NEAR(rig_heard(&rig, 1049, 0), 50, 0);
  CHECK_NEAR(rig_heard(&rig, 1099, 0), 100.0 / 50, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 1100, 0), 0, 0);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_CANCELLED);
  CHECK_EQUAL(rig_account(player).done_frames, 1100);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void that_are_late_stay_in_step(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 100);
  rig_process(&rig, 1000, 1000);
  struct action_request request = looped(play(samples, at_frame(0)), 20, 50, 40);
  request.belated = BELATED_TRIM;
  struct action *player = rig_schedule(&rig, request);
  rig_process(&rig, 400, 64);
  CHECK_NEAR(rig_heard(&rig, 1000, 0), 21 + (1000 - 50) % 30, 0);
  CHECK_NEAR(rig_heard(&rig, 50 + 39 * 30 - 1, 0), 50, 0);
  CHECK_NEAR(rig_heard(&rig, 50 + 39 * 30, 0), 51, 0);
  CHECK_EQUAL(rig_account(player).skipped_frames, 1000);
  CHECK_EQUAL(rig_account(player).done_frames, 100 + 39 * 30 - 1000);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_samples_that_still_grow(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = sample_buffer_create(1, 100, RIG_RATE, true, NULL);
  for (int k = 0; k < 100; k++) {
    sample_buffer_data(samples)[k] = (float)(k + 1);
  }
  sample_buffer_set_ready_frames(samples, 30);
  struct action_request request = looped(play(samples, at_frame(0)), 10, 50, 3);
  request.on_starve = STARVE_SILENCE;
  struct action *player = rig_schedule(&rig, request);
  rig_block(&rig, 64);
  sample_buffer_set_ready_frames(samples, 60);
  rig_block(&rig, 128);
  sample_buffer_set_ready_frames(samples, 100);
  sample_buffer_end_growth(samples);
  rig_block(&rig, 128);
  /* 30 frames, silence to the end of the block, then the rest; again a gap after frame 60. */
  CHECK_NEAR(rig_heard(&rig, 29, 0), 30, 0);
  CHECK_NEAR(rig_heard(&rig, 63, 0), 0, 0);
  CHECK_NEAR(rig_heard(&rig, 64, 0), 31, 0);
  CHECK_NEAR(rig_heard(&rig, 84, 0), 11, 0);
  CHECK_NEAR(rig_heard(&rig, 124, 0), 11, 0);
  CHECK_NEAR(rig_heard(&rig, 173, 0), 60, 0);
  CHECK_NEAR(rig_heard(&rig, 174, 0), 0, 0);
  CHECK_NEAR(rig_heard(&rig, 192, 0), 61, 0);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(player).done_frames, 180);
  CHECK_EQUAL(rig_account(player).starved_frames, 34 + 18);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void late_ones_of_growing_samples_find_the_frames_that_are_there(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = sample_buffer_create(1, 100, RIG_RATE, true, NULL);
  sample_buffer_data(samples)[0] = 1;
  sample_buffer_set_ready_frames(samples, 20);
  rig_block(&rig, 100);
  struct action_request request = looped(play(samples, at_frame(0)), 0, 100, 3);
  request.belated = BELATED_TRIM;
  rig_schedule(&rig, request);
  rig_block(&rig, 10);
  CHECK_NEAR(rig_heard(&rig, 100, 0), 1, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void check_refused(struct rig *rig, struct action_request request) {
  struct action *action = NULL;
  struct failure failure;
  CHECK(!mixer_schedule(rig->mixer, &request, 1, NULL, NULL, &action, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
}

static void invalid_ones_are_refused(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 60, 1);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 16, NULL, NULL);
  const struct action_request whole = play(samples, asap());
  check_refused(&rig, looped(whole, 10, 10, 2));
  check_refused(&rig, looped(whole, 11, 10, 2));
  check_refused(&rig, looped(whole, -1, 10, 2));
  check_refused(&rig, looped(whole, 10, 61, 2));
  check_refused(&rig, looped(whole, 10, 20, -2));
  check_refused(&rig, looped(whole, 10, 20, INT64_MAX));
  struct action_request request = looped(whole, 10, 20, 2);
  request.offset_frames = 20;
  check_refused(&rig, request);
  request.offset_frames = 0;
  request.length_frames = 19;
  check_refused(&rig, request);
  request = looped(whole, 10, 20, LOOP_ENDLESS);
  request.fade_out.frames = 5;
  check_refused(&rig, request);
  check_refused(&rig, looped(play_ring(ring, asap()), 10, 20, 2));
  ring_buffer_release(ring);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a loop plays its range as often as asked and goes on, for any block sizes",
     play_their_range_again},
    {"a range of one frame is looped within a block", of_one_frame_in_a_large_block},
    {"an endless loop sounds until it is cancelled, fade included", endless_until_cancelled},
    {"a late loop that is trimmed is in step", that_are_late_stay_in_step},
    {"a loop of samples that still grow waits where frames are missing",
     of_samples_that_still_grow},
    {"a late loop of growing samples plays the frames that are ready",
     late_ones_of_growing_samples_find_the_frames_that_are_there},
    {"invalid loops are refused", invalid_ones_are_refused},
};

CHECK_MAIN(tests)
