/* setLoop: which sample sounds at which frame when the loop of a player is moved or left. */
#include <stdlib.h>

#include "check.h"
#include "mixer/schedule/request_check.h"
#include "mixer_rig.h"

enum { SOURCE = 300, HEARD = 3000, CHANGES = 6 };

static uint32_t seed;

static int64_t dice(int64_t below) {
  seed = seed * 1664525u + 1013904223u;
  return (int64_t)(((uint64_t)(seed >> 8) * (uint64_t)below) >> 24);
}

static const struct loop_request no_loop;

/* ---- a model, frame by frame ---- */

struct model {
  struct loop_request loop;
  int64_t passes, at, end; /* frames of the source */
};

static void change_model(struct model *model, const struct loop_request *loop) {
  model->loop = *loop;
  model->passes = 1;
  if (loop->times != 0 && model->at >= loop->end_frame) {
    model->at = loop->start_frame;
  }
}

/* The frame of the source that sounds; -1 = the sound is over. */
static int64_t next_of(struct model *model) {
  const struct loop_request *loop = &model->loop;
  if (model->at >= model->end) {
    return -1;
  }
  const int64_t frame = model->at++;
  if (loop->times != 0 && model->at == loop->end_frame &&
      (loop->times == LOOP_ENDLESS || model->passes < loop->times)) {
    model->at = loop->start_frame;
    model->passes++;
  }
  return frame;
}

static struct loop_request dice_loop(int64_t end) {
  const int64_t start_frame = dice(end);
  const int64_t frames = 1 + dice(dice(2) != 0 ? end - start_frame : 4);
  const int64_t end_frame = start_frame + frames > end ? end : start_frame + frames;
  return (struct loop_request){start_frame, end_frame, dice(4) == 0 ? LOOP_ENDLESS : 1 + dice(9),
                               0};
}

struct scene {
  struct action_request request;
  int64_t start;
  struct loop_request loops[CHANGES];
  int64_t frames[CHANGES]; /* ascending */
};

static struct scene dice_scene(struct sample_buffer *samples) {
  struct scene scene = {.request = play(samples, asap()), .start = dice(100)};
  scene.request.offset_frames = dice(SOURCE);
  scene.request.length_frames = 1 + dice(SOURCE - scene.request.offset_frames);
  const int64_t end = scene.request.offset_frames + scene.request.length_frames;
  do {
    scene.request.loop = dice_loop(end);
  } while (scene.request.offset_frames >= scene.request.loop.end_frame);
  scene.request.start = at_frame(scene.start);
  for (int k = 0; k < CHANGES; k++) {
    scene.loops[k] = dice(4) == 0 ? no_loop : dice_loop(end);
    scene.frames[k] = (k == 0 ? dice(200) : scene.frames[k - 1]) + dice(3) * dice(300);
  }
  return scene;
}

/* A change of what has ended finds nothing; one before the start changes the beginning. */
static void check_scene(const struct rig *rig, const struct scene *scene,
                        const struct action *player, struct action *const *changes) {
  struct model model = {.loop = scene->request.loop,
                        .passes = 1,
                        .at = scene->request.offset_frames,
                        .end = scene->request.offset_frames + scene->request.length_frames};
  int changed = 0;
  int64_t done = 0;
  bool is_over = false;
  for (int64_t n = 0; n < HEARD; n++) {
    for (; changed < CHANGES && scene->frames[changed] <= n; changed++) {
      CHECK_EQUAL(rig_account(changes[changed]).target_found, !is_over);
      change_model(&model, &scene->loops[changed]);
    }
    const int64_t frame = n < scene->start || is_over ? -1 : next_of(&model);
    CHECK_NEAR(rig_heard(rig, n, 1), frame < 0 ? 0 : (double)frame + 1.25, 0);
    done += frame >= 0;
    is_over |= n >= scene->start && model.at >= model.end;
  }
  const struct action_account account = rig_account(player);
  CHECK_EQUAL(account.state, is_over ? ACTION_FINISHED : ACTION_ACTIVE);
  CHECK_EQUAL(account.done_frames, is_over ? done : rig->frame - scene->start);
  if (is_over) {
    CHECK_EQUAL(account.total_frames, done);
  }
}

static void sound_like_the_model_in_any_blocks(void) {
  struct sample_buffer *samples = rig_count_up(2, SOURCE);
  for (uint32_t round = 0; round < 400; round++) {
    seed = round + 1;
    struct rig rig = rig_begin(0, 2);
    const struct scene scene = dice_scene(samples);
    const int64_t largest = 1 + dice(dice(2) != 0 ? 1200 : 6);
    struct action *player = rig_schedule(&rig, scene.request), *changes[CHANGES];
    for (int k = 0; k < CHANGES; k++) {
      changes[k] = rig_schedule(&rig, set_loop(player, scene.loops[k], at_frame(scene.frames[k])));
    }
    while (rig.frame < HEARD) {
      rig_block(&rig, (uint32_t)(1 + dice(largest)));
    }
    check_scene(&rig, &scene, player, changes);
    CHECK_EQUAL(rig_collect(&rig), CHANGES + (rig_account(player).state == ACTION_FINISHED));
    rig_end(&rig);
  }
  sample_buffer_release(samples);
}

/* ---- ends that follow from the sound ---- */

static void take_the_ends_of_the_sound_that_are_left_out(void) {
  const uint32_t ends[] = {ROW_LOOP_FROM_OFFSET | ROW_LOOP_TO_END, ROW_LOOP_TO_END,
                           ROW_LOOP_FROM_OFFSET | ROW_LOOP_OF_LENGTH};
  const int64_t expected[][2] = {{10, 60}, {20, 60}, {10, 15}};
  for (int k = 0; k < 3; k++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = rig_count_up(1, 100);
    struct action_request request = play(samples, at_frame(0));
    request.offset_frames = 10;
    request.length_frames = 50;
    request.loop = (struct loop_request){10, 12, LOOP_ENDLESS, 0};
    struct action *player = rig_schedule(&rig, request);
    request = set_loop(player, (struct loop_request){k == 1 ? 20 : 0, k == 2 ? 5 : 1000, 5, 0},
                       at_frame(101));
    request.row_loop = ends[k];
    rig_schedule(&rig, request);
    rig_process(&rig, 640, 64);
    /* Frame 11 of the samples is next. */
    const int64_t first = expected[k][0], end = expected[k][1];
    for (int64_t n = 0; n < 2 * (end - first); n++) {
      const int64_t frame = n < end - 11 ? 11 + n : first + (n - (end - 11)) % (end - first);
      CHECK_NEAR(rig_heard(&rig, 101 + n, 0), (double)frame + 1, 0);
    }
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

/* ---- what else a player does ---- */

static void keep_a_player_in_step_while_its_samples_are_filled(void) {
  for (int policy = STARVE_END; policy <= STARVE_SKIP; policy++) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *samples = sample_buffer_create(1, 100, RIG_RATE, true, NULL);
    for (int64_t k = 0; k < 100; k++) {
      sample_buffer_data(samples)[k] = (float)k + 1;
    }
    struct action_request request = play(samples, at_frame(0));
    request.on_starve = (enum starve_policy)policy;
    request.loop = (struct loop_request){0, 100, LOOP_ENDLESS, 0};
    sample_buffer_set_ready_frames(samples, 20);
    struct action *player = rig_schedule(&rig, request);
    rig_schedule(&rig, set_loop(player, (struct loop_request){5, 15, 3, 0}, at_frame(37)));
    rig_process(&rig, 16, 16);
    rig_process(&rig, 48, 48);
    /* It was at frame 20, or would have been at 37: both are beyond the new end. */
    CHECK_NEAR(rig_heard(&rig, 19, 0), 20, 0);
    CHECK_NEAR(rig_heard(&rig, 36, 0), 0, 0);
    CHECK_NEAR(rig_heard(&rig, 37, 0), 6, 0);
    CHECK_NEAR(rig_heard(&rig, 46, 0), 15, 0);
    CHECK_NEAR(rig_heard(&rig, 47, 0), 6, 0);
    const int64_t in_step = policy == STARVE_SKIP ? 37 : 20;
    CHECK_EQUAL(rig_account(player).total_frames, in_step + 95 + 20);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void move_a_fade_out_with_the_end(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action_request request = play(samples, at_frame(0));
  request.fade_out.frames = 10;
  request.loop = (struct loop_request){0, 100, 3, 0};
  struct action *player = rig_schedule(&rig, request);
  rig_schedule(&rig, set_loop(player, no_loop, at_frame(110)));
  rig_process(&rig, 400, 64);
  CHECK_EQUAL(rig_account(player).total_frames, 200);
  CHECK_EQUAL(rig_account(player).done_frames, 200);
  CHECK_NEAR(rig_heard(&rig, 189, 0), 1, 0);
  CHECK_NEAR(rig_heard(&rig, 195, 0), 0.5, 1e-6);
  CHECK_NEAR(rig_heard(&rig, 200, 0), 0, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void let_a_chain_go_on_at_the_new_end(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 100, 1);
  struct action_request request = play(samples, at_frame(0));
  request.loop = (struct loop_request){20, 60, LOOP_ENDLESS, 0};
  struct action *head = rig_schedule(&rig, request);
  struct action *looped = rig_schedule(&rig, after(head, request));
  struct action *last = rig_schedule(&rig, after(looped, play(samples, asap())));
  rig_schedule(&rig, set_loop(looped, no_loop, at_frame(30)));
  rig_schedule(&rig, set_loop(head, no_loop, at_frame(130)));
  rig_process(&rig, 600, 64);
  CHECK_EQUAL(rig_account(looped).actual_frame, 180); /* head was at 50 of its samples */
  CHECK_EQUAL(rig_account(looped).total_frames, 100);
  CHECK_EQUAL(rig_account(last).actual_frame, 280);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_a_trimmed_start_count_what_was_missed(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_count_up(1, 100);
  rig_process(&rig, 64, 64);
  struct action_request request = play(samples, at_frame(34));
  request.belated = BELATED_TRIM;
  request.loop = (struct loop_request){0, 20, LOOP_ENDLESS, 0};
  struct action *player = rig_schedule(&rig, request);
  rig_schedule(&rig, set_loop(player, no_loop, at_frame(70)));
  rig_process(&rig, 256, 64);
  /* Of the loop of 20 frames 30 were missed. */
  CHECK_NEAR(rig_heard(&rig, 64, 0), 11, 0);
  CHECK_NEAR(rig_heard(&rig, 84, 0), 31, 0);
  CHECK_EQUAL(rig_account(player).total_frames, 36 + 84);
  CHECK_EQUAL(rig_account(player).outcome, OUTCOME_COMPLETED);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void of_what_is_over_change_nothing(void) {
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct action_request request = play(samples, at_frame(0));
  request.loop = (struct loop_request){0, 50, 2, 0};
  struct action *player = rig_schedule(&rig, request);
  struct action *without = rig_schedule(&rig, play(samples, at_frame(0)));
  struct action *late = rig_schedule(&rig, set_loop(player, no_loop, at_frame(100)));
  rig_process(&rig, 128, 64);
  const struct loop_request loop = {0, 1000, LOOP_ENDLESS, 0};
  struct action *later = rig_schedule(&rig, set_loop(player, loop, asap()));
  struct action *other = rig_schedule(&rig, set_loop(without, loop, asap()));
  rig_process(&rig, 64, 64);
  CHECK_EQUAL(rig_account(player).total_frames, 100);
  CHECK_EQUAL(rig_account(late).outcome, OUTCOME_COMPLETED);
  CHECK(!rig_account(late).target_found);
  CHECK(!rig_account(later).target_found);
  CHECK(!rig_account(other).target_found);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* ---- refusals ---- */

static void check_refused(struct rig *rig, struct action *target, struct loop_request loop,
                          uint32_t row_loop) {
  struct action_request request = set_loop(target, loop, asap());
  struct action *none = NULL;
  struct failure failure;
  request.row_loop = row_loop;
  CHECK(!mixer_schedule(rig->mixer, &request, 1, NULL, NULL, &none, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
}

static void that_cannot_be_are_refused(void) {
  struct rig rig = rig_begin(1, 1);
  struct sample_buffer *samples = rig_level(1, 50, 1);
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 64, NULL, NULL);
  const struct loop_request loop = {10, 20, 3, 0};
  struct action_request request = play(samples, at_frame(100));
  request.offset_frames = 5;
  request.length_frames = 40;
  struct action *without = rig_schedule(&rig, request);
  request.fade_in.frames = 10;
  struct action *faded = rig_schedule(&rig, request);
  request.loop = loop;
  struct action *player = rig_schedule(&rig, request);
  request.fade_out.frames = 10;
  struct action *with_end = rig_schedule(&rig, request);
  check_refused(&rig, NULL, loop, 0);
  check_refused(&rig, without, loop, 0);
  check_refused(&rig, without, no_loop, 0);
  check_refused(&rig, faded, loop, 0);
  check_refused(&rig, rig_schedule(&rig, play_ring(ring, at_frame(100))), loop, 0);
  check_refused(&rig, rig_schedule(&rig, record(samples, at_frame(100))), no_loop, 0);
  check_refused(&rig, rig_schedule(&rig, set_loop(player, no_loop, at_frame(90))), no_loop, 0);
  check_refused(&rig, with_end, (struct loop_request){10, 20, LOOP_ENDLESS, 0}, 0);
  check_refused(&rig, player, (struct loop_request){-1, 20, 3, 0}, 0);
  check_refused(&rig, player, (struct loop_request){20, 20, 3, 0}, 0);
  check_refused(&rig, player, (struct loop_request){20, 46, 3, 0}, 0);
  check_refused(&rig, player, (struct loop_request){45, 100, 3, 0}, ROW_LOOP_TO_END);
  check_refused(&rig, player, (struct loop_request){0, 41, 3, 0},
                ROW_LOOP_FROM_OFFSET | ROW_LOOP_OF_LENGTH);
  check_refused(&rig, player, (struct loop_request){0, INT64_MAX, 3, 0},
                ROW_LOOP_FROM_OFFSET | ROW_LOOP_OF_LENGTH);
  check_refused(&rig, player, (struct loop_request){INT64_MIN, INT64_MAX, 3, 0},
                ROW_LOOP_OF_LENGTH);
  check_refused(&rig, player, (struct loop_request){10, 20, -2, 0}, 0);
  check_refused(&rig, player, (struct loop_request){10, 20, FARTHEST_REQUEST_FRAMES, 0}, 0);
  ring_buffer_release(ring);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static const struct check_test tests[] = {
    {"400 loops that are moved and left sound like the model, in any blocks",
     sound_like_the_model_in_any_blocks},
    {"ends of a new loop that are left out are those of the sound",
     take_the_ends_of_the_sound_that_are_left_out},
    {"a new loop keeps a player in step while its samples are filled",
     keep_a_player_in_step_while_its_samples_are_filled},
    {"a fade out moves with the end", move_a_fade_out_with_the_end},
    {"a chain goes on at the new end", let_a_chain_go_on_at_the_new_end},
    {"a new loop of a trimmed start counts what was missed",
     of_a_trimmed_start_count_what_was_missed},
    {"a new loop of what is over changes nothing, and says so", of_what_is_over_change_nothing},
    {"impossible loops are refused without a leak", that_cannot_be_are_refused},
};

CHECK_MAIN(tests)
