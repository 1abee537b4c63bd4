/* Fades in and out: the level of every frame, for any block sizes. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

static const uint32_t block_sizes[] = {1, 7, 64, 600};

static double level_of(enum fade_curve curve, double x) {
  const double pi = acos(-1);
  return curve == FADE_LINEAR        ? x
         : curve == FADE_EQUAL_POWER ? sin(pi / 2 * x)
                                     : 0.5 - 0.5 * cos(pi * x);
}

static struct action_request with_fades(struct action_request request, int64_t in, int64_t out,
                                        enum fade_curve curve) {
  request.fade_in = (struct fade_shape){in, curve};
  request.fade_out = (struct fade_shape){out, curve};
  return request;
}

/* The level of frame k of a sound of `total` frames. */
static double expected_level(int64_t k, int64_t total, int64_t in, int64_t out,
                             enum fade_curve curve) {
  if (k < 0 || k >= total) {
    return 0;
  }
  const double rise = k < in ? level_of(curve, (double)k / (double)in) : 1;
  return total - k < out ? rise * level_of(curve, (double)(total - k) / (double)out) : rise;
}

static void check_fades(int64_t total, int64_t in, int64_t out, enum fade_curve curve) {
  float first[700];
  struct sample_buffer *samples = rig_level(2, total, 1);
  for (int b = 0; b < 4; b++) {
    struct rig rig = rig_begin(0, 2);
    struct action *player =
        rig_schedule(&rig, with_fades(play(samples, at_frame(30)), in, out, curve));
    rig_process(&rig, 700, block_sizes[b]);
    for (int64_t n = 0; n < 700; n++) {
      const double expected = expected_level(n - 30, total, in, out, curve);
      CHECK_NEAR(rig_heard(&rig, n, 0), expected, 1e-7);
      CHECK_NEAR(rig_heard(&rig, n, 1), expected, 1e-7);
      first[n] = b == 0 ? rig_heard(&rig, n, 0) : first[n];
      CHECK(first[n] == rig_heard(&rig, n, 0));
    }
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(rig_account(player).done_frames, total);
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void have_their_level_at_every_frame(void) {
  const enum fade_curve curves[] = {FADE_LINEAR, FADE_EQUAL_POWER, FADE_RAISED_COSINE};
  for (int c = 0; c < FADE_CURVE_COUNT; c++) {
    check_fades(600, 100, 0, curves[c]);
    check_fades(600, 0, 130, curves[c]);
    check_fades(600, 77, 300, curves[c]);
    check_fades(600, 600, 600, curves[c]);
    check_fades(50, 200, 90, curves[c]);
    check_fades(1, 1, 1, curves[c]);
  }
}

static void that_cross_over_add_up(void) {
  struct sample_buffer *samples = rig_level(1, 300, 1);
  const enum fade_curve curves[] = {FADE_LINEAR, FADE_EQUAL_POWER, FADE_RAISED_COSINE};
  for (int c = 0; c < FADE_CURVE_COUNT; c++) {
    struct rig rig = rig_begin(0, 2);
    const uint32_t left = 1, right = 2;
    struct action_request leaving = with_fades(play(samples, at_frame(0)), 0, 100, curves[c]);
    struct action_request coming = with_fades(play(samples, at_frame(200)), 100, 0, curves[c]);
    leaving.channel_numbers = &left;
    coming.channel_numbers = &right;
    leaving.channel_count = coming.channel_count = 1;
    rig_schedule(&rig, leaving);
    rig_schedule(&rig, coming);
    rig_process(&rig, 500, 64);
    for (int64_t n = 0; n < 500; n++) {
      const double a = rig_heard(&rig, n, 0), b = rig_heard(&rig, n, 1);
      CHECK_NEAR(curves[c] == FADE_EQUAL_POWER ? a * a + b * b : a + b, 1, 2e-7);
    }
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void multiply_with_ramps_and_a_cancels_fade(void) {
  struct sample_buffer *samples = rig_level(1, 600, 1);
  for (int b = 0; b < 4; b++) {
    struct rig rig = rig_begin(0, 1);
    struct action *player =
        rig_schedule(&rig, with_fades(play(samples, at_frame(0)), 300, 300, FADE_EQUAL_POWER));
    rig_schedule(&rig, set_gain(player, 0.25f, 200, at_frame(100)));
    struct action_request stop = cancel(player, at_frame(200));
    stop.fade.frames = 250;
    stop.fade.curve = FADE_EQUAL_POWER;
    rig_schedule(&rig, stop);
    rig_process(&rig, 600, block_sizes[b]);
    for (int64_t n = 0; n < 600; n++) {
      const double gain = n < 100 ? 1 : n < 300 ? 1 - 0.75 * (double)(n - 100) / 200 : 0.25;
      const double fade = n < 200   ? 1
                          : n < 450 ? level_of(FADE_EQUAL_POWER, (double)(450 - n) / 250)
                                    : 0;
      const double expected = gain * fade * expected_level(n, 600, 300, 300, FADE_EQUAL_POWER);
      CHECK_NEAR(rig_heard(&rig, n, 0), expected, 2e-7);
    }
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_CANCELLED);
    CHECK_EQUAL(rig_account(player).done_frames, 450);
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void of_a_late_start_stay_in_step(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 600, 1);
  rig_process(&rig, 64, 64);
  struct action_request request = with_fades(play(samples, at_frame(0)), 100, 100, FADE_LINEAR);
  request.belated = BELATED_TRIM;
  struct action *player = rig_schedule(&rig, request);
  rig_process(&rig, 640, 64);
  for (int64_t n = 64; n < 700; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), expected_level(n, 600, 100, 100, FADE_LINEAR), 1e-7);
  }
  CHECK_EQUAL(rig_account(player).skipped_frames, 64);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static struct ring_buffer *full_ring(size_t frames) {
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), frames, NULL, NULL);
  const float one = 1;
  for (size_t k = 0; k < frames; k++) {
    ring_buffer_write(ring, &one, 1);
  }
  return ring;
}

static void of_rings(void) {
  struct rig rig = rig_begin(0, 1);
  struct ring_buffer *ring = full_ring(256), *endless = full_ring(128);
  struct action_request request = play_ring(ring, at_frame(10));
  request.length_frames = 200;
  rig_schedule(&rig, with_fades(request, 50, 80, FADE_LINEAR));
  request = play_ring(endless, at_frame(300));
  ring_buffer_set_ended(endless, true);
  rig_schedule(&rig, with_fades(request, 50, 0, FADE_EQUAL_POWER));
  rig_process(&rig, 500, 33);
  for (int64_t n = 0; n < 500; n++) {
    const double expected = n < 300 ? expected_level(n - 10, 200, 50, 80, FADE_LINEAR)
                                    : expected_level(n - 300, 128, 50, 0, FADE_EQUAL_POWER);
    CHECK_NEAR(rig_heard(&rig, n, 0), expected, 1e-7);
  }
  ring_buffer_release(ring);
  ring_buffer_release(endless);
  rig_end(&rig);
}

static void are_measured_as_they_sound(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 600, 1);
  struct action *player =
      rig_schedule(&rig, with_fades(play(samples, at_frame(0)), 100, 0, FADE_LINEAR));
  CHECK_NEAR(mixer_take_action_peak(player), 0, 0);
  rig_block(&rig, 51);
  CHECK_NEAR(mixer_take_action_peak(player), 0.5, 1e-7);
  rig_block(&rig, 10);
  CHECK_NEAR(mixer_take_action_peak(player), 0.6, 1e-7);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void check_refused(struct rig *rig, const struct action_request *request) {
  struct action *action = NULL;
  struct failure failure;
  CHECK(!mixer_schedule(rig->mixer, request, 1, NULL, NULL, &action, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
}

static void invalid_ones_are_refused(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 60, 1);
  struct ring_buffer *ring = full_ring(16);
  const struct fade_shape wrong[] = {
      {-1, FADE_LINEAR}, {INT64_MAX, FADE_LINEAR}, {10, FADE_CURVE_COUNT}};
  for (int k = 0; k < 3; k++) {
    struct action_request request = play(samples, asap());
    request.fade_in = wrong[k];
    check_refused(&rig, &request);
    request = play(samples, asap());
    request.fade_out = wrong[k];
    check_refused(&rig, &request);
  }
  struct action_request request = with_fades(play_ring(ring, asap()), 0, 5, FADE_LINEAR);
  check_refused(&rig, &request);
  ring_buffer_release(ring);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"fades have their level at every frame for any block sizes", have_their_level_at_every_frame},
    {"fades of two sounds that cross over add up, in level or in power", that_cross_over_add_up},
    {"fades multiply with gain ramps and with a cancel's fade",
     multiply_with_ramps_and_a_cancels_fade},
    {"the fades of a late start that is trimmed stay in step", of_a_late_start_stay_in_step},
    {"rings fade in, and out where their length is known", of_rings},
    {"a player's peak is that of its faded sound", are_measured_as_they_sound},
    {"invalid fades are refused", invalid_ones_are_refused},
};

CHECK_MAIN(tests)
