/* Recorders, and players of rings. */
#include "check.h"
#include "mixer_rig.h"

static float ramp_input(int64_t frame, uint32_t channel) {
  return (float)(frame + 1) + (float)channel / 4;
}

static void starts_at_its_frame(void) {
  struct rig rig = rig_begin(2, 0);
  rig.input = ramp_input;
  struct sample_buffer *samples = rig_level(2, 100, -1);
  struct action *recorder = rig_schedule(&rig, record(samples, at_frame(30)));
  rig_process(&rig, 256, 64);
  const float *recorded = sample_buffer_data(samples);
  for (int64_t n = 0; n < 100; n++) {
    CHECK_NEAR(recorded[2 * n], ramp_input(30 + n, 0), 0);
    CHECK_NEAR(recorded[2 * n + 1], ramp_input(30 + n, 1), 0);
  }
  const struct action_account account = rig_account(recorder);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.actual_frame, 30);
  CHECK_EQUAL(account.done_frames, 100);
  CHECK_NEAR(account.actual_time, 100 - 0.01 + 30 / RIG_RATE, 1e-9);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void through_a_channel_map(void) {
  struct rig rig = rig_begin(3, 0);
  rig.input = ramp_input;
  const uint32_t numbers[] = {3, 1, 1};
  struct sample_buffer *samples = rig_level(3, 70, -1);
  struct action_request request = record(samples, at_frame(1));
  request.channel_numbers = numbers;
  request.channel_count = 3;
  request.offset_frames = 20;
  request.length_frames = 40;
  rig_schedule(&rig, request);
  rig_process(&rig, 128, 32);
  const float *recorded = sample_buffer_data(samples);
  CHECK_NEAR(recorded[3 * 19], -1, 0);
  for (int64_t n = 0; n < 40; n++) {
    CHECK_NEAR(recorded[3 * (20 + n)], ramp_input(1 + n, 2), 0);
    CHECK_NEAR(recorded[3 * (20 + n) + 1], ramp_input(1 + n, 0), 0);
    CHECK_NEAR(recorded[3 * (20 + n) + 2], ramp_input(1 + n, 0), 0);
  }
  CHECK_NEAR(recorded[3 * 60], -1, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void after_a_player_accepted_before_it(void) {
  struct rig rig = rig_begin(2, 2);
  rig.input = ramp_input;
  struct sample_buffer *samples = rig_level(2, 64, -1);
  rig_schedule(&rig, play(samples, at_frame(0)));
  rig_schedule(&rig, record(samples, at_frame(0)));
  rig_block(&rig, 64);
  for (int64_t n = 0; n < 64; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), -1, 0);
    CHECK_NEAR(sample_buffer_data(samples)[2 * n], ramp_input(n, 0), 0);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void a_full_ring_overflows(void) {
  struct rig rig = rig_begin(1, 0);
  rig.input = ramp_input;
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 128, NULL, NULL);
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(0)));
  rig_process(&rig, 96, 48);
  CHECK_EQUAL(rig_account(recorder).min_fill_frames, 80);
  rig_process(&rig, 96, 48);
  float recorded[200];
  CHECK_EQUAL(ring_buffer_read(ring, recorded, 200), 128);
  for (int64_t n = 0; n < 128; n++) {
    CHECK_NEAR(recorded[n], ramp_input(n, 0), 0);
  }
  const struct action_account account = rig_account(recorder);
  CHECK_EQUAL(account.outcome, OUTCOME_OVERFLOWED);
  CHECK_EQUAL(account.done_frames, 128);
  CHECK_EQUAL(account.total_frames, -1);
  CHECK_EQUAL(account.stats.blocks, 3);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void a_drained_ring_goes_on(void) {
  struct rig rig = rig_begin(2, 0);
  rig.input = ramp_input;
  struct ring_buffer *ring = ring_buffer_create(2 * sizeof(float), 128, NULL, NULL);
  struct action_request request = record_ring(ring, at_frame(5));
  request.length_frames = 1000;
  struct action *recorder = rig_schedule(&rig, request);
  int64_t n = 0;
  for (int block = 0; block < 20; block++) {
    rig_block(&rig, 60);
    float recorded[256];
    const size_t count = ring_buffer_read(ring, recorded, 128);
    for (size_t k = 0; k < count; k++, n++) {
      CHECK_NEAR(recorded[2 * k], ramp_input(5 + n, 0), 0);
      CHECK_NEAR(recorded[2 * k + 1], ramp_input(5 + n, 1), 0);
    }
  }
  CHECK_EQUAL(n, 1000);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_COMPLETED);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void plays_a_ring_until_it_ends(void) {
  struct rig rig = rig_begin(0, 1);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 256, NULL, NULL);
  float samples[200];
  for (int k = 0; k < 200; k++) {
    samples[k] = (float)(k + 1);
  }
  ring_buffer_write(ring, samples, 200);
  ring_buffer_set_ended(ring, true);
  struct action *player = rig_schedule(&rig, play_ring(ring, at_frame(10)));
  rig_process(&rig, 256, 64);
  for (int64_t n = 0; n < 256; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), n >= 10 && n < 210 ? n - 9 : 0, 0);
  }
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(player).done_frames, 200);
  CHECK_EQUAL(rig_account(player).stats.blocks, 4);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void an_empty_ring_starves(void) {
  struct rig rig = rig_begin(0, 1);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 256, NULL, NULL);
  const float samples[100] = {1};
  ring_buffer_write(ring, samples, 100);
  struct action *player = rig_schedule(&rig, play_ring(ring, at_frame(0)));
  rig_process(&rig, 256, 64);
  const struct action_account account = rig_account(player);
  CHECK_EQUAL(account.outcome, OUTCOME_STARVED);
  CHECK_EQUAL(account.done_frames, 100);
  CHECK_EQUAL(account.starved_frames, 0);
  CHECK_EQUAL(account.min_fill_frames, 36);
  ring_buffer_release(ring);
  rig_end(&rig);
}

/* Writes 64 frames, plays 128, writes the rest, plays on; returns what is heard at frame 128. */
static float heard_after_a_gap(bool skip, struct action_account *account) {
  struct rig rig = rig_begin(0, 1);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 512, NULL, NULL);
  float samples[300];
  for (int k = 0; k < 300; k++) {
    samples[k] = (float)(k + 1);
  }
  struct action_request request = play_ring(ring, at_frame(0));
  request.on_starve = skip ? STARVE_SKIP : STARVE_SILENCE;
  request.length_frames = 300;
  struct action *player = rig_schedule(&rig, request);
  ring_buffer_write(ring, samples, 64);
  rig_process(&rig, 128, 32);
  CHECK_EQUAL(rig_account(player).state, ACTION_ACTIVE);
  CHECK_EQUAL(rig_account(player).starved_frames, 64);
  ring_buffer_write(ring, samples + 64, 236);
  rig_process(&rig, 512, 32);
  *account = rig_account(player);
  const float heard = rig_heard(&rig, 128, 0);
  ring_buffer_release(ring);
  rig_end(&rig);
  return heard;
}

static void silence_when_starved(void) {
  struct action_account account;
  CHECK_NEAR(heard_after_a_gap(false, &account), 65, 0);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.done_frames, 300);
  CHECK_EQUAL(account.starved_frames, 64);
  CHECK_EQUAL(account.starved_gaps, 1);
}

static void skip_when_starved(void) {
  struct action_account account;
  CHECK_NEAR(heard_after_a_gap(true, &account), 129, 0);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.done_frames, 236);
  CHECK_EQUAL(account.starved_frames, 64);
  CHECK_EQUAL(account.starved_gaps, 1);
}

static void starving_before_the_last_frames(void) {
  const uint32_t blocks[] = {1, 5, 64};
  for (int b = 0; b < 3; b++) {
    struct rig rig = rig_begin(0, 1);
    struct ring_buffer *ring = ring_buffer_create(sizeof(float), 256, NULL, NULL);
    float samples[100];
    for (int k = 0; k < 100; k++) {
      samples[k] = (float)(k + 1);
    }
    struct action_request request = play_ring(ring, at_frame(0));
    request.length_frames = 100;
    request.on_starve = STARVE_SILENCE;
    struct action *player = rig_schedule(&rig, request);
    ring_buffer_write(ring, samples, 90);
    rig_process(&rig, 256, blocks[b]);
    CHECK_EQUAL(rig_account(player).starved_frames, 256 - 90);
    ring_buffer_write(ring, samples + 90, 10);
    rig_process(&rig, 64, blocks[b]);
    for (int64_t n = 0; n < 320; n++) {
      const double expected = n < 90 ? n + 1 : n < 256 ? 0 : n < 266 ? n - 165 : 0;
      CHECK_NEAR(rig_heard(&rig, n, 0), expected, 0);
    }
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(rig_account(player).done_frames, 100);
    ring_buffer_release(ring);
    rig_end(&rig);
  }
}

static void a_growing_buffer_is_silent_until_it_is_there(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = sample_buffer_create(1, 200, RIG_RATE, true, NULL);
  for (int k = 0; k < 200; k++) {
    sample_buffer_data(samples)[k] = (float)(k + 1);
  }
  struct action_request request = play(samples, at_frame(0));
  request.on_starve = STARVE_SKIP;
  struct action *player = rig_schedule(&rig, request);
  sample_buffer_set_ready_frames(samples, 50);
  rig_block(&rig, 64);
  CHECK_NEAR(rig_heard(&rig, 49, 0), 50, 0);
  CHECK_NEAR(rig_heard(&rig, 50, 0), 0, 0);
  rig_block(&rig, 36);
  sample_buffer_set_ready_frames(samples, 200);
  rig_process(&rig, 200, 64);
  CHECK_NEAR(rig_heard(&rig, 100, 0), 101, 0);
  CHECK_NEAR(rig_heard(&rig, 199, 0), 200, 0);
  CHECK_NEAR(rig_heard(&rig, 200, 0), 0, 0);
  CHECK_EQUAL(rig_account(player).done_frames, 150);
  CHECK_EQUAL(rig_account(player).starved_frames, 50);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void a_buffer_that_stopped_growing_starves(void) {
  for (int skips = 0; skips < 2; skips++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = sample_buffer_create(1, 200, RIG_RATE, true, NULL);
    struct action_request request = play(samples, at_frame(0));
    request.on_starve = skips == 1 ? STARVE_SKIP : STARVE_END;
    struct action *player = rig_schedule(&rig, request);
    sample_buffer_set_ready_frames(samples, 50);
    rig_block(&rig, 64);
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_NONE);
    sample_buffer_set_ready_frames(samples, 70);
    sample_buffer_end_growth(samples);
    rig_process(&rig, 400, 64);
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_STARVED);
    CHECK_EQUAL(rig_account(player).done_frames, skips != 0 ? 56 : 70);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

/* A player of 300 frames from a ring that holds 150 when its writer fails: from its start, or while
 * it waits in a gap. */
static void a_ring_that_failed_starves(void) {
  static const enum starve_policy policies[] = {STARVE_END, STARVE_SILENCE, STARVE_SKIP};
  for (int k = 0; k < 6; k++) {
    const bool fails_in_gap = k >= 3, is_empty = !fails_in_gap && k == 1;
    struct rig rig = rig_begin(0, 1);
    struct ring_buffer *ring = ring_buffer_create(sizeof(float), 256, NULL, NULL);
    const float samples[150] = {1};
    const int64_t there = is_empty ? 0 : 150;
    ring_buffer_write(ring, samples, (size_t)there);
    struct action_request request = play_ring(ring, at_frame(0));
    request.type = ACTION_PLAY_BUFFER;
    request.length_frames = 300;
    request.on_starve = policies[k % 3];
    struct action *player = rig_schedule(&rig, request);
    if (fails_in_gap) {
      rig_process(&rig, 256, 64);
    }
    ring_buffer_set_failed(ring);
    rig_process(&rig, 64 * 6, 64);
    CHECK_EQUAL(rig_account(player).outcome, OUTCOME_STARVED);
    CHECK_EQUAL(rig_account(player).done_frames, there);
    ring_buffer_release(ring);
    rig_end(&rig);
  }
}

static void a_streamed_buffer_plays_from_a_ring(void) {
  struct rig rig = rig_begin(0, 1);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 256, NULL, NULL);
  const float samples[100] = {7};
  ring_buffer_write(ring, samples, 100);
  struct action_request request = play_ring(ring, at_frame(3));
  request.type = ACTION_PLAY_BUFFER;
  request.length_frames = 80;
  struct action *player = rig_schedule(&rig, request);
  rig_process(&rig, 128, 64);
  CHECK_NEAR(rig_heard(&rig, 3, 0), 7, 0);
  CHECK_EQUAL(rig_account(player).type, ACTION_PLAY_BUFFER);
  CHECK_EQUAL(rig_account(player).done_frames, 80);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a recorder takes exactly the frames from its start on", starts_at_its_frame},
    {"a recorder copies through its channel map into its range", through_a_channel_map},
    {"a player reads its samples before a recorder with a larger id overwrites them",
     after_a_player_accepted_before_it},
    {"a full ring keeps what fitted and ends as overflowed", a_full_ring_overflows},
    {"a ring that is emptied in time loses nothing", a_drained_ring_goes_on},
    {"a ring that was marked ended plays to its last frame and completes",
     plays_a_ring_until_it_ends},
    {"a ring that runs empty ends as starved", an_empty_ring_starves},
    {"with 'silence' a starving player waits and counts the gap", silence_when_starved},
    {"a player that starves just before its end never writes in front of a block",
     starving_before_the_last_frames},
    {"with 'skip' a starving player stays in step", skip_when_starved},
    {"a growing buffer is silent where it is not filled yet",
     a_growing_buffer_is_silent_until_it_is_there},
    {"a player of a buffer whose decoder failed does not wait for it",
     a_buffer_that_stopped_growing_starves},
    {"a ring that failed starves its player, whatever it does in a gap",
     a_ring_that_failed_starves},
    {"a streamed buffer plays from its ring", a_streamed_buffer_plays_from_a_ring},
};

CHECK_MAIN(tests)
