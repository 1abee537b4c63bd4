/* Exactness on devices with invented times: whatever times they report, actions that are scheduled
 * together stay together to the frame. */
#include <stdlib.h>

#include "check.h"
#include "invented_device.h"
#include "mixer_rig.h"

/* A sanitizer's build takes twenty times as long. */
#ifdef RTMIXER_SANITIZED
enum { ONSETS = 20000 };
#else
enum { ONSETS = 1000000 };
#endif

static const struct invention inventions[] = {
    {.name = "ideal times", .epoch = 5},
    {.name = "jitter of 1 ms", .epoch = 5, .jitter = 1e-3},
    {.name = "drift of 300 ppm", .epoch = 5, .drift = 300e-6},
    {.name = "jitter and drift back", .epoch = 5, .jitter = 1e-3, .drift = -300e-6},
    {.name = "jumps of 3.7 s", .epoch = 5, .jitter = 1e-3, .jump = 3.7, .jump_every = 0.9},
    {.name = "jumps back", .epoch = 5, .jitter = 1e-3, .jump = -3600, .jump_every = 0.9},
    {.name = "dropouts", .epoch = 5, .drift = 300e-6, .jump = 1024 / 48000.0, .jump_every = 0.3},
    {.name = "time running backwards", .epoch = 5000, .trouble = TROUBLE_BACKWARDS},
    {.name = "zeros", .trouble = TROUBLE_ZEROS},
    {.name = "nonsense", .epoch = 5, .jitter = 1e-3, .trouble = TROUBLE_NONSENSE},
    {.name = "garbage in the unused direction", .epoch = 5, .trouble = TROUBLE_UNUSED_GARBAGE},
    {.name = "seconds since 1970", .epoch = 1.7e9, .jitter = 1e-3, .drift = 300e-6},
    {.name = "time standing still", .epoch = 5, .jitter = 1e-3, .trouble = TROUBLE_STALLS},
};
enum { INVENTIONS = sizeof(inventions) / sizeof(inventions[0]) };

/** A mixer with one output on such a device. */
struct bench {
  struct rig rig;
  struct invented_device device;
  float output[1024];
};

static void bench_begin(struct bench *bench, const struct invention *invention) {
  bench->rig = rig_begin(0, 1);
  bench->device = invented_device(invention);
}

/* One block of 1 to 1,024 frames; returns how many. */
static uint32_t bench_block(struct bench *bench) {
  const uint32_t frames = 1 + (uint32_t)(1024 * invented_random(&bench->device));
  struct block block = {.output = bench->output, .frame_count = frames};
  invented_device_block(&bench->device, &block);
  mixer_process(bench->rig.mixer, &block);
  return frames;
}

static void bench_process(struct bench *bench, double seconds) {
  const double end = (double)bench->device.frame + seconds * INVENTED_RATE;
  while ((double)bench->device.frame < end) {
    bench_block(bench);
  }
}

/* ---- a group of a million ---- */

/** The onsets of a group: sound k is one frame whose value is k + 1, `places[k]` frames from the
 * origin. */
struct onsets {
  struct sample_buffer *samples;
  int64_t *places;
  struct action_request *requests;
  struct action **actions;
};

static struct onsets onsets_create(struct bench *bench) {
  struct onsets onsets = {.samples = rig_count_up(1, ONSETS),
                          .places = calloc(ONSETS, sizeof(*onsets.places)),
                          .requests = calloc(ONSETS, sizeof(*onsets.requests)),
                          .actions = calloc(ONSETS, sizeof(*onsets.actions))};
  int64_t place = 0;
  for (int k = 0; k < ONSETS; k++) {
    const double part = invented_random(&bench->device);
    onsets.places[k] = place;
    /* Seconds and frames, mixed; seconds that are not quite whole frames. */
    onsets.requests[k] = play(
        onsets.samples,
        k % 2 == 0 ? at_frame(place) : at_seconds(((double)place + 0.9 * part - 0.45) / RIG_RATE));
    onsets.requests[k].offset_frames = k;
    onsets.requests[k].length_frames = 1;
    onsets.requests[k].belated = BELATED_DROP;
    place += 1 + (int64_t)(4 * part * part);
  }
  return onsets;
}

static void onsets_destroy(struct onsets *onsets) {
  for (int k = 0; k < ONSETS; k++) {
    action_release(onsets->actions[k]);
  }
  sample_buffer_release(onsets->samples);
  free(onsets->places);
  free(onsets->requests);
  free(onsets->actions);
}

/* Checks every frame of the group: it holds its onset, or silence. */
static void check_onsets(struct bench *bench, const struct onsets *onsets) {
  int64_t origin = -1;
  int heard = 0;
  while (heard < ONSETS) {
    const int64_t first = bench->device.frame;
    const uint32_t frames = bench_block(bench);
    for (uint32_t k = 0; k < frames; k++) {
      const int64_t frame = first + k;
      if (origin < 0 && bench->output[k] != 0) {
        origin = frame;
      }
      const bool is_onset =
          origin >= 0 && heard < ONSETS && onsets->places[heard] == frame - origin;
      heard += is_onset;
      if (bench->output[k] != (is_onset ? (float)heard : 0)) {
        CHECK_FAIL("%s: frame %lld holds %g, after %d onsets", bench->device.invention->name,
                   (long long)frame, (double)bench->output[k], heard);
      }
    }
    CHECK(origin >= 0 || bench->device.frame < 48000 * 20);
  }
  CHECK_EQUAL(rig_account(onsets->actions[0]).actual_frame, origin);
  CHECK_EQUAL(rig_account(onsets->actions[0]).requested_frame, origin);
}

static void every_onset_of_a_group_is_in_its_place(void) {
  for (int k = 0; k < INVENTIONS; k++) {
    static struct bench bench;
    struct clock_map map;
    struct failure failure;
    bench_begin(&bench, &inventions[k]);
    struct onsets onsets = onsets_create(&bench);
    /* Every other group is scheduled before the first block. */
    bench_process(&bench, k % 2 == 0 ? 2 : 0);
    mixer_clock_map(bench.rig.mixer, &map);
    const double now = map.valid ? map.dac_time : inventions[k].epoch;
    const struct group_origin origin = {.grouped = true, .start = at_seconds(now + 0.2)};
    CHECK(mixer_schedule(bench.rig.mixer, onsets.requests, ONSETS, &origin, &map, onsets.actions,
                         &failure));
    check_onsets(&bench, &onsets);
    CHECK_EQUAL(rig_collect(&bench.rig), ONSETS);
    onsets_destroy(&onsets);
    rig_end(&bench.rig);
  }
}

/* ---- back to back ---- */

enum { CLIP_FRAMES = 480 };

/* Clips scheduled one by one in seconds of device time, with one map, as in one JavaScript turn. */
static void check_joins(const struct invention *invention, int clips, double wait) {
  static struct bench bench;
  struct action *actions[2000];
  struct clock_map map;
  bench_begin(&bench, invention);
  struct sample_buffer *samples = rig_level(1, CLIP_FRAMES, 1);
  bench_process(&bench, wait);
  mixer_clock_map(bench.rig.mixer, &map);
  const double begin = (map.valid ? map.dac_time : invention->epoch) + 0.2;
  for (int k = 0; k < clips; k++) {
    struct action_request request = play(samples, at_seconds(begin + k * CLIP_FRAMES / RIG_RATE));
    request.belated = BELATED_DROP;
    CHECK(mixer_schedule(bench.rig.mixer, &request, 1, NULL, &map, &actions[k], NULL));
  }
  /* Where the times of the first block are nonsense, second 5 counts from the start. */
  bench_process(&bench, 6 + clips * CLIP_FRAMES / RIG_RATE);
  int joins = 0;
  for (int k = 0; k < clips; k++) {
    const struct action_account account = rig_account(actions[k]);
    CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
    joins +=
        k > 0 && account.actual_frame == rig_account(actions[k - 1]).actual_frame + CLIP_FRAMES;
  }
  if (joins != clips - 1) {
    CHECK_FAIL("%s: %d of %d joins", invention->name, joins, clips - 1);
  }
  for (int k = 0; k < clips; k++) {
    action_release(actions[k]);
  }
  sample_buffer_release(samples);
  rig_end(&bench.rig);
}

static void clips_back_to_back_join(void) {
  for (int k = 0; k < INVENTIONS; k++) {
    check_joins(&inventions[k], 200, 0);
    check_joins(&inventions[k], 200, 2);
    check_joins(&inventions[k], 2000, 7);
  }
}

/* ---- starts do not bunch ---- */

/* Each clip is scheduled on its own, a second ahead by the newest map, while the clock jumps and
 * stalls: a clip may be off by the error of the clock, but no block starts several. */
static void starts_do_not_bunch(void) {
  enum { CLIPS = 400, SPACING = 4800 };
  for (int k = 0; k < INVENTIONS; k++) {
    static struct bench bench;
    struct action *actions[CLIPS];
    int64_t begun[CLIPS];
    bench_begin(&bench, &inventions[k]);
    struct sample_buffer *samples = rig_level(1, 1, 1);
    bench_process(&bench, 0.1);
    for (int n = 0; n < CLIPS; n++) {
      struct clock_map map;
      mixer_clock_map(bench.rig.mixer, &map);
      struct action_request request = play(samples, at_seconds(map.dac_time + 1));
      CHECK(mixer_schedule(bench.rig.mixer, &request, 1, NULL, &map, &actions[n], NULL));
      bench_process(&bench, SPACING / RIG_RATE);
    }
    bench_process(&bench, 2);
    for (int n = 0; n < CLIPS; n++) {
      begun[n] = rig_account(actions[n]).actual_frame;
      CHECK_EQUAL(rig_account(actions[n]).outcome, OUTCOME_COMPLETED);
      /* They were scheduled one block and SPACING frames apart, plus or minus the slew of a map. */
      CHECK(n == 0 || llabs(begun[n] - begun[n - 1] - SPACING) <= 1024 + 96);
      action_release(actions[n]);
    }
    sample_buffer_release(samples);
    rig_end(&bench.rig);
  }
}

static const struct check_test tests[] = {
    {"every onset of a large group is in its place, whatever times the device reports",
     every_onset_of_a_group_is_in_its_place},
    {"clips back to back join, 199 of 199 and 1,999 of 1,999", clips_back_to_back_join},
    {"starts never bunch, however the clock jumps or stalls", starts_do_not_bunch},
};

CHECK_MAIN(tests)
