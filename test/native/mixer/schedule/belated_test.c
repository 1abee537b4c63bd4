/* What happens to actions whose frame has passed. */
#include "check.h"
#include "mixer_rig.h"

static struct action *late_by(struct rig *rig, struct sample_buffer *samples, int64_t late,
                              enum belated_policy policy) {
  struct action_request request = play(samples, at_frame(mixer_frame(rig->mixer) - late));
  request.belated = policy;
  return rig_schedule(rig, request);
}

static void is_dropped(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 100);
  rig_block(&rig, 64);
  struct action *player = late_by(&rig, samples, 1, BELATED_DROP);
  rig_process(&rig, 128, 64);
  for (int64_t n = 0; n < 192; n++) {
    CHECK_NEAR(rig_heard(&rig, n, 0), 0, 0);
  }
  const struct action_account account = rig_account(player);
  CHECK_EQUAL(account.outcome, OUTCOME_BELATED);
  CHECK_EQUAL(account.actual_frame, -1);
  CHECK_NEAR(account.actual_time, 0, 0);
  CHECK_EQUAL(account.requested_frame, 63);
  CHECK_EQUAL(account.stats.blocks, 0);
  CHECK_EQUAL(account.total_frames, 100);
  CHECK_EQUAL(rig_collect(&rig), 1);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void starts_from_its_beginning(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 100);
  rig_block(&rig, 64);
  struct action *player = late_by(&rig, samples, 30, BELATED_START);
  rig_process(&rig, 192, 64);
  CHECK_NEAR(rig_heard(&rig, 64, 0), 1, 0);
  CHECK_NEAR(rig_heard(&rig, 163, 0), 100, 0);
  const struct action_account account = rig_account(player);
  CHECK_EQUAL(account.requested_frame, 34);
  CHECK_EQUAL(account.actual_frame, 64);
  CHECK_EQUAL(account.done_frames, 100);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void is_trimmed(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 100);
  rig_block(&rig, 64);
  struct action *player = late_by(&rig, samples, 30, BELATED_TRIM);
  struct action *missed = late_by(&rig, samples, 100, BELATED_TRIM);
  rig_process(&rig, 192, 64);
  CHECK_NEAR(rig_heard(&rig, 64, 0), 31, 0);
  CHECK_NEAR(rig_heard(&rig, 133, 0), 100, 0);
  CHECK_NEAR(rig_heard(&rig, 134, 0), 0, 0);
  const struct action_account account = rig_account(player);
  CHECK_EQUAL(account.skipped_frames, 30);
  CHECK_EQUAL(account.done_frames, 70);
  CHECK_EQUAL(account.actual_frame, 64);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(missed).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(missed).skipped_frames, 100);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void a_trimmed_ring_drops_what_was_missed(void) {
  struct rig rig = rig_begin(0, 1);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 256, NULL, NULL);
  float samples[200];
  for (int k = 0; k < 200; k++) {
    samples[k] = (float)(k + 1);
  }
  ring_buffer_write(ring, samples, 200);
  ring_buffer_set_ended(ring, true);
  rig_block(&rig, 64);
  struct action_request request = play_ring(ring, at_frame(24));
  request.belated = BELATED_TRIM;
  struct action *player = rig_schedule(&rig, request);
  rig_process(&rig, 256, 64);
  CHECK_NEAR(rig_heard(&rig, 64, 0), 41, 0);
  CHECK_EQUAL(rig_account(player).done_frames, 160);
  CHECK_EQUAL(rig_account(player).skipped_frames, 40);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static float frame_number(int64_t frame, uint32_t channel) {
  (void)channel;
  return (float)frame;
}

static void a_trimmed_recording_lies_where_it_belongs(void) {
  struct rig rig = rig_begin(1, 0);
  rig.input = frame_number;
  struct sample_buffer *samples = rig_level(1, 100, 0);
  rig_block(&rig, 64);
  struct action_request request = record(samples, at_frame(44));
  request.belated = BELATED_TRIM;
  struct action *recorder = rig_schedule(&rig, request);
  rig_process(&rig, 192, 64);
  CHECK_NEAR(sample_buffer_data(samples)[19], 0, 0);
  CHECK_NEAR(sample_buffer_data(samples)[20], 64, 0);
  CHECK_NEAR(sample_buffer_data(samples)[99], 143, 0);
  CHECK_EQUAL(rig_account(recorder).done_frames, 80);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void half_a_frame_is_on_time(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 10);
  rig_block(&rig, 64);
  struct clock_map map;
  mixer_clock_map(rig.mixer, &map);
  const double next = map.dac_time + 64 / RIG_RATE;
  struct action_request request = play(samples, at_seconds(next - 0.4 / RIG_RATE));
  request.belated = BELATED_DROP;
  struct action *on_time = rig_schedule(&rig, request);
  request.start = at_seconds(next - 0.6 / RIG_RATE);
  struct action *late = rig_schedule(&rig, request);
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_account(on_time).actual_frame, 64);
  CHECK_EQUAL(rig_account(late).outcome, OUTCOME_BELATED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void nothing_piles_up_after_a_jump(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  struct action *players[50];
  rig_block(&rig, 64);
  for (int k = 0; k < 50; k++) {
    players[k] = rig_schedule(&rig, play(samples, at_frame(128 + 100 * k)));
  }
  rig_process(&rig, 640, 64);
  rig.late_seconds = 4.05;
  rig_process(&rig, 6400, 64);
  for (int64_t n = 0; n < rig.frame; n++) {
    CHECK(rig_heard(&rig, n, 0) <= 1);
  }
  for (int k = 0; k < 50; k++) {
    CHECK_EQUAL(rig_account(players[k]).actual_frame, 128 + 100 * k);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void a_late_command_acts_at_once_or_not_at_all(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *spared = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *stopped = rig_schedule(&rig, play(samples, at_frame(0)));
  rig_block(&rig, 64);
  struct action_request request = cancel(spared, at_frame(63));
  request.belated = BELATED_DROP;
  struct action *dropped = rig_schedule(&rig, request);
  struct action *done = rig_schedule(&rig, cancel(stopped, at_frame(63)));
  rig_block(&rig, 64);
  CHECK_EQUAL(rig_account(dropped).outcome, OUTCOME_BELATED);
  CHECK_EQUAL(rig_account(spared).state, ACTION_ACTIVE);
  CHECK_EQUAL(rig_account(done).actual_frame, 64);
  CHECK_EQUAL(rig_account(stopped).done_frames, 64);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* Two calls whose frames lie between each other's. */
static void late_commands_of_several_calls_act_in_order(void) {
  struct rig rig = rig_begin_with_buses(0, 1, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *player = rig_schedule(&rig, play(samples, at_frame(0)));
  rig_block(&rig, 64);
  const struct action_request around[] = {
      set_gain(player, 0.5f, 0, at_frame(10)), set_gain(player, 4, 0, at_frame(30)),
      set_bus(1, BUS_GAIN, 0.5f, 0, at_frame(10)), set_bus(1, BUS_GAIN, 4, 0, at_frame(30))};
  const struct action_request between[] = {set_gain(player, 2, 0, at_frame(20)),
                                           set_bus(1, BUS_GAIN, 2, 0, at_frame(20))};
  struct action *actions[6];
  struct failure failure;
  struct bus_state bus;
  CHECK(mixer_schedule(rig.mixer, around, 4, NULL, NULL, actions, &failure));
  CHECK(mixer_schedule(rig.mixer, between, 2, NULL, NULL, actions + 4, &failure));
  rig_block(&rig, 64);
  mixer_bus_state(rig.mixer, 1, &bus);
  CHECK_NEAR(rig_heard(&rig, 64, 0), 4, 0);
  CHECK_NEAR(bus.gain, 4, 0);
  for (int k = 0; k < 6; k++) {
    action_release(actions[k]);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"a belated action with allowBelated false is dropped", is_dropped},
    {"a belated action with allowBelated true starts at once from its beginning",
     starts_from_its_beginning},
    {"a trimmed belated action stays in step; one that would have ended is belated", is_trimmed},
    {"a trimmed player of a ring drops the missed frames", a_trimmed_ring_drops_what_was_missed},
    {"a trimmed recording leaves the missed frames silent",
     a_trimmed_recording_lies_where_it_belongs},
    {"less than half a frame late is on time", half_a_frame_is_on_time},
    {"after a jump of the clock no block starts a pile of actions", nothing_piles_up_after_a_jump},
    {"a belated command is carried out at once or, with allowBelated false, not at all",
     a_late_command_acts_at_once_or_not_at_all},
    {"belated commands of several calls are carried out in order of their frames",
     late_commands_of_several_calls_act_in_order},
};

CHECK_MAIN(tests)
