/* Gain lines: the level of every frame, for any block sizes, over loops, in pieces and late. */
#include <stdlib.h>

#include "base/callback_memory.h"
#include "check.h"
#include "mixer/dsp/gain_line.h"
#include "mixer_rig.h"

enum { FRAMES = 1200 };

static const struct gain_point points[] = {{40, -6},         {100, 0},    {101, -20}, {300, -20},
                                           {500, -INFINITY}, {600, -120}, {700, 6},   {800, 6}};
enum { POINTS = sizeof(points) / sizeof(points[0]) };

static double clamped(double decibels) {
  return decibels > -90 ? decibels : -90;
}

/* The naive model: looked up for each frame, by the C library. */
static double expected_level(int64_t frame) {
  int last = -1;
  while (last + 1 < POINTS && points[last + 1].frame <= (double)frame) {
    last++;
  }
  double decibels = clamped(points[last < 0 ? 0 : last].decibels);
  if (last >= 0 && last + 1 < POINTS) {
    const double share =
        ((double)frame - points[last].frame) / (points[last + 1].frame - points[last].frame);
    decibels += (clamped(points[last + 1].decibels) - decibels) * share;
  }
  return decibels <= -90 ? 0 : pow(10, decibels / 20);
}

static struct action_request with_line(struct action_request request) {
  request.gain_line = points;
  request.gain_line_count = POINTS;
  return request;
}

static void have_their_level_at_every_frame(void) {
  const uint32_t block_sizes[] = {1, 7, 64, 600};
  static float first[FRAMES];
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  for (int b = 0; b < 4; b++) {
    struct rig rig = rig_begin(0, 1);
    struct action *player = rig_schedule(&rig, with_line(play(samples, at_frame(30))));
    rig_process(&rig, FRAMES, block_sizes[b]);
    for (int64_t n = 0; n < FRAMES; n++) {
      const double expected = n < 30 || n >= 1030 ? 0 : expected_level(n - 30);
      CHECK_NEAR(rig_heard(&rig, n, 0), expected, 2e-7 * (1 + expected));
      CHECK((rig_heard(&rig, n, 0) == 0) == (expected == 0));
      first[n] = b == 0 ? rig_heard(&rig, n, 0) : first[n];
      CHECK(first[n] == rig_heard(&rig, n, 0));
    }
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void go_once_over_all_passes_of_a_loop(void) {
  struct sample_buffer *samples = rig_level(1, 90, 1);
  struct rig rig = rig_begin(0, 1);
  struct action_request request = with_line(play(samples, at_frame(0)));
  request.loop = (struct loop_request){20, 90, LOOP_ENDLESS, 1000};
  struct action *player = rig_schedule(&rig, request);
  rig_process(&rig, FRAMES, 64);
  for (int64_t n = 0; n < FRAMES; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), n < 1000 ? expected_level(n) : 0, 4e-7);
  }
  CHECK_EQUAL(rig_account(player).total_frames, 1000);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  rig_end(&rig);
  sample_buffer_release(samples);
}

/* Of all that a sound can have: fades, line, loop. */
static struct action_request rich(struct sample_buffer *samples, int64_t frame) {
  struct action_request request = with_line(play(samples, at_frame(frame)));
  request.loop = (struct loop_request){20, 90, LOOP_ENDLESS, 1000};
  request.fade_in = (struct fade_shape){150, FADE_RAISED_COSINE};
  request.fade_out = (struct fade_shape){900, FADE_EQUAL_POWER};
  return request;
}

static void of_a_piece_have_the_bits_of_the_whole(void) {
  struct sample_buffer *samples = rig_count_up(1, 90);
  struct rig whole = rig_begin(0, 1);
  rig_schedule(&whole, rich(samples, 0));
  rig_process(&whole, FRAMES, 64);
  const int64_t pieces[][2] = {{0, 0}, {1, 0}, {100, 0}, {555, 200}, {777, 1}, {999, 1}, {40, 960}};
  for (int k = 0; k < 7; k++) {
    struct rig rig = rig_begin(0, 1);
    const int64_t from = pieces[k][0];
    const int64_t frames = pieces[k][1] > 0 ? pieces[k][1] : 1000 - from;
    struct action_request request = rich(samples, 50);
    request.piece_from = from;
    request.piece_frames = pieces[k][1];
    struct action *player = rig_schedule(&rig, request);
    rig_process(&rig, FRAMES, 13 * (uint32_t)(k + 1));
    for (int64_t n = 0; n < FRAMES; n++) {
      const bool is_heard = n >= 50 && n < 50 + frames;
      CHECK(rig_heard(&rig, n, 0) == (is_heard ? rig_heard(&whole, n - 50 + from, 0) : 0));
    }
    CHECK_EQUAL(rig_account(player).total_frames, frames);
    CHECK_EQUAL(rig_account(player).done_frames, frames);
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
    rig_end(&rig);
  }
  rig_end(&whole);
  sample_buffer_release(samples);
}

static void of_a_late_start_stay_in_step(void) {
  struct sample_buffer *samples = rig_count_up(1, 90);
  struct rig whole = rig_begin(0, 1), rig = rig_begin(0, 1);
  rig_schedule(&whole, rich(samples, 0));
  rig_process(&whole, FRAMES, 64);
  rig_process(&rig, 700, 100);
  struct action_request request = rich(samples, 50);
  request.piece_from = 50;
  request.belated = BELATED_TRIM;
  struct action *player = rig_schedule(&rig, request);
  rig_process(&rig, 500, 100);
  for (int64_t n = 0; n < FRAMES; n++) {
    CHECK(rig_heard(&rig, n, 0) == (n < 700 ? 0 : rig_heard(&whole, n, 0)));
  }
  CHECK_EQUAL(rig_account(player).skipped_frames, 650);
  rig_end(&rig);
  rig_end(&whole);
  sample_buffer_release(samples);
}

static void of_a_ring_count_from_its_place_in_the_sound(void) {
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 512, NULL, NULL);
  const float one = 1;
  for (int k = 0; k < 400; k++) {
    ring_buffer_write(ring, &one, 1);
  }
  struct rig rig = rig_begin(0, 1);
  struct action_request request = with_line(play_ring(ring, at_frame(0)));
  request.piece_from = 250;
  request.length_frames = 650;
  request.fade_out = (struct fade_shape){100, FADE_LINEAR};
  struct action *player = rig_schedule(&rig, request);
  rig_process(&rig, FRAMES, 64);
  for (int64_t n = 0; n < FRAMES; n++) {
    const double fade = 400 - n < 100 ? (double)(400 - n) / 100 : 1;
    CHECK_NEAR(rig_heard(&rig, n, 0), n < 400 ? fade * expected_level(n + 250) : 0, 4e-7);
  }
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  rig_end(&rig);
  ring_buffer_release(ring);
}

static void are_as_exact_as_they_say(void) {
  for (int k = -10000; k <= 13000; k++) {
    const double decibels = k / 100.0;
    const double exact = pow(10, decibels / 20);
    CHECK_NEAR(level_of_decibels(decibels) / exact, 1, 1e-11);
  }
  CHECK(level_of_decibels(0) == 1);
}

static void of_many_points_find_any_place(void) {
  static struct gain_point many[MOST_GAIN_POINTS];
  for (int k = 0; k < MOST_GAIN_POINTS; k++) {
    many[k] = (struct gain_point){3.0 * k + k % 2, (k * 37) % 50 - 60};
  }
  struct gain_line *walked = gain_line_create(many, MOST_GAIN_POINTS);
  for (int64_t frame = 0; frame < 3 * MOST_GAIN_POINTS + 9; frame++) {
    struct gain_line *found = gain_line_create(many, MOST_GAIN_POINTS);
    CHECK(gain_line_at(walked, frame) == gain_line_at(found, frame));
    callback_memory_free(found);
    frame += frame % 500 == 0 ? 400 : 0; /* leaps of the one that walks, too */
  }
  callback_memory_free(walked);
}

static void that_make_no_sense_are_refused(void) {
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct rig rig = rig_begin(1, 1);
  const struct gain_point odd[][2] = {
      {{-1, 0}, {5, 0}},  {{5, 0}, {5, 0}},   {{9, 0}, {5, 0}},   {{0.5, 0}, {5, 0}},
      {{0, NAN}, {5, 0}}, {{0, 121}, {5, 0}}, {{NAN, 0}, {5, 0}}, {{0, INFINITY}, {5, 0}}};
  for (int k = 0; k < 8; k++) {
    struct action_request request = play(samples, asap());
    struct action *action;
    struct failure failure;
    request.gain_line = odd[k];
    request.gain_line_count = 2;
    CHECK(!mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &action, &failure));
    CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  }
  struct action_request take = record(samples, asap());
  struct action *action;
  struct failure failure;
  take.gain_line = points;
  take.gain_line_count = POINTS;
  CHECK(!mixer_schedule(rig.mixer, &take, 1, NULL, NULL, &action, &failure));
  const int64_t pieces[][2] = {{-1, 0}, {101, 0}, {50, 51}, {0, -1}, {0, INT64_MAX}};
  for (int k = 0; k < 5; k++) {
    struct action_request request = play(samples, asap());
    request.piece_from = pieces[k][0];
    request.piece_frames = pieces[k][1];
    CHECK(!mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &action, &failure));
    CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  }
  rig_end(&rig);
  sample_buffer_release(samples);
}

static const struct check_test tests[] = {
    {"Gain lines have their level at every frame, whatever the blocks",
     have_their_level_at_every_frame},
    {"Gain lines go once over all passes of a loop", go_once_over_all_passes_of_a_loop},
    {"Gain lines, fades and loops of a piece have the bits of the whole sound",
     of_a_piece_have_the_bits_of_the_whole},
    {"Gain lines of a late start stay in step", of_a_late_start_stay_in_step},
    {"Gain lines of a ring count from its place in the sound",
     of_a_ring_count_from_its_place_in_the_sound},
    {"Levels of decibels are as exact as they say", are_as_exact_as_they_say},
    {"Gain lines of many points find any place", of_many_points_find_any_place},
    {"Gain lines and pieces that make no sense are refused", that_make_no_sense_are_refused},
};
CHECK_MAIN(tests)
