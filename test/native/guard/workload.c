#include "workload.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/thread.h"
#include "check.h"
#include "file/disk/disk_reader.h"
#include "file/media/media.h"
#include "file/take/take_writer.h"
#include "sound_fixtures.h"

enum {
  RATE = 48000,
  GROUP_SIZE = 10000,
  GROUP_SPAN = 12000, /* frames */
  RESIDENT_TARGETS = 8,
};
#define FEWEST_SECONDS 1.5 /* of handled frames */
enum { MOST_SECONDS = 180 };

/* One of each kind, active during the whole load. */
struct workload {
  struct stream *stream;
  struct workload_tally *tally;
  struct sample_buffer *click, *tone, *growing, *target;
  struct ring_buffer *thin_ring, *short_ring, *full_ring, *drained_ring;
  struct take_writer *take;
  struct media *media;
  struct disk_reader *reader;
  struct action *link, *follower; /* of the first chain */
  float noise[2 * 256];
};

static struct action_request play(struct sample_buffer *samples, int64_t frame) {
  return (struct action_request){.type = ACTION_PLAY_BUFFER,
                                 .start = {START_FRAME, frame, 0},
                                 .belated = BELATED_START,
                                 .samples = samples,
                                 .length_frames = -1,
                                 .gain = 0.001F};
}

static struct action_request with_ring(enum action_type type, struct ring_buffer *ring,
                                       int64_t length_frames) {
  return (struct action_request){.type = type,
                                 .start = {START_ASAP, 0, 0},
                                 .belated = BELATED_START,
                                 .ring = ring,
                                 .length_frames = length_frames,
                                 .gain = 0.5F};
}

static struct action_request on_target(enum action_type type, struct action *target,
                                       struct action_start start) {
  return (struct action_request){
      .type = type, .start = start, .belated = BELATED_START, .target = target};
}

/* Keeps the references in `actions`, or releases them at once where it is NULL. */
static void schedule(struct workload *load, const struct action_request *requests, size_t count,
                     bool grouped, struct action **actions) {
  struct failure failure = {0};
  struct clock_map map;
  mixer_clock_map(stream_mixer(load->stream), &map);
  struct group_origin origin = {.grouped = grouped, .start = {START_ASAP, 0, 0}};
  struct action **given = actions != NULL ? actions : malloc(count * sizeof(struct action *));
  if (!mixer_schedule(stream_mixer(load->stream), requests, count, grouped ? &origin : NULL, &map,
                      given, &failure)) {
    CHECK_FAIL("schedule: %s", failure.sentence);
  }
  if (actions == NULL) {
    for (size_t k = 0; k < count; k++) {
      action_release(given[k]);
    }
    free(given);
  }
}

static void collect(struct workload *load) {
  struct action *finished[256];
  size_t count;
  do {
    count = mixer_collect(stream_mixer(load->stream), finished, 256);
    for (size_t k = 0; k < count; k++) {
      struct action_account account;
      action_read(finished[k], &account);
      load->tally->ended[account.type][account.outcome]++;
      load->tally->starved_frames += account.starved_frames;
      if (account.type == ACTION_PLAY_BUFFER && account.total_frames < 0) {
        load->tally->looped_frames += account.done_frames;
      }
      action_release(finished[k]);
    }
  } while (count > 0);
}

/* ---- active during the whole load ---- */

static struct ring_buffer *make_ring(size_t frames) {
  struct ring_buffer *ring = ring_buffer_create(2 * sizeof(float), frames, NULL, NULL);
  CHECK(ring != NULL);
  return ring;
}

static struct sample_buffer *make_buffer(int64_t frames, bool growing) {
  struct sample_buffer *buffer = sample_buffer_create(2, frames, RATE, growing, NULL);
  CHECK(buffer != NULL);
  for (int64_t k = 0; k < 2 * frames; k++) {
    sample_buffer_data(buffer)[k] = (float)(k % 97) / 97;
  }
  return buffer;
}

static void open_files(struct workload *load) {
  struct failure failure = {0};
  const char *path = fixture_path("streamed");
  float *noise = fixture_noise(10LL * RATE, 2, 3);
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, RATE, noise, 10LL * RATE);
  free(noise);
  struct media_settings media = {
      .path = path, .sample_rate = RATE, .resident_limit_frames = 1000, .quality = -1};
  load->media = media_open(&media, &failure);
  load->reader =
      load->media != NULL
          ? disk_reader_open(load->media, &(struct disk_range){.length = RATE}, 0.5, &failure)
          : NULL;
  const char *take_path = fixture_path("take.wav");
  unlink(take_path);
  struct take_writer_settings take = {
      .path = take_path, .channels = 2, .sample_rate = RATE, .header_seconds = 0.2};
  load->take = take_writer_open(&take, &failure);
  if (load->reader == NULL || load->take == NULL) {
    CHECK_FAIL("files: %s", failure.sentence);
  }
  WAIT_FOR(disk_reader_prefilled(load->reader));
}

static void begin(struct workload *load) {
  load->click = make_buffer(48, false);
  load->tone = make_buffer(20LL * RATE, false);
  load->growing = make_buffer(2LL * RATE, true);
  load->target = make_buffer(RATE, false);
  load->thin_ring = make_ring(8192);
  load->short_ring = make_ring(1024);
  load->full_ring = make_ring(1024);
  load->drained_ring = make_ring(65536);
  ring_buffer_write(load->short_ring, sample_buffer_data(load->tone), 500);
  open_files(load);
}

static void end(struct workload *load) {
  action_release(load->link);
  action_release(load->follower);
  disk_reader_release(load->reader);
  media_release(load->media);
  take_writer_release(load->take);
  ring_buffer_release(load->thin_ring);
  ring_buffer_release(load->short_ring);
  ring_buffer_release(load->full_ring);
  ring_buffer_release(load->drained_ring);
  sample_buffer_release(load->click);
  sample_buffer_release(load->tone);
  sample_buffer_release(load->growing);
  sample_buffer_release(load->target);
}

static void schedule_lasting(struct workload *load) {
  struct action_request requests[] = {
      play(load->growing, 0),
      with_ring(ACTION_PLAY_RING_BUFFER, load->thin_ring, -1),
      with_ring(ACTION_PLAY_RING_BUFFER, load->short_ring, -1),
      with_ring(ACTION_PLAY_RING_BUFFER, disk_reader_ring(load->reader), -1),
      with_ring(ACTION_RECORD_RING_BUFFER, load->full_ring, -1),
      with_ring(ACTION_RECORD_RING_BUFFER, load->drained_ring, RATE),
      with_ring(ACTION_RECORD_RING_BUFFER, take_writer_ring(load->take), -1),
  };
  requests[0].start.kind = START_ASAP;
  requests[0].on_starve = STARVE_SILENCE;
  requests[1].on_starve = STARVE_SKIP;
  schedule(load, requests, sizeof(requests) / sizeof(*requests), false, NULL);
}

/* ---- repeated ---- */

/* Gains, mutes and solos in turns, on all buses in turns, with and without ramps. */
static struct action_request bus_change(struct action_start start, uint32_t number) {
  static const uint32_t changes[] = {BUS_GAIN, BUS_MUTE,   BUS_SOLO,
                                     BUS_SAFE, BUS_UNMUTE, BUS_UNSOLO | BUS_UNSAFE};
  return (struct action_request){.type = ACTION_SET_BUS,
                                 .start = start,
                                 .belated = BELATED_START,
                                 .bus = 1 + number / 6 % WORKLOAD_BUSES,
                                 .bus_changes = changes[number % 6],
                                 .gain = (float)(number % 5) / 4,
                                 .ramp_frames = number % 2 != 0 ? 240 : 0};
}

/* Ten thousand actions as one atomic group, most of them short sounds that overlap. */
static void schedule_group(struct workload *load) {
  static struct action_request requests[GROUP_SIZE];
  static const uint32_t second_channel[] = {2, 1};
  for (int64_t k = 0; k < GROUP_SIZE; k++) {
    requests[k] = play(load->click, k * GROUP_SPAN / GROUP_SIZE);
    requests[k].channel_numbers = k % 3 != 0 ? NULL : second_channel;
    requests[k].channel_count = k % 3 != 0 ? 0 : 2;
    requests[k].bus = (uint32_t)k % (WORKLOAD_BUSES + 1);
    if (k % 50 == 1) {
      requests[k].type = ACTION_RECORD_BUFFER;
      requests[k].bus = 0;
      requests[k].samples = load->target;
      requests[k].offset_frames = k;
      requests[k].length_frames = 100;
    } else if (k % 50 == 2) {
      requests[k] = (struct action_request){.type = ACTION_FETCH_AND_RESET_STATS,
                                            .start = requests[k].start,
                                            .belated = BELATED_START};
    } else if (k % 50 == 3) {
      requests[k] = bus_change(requests[k].start, (uint32_t)k / 50);
    }
  }
  schedule(load, requests, GROUP_SIZE, true, NULL);
}

static void schedule_belated(struct workload *load) {
  struct action_request requests[4] = {play(load->tone, 0), play(load->click, 0),
                                       play(load->tone, 0), play(load->target, 0)};
  requests[0].belated = BELATED_TRIM;
  requests[1].belated = BELATED_DROP;
  requests[2].length_frames = 100;
  requests[3].type = ACTION_RECORD_BUFFER;
  requests[3].belated = BELATED_TRIM;
  schedule(load, requests, 4, false, NULL);
}

/* Sounds with a gain line, a matrix or both on a bus that comes, is panned and goes. */
static void schedule_on_a_new_bus(struct workload *load) {
  static const struct gain_point points[] = {{0, -20}, {900, 0}, {1500, -100}, {1600, 3}};
  static const struct matrix_entry entries[] = {{1, 2, 0.5}, {2, 1, 0.25}, {2, 2, 1}};
  struct mixer *mixer = stream_mixer(load->stream);
  const struct bus_settings settings = {
      .state = {.gain = 1, .pan = -1, .is_safe = true}, .channels = 2, .is_panned = true};
  struct action_request requests[4];
  struct failure failure;
  uint32_t number;
  CHECK(mixer_add_bus(mixer, &settings, &number, &failure));
  for (int k = 0; k < 3; k++) {
    requests[k] = play(load->tone, mixer_frame(mixer));
    requests[k].belated = BELATED_TRIM;
    requests[k].length_frames = 2000;
    requests[k].bus = number;
    requests[k].gain_line = k < 2 ? points : NULL;
    requests[k].gain_line_count = k < 2 ? 4 : 0;
    requests[k].matrix = k > 0 ? entries : NULL;
    requests[k].matrix_count = k > 0 ? 3 : 0;
  }
  requests[3] = bus_change(requests[0].start, 0);
  requests[3].bus = number;
  requests[3].bus_changes = BUS_PAN | BUS_SAFE;
  requests[3].pan = 1;
  requests[3].ramp_frames = 240;
  schedule(load, requests, 4, false, NULL);
  mixer_remove_bus(mixer, number);
}

/* Sounds that fade, and ranges that loop: short ones, long ones, endless ones. */
static void schedule_shapes(struct workload *load) {
  int64_t now = mixer_frame(stream_mixer(load->stream));
  const struct fade_shape fade = {700, FADE_EQUAL_POWER};
  struct action_request requests[4];
  struct action *actions[4];
  for (int k = 0; k < 4; k++) {
    requests[k] = play(load->tone, now);
    requests[k].belated = BELATED_TRIM;
    requests[k].length_frames = 2000;
    requests[k].fade_in = fade;
    requests[k].loop =
        (struct loop_request){100, k % 2 != 0 ? 101 : 1700, k < 2 ? 3 : LOOP_ENDLESS, 0};
  }
  requests[0].fade_out = fade;
  schedule(load, requests, 4, false, actions);
  for (int k = 0; k < 4; k++) {
    struct action_start later = {START_FRAME, now + 10000, 0};
    struct action_request change = on_target(ACTION_CANCEL, actions[k], later);
    change.fade.frames = 480;
    change.fade.curve = FADE_EQUAL_POWER;
    schedule(load, &change, 1, false, NULL);
    struct action_start soon = {START_FRAME, now + 3000, 0};
    struct action_request move = on_target(ACTION_SET_LOOP, actions[k], soon);
    /* The last one stays endless. */
    move.loop =
        (struct loop_request){k * 100, k * 100 + (k < 2 ? 40 : 900), k < 3 ? k : LOOP_ENDLESS, 0};
    schedule(load, &move, 1, false, NULL);
    action_release(actions[k]);
  }
}

/* A queue of short sounds, some without a frame, that is cut and goes on after the cut. */
static void schedule_chain(struct workload *load) {
  enum { LINKS = 60 };
  struct action_request requests[LINKS];
  struct action *actions[LINKS];
  for (size_t k = 0; k < LINKS; k++) {
    requests[k] = play(load->click, 0);
    requests[k].start.kind = k == 0 ? START_ASAP : START_AFTER;
    requests[k].after.request = k % 7 != 0 ? k : k / 2;
    requests[k].gap_frames = k > 2 && k % 5 == 0 ? (int64_t)k * 20 : 0;
    requests[k].length_frames = (int64_t)(k % 3) * 16;
  }
  schedule(load, requests, LINKS, false, actions);
  int64_t soon = mixer_frame(stream_mixer(load->stream)) + 300;
  struct action_request changes[] = {
      on_target(ACTION_CANCEL, actions[LINKS / 3], (struct action_start){START_FRAME, soon, 0}),
      on_target(ACTION_SET_GAIN, actions[LINKS / 2], (struct action_start){START_FRAME, soon, 0}),
      play(load->click, 0)};
  changes[0].cuts_chain = true;
  changes[2].start.kind = START_AFTER;
  changes[2].after.action = actions[LINKS / 3];
  schedule(load, changes, 3, false, NULL);
  if (load->link == NULL) {
    load->link = action_retain(actions[1]);
    load->follower = action_retain(actions[2]);
  }
  for (size_t k = 0; k < LINKS; k++) {
    action_release(actions[k]);
  }
}

static bool is_joined(const struct workload *load) {
  struct action_account link, follower;
  action_read(load->link, &link);
  action_read(load->follower, &follower);
  return link.done_frames > 0 && follower.done_frames > 0 &&
         follower.actual_frame == link.actual_frame + link.done_frames;
}

/* Long players whose gain changes twice and which are cancelled, by frame, by time and at once. */
static void schedule_changes(struct workload *load) {
  int64_t now = mixer_frame(stream_mixer(load->stream));
  struct action_request players[RESIDENT_TARGETS];
  struct action *targets[RESIDENT_TARGETS];
  for (int k = 0; k < RESIDENT_TARGETS; k++) {
    players[k] = play(load->tone, now + (k % 2 != 0 ? 4800 : 100 * k));
  }
  players[0].start.frame = now + 1000000000;
  schedule(load, players, RESIDENT_TARGETS, false, targets);
  struct action_request changes[3 * RESIDENT_TARGETS];
  for (int k = 0; k < RESIDENT_TARGETS; k++) {
    struct action_start soon = {START_FRAME, now + 5000, 0}, later = {START_FRAME, now + 9000, 0};
    struct action_start by_time = {START_SECONDS, 0, stream_time(load->stream) + 0.1};
    struct action_request *change = &changes[3 * (size_t)k];
    change[0] = on_target(ACTION_SET_GAIN, targets[k], soon);
    change[0].gain = 0.01F;
    change[0].ramp_frames = 2400;
    change[1] = on_target(ACTION_SET_GAIN, targets[k], (struct action_start){START_ASAP, 0, 0});
    change[2] = on_target(ACTION_CANCEL, targets[k], k % 3 != 0 ? later : by_time);
    change[2].fade.frames = k % 2 != 0 ? 480 : 0;
    mixer_take_action_peak(targets[k]);
  }
  schedule(load, changes, (size_t)3 * RESIDENT_TARGETS, false, NULL);
  for (int k = 0; k < RESIDENT_TARGETS; k++) {
    action_release(targets[k]);
  }
}

/* The other ends of the rings; the thin one is filled more slowly than it is emptied. */
static void serve(struct workload *load, int64_t round) {
  struct level levels[4];
  ring_buffer_write(load->thin_ring, load->noise, 200);
  while (ring_buffer_read(load->drained_ring, load->noise, 256) > 0) {
  }
  int64_t ready = 200 * round;
  if (ready < 2LL * RATE / 3) {
    sample_buffer_set_ready_frames(load->growing, ready);
  } else {
    sample_buffer_set_ready_frames(load->growing, 2LL * RATE);
    sample_buffer_end_growth(load->growing);
  }
  mixer_take_levels(stream_mixer(load->stream), levels, levels + 2);
  for (uint32_t bus = 1; bus <= WORKLOAD_BUSES; bus++) {
    mixer_take_bus_levels(stream_mixer(load->stream), bus, levels);
  }
  stream_poll(load->stream);
  collect(load);
}

/* A machine under load handles fewer frames; actions that end by themselves must still end. */
static bool goes_on(const struct workload *load, double elapsed, double seconds) {
  bool is_short = mixer_frame(stream_mixer(load->stream)) < (int64_t)(FEWEST_SECONDS * RATE);
  return elapsed < seconds || (is_short && elapsed < MOST_SECONDS);
}

void workload_run(struct stream *stream, double seconds, struct workload_tally *tally) {
  struct failure failure = {0};
  struct workload load = {.stream = stream, .tally = tally};
  *tally = (struct workload_tally){0};
  begin(&load);
  schedule_lasting(&load);
  if (!stream_start(stream, &failure)) {
    CHECK_FAIL("start: %s", failure.sentence);
  }
  double begin_seconds = monotonic_seconds();
  for (int64_t round = 0; goes_on(&load, monotonic_seconds() - begin_seconds, seconds); round++) {
    if (round % 25 == 0) {
      schedule_group(&load);
      schedule_belated(&load);
      schedule_changes(&load);
      schedule_shapes(&load);
      schedule_on_a_new_bus(&load);
      schedule_chain(&load);
    }
    serve(&load, round);
    sleep_until(monotonic_seconds() + 0.01);
  }
  if (!stream_stop(stream, &failure)) {
    CHECK_FAIL("stop: %s", failure.sentence);
  }
  collect(&load);
  take_writer_finish(load.take);
  struct take_status status = {.state = TAKE_WRITING};
  WAIT_FOR((take_writer_status(load.take, &status), status.state != TAKE_WRITING));
  CHECK_EQUAL(status.state, TAKE_FINISHED);
  tally->take_frames = status.frames;
  tally->is_joined = is_joined(&load);
  end(&load);
}
