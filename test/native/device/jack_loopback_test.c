/* A real host API without a sound card: JACK's dummy driver with its loopback, which returns what
 * was played exactly one period later.
 *
 * Each test runs in a process of its own with a server of its own. Exit code 77 = skipped.
 */
#include "stream_fixture.h"

#if defined(_WIN32) || defined(__APPLE__)

int main(void) {
  printf("SKIPPED: the JACK loopback test runs on Linux only\n");
  return 77;
}

#else

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device/device_list.h"
#include "jack_dummy.h"

enum {
  PERIOD = 1024,
  RATE = 48000,
  TAKE_FRAMES = 4 * RATE,
  IMPULSES = 60,
  MOST_ATTEMPTS = 5,
  TEST_SECONDS = 240
};

/* libjack leaves a thread behind when its server is killed. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void) {
  return "report_thread_leaks=0";
}

/* Waits up to `seconds` for a child to end, then ends it. */
static int await_child(pid_t child, double seconds) {
  double deadline = monotonic_seconds() + seconds;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (monotonic_seconds() > deadline) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return -1;
    }
    jack_dummy_reap();
    sleep_until(monotonic_seconds() + 0.01);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- streams ---- */

static struct stream_settings loopback_settings(void) {
  struct stream_settings settings = fixture_settings();
  int32_t loopback = jack_dummy_device();
  CHECK(loopback >= 0);
  settings.input_device = settings.output_device = loopback;
  struct device_list *list = device_list_create(NULL);
  settings.list_number = list->number;
  struct device_identity *identity = &settings.input_identity;
  snprintf(identity->name, sizeof(identity->name), "loopback");
  snprintf(identity->host_api, sizeof(identity->host_api), "%s",
           list->host_apis[list->devices[loopback].host_api].name);
  settings.output_identity = *identity;
  device_list_free(list);
  settings.sample_rate = RATE;
  settings.block_size = 0;
  return settings;
}

static struct stream *open_stream(const struct stream_settings *settings) {
  struct failure failure = {0};
  struct stream *stream = stream_open(settings, &failure);
  if (stream == NULL) {
    CHECK_FAIL("open: %s", failure.sentence);
  }
  return stream;
}

static void start(struct stream *stream) {
  struct failure failure = {0};
  if (!stream_start(stream, &failure)) {
    CHECK_FAIL("start: %s", failure.sentence);
  }
}

/* Whether there are these impulses and nothing else; NULL, or what is wrong. */
static const char *check_impulses(const float *heard, const int64_t *frames, int64_t delay) {
  static char wrong[128];
  int found = 0;
  for (int64_t frame = 0; frame < TAKE_FRAMES; frame++) {
    float left = heard[2 * frame];
    float right = heard[2 * frame + 1];
    if (left == 0 && right == 0) {
      continue;
    }
    int64_t expected = found < IMPULSES ? frames[found] + delay : -1;
    float level = (float)(found + 1) / 64;
    if (frame != expected || left != level || right != -level) {
      snprintf(wrong, sizeof(wrong), "frame %lld holds %g %g; impulse %d belongs to frame %lld",
               (long long)frame, left, right, found + 1, (long long)expected);
      return wrong;
    }
    found++;
  }
  snprintf(wrong, sizeof(wrong), "%d of %d impulses were heard", found, IMPULSES);
  return found == IMPULSES ? NULL : wrong;
}

static uint64_t count_xruns(struct stream *stream) {
  struct stream_stats stats;
  mixer_stream_stats(stream_mixer(stream), &stats);
  return stats.stats.input_overflows + stats.stats.output_underflows + stats.inferred_dropouts;
}

static const char *play_and_record(struct stream *stream, int64_t delay) {
  struct sample_buffer *target = fixture_buffer(2, TAKE_FRAMES);
  struct action *take = fixture_record(stream, target, 0);
  int64_t frames[IMPULSES];
  for (int i = 0; i < IMPULSES; i++) {
    frames[i] = (int64_t)i * 3000 + rand() % 2900;
    action_release(fixture_impulse(stream, frames[i], (float)(i + 1) / 64));
  }
  start(stream);
  struct action_account account = fixture_finish(stream, take);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.actual_frame, 0);
  const char *wrong = check_impulses(sample_buffer_data(target), frames, delay);
  action_release(take);
  sample_buffer_release(target);
  return wrong;
}

/* A server that does not get the processor in time repeats or drops a period and reports an xrun:
 * such an attempt proves nothing and is made again. One without an xrun must be exact. */
static void hear_impulses(struct stream *stream, int64_t delay) {
  srand((unsigned)getpid());
  for (int attempt = 1;; attempt++) {
    uint64_t xruns_before = count_xruns(stream);
    const char *wrong = play_and_record(stream, delay);
    uint64_t xruns = count_xruns(stream) - xruns_before;
    if (wrong == NULL) {
      return;
    }
    if (xruns == 0 || attempt == MOST_ATTEMPTS) {
      CHECK_FAIL("%s (%llu xruns)", wrong, (unsigned long long)xruns);
    }
    printf("  again: %s (%llu xruns)\n", wrong, (unsigned long long)xruns);
    CHECK(stream_stop(stream, NULL));
  }
}

static void hears_every_impulse(void) {
  struct stream_settings settings = loopback_settings();
  struct stream *stream = open_stream(&settings);
  hear_impulses(stream, PERIOD);
  struct stream_info info;
  stream_info(stream, &info);
  CHECK_NEAR(info.sample_rate, RATE, 0);
  CHECK(info.input_latency > 0);
  CHECK(info.output_latency > 0);
  CHECK(info.reports.input_overflow && !info.reports.input_underflow);
  CHECK_EQUAL(stream_poll(stream), STREAM_ACTIVE);
  CHECK(stream_time(stream) > 0);
  CHECK(stream_stop(stream, NULL));
  hear_impulses(stream, PERIOD);
  CHECK(stream_abort(stream, NULL));
  CHECK(stream_close(stream, NULL));
  stream_destroy(stream);
}

static void runs_one_direction(void) {
  struct stream_settings settings = loopback_settings();
  settings.input_device = -1;
  settings.input_channels = 0;
  struct stream *stream = open_stream(&settings);
  struct action *played = fixture_impulse(stream, 5000, 1);
  start(stream);
  struct action_account account = fixture_finish(stream, played);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.actual_frame, 5000);
  struct stream_info info;
  stream_info(stream, &info);
  CHECK_NEAR(info.input_latency, 0, 0);
  CHECK_EQUAL(info.input_device, -1);
  stream_destroy(stream);
  action_release(played);

  settings.input_device = settings.output_device;
  settings.input_channels = 1;
  settings.output_device = -1;
  settings.output_channels = 0;
  stream = open_stream(&settings);
  struct sample_buffer *target = fixture_buffer(1, 10000);
  struct action *take = fixture_record(stream, target, 3);
  start(stream);
  CHECK_EQUAL(fixture_finish(stream, take).outcome, OUTCOME_COMPLETED);
  stream_destroy(stream);
  action_release(take);
  sample_buffer_release(target);
}

static void refuses_other_rates(void) {
  struct stream_settings settings = loopback_settings();
  struct failure failure = {0};
  settings.sample_rate = 44100;
  CHECK(!stream_check_settings(&settings, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "rate-refused");
  CHECK(stream_open(&settings, &failure) == NULL);
  CHECK_TEXT(failure_code_name(failure.code), "rate-refused");
  settings.sample_rate = RATE;
  settings.output_channels = 200;
  CHECK(stream_open(&settings, &failure) == NULL);
  CHECK_TEXT(failure_code_name(failure.code), "channels-refused");
  settings.output_channels = 2;
  CHECK(stream_check_settings(&settings, &failure));
  struct stream *stream = open_stream(&settings);
  CHECK(!device_list_refresh(&failure));
  CHECK_TEXT(failure_code_name(failure.code), "stream-active");
  stream_destroy(stream);
  CHECK(device_list_refresh(&failure));
}

static void the_virtual_device_still_works(void) {
  struct failure failure = {0};
  struct device_list *list = device_list_create(&failure);
  CHECK(list);
  struct stream_settings settings = fixture_settings();
  settings.input_device = settings.output_device = (int32_t)list->device_count - 1;
  device_list_free(list);
  struct stream *stream = open_stream(&settings);
  hear_impulses(stream, 64);
  CHECK(stream_close(stream, NULL));
  stream_destroy(stream);
}

static void survives_the_server(void) {
  struct stream_settings settings = loopback_settings();
  struct stream *stream = open_stream(&settings);
  struct sample_buffer *target = fixture_buffer(2, 600 * RATE);
  struct action *take = fixture_record(stream, target, 0);
  start(stream);
  fixture_run_to(stream, 4 * PERIOD);
  jack_dummy_kill();
  struct action_account account = fixture_finish(stream, take);
  CHECK_EQUAL(account.outcome, OUTCOME_DEVICE_LOST);
  CHECK(account.done_frames >= 4 * PERIOD);
  CHECK_EQUAL(stream_state(stream), STREAM_DEAD);
  CHECK(stream_stop(stream, NULL));
  CHECK(stream_close(stream, NULL));
  CHECK(stream_time(stream) > 0);
  stream_destroy(stream);
  action_release(take);
  sample_buffer_release(target);
  the_virtual_device_still_works();
}

static void stops_without_the_server(void) {
  struct stream_settings settings = loopback_settings();
  struct stream *stream = open_stream(&settings);
  struct action *never = fixture_impulse(stream, 1000000000, 1);
  start(stream);
  fixture_run_to(stream, 4 * PERIOD);
  jack_dummy_kill();
  sleep_until(monotonic_seconds() + 0.5);
  stream_stop(stream, NULL);
  CHECK(stream_state(stream) != STREAM_ACTIVE);
  struct action_account account = fixture_finish(stream, never);
  CHECK(account.outcome == OUTCOME_DEVICE_LOST || account.outcome == OUTCOME_STREAM_STOPPED);
  struct failure failure = {0};
  CHECK(!stream_start(stream, &failure));
  CHECK(failure.sentence[0]);
  stream_destroy(stream);
  action_release(never);
  the_virtual_device_still_works();
}

static void wait_for_loss(struct stream *stream) {
  double deadline = monotonic_seconds() + FIXTURE_PATIENCE_SECONDS;
  while (stream_poll(stream) != STREAM_DEAD) {
    CHECK(monotonic_seconds() < deadline);
    sleep_until(monotonic_seconds() + 0.01);
  }
  fixture_collect(stream);
}

/* As often as a person would press Play; each refusal has a reason. */
static void start_at_last(struct stream *stream) {
  double deadline = monotonic_seconds() + FIXTURE_PATIENCE_SECONDS;
  struct failure failure = {0};
  while (!stream_start(stream, &failure)) {
    if (monotonic_seconds() > deadline) {
      CHECK_FAIL("start: %s", failure.sentence);
    }
    CHECK(failure.code != FAILURE_OUT_OF_MEMORY && failure.sentence[0] != '\0');
    sleep_until(monotonic_seconds() + 0.3);
  }
}

#ifndef RTMIXER_SANITIZED /* sanitizers do not know private copies of a library */

static void starts_again_on_new_servers(void) {
  struct stream_settings settings = loopback_settings();
  struct stream *stream = open_stream(&settings);
  start(stream);
  fixture_run_to(stream, 4 * PERIOD);
  for (int k = 0; k < 2; k++) {
    jack_dummy_kill();
    wait_for_loss(stream);
    struct failure failure = {0};
    CHECK(!stream_start(stream, &failure));
    CHECK_TEXT(failure_code_name(failure.code), "device-not-found");
    CHECK(jack_dummy_start(PERIOD, RATE));
    start_at_last(stream);
    CHECK(stream_stop(stream, NULL));
    hear_impulses(stream, PERIOD);
  }
  CHECK(stream_close(stream, NULL));
  stream_destroy(stream);
  jack_dummy_stop();
}

/* PortAudio would end the process. */
static void closes_a_stopped_stream_without_its_server(void) {
  struct stream_settings settings = loopback_settings();
  struct stream *stream = open_stream(&settings), *never_started = open_stream(&settings);
  start(stream);
  CHECK(stream_stop(stream, NULL));
  jack_dummy_kill();
  CHECK(stream_close(stream, NULL) && stream_close(never_started, NULL));
  stream_destroy(stream);
  stream_destroy(never_started);
  CHECK(jack_dummy_start(PERIOD, RATE));
  settings = loopback_settings();
  stream = open_stream(&settings);
  hear_impulses(stream, PERIOD);
  stream_destroy(stream);
  jack_dummy_stop();
}

/* PortAudio would end the process, and tells nobody of the loss. */
static void searches_for_devices_after_its_server(void) {
  struct stream_settings settings = loopback_settings();
  struct stream *stream = open_stream(&settings);
  CHECK(stream_close(stream, NULL));
  stream_destroy(stream);
  for (int k = 0; k < 2; k++) {
    jack_dummy_kill();
    if (k == 0) { /* at once, while there is no server */
      CHECK(device_list_refresh(NULL));
    }
    CHECK(jack_dummy_start(PERIOD, RATE));
    CHECK(device_list_refresh(NULL));
    settings = loopback_settings();
    stream = open_stream(&settings);
    if (k == 1) {
      hear_impulses(stream, PERIOD);
    }
    CHECK(stream_close(stream, NULL));
    stream_destroy(stream);
  }
  jack_dummy_stop();
}

#endif

static void starts_again_on_a_server_that_stood_still(void) {
  struct stream_settings settings = loopback_settings();
  struct stream *stream = open_stream(&settings);
  start(stream);
  fixture_run_to(stream, 4 * PERIOD);
  jack_dummy_pause(true);
  wait_for_loss(stream);
  jack_dummy_pause(false);
  start_at_last(stream);
  CHECK(stream_stop(stream, NULL));
  hear_impulses(stream, PERIOD);
  CHECK(stream_close(stream, NULL));
  stream_destroy(stream);
}

static const struct check_test tests[] = {
    {"every impulse comes back exactly one period later, start after start", hears_every_impulse},
    {"a stream of one direction plays or records", runs_one_direction},
    {"a rate or width that the server does not have is refused by name", refuses_other_rates},
    {"a server killed under a stream ends its actions device-lost", survives_the_server},
    {"a stream whose server is gone can still be stopped", stops_without_the_server},
#ifndef RTMIXER_SANITIZED
    {"a stream whose server was killed starts again on a new one, time after time",
     starts_again_on_new_servers},
    {"a stopped stream whose server is gone can be closed, and a new one opened",
     closes_a_stopped_stream_without_its_server},
    {"devices are searched after a server was killed under no stream, also in the same moment",
     searches_for_devices_after_its_server},
#endif
    {"a stream whose server stood still starts again", starts_again_on_a_server_that_stood_still},
    {"a fresh process hears every impulse of a new server", hears_every_impulse},
};

/* The server is up or starting. */
static bool run_test(const struct check_test *test) {
  pid_t child = fork();
  if (child == 0) {
    char *no_arguments[] = {"", NULL};
    int result = check_run(test, 1, 1, no_arguments);
    fflush(stdout);
    _exit(result);
  }
  int result = await_child(child, TEST_SECONDS);
  if (result < 0) {
    printf("not ok %s: it crashed or took more than %d s\n", test->name, TEST_SECONDS);
  }
  return result == 0;
}

static int skip_all(void) {
  printf("SKIPPED: jackd is not installed, no host API was tested (install jackd2)\n");
  const char *ci = getenv("CI");
  return ci != NULL && strcmp(ci, "true") == 0 ? 1 : 77;
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 1024);
  bool worked = true;
  for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
    if (!check_is_wanted(tests[i].name, argc, argv)) {
      continue;
    }
    if (!jack_dummy_start(PERIOD, RATE)) {
      return skip_all();
    }
    worked = run_test(&tests[i]) && worked;
    jack_dummy_stop();
  }
  jack_dummy_end();
  return worked ? 0 : 1;
}

#endif
