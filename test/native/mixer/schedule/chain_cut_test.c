/* What is asked for after a link that was cancelled with its chain. */
#include "check.h"
#include "mixer/mixer_state.h"
#include "mixer/schedule/schedule_batch.h"
#include "mixer_rig.h"

static struct action_request with_gap(int64_t frames, struct action_request request) {
  request.gap_frames = frames;
  return request;
}

static void cut_after(struct rig *rig, struct action *target, int64_t fade_frames) {
  struct action_request stop = cancel(target, asap());
  stop.cuts_chain = true;
  stop.fade.frames = fade_frames;
  rig_schedule(rig, stop);
}

static void begins_after_the_link_that_sounds(void) {
  const uint32_t blocks[] = {1, 7, 64, 512};
  for (int b = 0; b < 4; b++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_level(1, 2000, 1);
    struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
    struct action *second = rig_schedule(&rig, after(head, play(samples, asap())));
    struct action *third = rig_schedule(&rig, after(second, play(samples, asap())));
    struct action *fourth = rig_schedule(&rig, after(third, play(samples, asap())));
    rig_block(&rig, blocks[b]);
    cut_after(&rig, second, 0);
    rig_block(&rig, blocks[b]);
    CHECK_EQUAL(rig_account(fourth).outcome, OUTCOME_CANCELLED_BEFORE_START);
    struct action *last = rig_schedule(&rig, after(fourth, play(samples, asap())));
    struct action *other = rig_schedule(&rig, after(third, play(samples, asap())));
    rig_process(&rig, 4500, blocks[b]);
    CHECK_EQUAL(rig_account(head).done_frames, 2000);
    CHECK_EQUAL(rig_account(last).actual_frame, 2000);
    CHECK_EQUAL(rig_account(other).actual_frame, 2000);
    CHECK_EQUAL(rig_account(last).requested_frame, 2000);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

/* Also after a fade, and of links that had been cancelled before. */
static void keeps_all_gaps_between(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *second = rig_schedule(&rig, with_gap(5, after(head, play(samples, asap()))));
  struct action *third = rig_schedule(&rig, with_gap(20, after(second, play(samples, asap()))));
  struct action *fourth = rig_schedule(&rig, with_gap(300, after(third, play(samples, asap()))));
  rig_schedule(&rig, cancel(third, asap()));
  rig_process(&rig, 110, 10);
  cut_after(&rig, second, 30);
  rig_block(&rig, 10);
  CHECK_EQUAL(rig_account(fourth).outcome, OUTCOME_CANCELLED_BEFORE_START);
  struct action *waiting = rig_schedule(&rig, with_gap(1, after(fourth, play(samples, asap()))));
  rig_process(&rig, 50, 10);
  CHECK_EQUAL(rig_account(second).done_frames, 35);
  struct action *late = rig_schedule(&rig, with_gap(2, after(fourth, play(samples, asap()))));
  rig_process(&rig, 600, 64);
  CHECK_EQUAL(rig_account(waiting).actual_frame, 140 + 20 + 300 + 1);
  CHECK_EQUAL(rig_account(late).actual_frame, 140 + 20 + 300 + 2);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- while the batch is made ---- */

enum { ROWS = 3 };

struct race {
  struct rig *rig;
  struct action *target; /* what is cut */
  struct action_request rows[ROWS];
  struct action *actions[ROWS];
};

static const struct action_request *read_row(void *context, size_t k, struct failure *failure) {
  (void)failure;
  return &((const struct race *)context)->rows[k];
}

/* Once all rows are there, a block carries the cancel out. */
static void take_row(void *context, size_t k, struct action *action) {
  struct race *race = context;
  race->actions[k] = action_retain(action);
  if (k == ROWS - 1) {
    cut_after(race->rig, race->target, 0);
    rig_block(race->rig, 64);
  }
}

static void hangs_there_too_if_it_is_cut_meanwhile(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 1000, 1);
  struct action *head = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *second = rig_schedule(&rig, after(head, play(samples, asap())));
  struct action *third = rig_schedule(&rig, with_gap(7, after(second, play(samples, asap()))));
  rig_block(&rig, 64);
  struct race race = {.rig = &rig, .target = second};
  for (int64_t k = 0; k < ROWS; k++) {
    race.rows[k] = with_gap(k, after(third, play(samples, asap())));
  }
  const struct batch_source source = {
      .word = "Row", .context = &race, .read = read_row, .take = take_row};
  CHECK(schedule_batch(rig.mixer, &source, ROWS, NULL, NULL, NULL));
  rig_process(&rig, 2500, 64);
  for (int64_t k = 0; k < ROWS; k++) {
    CHECK_EQUAL(rig_account(race.actions[k]).actual_frame, 1007 + k);
    action_release(race.actions[k]);
  }
  CHECK_EQUAL(rig_collect(&rig), 4 + ROWS);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- memory ---- */

/* Each link is given back at once; the next ones are asked for after the newest that was cut. */
static void needs_no_link_that_its_caller_keeps(void) {
  enum { ROUNDS = 50, LINKS = 30 };
  struct failure failure;
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 10, 1);
  const struct action_request endless = play(rig_level(1, 100000, 1), at_frame(0));
  struct action *last = NULL, *first = NULL;
  CHECK(mixer_schedule(rig.mixer, &endless, 1, NULL, NULL, &last, &failure));
  sample_buffer_release(endless.samples);
  for (int round = 0; round < ROUNDS; round++) {
    for (int k = 0; k < LINKS; k++) {
      const struct action_request request = after(last, play(samples, asap()));
      struct action *next;
      CHECK(mixer_schedule(rig.mixer, &request, 1, NULL, NULL, &next, &failure));
      first = k == 0 ? action_retain(next) : first;
      action_release(last);
      last = next;
    }
    cut_after(&rig, first, 0);
    rig_block(&rig, 64);
    CHECK_EQUAL(rig_account(last).outcome, OUTCOME_CANCELLED_BEFORE_START);
    rig_collect(&rig);
    action_release(first);
  }
  CHECK_EQUAL(rig_account(rig_schedule(&rig, after(last, play(samples, asap())))).outcome,
              OUTCOME_NONE);
  action_release(last);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"begins after the link that sounds, not at once", begins_after_the_link_that_sounds},
    {"keeps all gaps between the two, waiting or late", keeps_all_gaps_between},
    {"hangs on the same if the link is cut while its batch is made",
     hangs_there_too_if_it_is_cut_meanwhile},
    {"needs no link that its caller keeps", needs_no_link_that_its_caller_keeps},
};

CHECK_MAIN(tests)
