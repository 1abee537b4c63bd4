/* Faults of python-rtmixer that only invented blocks can show; D1 to D21 are numbered as in
 * native/COMING-FROM-PYTHON-RTMIXER.md. The others are in defects.test.ts. */
#include "check.h"
#include "mixer_rig.h"

static void d2_a_cancel_outlives_its_target(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action_request request = play(samples, at_frame(0));
  struct action *player, *command;
  CHECK(mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &player, NULL));
  request = cancel(player, at_frame(1000));
  CHECK(mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &command, NULL));
  action_release(player);
  sample_buffer_release(samples);
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_collect(&rig), 1);
  rig_process(&rig, 2000, 64); /* the address sanitizer finds a read of the player from here on */
  CHECK_EQUAL(rig_account(command).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(command).actual_frame, 1000);
  CHECK_EQUAL(rig_collect(&rig), 1);
  action_release(command);
  rig_end(&rig);
}

/* Seconds of device time at which `frame` is heard, by the rig's clock. */
static struct action_start heard_at(const struct rig *rig, double frame) {
  return at_seconds(rig->epoch + rig->latency + frame / RIG_RATE);
}

static void d4_seen_early_is_not_played_late(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 10);
  rig_process(&rig, 640, 64);
  struct action_request request = play(samples, heard_at(&rig, 4800));
  request.belated = BELATED_DROP;
  struct action *player = rig_schedule(&rig, request);
  rig_process(&rig, 640, 64);
  rig.late_seconds = 0.5;
  rig_process(&rig, 9600, 64);
  const struct action_account account = rig_account(player);
  CHECK_EQUAL(account.requested_frame, 4800);
  CHECK_EQUAL(account.actual_frame, 4800);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_NEAR(rig_heard(&rig, 4799, 0), 0, 0);
  CHECK_NEAR(rig_heard(&rig, 4800, 0), 1, 0);
  /* The half second that the device lost is counted with the stream. */
  struct stream_stats stats;
  mixer_stream_stats(rig.mixer, &stats);
  CHECK_EQUAL(stats.inferred_dropouts, 1);
  CHECK_NEAR(stats.inferred_dropout_frames, 24000, 64);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void d5_a_jump_piles_nothing_up(void) {
  enum { CLIPS = 50 };
  for (int belated = BELATED_DROP; belated <= BELATED_START; belated++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_level(1, 100, 0.25f);
    struct action *clips[CLIPS];
    rig_process(&rig, 640, 64);
    for (int k = 0; k < CLIPS; k++) {
      struct action_request request = play(samples, heard_at(&rig, 4800 * (k + 1)));
      request.belated = (enum belated_policy)belated;
      clips[k] = rig_schedule(&rig, request);
    }
    rig_process(&rig, 6400, 64);
    rig.late_seconds = 4.05;
    rig_process(&rig, 4800 * CLIPS, 64);
    for (int64_t n = 0; n < rig.frame; n++) {
      CHECK(rig_heard(&rig, n, 0) <= 0.25f);
    }
    for (int k = 0; k < CLIPS; k++) {
      CHECK_EQUAL(rig_account(clips[k]).actual_frame, 4800 * (k + 1));
    }
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void d6_a_part_of_a_sample_is_not_late(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 10);
  rig_process(&rig, 640, 64);
  struct action_request request = play(samples, heard_at(&rig, 640 - 0.3));
  request.belated = BELATED_DROP;
  struct action *player = rig_schedule(&rig, request);
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_account(player).actual_frame, 640);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* Device times off by up to a millisecond, 100 ppm fast. */
static void d7_jitter_and_drift_leave_no_gaps(void) {
  enum { CLIPS = 200, FRAMES = 480 };
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, FRAMES, 1);
  uint32_t seed = 7;
  rig_process(&rig, 6400, 64);
  struct action *clips[CLIPS];
  for (int k = 0; k < CLIPS; k++) {
    clips[k] = rig_schedule(&rig, play(samples, heard_at(&rig, 9600 + FRAMES * k)));
  }
  while (rig.frame < 9600 + FRAMES * (CLIPS + 1)) {
    seed = seed * 1664525u + 1013904223u;
    rig.late_seconds = ((double)(seed >> 8) / 8388608.0 - 1) * 0.001 + (double)rig.frame * 2e-9;
    rig_block(&rig, 64);
  }
  for (int k = 1; k < CLIPS; k++) {
    const int64_t begun = rig_account(clips[k]).actual_frame;
    CHECK_EQUAL(begun - rig_account(clips[k - 1]).actual_frame, FRAMES);
    CHECK_NEAR(rig_heard(&rig, begun, 0), 1, 0);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void d8_without_device_times_everything_plays(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 10);
  float output[64];
  const struct block block = {.output = output, .frame_count = 64};
  struct action *soon = rig_schedule(&rig, play(samples, asap()));
  mixer_process(rig.mixer, &block);
  CHECK_NEAR(output[0], 1, 0);
  struct action_request request = play(samples, at_seconds(200 / RIG_RATE));
  request.belated = BELATED_DROP;
  struct action *later = rig_schedule(&rig, request);
  for (int k = 0; k < 3; k++) {
    mixer_process(rig.mixer, &block);
  }
  CHECK_NEAR(output[200 - 192], 1, 0);
  CHECK_EQUAL(rig_account(later).actual_frame, 200);
  /* Played at time 0, and yet told apart from an action that was not played. */
  CHECK_NEAR(rig_account(soon).actual_time, 0, 0);
  CHECK_EQUAL(rig_account(soon).actual_frame, 0);
  CHECK_EQUAL(rig_account(soon).outcome, OUTCOME_COMPLETED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void d17_a_block_without_input_records_silence(void) {
  struct rig rig = rig_begin(1, 1);
  struct sample_buffer *target = rig_level(1, 64, 1), *samples = rig_count_up(1, 64);
  struct action *recorder = rig_schedule(&rig, record(target, at_frame(0)));
  rig_schedule(&rig, play(samples, at_frame(0)));
  float output[64];
  const struct block block = {.input = NULL, .output = output, .frame_count = 64};
  mixer_process(rig.mixer, &block);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_COMPLETED);
  CHECK_NEAR(sample_buffer_data(target)[63], 0, 0);
  CHECK_NEAR(output[63], 64, 0);
  sample_buffer_release(target);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"D2: a cancel never reads a target that was finished and released",
     d2_a_cancel_outlives_its_target},
    {"D4: an action that may not be late is not played late after a jump of the clock",
     d4_seen_early_is_not_played_late},
    {"D5: after a jump of the clock no block starts a pile of actions", d5_a_jump_piles_nothing_up},
    {"D6: less than half a frame late is not dropped", d6_a_part_of_a_sample_is_not_late},
    {"D7: clips back to back stay gapless under jitter and drift",
     d7_jitter_and_drift_leave_no_gaps},
    {"D8: a device without times plays everything, at its time and accounted for",
     d8_without_device_times_everything_plays},
    {"D17: a block whose input is missing is silence, not a crash",
     d17_a_block_without_input_records_silence},
};

CHECK_MAIN(tests)
