/* The fast path against the handler, which a meter makes render every block: the same bits and the
 * same account. */
#include "check.h"
#include "mixer_rig.h"

enum { PLAYERS = 24, FRAMES = 6000, LONGEST_SOUND = 4000, LONGEST_BLOCK = 700 };

static uint32_t random_below(uint32_t *seed, uint32_t limit) {
  *seed = *seed * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)*seed * limit) >> 32);
}

static struct action_request shaped(struct action_request request, uint32_t *seed) {
  const int64_t frames = sample_buffer_frames(request.samples);
  if (random_below(seed, 2) == 0) {
    const int64_t start = random_below(seed, (uint32_t)frames);
    request.loop = (struct loop_request){
        .start_frame = start,
        .end_frame = start + 1 + random_below(seed, (uint32_t)(frames - start)),
        .times = 1 + random_below(seed, 5),
        0};
  }
  if (random_below(seed, 2) == 0) {
    request.fade_in = (struct fade_shape){random_below(seed, 500), FADE_EQUAL_POWER};
    request.fade_out = (struct fade_shape){random_below(seed, 500), FADE_LINEAR};
  }
  return request;
}

/* Players that begin, end, loop, change their gain and are cancelled at random. */
static void schedule_all(struct rig *rig, struct sample_buffer **sounds, struct action **players,
                         uint32_t seed, bool is_metered) {
  for (int k = 0; k < PLAYERS; k++) {
    sounds[k] = rig_count_up(2, 1 + random_below(&seed, LONGEST_SOUND));
    struct action_request request = play(sounds[k], at_frame(random_below(&seed, FRAMES / 2)));
    request.gain = 0.5f + 0.01f * (float)k;
    request = k % 3 == 0 ? shaped(request, &seed) : request;
    players[k] = rig_schedule(rig, request);
    if (is_metered) {
      mixer_take_action_peak(players[k]);
    }
  }
  for (int k = 0; k < PLAYERS; k += 2) {
    const int64_t frame = random_below(&seed, FRAMES);
    const int64_t ramp_frames = random_below(&seed, 300);
    rig_schedule(rig, set_gain(players[k], 0.25f, ramp_frames, at_frame(frame)));
    if (k % 3 == 0) {
      struct action_request stop = cancel(players[k], at_frame(random_below(&seed, FRAMES)));
      stop.fade.frames = random_below(&seed, 300);
      rig_schedule(rig, stop);
    }
  }
}

static void check_same_account(const struct action *one, const struct action *other) {
  const struct action_account a = rig_account(one), b = rig_account(other);
  CHECK_EQUAL(a.outcome, b.outcome);
  CHECK_EQUAL(a.actual_frame, b.actual_frame);
  CHECK_EQUAL(a.done_frames, b.done_frames);
  CHECK_EQUAL(a.stats.blocks, b.stats.blocks);
  CHECK_EQUAL(a.stats.min_block_size, b.stats.min_block_size);
  CHECK_EQUAL(a.stats.max_block_size, b.stats.max_block_size);
}

static void check_seed(uint32_t seed) {
  struct rig rigs[2];
  struct sample_buffer *sounds[2][PLAYERS];
  struct action *players[2][PLAYERS];
  for (int way = 0; way < 2; way++) {
    uint32_t block_seed = seed;
    rigs[way] = rig_begin(0, 2);
    schedule_all(&rigs[way], sounds[way], players[way], seed, way == 1);
    while (rigs[way].frame < FRAMES) {
      rig_block(&rigs[way], 1 + random_below(&block_seed, LONGEST_BLOCK));
    }
  }
  for (int64_t frame = 0; frame < FRAMES; frame++) {
    for (uint32_t c = 0; c < 2; c++) {
      CHECK_NEAR(rig_heard(&rigs[0], frame, c), rig_heard(&rigs[1], frame, c), 0);
    }
  }
  for (int k = 0; k < PLAYERS; k++) {
    check_same_account(players[0][k], players[1][k]);
  }
  for (int way = 0; way < 2; way++) {
    rig_end(&rigs[way]);
    for (int k = 0; k < PLAYERS; k++) {
      sample_buffer_release(sounds[way][k]);
    }
  }
}

static void gives_the_same_as_the_handler(void) {
  for (uint32_t seed = 1; seed <= 50; seed++) {
    check_seed(seed);
  }
}

/* The player is on the fast path until its last block; its last frame is counted once. */
static void ends_on_its_last_frame(void) {
  for (int64_t frames = 64; frames <= 192; frames += 32) {
    struct rig rig = rig_begin(0, 1);
    struct sample_buffer *sound = rig_level(1, frames, 0.5f);
    struct action *player = rig_schedule(&rig, play(sound, at_frame(0)));
    rig_process(&rig, 256, 32);
    CHECK_NEAR(rig_heard(&rig, frames - 1, 0), 0.5, 0);
    CHECK_NEAR(rig_heard(&rig, frames, 0), 0, 0);
    const struct action_account account = rig_account(player);
    CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(account.done_frames, frames);
    CHECK_EQUAL(account.stats.blocks, frames / 32);
    sample_buffer_release(sound);
    rig_end(&rig);
  }
}

static const struct check_test tests[] = {
    {"the fast path gives the same bits and accounts as the handler",
     gives_the_same_as_the_handler},
    {"a player ends on its last frame, counted once", ends_on_its_last_frame},
};

CHECK_MAIN(tests)
