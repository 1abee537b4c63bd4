/* Any requests in any order, and any blocks: every accepted action ends exactly once with an
 * account that adds up, and no memory but the mixer's is touched.
 *
 * Each byte is a step: a batch of requests, a block, a turn of a ring buffer's other side, reading
 * an account, a collection, releasing a reference, the end of a stream and the start of the next
 * one.
 */
#include <math.h>

#include "fuzz_bytes.h"
#include "mixer/mixer.h"

enum { ACTIONS = 32, SOURCES = 4, RINGS = 3, BATCH = 5, BUSES = 3, LONGEST_BLOCK = 300 };

#define RATE 48000.0

/** One mixer and all that its control side holds. */
struct desk {
  struct fuzz_bytes bytes;
  struct mixer *mixer, *other;
  uint32_t inputs, outputs;
  struct sample_buffer *sources[SOURCES];
  struct ring_buffer *rings[RINGS];
  struct action *actions[ACTIONS]; /* references that the caller may release at any time */
  struct action *foreign;
  struct clock_map map; /* of some moment */
  double now;
  size_t accepted, collected;
  uint64_t last_id;
};

/* ---- odd values ---- */

/* 0 ... count - 1, and count itself in one case of many. */
static uint32_t seldom_odd(struct desk *desk, uint32_t count) {
  const uint32_t value = take_below(&desk->bytes, 256);
  return value == 255 ? count : value % count;
}

static double odd_seconds(struct desk *desk) {
  const double values[] = {NAN,  INFINITY, -INFINITY, 1e300, -1e300, 4e-310,
                           1e12, 0,        -1,        1.7e9, 1e-9,   3e10};
  const uint32_t which = take_below(&desk->bytes, 256);
  return which < 12 ? values[which] : desk->now + ((int)which - 50) * 0.0003;
}

static int64_t odd_frames(struct desk *desk) {
  const int64_t values[] = {INT64_MIN,        INT64_MAX,           -1,
                            INT64_C(1) << 52, -(INT64_C(1) << 51), INT64_C(1) << 40};
  const uint32_t which = take_below(&desk->bytes, 256);
  return which < 6 ? values[which] : (int64_t)which - 6;
}

static float odd_gain(struct desk *desk) {
  const float values[] = {1, 0.5f, 0, -1, 2, 1e-38f, NAN};
  return values[seldom_odd(desk, 6)];
}

static struct action_start odd_start(struct desk *desk) {
  const uint32_t kinds[] = {START_FRAME, START_FRAME, START_ASAP, START_SECONDS};
  const uint32_t kind = seldom_odd(desk, 4);
  struct action_start start = {.kind =
                                   kind < 4 ? (enum start_kind)kinds[kind] : (enum start_kind)7};
  if (start.kind == START_FRAME) {
    start.frame = mixer_frame(desk->mixer) + odd_frames(desk) / 2 - 8;
  } else if (start.kind == START_SECONDS) {
    start.seconds = odd_seconds(desk);
  }
  return start;
}

/* ---- requests ---- */

static struct action *odd_target(struct desk *desk) {
  const uint32_t which = take_below(&desk->bytes, ACTIONS + 8);
  return which < ACTIONS ? desk->actions[which] : which == ACTIONS ? desk->foreign : NULL;
}

static enum fade_curve odd_curve(struct desk *desk) {
  return (enum fade_curve)seldom_odd(desk, FADE_CURVE_COUNT);
}

/* After one of the actions, or another request of the batch, itself and later ones included. */
static void chain(struct desk *desk, struct action_request *request) {
  const uint32_t kind = take_below(&desk->bytes, 16);
  request->cuts_chain = (kind & 1) != 0;
  if (kind >= 6) {
    return;
  }
  request->start.kind = START_AFTER;
  request->gap_frames = take_below(&desk->bytes, 2) == 0 ? 0 : odd_frames(desk);
  if (kind < 3) {
    request->after.action = odd_target(desk);
  } else if (kind < 5) {
    request->after.request = take_below(&desk->bytes, BATCH + 1);
  } else {
    request->after.ended_frame = odd_frames(desk);
    request->after.stream_number = take_below(&desk->bytes, 3);
  }
}

static void shape(struct desk *desk, struct action_request *request, uint32_t options) {
  if ((options & 16) != 0) {
    request->fade_in = (struct fade_shape){odd_frames(desk), odd_curve(desk)};
    request->fade_out = (struct fade_shape){odd_frames(desk), odd_curve(desk)};
  }
  if (request->type == ACTION_SET_LOOP) {
    request->row_loop = take_below(&desk->bytes, 8);
  }
  if ((options & 32) != 0) {
    const int64_t end = take_below(&desk->bytes, 60);
    const int64_t most[] = {1, 2, 3, 500, LOOP_ENDLESS, odd_frames(desk)};
    request->loop = (struct loop_request){take_below(&desk->bytes, (uint32_t)end + 2), end,
                                          most[take_below(&desk->bytes, 6)],
                                          take_below(&desk->bytes, 4) == 0 ? odd_frames(desk) : 0};
  }
  if (request->type == ACTION_SET_BUS || (options & 64) != 0) {
    request->bus = seldom_odd(desk, BUSES + 3);
    request->bus_changes = take_below(&desk->bytes, 512);
    request->pan = odd_gain(desk);
  }
}

static double odd_decibels(struct desk *desk) {
  const double values[] = {0, -6, 12, -90, -INFINITY, NAN, 1e9, odd_seconds(desk)};
  return values[take_below(&desk->bytes, 8)];
}

/* Of one call: requests point to them. */
struct tables {
  struct gain_point points[3];
  struct matrix_entry entries[2];
};

/* A gain line, a matrix and a piece, seldom. */
static void refine(struct desk *desk, struct action_request *request, struct tables *tables) {
  const uint32_t kind = take_below(&desk->bytes, 16);
  if ((kind & 9) == 1) {
    for (uint32_t k = 0; k < 3; k++) {
      tables->points[k] = (struct gain_point){
          take_below(&desk->bytes, 3) == 0 ? (double)odd_frames(desk) : 20.0 * k,
          odd_decibels(desk)};
    }
    request->gain_line = tables->points;
    request->gain_line_count = seldom_odd(desk, 3) + 1;
    request->gain_line_count = request->gain_line_count > 3 ? 0 : request->gain_line_count;
  }
  if ((kind & 10) == 2) {
    for (uint32_t k = 0; k < 2; k++) {
      tables->entries[k] = (struct matrix_entry){1 + seldom_odd(desk, 1), 1 + seldom_odd(desk, 1),
                                                 (double)odd_gain(desk)};
    }
    request->matrix = tables->entries;
    request->matrix_count = take_below(&desk->bytes, 3);
  }
  if ((kind & 12) == 4) {
    request->piece_from =
        take_below(&desk->bytes, 8) == 0 ? odd_frames(desk) : take_below(&desk->bytes, 40);
    request->piece_frames =
        take_below(&desk->bytes, 8) == 0 ? odd_frames(desk) : take_below(&desk->bytes, 40);
  }
}

static struct action_request odd_request(struct desk *desk, uint32_t *channels,
                                         struct tables *tables) {
  struct action_request request = {
      .type = (enum action_type)seldom_odd(desk, ACTION_TYPE_COUNT),
      .start = odd_start(desk),
      .belated = (enum belated_policy)seldom_odd(desk, BELATED_POLICY_COUNT),
      .length_frames = take_below(&desk->bytes, 2) == 0 ? -1 : odd_frames(desk),
      .on_starve = (enum starve_policy)(take_below(&desk->bytes, 2) + take_below(&desk->bytes, 2)),
      .gain = 1};
  const uint32_t options = take_below(&desk->bytes, 128);
  request.on_loss = (options & 20) == 20 ? LOSS_FILL : LOSS_MARK;
  if ((options & 1) != 0) {
    request.offset_frames = odd_frames(desk);
  }
  if ((options & 2) != 0) {
    request.gain = odd_gain(desk);
  }
  if ((options & 4) != 0) {
    request.ramp_frames = odd_frames(desk);
    request.fade.frames = odd_frames(desk);
    request.fade.curve = odd_curve(desk);
  }
  if ((options & 8) != 0) {
    request.channel_count = 1 + take_below(&desk->bytes, 2);
    for (uint32_t k = 0; k < 4; k++) {
      channels[k] = 1 + seldom_odd(desk, 2);
    }
    request.channel_numbers = channels;
  }
  shape(desk, &request, options);
  const bool wants_ring =
      request.type == ACTION_PLAY_RING_BUFFER || request.type == ACTION_RECORD_RING_BUFFER;
  const bool turned_round = take_below(&desk->bytes, 32) == 31;
  if (wants_ring != turned_round) {
    request.ring = desk->rings[seldom_odd(desk, RINGS - 1)];
  } else {
    request.samples = desk->sources[seldom_odd(desk, SOURCES - 1)];
  }
  request.target = odd_target(desk);
  refine(desk, &request, tables);
  chain(desk, &request);
  return request;
}

static void keep(struct desk *desk, struct action *action) {
  struct action_account account;
  struct action **place = &desk->actions[take_below(&desk->bytes, ACTIONS)];
  action_read(action, &account);
  FUZZ_CHECK(account.id > desk->last_id);
  desk->last_id = account.id;
  desk->accepted++;
  action_release(*place);
  *place = action;
}

static void schedule(struct desk *desk) {
  struct action_request requests[BATCH];
  uint32_t channels[BATCH][4];
  static struct tables tables[BATCH];
  struct action *actions[BATCH] = {NULL};
  struct failure failure = {0};
  const uint32_t most = take_below(&desk->bytes, 2 * BATCH);
  const size_t count = most < BATCH ? 1 : 1 + most - BATCH;
  const uint32_t options = take_below(&desk->bytes, 8);
  for (size_t k = 0; k < count; k++) {
    requests[k] = odd_request(desk, channels[k], &tables[k]);
  }
  struct group_origin origin = {.grouped = (options & 1) != 0};
  if (origin.grouped) {
    origin.start = odd_start(desk);
  }
  if ((options & 2) != 0) {
    mixer_clock_map(desk->mixer, &desk->map);
  }
  if (!mixer_schedule(desk->mixer, requests, count, &origin, (options & 4) != 0 ? &desk->map : NULL,
                      actions, &failure)) {
    const size_t length = strlen(failure.sentence);
    FUZZ_CHECK(failure.code != FAILURE_NONE && length > 0 && failure.sentence[length - 1] == '.');
    return;
  }
  for (size_t k = 0; k < count; k++) {
    keep(desk, actions[k]);
  }
}

/* ---- blocks ---- */

static void process(struct desk *desk) {
  const uint32_t kind = take_below(&desk->bytes, 8);
  const uint32_t frames = kind == 0 ? 0 : 1 + take_below(&desk->bytes, LONGEST_BLOCK);
  /* Of exactly that size, so that the sanitizer sees a single sample beyond it. */
  float *input = malloc((size_t)frames * desk->inputs * sizeof(float));
  float *output = malloc((size_t)frames * desk->outputs * sizeof(float));
  for (uint32_t k = 0; k < frames * desk->inputs; k++) {
    input[k] = (float)k / 1024;
  }
  for (uint32_t k = 0; k < frames * desk->outputs; k++) {
    output[k] = NAN;
  }
  const uint32_t flags = take_below(&desk->bytes, 64);
  const bool tells_losses = (flags & 32) != 0;
  const struct block block = {.input = desk->inputs > 0 && kind != 1 ? input : NULL,
                              .output = desk->outputs > 0 ? output : NULL,
                              .frame_count = frames,
                              .flags = flags,
                              .tells_losses = tells_losses,
                              .lost_input = tells_losses ? (int64_t)kind * frames / 2 : 0,
                              .lost_output = tells_losses ? (int64_t)(flags & 7) * frames / 4 : 0,
                              .current_time = kind == 2 ? odd_seconds(desk) : desk->now,
                              .input_adc_time = kind == 3 ? odd_seconds(desk) : desk->now - 0.005,
                              .output_dac_time = kind == 4 ? odd_seconds(desk) : desk->now + 0.01};
  mixer_process(desk->mixer, &block);
  desk->now += frames / RATE;
  for (uint32_t k = 0; k < frames * desk->outputs; k++) {
    FUZZ_CHECK(isfinite(output[k]));
  }
  free(input);
  free(output);
}

/* The other side of a ring buffer, of which the mixer may hold either. */
static void turn_ring(struct desk *desk) {
  static float samples[256];
  struct ring_buffer *ring = desk->rings[take_below(&desk->bytes, RINGS)];
  const size_t count = take_below(&desk->bytes, 64);
  switch (take_below(&desk->bytes, 5)) {
  case 0:
    ring_buffer_read(ring, samples, count);
    break;
  case 1:
    ring_buffer_set_ended(ring, count % 2 == 0);
    break;
  case 2:
    ring_buffer_flush(ring);
    break;
  default:
    memset(samples, 0, sizeof(samples));
    ring_buffer_write(ring, samples, count);
  }
}

/* ---- accounts ---- */

static void check_account(const struct action *action) {
  struct action_account account;
  action_read(action, &account);
  const int64_t moved = account.done_frames + account.skipped_frames;
  FUZZ_CHECK(account.state == ACTION_FINISHED && account.outcome != OUTCOME_NONE);
  FUZZ_CHECK(account.done_frames >= 0 && account.skipped_frames >= 0);
  FUZZ_CHECK(account.starved_frames >= 0 &&
             account.starved_gaps <= (uint64_t)account.starved_frames);
  FUZZ_CHECK(account.total_frames < 0 || moved <= account.total_frames);
  const bool never_began =
      account.outcome == OUTCOME_BELATED || account.outcome == OUTCOME_CANCELLED_BEFORE_START;
  FUZZ_CHECK(!never_began || (account.actual_frame < 0 && account.done_frames == 0));
  FUZZ_CHECK(account.outcome != OUTCOME_COMPLETED || account.actual_frame >= 0);
}

static size_t collect(struct desk *desk, size_t capacity) {
  struct action *finished[64];
  const size_t count = mixer_collect(desk->mixer, finished, capacity);
  for (size_t k = 0; k < count; k++) {
    check_account(finished[k]);
    action_release(finished[k]);
  }
  desk->collected += count;
  return count;
}

static void collect_some(struct desk *desk) {
  collect(desk, take_below(&desk->bytes, 8));
}

static void read_everything(struct desk *desk) {
  struct action *action = desk->actions[take_below(&desk->bytes, ACTIONS)];
  struct action_account account;
  struct stream_stats stats;
  struct level levels[4];
  if (action != NULL) {
    action_read(action, &account);
    FUZZ_CHECK(account.channel_count <= MAX_CHANNELS);
    mixer_take_action_peak(action);
  }
  mixer_stream_stats(desk->mixer, &stats);
  mixer_take_levels(desk->mixer, levels, levels + 2);
  const uint32_t bus = 1 + take_below(&desk->bytes, BUSES + 3);
  if (mixer_bus_channels(desk->mixer, bus) > 0) {
    struct bus_state state;
    mixer_take_bus_levels(desk->mixer, bus, levels);
    mixer_bus_state(desk->mixer, bus, &state);
  }
}

static void change_buses(struct desk *desk) {
  const struct matrix_entry entries[] = {{1, 1, 0.5}, {1 + seldom_odd(desk, 2), 2, 1}};
  struct bus_settings settings = {.state = {.gain = odd_gain(desk)},
                                  .channels = seldom_odd(desk, 3),
                                  .is_panned = take_below(&desk->bytes, 2) == 0};
  const uint32_t options = take_below(&desk->bytes, 32);
  struct failure failure;
  uint32_t number;
  settings.state.soloed = (options & 1) != 0;
  settings.state.is_safe = (options & 2) != 0;
  settings.state.pan = (options & 4) != 0 ? odd_gain(desk) : 0;
  settings.matrix = (options & 8) != 0 ? entries : NULL;
  settings.matrix_count = (options & 8) != 0 ? 2 : 0;
  if ((options & 16) != 0 && mixer_add_bus(desk->mixer, &settings, &number, &failure)) {
    FUZZ_CHECK(mixer_bus_channels(desk->mixer, number) == settings.channels);
  }
  number = 1 + take_below(&desk->bytes, BUSES + 4);
  if (take_below(&desk->bytes, 2) == 0 && mixer_bus_channels(desk->mixer, number) > 0) {
    mixer_remove_bus(desk->mixer, number);
  }
}

static void release(struct desk *desk) {
  struct action **place = &desk->actions[take_below(&desk->bytes, ACTIONS)];
  action_release(*place);
  *place = NULL;
}

static void next_stream(struct desk *desk) {
  mixer_end_stream(desk->mixer,
                   take_below(&desk->bytes, 2) == 0 ? OUTCOME_STREAM_STOPPED : OUTCOME_DEVICE_LOST);
  if (take_below(&desk->bytes, 2) == 0) {
    schedule(desk);
  }
  mixer_begin_stream(desk->mixer);
}

static void take_step(struct desk *desk) {
  void (*const steps[])(struct desk *) = {
      schedule,     schedule,     schedule, schedule,    schedule,    schedule,
      process,      process,      process,  process,     turn_ring,   read_everything,
      collect_some, collect_some, release,  next_stream, change_buses};
  steps[take_below(&desk->bytes, sizeof(steps) / sizeof(steps[0]))](desk);
}

/* ---- a mixer and its buses ---- */

static struct sample_buffer *source_of(uint32_t channels, int64_t frames, double rate,
                                       bool growing) {
  struct sample_buffer *source = sample_buffer_create(channels, frames, rate, growing, NULL);
  for (int64_t k = 0; k < frames * channels; k++) {
    sample_buffer_data(source)[k] = (float)(k % 7) / 8;
  }
  return source;
}

static struct desk desk_create(const uint8_t *bytes, size_t count) {
  struct desk desk = {.bytes = {bytes, count}, .now = 100};
  desk.inputs = take_below(&desk.bytes, 3);
  desk.outputs = desk.inputs == 0 ? 2 : take_below(&desk.bytes, 3);
  const struct mixer_config config = {desk.inputs, desk.outputs, RATE,
                                      desk.outputs > 0 ? BUSES : 0};
  const struct action_request fetch = {.type = ACTION_FETCH_AND_RESET_STATS};
  desk.mixer = mixer_create(&config, NULL);
  desk.other = mixer_create(&config, NULL);
  mixer_schedule(desk.other, &fetch, 1, NULL, NULL, &desk.foreign, NULL);
  desk.sources[0] = source_of(1, 40, RATE, false);
  desk.sources[1] = source_of(2, 500, RATE, false);
  desk.sources[2] = source_of(2, 30, RATE, true);
  desk.sources[3] = source_of(1, 0, take_below(&desk.bytes, 4) == 0 ? 44100 : RATE, false);
  sample_buffer_set_ready_frames(desk.sources[2], 10);
  desk.rings[0] = ring_buffer_create(4, 16, NULL, NULL);
  desk.rings[1] = ring_buffer_create(8, 64, NULL, NULL);
  desk.rings[2] = ring_buffer_create(6, 8, NULL, NULL);
  mixer_begin_stream(desk.mixer);
  return desk;
}

static void desk_destroy(struct desk *desk) {
  mixer_end_stream(desk->mixer, OUTCOME_STREAM_STOPPED);
  while (collect(desk, 64) > 0) {
  }
  FUZZ_CHECK(desk->collected == desk->accepted);
  const bool mixer_first = take_below(&desk->bytes, 2) == 0;
  if (mixer_first) {
    mixer_destroy(desk->mixer);
  }
  for (int k = 0; k < ACTIONS; k++) {
    action_release(desk->actions[k]);
  }
  for (int k = 0; k < SOURCES; k++) {
    sample_buffer_release(desk->sources[k]);
  }
  for (int k = 0; k < RINGS; k++) {
    ring_buffer_release(desk->rings[k]);
  }
  if (!mixer_first) {
    mixer_destroy(desk->mixer);
  }
  mixer_destroy(desk->other);
  action_release(desk->foreign);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  struct desk desk = desk_create(bytes, count);
  while (desk.bytes.left > 0) {
    take_step(&desk);
  }
  desk_destroy(&desk);
  return 0;
}
