/* Channel matrices: any channel of a source to any channel of the output, with gain. */
#include "check.h"
#include "mixer_rig.h"

enum { FRAMES = 300 };

static const struct matrix_entry entries[] = {
    {1, 1, 1}, {2, 1, 0.5}, {2, 3, -0.25}, {3, 3, 1}, {3, 3, 0.125}};

static struct action_request through_matrix(struct action_request request) {
  request.matrix = entries;
  request.matrix_count = 5;
  return request;
}

/* The naive model: the entries in their order, each product and each sum rounded. */
static float expected(int64_t frame, uint32_t channel, float level) {
  float sum = 0;
  for (int k = 0; k < 5; k++) {
    const float sample = (float)(frame + 1) + (float)(entries[k].from - 1) / 4;
    const float gain = level * (float)entries[k].gain;
    sum += (uint32_t)entries[k].to == channel + 1 ? gain * sample : 0;
  }
  return sum;
}

static void lead_any_channel_to_any_other_at_its_gain(void) {
  struct sample_buffer *samples = rig_count_up(3, 200);
  const uint32_t block_sizes[] = {1, 64, 300};
  for (int b = 0; b < 3; b++) {
    struct rig rig = rig_begin(0, 3);
    struct action_request request = through_matrix(play(samples, at_frame(20)));
    request.gain = 0.7f;
    struct action *player = rig_schedule(&rig, request);
    rig_process(&rig, FRAMES, block_sizes[b]);
    for (int64_t n = 0; n < FRAMES; n++) {
      for (uint32_t c = 0; c < 3; c++) {
        const bool is_heard = n >= 20 && n < 220;
        CHECK(rig_heard(&rig, n, c) == (is_heard ? expected(n - 20, c, 0.7f) : 0));
      }
    }
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

static void have_the_level_of_fades(void) {
  struct sample_buffer *samples = rig_count_up(3, 200);
  struct rig rig = rig_begin(0, 3);
  struct action_request request = through_matrix(play(samples, at_frame(0)));
  request.fade_in = (struct fade_shape){100, FADE_LINEAR};
  rig_schedule(&rig, request);
  rig_process(&rig, FRAMES, 64);
  for (int64_t n = 0; n < 200; n++) {
    const float level = n < 100 ? (float)((double)n / 100) : 1;
    for (uint32_t c = 0; c < 3; c++) {
      CHECK(rig_heard(&rig, n, c) == expected(n, c, level));
    }
  }
  rig_end(&rig);
  sample_buffer_release(samples);
}

static void take_sources_that_are_wider_than_the_output(void) {
  struct sample_buffer *samples = rig_count_up(6, 50);
  struct rig rig = rig_begin(0, 1);
  const struct matrix_entry last = {6, 1, 2};
  struct action_request request = play(samples, at_frame(0));
  request.matrix = &last;
  request.matrix_count = 1;
  rig_schedule(&rig, request);
  rig_process(&rig, 64, 64);
  CHECK_NEAR(rig_heard(&rig, 10, 0), 2 * (11 + 5.0 / 4), 0);
  rig_end(&rig);
  sample_buffer_release(samples);
}

static void that_lead_nowhere_are_refused(void) {
  struct sample_buffer *samples = rig_count_up(2, 50);
  struct rig rig = rig_begin(2, 2);
  const struct matrix_entry odd[] = {{0, 1, 1},   {3, 1, 1},   {1, 0, 1},        {1, 3, 1},
                                     {1.5, 1, 1}, {NAN, 1, 1}, {1, 1, INFINITY}, {1, 1, 1e39}};
  struct action *action;
  struct failure failure;
  for (int k = 0; k < 8; k++) {
    struct action_request request = play(samples, asap());
    request.matrix = &odd[k];
    request.matrix_count = 1;
    CHECK(!mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &action, &failure));
    CHECK_EQUAL(failure.code, k < 6 ? FAILURE_INVALID_CHANNEL : FAILURE_INVALID_ARGUMENT);
  }
  const struct matrix_entry plain = {1, 1, 1};
  const uint32_t numbers[] = {1, 2};
  struct action_request both = play(samples, asap()), take = record(samples, asap());
  both.matrix = take.matrix = &plain;
  both.matrix_count = take.matrix_count = 1;
  both.channel_numbers = numbers;
  both.channel_count = 2;
  CHECK(!mixer_schedule(rig.mixer, &both, 1, NULL, NULL, &action, &failure));
  CHECK(!mixer_schedule(rig.mixer, &take, 1, NULL, NULL, &action, &failure));
  rig_end(&rig);
  sample_buffer_release(samples);
}

static const struct check_test tests[] = {
    {"A matrix leads any channel to any other at its gain",
     lead_any_channel_to_any_other_at_its_gain},
    {"A matrix has the level of fades", have_the_level_of_fades},
    {"A matrix takes sources that are wider than the output",
     take_sources_that_are_wider_than_the_output},
    {"Matrices that lead nowhere are refused", that_lead_nowhere_are_refused},
};
CHECK_MAIN(tests)
