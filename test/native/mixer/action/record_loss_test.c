/* Recorders where the device loses frames. The rig's input is its number of the device's frame,
 * from 1, so that a recording shows what is missing. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

enum { BLOCK = 64, RING_FRAMES = 65536 };

static float device_frame(int64_t frame, uint32_t channel) {
  return (float)(frame + 1) + (float)channel / 4;
}

static struct rig begin(void) {
  struct rig rig = rig_begin(1, 1);
  rig.input = device_frame;
  rig.tells_losses = true;
  return rig;
}

static void lose(struct rig *rig, int64_t input, int64_t output) {
  rig->lost_input = input;
  rig->lost_output = output;
  rig_block(rig, BLOCK);
}

/* A step of the device's clock without a word of the host API, or with. */
static void step(struct rig *rig, int64_t frames, uint32_t flags) {
  rig->tells_losses = false;
  rig->input_offset += frames;
  rig->late_seconds += (double)frames / RIG_RATE;
  rig->flags = flags;
  rig_block(rig, BLOCK);
  rig->flags = 0;
}

static struct ring_buffer *take_ring(void) {
  return ring_buffer_create(sizeof(float), RING_FRAMES, NULL, NULL);
}

static float recorded[RING_FRAMES];

static size_t read_ring(struct ring_buffer *ring) {
  return ring_buffer_read(ring, recorded, RING_FRAMES);
}

/* The recorded frames from `from` up to `to` are the device's, from `first` (from 0) on. */
static void check_device_frames(int64_t from, int64_t to, int64_t first) {
  for (int64_t n = from; n < to; n++) {
    CHECK_NEAR(recorded[n], device_frame(first + n - from, 0), 0);
  }
}

static void check_zeros(int64_t from, int64_t to) {
  bool is_inside = 0 <= from && to <= RING_FRAMES;
  CHECK(is_inside);
  for (int64_t n = from; is_inside && n < to; n++) {
    CHECK_NEAR(recorded[n], 0, 0);
  }
}

static size_t take_losses(struct rig *rig, struct recorded_loss *losses) {
  return mixer_take_recorded_losses(rig->mixer, losses, 16);
}

static void input_that_was_lost_becomes_as_many_zeros(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring();
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(10)));
  rig_process(&rig, 2 * BLOCK, BLOCK);
  lose(&rig, 100, 0);
  rig_process(&rig, 8 * BLOCK, BLOCK);
  rig_schedule(&rig, cancel(recorder, asap()));
  rig_block(&rig, BLOCK);
  CHECK_EQUAL(read_ring(ring), 11 * BLOCK - 10 + 100);
  check_device_frames(0, 2 * BLOCK - 10, 10);
  check_zeros(2 * BLOCK - 10, 2 * BLOCK - 10 + 100);
  check_device_frames(2 * BLOCK - 10 + 100, 11 * BLOCK - 10 + 100, 2 * BLOCK + 100);
  struct recorded_loss losses[16];
  CHECK_EQUAL(take_losses(&rig, losses), 1);
  CHECK_EQUAL(losses[0].action_id, action_id(recorder));
  CHECK_EQUAL(losses[0].frame, 2 * BLOCK - 10);
  CHECK_EQUAL(losses[0].filled_frames, 100);
  CHECK_EQUAL(losses[0].loss.frame, 2 * BLOCK);
  CHECK_EQUAL(losses[0].loss.input_frames, 100);
  CHECK_EQUAL(losses[0].loss.output_frames, 0);
  CHECK_EQUAL(losses[0].loss.source, LOSS_TOLD);
  const struct action_account account = rig_account(recorder);
  CHECK_EQUAL(account.outcome, OUTCOME_CANCELLED);
  CHECK_EQUAL(account.done_frames, 11 * BLOCK - 10 + 100);
  CHECK_EQUAL(account.filled_frames, 100);
  CHECK_EQUAL(account.loss_count, 1);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void only_what_was_lost_of_the_input_alone_is_filled(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring();
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(0)));
  rig_process(&rig, BLOCK, BLOCK);
  lose(&rig, 100, 100);
  lose(&rig, 0, 300);
  lose(&rig, 250, 200);
  rig_process(&rig, BLOCK, BLOCK);
  const int64_t end = 5 * BLOCK + 50;
  CHECK_EQUAL(read_ring(ring), (size_t)end);
  check_device_frames(0, BLOCK, 0);
  check_device_frames(BLOCK, 3 * BLOCK, BLOCK + 100);
  check_zeros(3 * BLOCK, 3 * BLOCK + 50);
  check_device_frames(3 * BLOCK + 50, end, 3 * BLOCK + 350);
  struct recorded_loss losses[16];
  CHECK_EQUAL(take_losses(&rig, losses), 3);
  CHECK_EQUAL(losses[0].filled_frames, 0);
  CHECK_EQUAL(losses[1].filled_frames, 0);
  CHECK_EQUAL(losses[1].loss.output_frames, 300);
  CHECK_EQUAL(losses[2].filled_frames, 50);
  CHECK_EQUAL(losses[2].frame, 3 * BLOCK);
  CHECK_EQUAL(rig_account(recorder).loss_count, 3);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void zeros_are_shared_over_blocks_in_their_order(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring();
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(0)));
  lose(&rig, 40, 0); /* before its first frame: not in it */
  lose(&rig, 40000, 0);
  const size_t first = ring_buffer_read_available(ring);
  CHECK(first < 4000);
  lose(&rig, 7, 0);
  rig_process(&rig, 100 * BLOCK, BLOCK);
  rig_schedule(&rig, cancel(recorder, asap()));
  rig_block(&rig, BLOCK);
  CHECK_EQUAL(read_ring(ring), 103 * BLOCK + 40007);
  check_device_frames(0, BLOCK, 40);
  check_zeros(BLOCK, BLOCK + 40000);
  check_device_frames(BLOCK + 40000, 2 * BLOCK + 40000, BLOCK + 40040);
  check_zeros(2 * BLOCK + 40000, 2 * BLOCK + 40007);
  check_device_frames(2 * BLOCK + 40007, 103 * BLOCK + 40007, 2 * BLOCK + 40047);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void an_end_waits_for_the_zeros_before_it(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring(), *next = take_ring();
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(0)));
  struct action *follower = rig_schedule(&rig, after(recorder, record_ring(next, asap())));
  rig_process(&rig, BLOCK, BLOCK);
  rig_schedule(&rig, cancel(recorder, at_frame(2 * BLOCK + 10)));
  lose(&rig, 20000, 0);
  rig_block(&rig, BLOCK);
  CHECK_EQUAL(rig_account(recorder).state, ACTION_ACTIVE);
  CHECK_EQUAL(rig_account(recorder).stats.blocks, 3);
  rig_process(&rig, 40 * BLOCK, BLOCK);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_CANCELLED);
  CHECK_EQUAL(rig_account(recorder).stats.blocks, 3);
  CHECK_EQUAL(read_ring(ring), 2 * BLOCK + 10 + 20000);
  check_device_frames(0, BLOCK, 0);
  check_zeros(BLOCK, BLOCK + 20000);
  check_device_frames(BLOCK + 20000, 2 * BLOCK + 20010, BLOCK + 20000);
  CHECK_EQUAL(rig_account(follower).actual_frame, 2 * BLOCK + 10);
  CHECK_EQUAL(read_ring(next), 41 * BLOCK - 10);
  check_device_frames(0, 41 * BLOCK - 10, 2 * BLOCK + 10 + 20000);
  ring_buffer_release(ring);
  ring_buffer_release(next);
  rig_end(&rig);
}

static void a_cancel_of_a_chain_finds_no_recorder_that_has_ended(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring(), *next = take_ring();
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(0)));
  struct action *follower = rig_schedule(&rig, after(recorder, record_ring(next, asap())));
  rig_process(&rig, BLOCK, BLOCK);
  rig_schedule(&rig, cancel(recorder, at_frame(BLOCK + 10)));
  lose(&rig, 20000, 0);
  rig_block(&rig, BLOCK);
  CHECK_EQUAL(rig_account(recorder).state, ACTION_ACTIVE);
  struct action_request request = cancel(recorder, asap());
  request.cuts_chain = true;
  struct action *late = rig_schedule(&rig, request);
  rig_process(&rig, 60 * BLOCK, BLOCK);
  CHECK(!rig_account(late).target_found);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_CANCELLED);
  CHECK_EQUAL(rig_account(follower).actual_frame, BLOCK + 10);
  CHECK_EQUAL(rig_account(follower).state, ACTION_ACTIVE);
  ring_buffer_release(ring);
  ring_buffer_release(next);
  rig_end(&rig);
}

static void a_stream_that_ends_leaves_nothing_behind(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring();
  struct action_request request = record_ring(ring, at_frame(0));
  request.on_loss = LOSS_FILL;
  struct action *recorder = rig_schedule(&rig, request);
  rig_process(&rig, BLOCK, BLOCK);
  lose(&rig, 20000, 20000);
  mixer_end_stream(rig.mixer, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_DEVICE_LOST);
  CHECK_EQUAL(read_ring(ring), 2 * BLOCK + 20000);
  check_device_frames(0, BLOCK, 0);
  check_zeros(BLOCK, BLOCK + 20000);
  check_device_frames(BLOCK + 20000, 2 * BLOCK + 20000, BLOCK + 20000);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void a_ring_without_room_for_zeros_overflows(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 1024, NULL, NULL);
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(0)));
  rig_process(&rig, 4 * BLOCK, BLOCK);
  lose(&rig, 5000, 0);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_OVERFLOWED);
  CHECK_EQUAL(rig_account(recorder).filled_frames, 0);
  CHECK_EQUAL(read_ring(ring), 4 * BLOCK);
  check_device_frames(0, 4 * BLOCK, 0);
  struct recorded_loss losses[16];
  CHECK_EQUAL(take_losses(&rig, losses), 1);
  CHECK_EQUAL(losses[0].filled_frames, 0);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void a_buffer_ends_where_its_length_does(void) {
  for (int fills = 0; fills < 2; fills++) {
    struct rig rig = begin();
    struct sample_buffer *samples = rig_level(1, 1000, -1);
    struct action_request request = record(samples, at_frame(0));
    request.offset_frames = 100;
    request.length_frames = 700;
    request.on_loss = fills == 1 ? LOSS_FILL : LOSS_MARK;
    struct action *recorder = rig_schedule(&rig, request);
    rig_process(&rig, BLOCK, BLOCK);
    lose(&rig, 300, 0);
    rig_process(&rig, 200 * BLOCK, BLOCK);
    const float *data = sample_buffer_data(samples);
    for (int64_t n = 0; n < 1000; n++) {
      const int64_t k = n - 100;
      const float expected = k < 0 || k >= 700               ? -1
                             : k >= BLOCK && k < BLOCK + 300 ? 0
                                                             : device_frame(k, 0);
      CHECK_NEAR(data[n], expected, 0);
    }
    CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(rig_account(recorder).done_frames, 700);
    CHECK_EQUAL(rig_account(recorder).filled_frames, 300);
    sample_buffer_release(samples);
    rig_end(&rig);
  }
}

static void zeros_beyond_the_length_are_not_written(void) {
  struct rig rig = begin();
  struct sample_buffer *samples = rig_level(1, 200, -1);
  struct action *recorder = rig_schedule(&rig, record(samples, at_frame(0)));
  rig_process(&rig, BLOCK, BLOCK);
  lose(&rig, 5000, 0);
  rig_process(&rig, 10 * BLOCK, BLOCK);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(recorder).done_frames, 200);
  CHECK_EQUAL(rig_account(recorder).filled_frames, 200 - BLOCK);
  CHECK_NEAR(sample_buffer_data(samples)[199], 0, 0);
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void a_loss_inferred_alone_is_a_place_without_zeros(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring();
  rig.tells_losses = false;
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(0)));
  rig_process(&rig, 800 * BLOCK, BLOCK);
  CHECK_EQUAL(read_ring(ring), 800 * BLOCK);
  step(&rig, 1000, 0);
  rig_process(&rig, 300 * BLOCK, BLOCK);
  CHECK_EQUAL(read_ring(ring), 301 * BLOCK);
  check_device_frames(0, 301 * BLOCK, 800 * BLOCK + 1000);
  struct recorded_loss losses[16];
  CHECK_EQUAL(take_losses(&rig, losses), 1);
  CHECK_EQUAL(losses[0].filled_frames, 0);
  CHECK_EQUAL(losses[0].frame, 800 * BLOCK);
  CHECK_NEAR((double)losses[0].loss.input_frames, 1000, 2);
  CHECK_EQUAL(losses[0].loss.source, LOSS_INFERRED);
  CHECK_EQUAL(rig_account(recorder).filled_frames, 0);
  ring_buffer_release(ring);
  rig_end(&rig);
}

/* The input's clock alone steps: the output goes on. */
static void step_of_input(struct rig *rig, int64_t frames, uint32_t flags) {
  rig->latency -= (double)frames / RIG_RATE / 2;
  rig->late_seconds += (double)frames / RIG_RATE / 2;
  rig->input_offset += frames;
  rig->flags = flags;
  rig_block(rig, BLOCK);
  rig->flags = 0;
}

static void a_loss_that_the_clock_confirms_is_filled_at_its_place(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring();
  rig.tells_losses = false;
  rig.latency = 0.1;
  struct action *recorder = rig_schedule(&rig, record_ring(ring, at_frame(0)));
  rig_process(&rig, 800 * BLOCK, BLOCK);
  CHECK_EQUAL(read_ring(ring), 800 * BLOCK);
  step_of_input(&rig, 2000, BLOCK_INPUT_OVERFLOW);
  CHECK_EQUAL(ring_buffer_read_available(ring), 0);
  rig_process(&rig, 300 * BLOCK, BLOCK);
  struct recorded_loss losses[16];
  CHECK_EQUAL(take_losses(&rig, losses), 1);
  CHECK_EQUAL(losses[0].loss.source, LOSS_CONFIRMED);
  CHECK_EQUAL(losses[0].frame, 800 * BLOCK);
  const int64_t zeros = losses[0].filled_frames;
  CHECK_NEAR((double)zeros, 2000, 2);
  CHECK_EQUAL(read_ring(ring), (size_t)(301 * BLOCK + zeros));
  check_zeros(0, zeros);
  check_device_frames(zeros, zeros + 301 * BLOCK, 800 * BLOCK + 2000);
  CHECK_EQUAL(rig_account(recorder).filled_frames, zeros);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void filling_takes_all_that_was_lost_and_waits_for_the_clock(void) {
  struct rig rig = begin();
  struct ring_buffer *ring = take_ring();
  rig.tells_losses = false;
  struct action_request request = record_ring(ring, at_frame(0));
  request.on_loss = LOSS_FILL;
  struct action *recorder = rig_schedule(&rig, request);
  rig_process(&rig, 800 * BLOCK, BLOCK);
  const int64_t hold = (int64_t)(0.15 * RIG_RATE);
  CHECK_EQUAL(read_ring(ring), (size_t)(800 * BLOCK - hold));
  check_device_frames(0, 800 * BLOCK - hold, 0);
  step(&rig, 1000, 0);
  rig_process(&rig, 60 * BLOCK, BLOCK);
  step(&rig, 3000, BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW);
  rig_process(&rig, 300 * BLOCK, BLOCK);
  rig_schedule(&rig, cancel(recorder, asap()));
  rig_block(&rig, BLOCK);
  CHECK_EQUAL(rig_account(recorder).state, ACTION_ACTIVE);
  rig_process(&rig, hold + BLOCK, BLOCK);
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_CANCELLED);
  struct recorded_loss losses[16];
  CHECK_EQUAL(take_losses(&rig, losses), 2);
  CHECK_EQUAL(losses[0].frame, 800 * BLOCK);
  const int64_t first = losses[0].filled_frames, second = losses[1].filled_frames;
  CHECK_NEAR((double)first, 1000, 2);
  CHECK_NEAR((double)second, 3000, 2);
  CHECK_EQUAL(losses[1].frame, 861 * BLOCK + first);
  const int64_t end = hold + 362 * BLOCK + first + second;
  CHECK_EQUAL(read_ring(ring), (size_t)end);
  check_device_frames(0, hold, 800 * BLOCK - hold);
  check_zeros(hold, hold + first);
  check_device_frames(hold + first, hold + first + 61 * BLOCK, 800 * BLOCK + 1000);
  check_zeros(hold + first + 61 * BLOCK, hold + first + 61 * BLOCK + second);
  check_device_frames(hold + first + 61 * BLOCK + second, end, 861 * BLOCK + 4000);
  ring_buffer_release(ring);
  rig_end(&rig);
}

/* The loss becomes known when all frames are recorded: those after it give way to its zeros. */
static void frames_after_a_late_known_loss_stay_inside_the_length(void) {
  enum { BEFORE = 800 * BLOCK, LENGTH = 811 * BLOCK, FRAMES = 900 * BLOCK };
  struct rig rig = begin();
  rig.tells_losses = false;
  struct sample_buffer *samples = rig_level(1, FRAMES, -1);
  struct action_request request = record(samples, at_frame(0));
  request.length_frames = LENGTH;
  request.on_loss = LOSS_FILL;
  struct action *recorder = rig_schedule(&rig, request);
  rig_process(&rig, BEFORE, BLOCK);
  step(&rig, 1000, 0);
  rig_process(&rig, 300 * BLOCK, BLOCK);
  const float *data = sample_buffer_data(samples);
  for (int64_t n = 0; n < FRAMES; n++) {
    const float expected = n < BEFORE ? device_frame(n, 0) : n < LENGTH ? 0 : -1;
    CHECK_NEAR(data[n], expected, 0);
  }
  CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(rig_account(recorder).done_frames, LENGTH);
  CHECK_EQUAL(rig_account(recorder).filled_frames, LENGTH - BEFORE);
  sample_buffer_release(samples);
  rig_end(&rig);
}

/* What a recorder has to hold, beside what its ring gave. */
struct truth {
  float *frames;
  int64_t wanted, known;
};

static void check_ring(struct truth *truth, struct ring_buffer *ring) {
  const size_t count = read_ring(ring);
  for (size_t n = 0; n < count; n++, truth->known++) {
    CHECK_NEAR(recorded[n], truth->frames[truth->known], 0);
  }
}

/* A block of any size, with or without a loss before it. */
static void random_block(struct rig *rig, struct truth *truth, bool fills) {
  const uint32_t frames = 1 + (uint32_t)rand() % 200;
  int64_t zeros = 0;
  if (truth->wanted > 0 && rand() % 9 == 0) {
    rig->lost_input = rand() % 800;
    rig->lost_output = rand() % 2 * (rand() % 800);
    zeros = rig->lost_input - (fills ? 0 : rig->lost_output);
  }
  for (; zeros > 0; zeros--) {
    truth->frames[truth->wanted++] = 0;
  }
  const int64_t first = rig->input_offset + rig->lost_input + rig->frame;
  for (uint32_t n = 0; n < frames; n++) {
    truth->frames[truth->wanted++] = device_frame(first + n, 0);
  }
  rig_block(rig, frames);
}

static void random_losses_keep_the_place_of_every_frame(void) {
  static float frames[1 << 20];
  for (unsigned seed = 1; seed <= 20; seed++) {
    srand(seed);
    struct rig rig = begin();
    struct truth truth = {.frames = frames};
    struct ring_buffer *ring = ring_buffer_create(sizeof(float), 16384, NULL, NULL);
    struct action_request request = record_ring(ring, at_frame(0));
    const bool fills = seed % 2 == 0;
    request.on_loss = fills ? LOSS_FILL : LOSS_MARK;
    struct action *recorder = rig_schedule(&rig, request);
    for (int block = 0; block < 600; block++) {
      random_block(&rig, &truth, fills);
      if (block % 3 == 0) {
        check_ring(&truth, ring);
      }
    }
    mixer_end_stream(rig.mixer, OUTCOME_STREAM_STOPPED);
    check_ring(&truth, ring);
    CHECK_EQUAL(truth.known, truth.wanted);
    CHECK_EQUAL(rig_account(recorder).outcome, OUTCOME_STREAM_STOPPED);
    ring_buffer_release(ring);
    rig_end(&rig);
  }
}

static const struct check_test tests[] = {
    {"Input that was lost becomes as many zeros", input_that_was_lost_becomes_as_many_zeros},
    {"Only what was lost of the input alone is filled",
     only_what_was_lost_of_the_input_alone_is_filled},
    {"Zeros are shared over blocks, in their order", zeros_are_shared_over_blocks_in_their_order},
    {"An end waits for the zeros before it, a follower does not",
     an_end_waits_for_the_zeros_before_it},
    {"A cancel of a chain finds no recorder that has ended",
     a_cancel_of_a_chain_finds_no_recorder_that_has_ended},
    {"A stream that ends leaves nothing behind", a_stream_that_ends_leaves_nothing_behind},
    {"A ring without room for zeros overflows", a_ring_without_room_for_zeros_overflows},
    {"A buffer ends where its length does", a_buffer_ends_where_its_length_does},
    {"Zeros beyond the length are not written", zeros_beyond_the_length_are_not_written},
    {"A loss that is inferred alone is a place without zeros",
     a_loss_inferred_alone_is_a_place_without_zeros},
    {"A loss that the clock confirms is filled at its place",
     a_loss_that_the_clock_confirms_is_filled_at_its_place},
    {"Filling takes all that was lost, and waits for the clock",
     filling_takes_all_that_was_lost_and_waits_for_the_clock},
    {"Frames after a loss that is known late stay inside the length",
     frames_after_a_late_known_loss_stay_inside_the_length},
    {"Random losses keep the place of every frame", random_losses_keep_the_place_of_every_frame},
};
CHECK_MAIN(tests)
