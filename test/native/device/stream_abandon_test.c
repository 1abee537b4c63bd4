/* Streams whose driver hangs or reports wrongly: a fake driver does either on request. */
#include "stream_fixture.h"

#include <stdatomic.h>

#include "device/stream.h"

struct backend {
  block_process process;
  void *context;
  struct thread *thread;
  atomic_bool running;
  atomic_int late_blocks; /* passed on after the backend was abandoned */
  atomic_bool abandoned;
};

/* What the driver does wrong, and the newest backend, for the tests to inspect. */
static bool stop_hangs, close_hangs, start_fails;
static atomic_bool says_dead;
static struct backend *newest;

static struct backend *fake_open(const struct stream_settings *settings, block_process process,
                                 void *context, struct stream_info *info, struct failure *failure) {
  (void)failure;
  struct backend *backend = calloc(1, sizeof(*backend));
  CHECK(backend);
  backend->process = process;
  backend->context = context;
  *info = (struct stream_info){.sample_rate = 48000,
                               .block_size = 64,
                               .input_channels = settings->input_channels,
                               .output_channels = settings->output_channels};
  newest = backend;
  return backend;
}

static void drive(void *argument) {
  struct backend *backend = argument;
  float input[128] = {0};
  float output[128];
  double time = 0;
  while (atomic_load(&backend->running)) {
    for (int i = 0; i < 128; i++) {
      output[i] = 99;
    }
    struct block block = {.input = input,
                          .output = output,
                          .frame_count = 64,
                          .current_time = time,
                          .input_adc_time = time,
                          .output_dac_time = time};
    bool abandoned = atomic_load(&backend->abandoned);
    backend->process(backend->context, &block);
    if (abandoned && output[0] == 0 && output[127] == 0) {
      atomic_fetch_add(&backend->late_blocks, 1);
    }
    time += 64 / 48000.0;
    sleep_until(monotonic_seconds() + 0.0005);
  }
}

static bool fake_start(struct backend *backend, struct failure *failure) {
  if (start_fails) {
    return failure_set(failure, FAILURE_DEVICE_REFUSED, "The device is busy.");
  }
  atomic_store(&backend->running, true);
  backend->thread = thread_start("fake device", drive, backend);
  return backend->thread != NULL;
}

static bool fake_stop(struct backend *backend, struct failure *failure) {
  if (stop_hangs) {
    return failure_set(failure, FAILURE_STREAM_TIMEOUT, "The driver did not stop.");
  }
  atomic_store(&backend->running, false);
  thread_join(backend->thread);
  backend->thread = NULL;
  return true;
}

static bool fake_close(struct backend *backend, struct failure *failure) {
  if (close_hangs) {
    return failure_set(failure, FAILURE_STREAM_TIMEOUT, "The driver did not close.");
  }
  free(backend);
  return true;
}

static void fake_abandon(struct backend *backend) {
  atomic_store(&backend->abandoned, true);
}

static bool fake_alive(struct backend *backend) {
  (void)backend;
  return !atomic_load(&says_dead);
}

static double fake_time(struct backend *backend) {
  (void)backend;
  return monotonic_seconds();
}

static double fake_load(struct backend *backend) {
  (void)backend;
  return 0;
}

static const struct backend_ops fake_ops = {
    .name = "fake",
    .open = fake_open,
    .start = fake_start,
    .stop = fake_stop,
    .abort = fake_stop,
    .close = fake_close,
    .abandon = fake_abandon,
    .alive = fake_alive,
    .time = fake_time,
    .cpu_load = fake_load,
};

static struct stream *open_fake(void) {
  stop_hangs = close_hangs = start_fails = false;
  atomic_store(&says_dead, false);
  struct stream_settings settings = fixture_settings();
  struct stream *stream = stream_open_on(&fake_ops, &settings, NULL);
  CHECK(stream);
  return stream;
}

/* Ends a thread that an abandoned backend left behind. */
static void end_abandoned_thread(struct backend *backend) {
  atomic_store(&backend->running, false);
  thread_join(backend->thread);
  free(backend);
}

static void wait_for_late_blocks(struct backend *backend) {
  double deadline = monotonic_seconds() + FIXTURE_PATIENCE_SECONDS;
  while (atomic_load(&backend->late_blocks) < 5) {
    CHECK(monotonic_seconds() < deadline);
    sleep_until(monotonic_seconds() + 0.001);
  }
}

static void survives_a_hanging_stop(void) {
  struct stream *stream = open_fake();
  struct failure failure = {0};
  struct action *never = fixture_impulse(stream, 1000000000, 1);
  CHECK(stream_start(stream, &failure));
  struct backend *lost = newest;
  stop_hangs = true;
  CHECK(!stream_stop(stream, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "stream-timeout");
  CHECK_EQUAL(stream_state(stream), STREAM_STOPPED);
  CHECK_EQUAL(fixture_finish(stream, never).outcome, OUTCOME_STREAM_STOPPED);
  action_release(never);
  int64_t frame = mixer_frame(stream_mixer(stream));
  wait_for_late_blocks(lost);
  CHECK_EQUAL(mixer_frame(stream_mixer(stream)), frame);

  stop_hangs = false;
  struct action *played = fixture_impulse(stream, 5, 1);
  CHECK(stream_start(stream, &failure));
  CHECK(newest != lost);
  CHECK_EQUAL(fixture_finish(stream, played).outcome, OUTCOME_COMPLETED);
  CHECK(stream_stop(stream, &failure));
  action_release(played);
  stream_destroy(stream);
  int late = atomic_load(&lost->late_blocks);
  atomic_store(&lost->late_blocks, 0);
  wait_for_late_blocks(lost);
  CHECK(late >= 5);
  end_abandoned_thread(lost);
}

static void a_driver_that_reports_its_end_makes_the_stream_dead(void) {
  struct stream *stream = open_fake();
  struct action *never = fixture_impulse(stream, 1000000000, 1);
  CHECK(stream_start(stream, NULL));
  struct backend *lost = newest;
  CHECK_EQUAL(stream_poll(stream), STREAM_ACTIVE);
  atomic_store(&says_dead, true);
  CHECK_EQUAL(stream_poll(stream), STREAM_DEAD);
  CHECK_EQUAL(fixture_finish(stream, never).outcome, OUTCOME_DEVICE_LOST);
  action_release(never);
  atomic_store(&says_dead, false);
  CHECK(stream_start(stream, NULL));
  CHECK_EQUAL(stream_state(stream), STREAM_ACTIVE);
  stream_destroy(stream);
  end_abandoned_thread(lost);
}

static void survives_a_hanging_close(void) {
  struct stream *stream = open_fake();
  struct failure failure = {0};
  CHECK(stream_start(stream, NULL));
  struct backend *lost = newest;
  close_hangs = true;
  CHECK(!stream_close(stream, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "stream-timeout");
  CHECK_EQUAL(stream_state(stream), STREAM_CLOSED);
  CHECK(stream_close(stream, NULL));
  stream_destroy(stream);
  free(lost);
}

static void destroys_an_active_hanging_stream(void) {
  struct stream *stream = open_fake();
  CHECK(stream_start(stream, NULL));
  struct backend *lost = newest;
  stop_hangs = true;
  stream_destroy(stream);
  wait_for_late_blocks(lost);
  end_abandoned_thread(lost);
}

static void failing_start_ends_its_actions(void) {
  struct stream *stream = open_fake();
  struct failure failure = {0};
  struct action *never = fixture_impulse(stream, 0, 1);
  struct backend *refused = newest;
  start_fails = true;
  CHECK(!stream_start(stream, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "device-refused");
  CHECK_EQUAL(stream_state(stream), STREAM_STOPPED);
  CHECK_EQUAL(fixture_finish(stream, never).outcome, OUTCOME_STREAM_STOPPED);
  action_release(never);
  start_fails = false;
  CHECK(stream_start(stream, NULL));
  stream_destroy(stream);
  free(refused);
}

static const struct check_test tests[] = {
    {"a stop that hangs is abandoned, its late callbacks are silent, the next start works",
     survives_a_hanging_stop},
    {"a driver that reports its end makes the stream dead at the next poll",
     a_driver_that_reports_its_end_makes_the_stream_dead},
    {"a close that hangs leaves a closed stream", survives_a_hanging_close},
    {"a stream that will not stop can be destroyed under its callback",
     destroys_an_active_hanging_stream},
    {"a start that fails ends the actions that waited for it", failing_start_ends_its_actions},
};

CHECK_MAIN(tests)
