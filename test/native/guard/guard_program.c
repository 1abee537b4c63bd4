/* The live callback under guard, on the virtual device and on a real host API.
 *
 * Run with librtguard.so preloaded. Arguments choose tests by a part of their name.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/thread.h"
#include "check.h"
#include "device/stream.h"
#include "guarded_callback.h"
#include "jack_dummy.h"
#include "rtguard.h"
#include "workload.h"

static const char *const type_names[] = {
#define X(name, text, kind, handler) text,
    ACTION_TYPES(X)
#undef X
};

static const char *const outcome_names[] = {
#define X(name, text) text,
    ACTION_OUTCOMES(X)
#undef X
};

enum { PERIOD = 64, RATE = 48000 };
#define LOAD_SECONDS 2.5
enum { FEWEST_CALLBACKS = 1000, MOST_LINES_PRINTED = 10 };

static bool has_jack;

static struct stream *open_stream(int32_t device, double speed) {
  struct failure failure = {0};
  CHECK(device >= 0);
  struct stream_settings settings = {.input_device = device,
                                     .output_device = device,
                                     .input_channels = 2,
                                     .output_channels = 2,
                                     .sample_rate = RATE,
                                     .block_size = PERIOD,
                                     .bus_count = WORKLOAD_BUSES,
                                     .input_latency = -1,
                                     .output_latency = -1,
                                     .dither_off = true,
                                     .virtual_settings = {.delay_frames = -1, .speed = speed}};
  struct stream *stream = stream_open(&settings, &failure);
  if (stream == NULL) {
    CHECK_FAIL("open: %s", failure.sentence);
  }
  return stream;
}

static void close_stream(struct stream *stream) {
  CHECK(stream_close(stream, NULL));
  stream_destroy(stream);
}

/* ---- the product ---- */

static void check_tally(const struct workload_tally *tally) {
  static const struct {
    enum action_type type;
    enum action_outcome outcome;
  } expected[] = {
      {ACTION_PLAY_BUFFER, OUTCOME_COMPLETED},
      {ACTION_PLAY_BUFFER, OUTCOME_CANCELLED},
      {ACTION_PLAY_BUFFER, OUTCOME_CANCELLED_BEFORE_START},
      {ACTION_PLAY_BUFFER, OUTCOME_BELATED},
      {ACTION_PLAY_BUFFER, OUTCOME_STREAM_STOPPED},
      {ACTION_PLAY_RING_BUFFER, OUTCOME_COMPLETED},
      {ACTION_PLAY_RING_BUFFER, OUTCOME_STARVED},
      {ACTION_RECORD_BUFFER, OUTCOME_COMPLETED},
      {ACTION_RECORD_RING_BUFFER, OUTCOME_COMPLETED},
      {ACTION_RECORD_RING_BUFFER, OUTCOME_OVERFLOWED},
      {ACTION_CANCEL, OUTCOME_COMPLETED},
      {ACTION_SET_GAIN, OUTCOME_COMPLETED},
      {ACTION_SET_LOOP, OUTCOME_COMPLETED},
      {ACTION_SET_BUS, OUTCOME_COMPLETED},
      {ACTION_FETCH_AND_RESET_STATS, OUTCOME_COMPLETED},
  };
  for (size_t k = 0; k < sizeof(expected) / sizeof(*expected); k++) {
    if (tally->ended[expected[k].type][expected[k].outcome] == 0) {
      CHECK_FAIL("no %s ended %s under the load", type_names[expected[k].type],
                 outcome_names[expected[k].outcome]);
    }
  }
  for (int type = 0; type < ACTION_TYPE_COUNT; type++) {
    uint64_t ended = 0;
    for (int outcome = 0; outcome < ACTION_OUTCOME_COUNT; outcome++) {
      ended += tally->ended[type][outcome];
    }
    if (ended == 0) {
      CHECK_FAIL("no %s ended under the load", type_names[type]);
    }
  }
  CHECK(tally->take_frames > 0);
  CHECK(tally->starved_frames > 0);
  CHECK(tally->looped_frames > 2000);
  CHECK(tally->is_joined);
}

static void print_violations(void) {
  char line[4096];
  for (uint64_t k = 0; k < MOST_LINES_PRINTED && rtguard_describe(k, line, sizeof(line)); k++) {
    printf("  violation: %s\n", line);
  }
}

static void load_and_check(struct stream *stream) {
  struct workload_tally tally;
  struct rtguard_counts counts;
  rtguard_reset();
  workload_run(stream, LOAD_SECONDS, &tally);
  close_stream(stream);
  rtguard_read(&counts);
  uint64_t ended = 0;
  for (int k = 0; k < ACTION_TYPE_COUNT * ACTION_OUTCOME_COUNT; k++) {
    ended += tally.ended[k / ACTION_OUTCOME_COUNT][k % ACTION_OUTCOME_COUNT];
  }
  printf("  %llu violations in %llu callbacks with %llu actions; %llu minor and %llu major page "
         "faults, %llu voluntary and %llu involuntary switches inside\n",
         (unsigned long long)counts.violations, (unsigned long long)counts.callbacks,
         (unsigned long long)ended, (unsigned long long)counts.minor_faults,
         (unsigned long long)counts.major_faults, (unsigned long long)counts.voluntary_switches,
         (unsigned long long)counts.involuntary_switches);
  print_violations();
  CHECK(rtguard_traps_system_calls());
  CHECK_EQUAL(counts.violations, 0);
  CHECK(counts.callbacks >= FEWEST_CALLBACKS);
  check_tally(&tally);
}

static void guards_the_virtual_device(void) {
  load_and_check(open_stream(device_list_virtual_index(), 4));
}

/* PortAudio's callback is guarded as a whole, from the driver's call on. */
static void guards_portaudio(void) {
  guarded_callback_enable(false);
  load_and_check(open_stream(jack_dummy_device(), 1));
}

/* ---- callbacks that misbehave ---- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *volatile memory;

static void misdeed_malloc(void) {
  memory = malloc(16);
}
static void misdeed_free(void) {
  free(memory);
}
static void misdeed_lock(void) {
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
}
static void misdeed_write(void) {
  if (write(STDOUT_FILENO, "", 0) != 0) {
    abort();
  }
}
static void misdeed_sleep(void) {
  sleep_until(monotonic_seconds() + 0.002);
}
static void misdeed_print(void) {
  printf("  (printed in the callback)\n");
}
/* A system call without the C library, which must still have its effect. */
static void misdeed_inline(void) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_getpid) : "rcx", "r11", "memory");
  if (result != getpid()) {
    abort();
  }
}

struct misdeed {
  void (*run)(void);
  const char *what;   /* how its report begins */
  const char *caller; /* who must be named */
};

static void check_caught(const struct misdeed *misdeed) {
  char line[4096];
  rtguard_reset();
  CHECK(guarded_callback_misbehave(misdeed->run));
  for (uint64_t k = 0; rtguard_describe(k, line, sizeof(line)); k++) {
    if (strncmp(line, misdeed->what, strlen(misdeed->what)) == 0 &&
        strstr(line, misdeed->caller) != NULL) {
      return;
    }
  }
  print_violations();
  CHECK_FAIL("\"%s\" from %s was not caught", misdeed->what, misdeed->caller);
}

static void catch_misdeeds(struct stream *stream) {
  static const struct misdeed misdeeds[] = {
      {misdeed_malloc, "malloc", "misdeed_malloc"},
      {misdeed_free, "free", "misdeed_free"},
      {misdeed_lock, "pthread_mutex_lock", "misdeed_lock"},
      {misdeed_write, "system call 1 ", "misdeed_write"},
      {misdeed_sleep, "system call 230 ", "misdeed_sleep"},
      {misdeed_print, "puts", "misdeed_print"},
      {misdeed_inline, "system call 39 ", "misdeed_inline"},
  };
  CHECK(stream_start(stream, NULL));
  for (size_t k = 0; k < sizeof(misdeeds) / sizeof(*misdeeds); k++) {
    check_caught(&misdeeds[k]);
  }
  close_stream(stream);
}

static void catches_on_the_virtual_device(void) {
  catch_misdeeds(open_stream(device_list_virtual_index(), 1));
}

static void catches_on_portaudio(void) {
  guarded_callback_enable(false);
  catch_misdeeds(open_stream(jack_dummy_device(), 1));
}

static const struct check_test tests[] = {
    {"a callback of the virtual device that allocates, locks, prints or waits is caught",
     catches_on_the_virtual_device},
    {"no callback of the virtual device calls the system while everything runs",
     guards_the_virtual_device},
    {"a callback of JACK that allocates, locks, prints or waits is caught", catches_on_portaudio},
    {"no callback of JACK calls the system while everything runs", guards_portaudio},
};

int main(int argc, char **argv) {
  if (rtguard_enter == NULL) {
    printf("not ok the guard: it is not loaded; preload librtguard.so\n");
    return 1;
  }
  bool wants_jack = argc < 2;
  for (int k = 1; k < argc; k++) {
    wants_jack = wants_jack || strcmp(argv[k], "JACK") == 0;
  }
  if (wants_jack) {
    has_jack = jack_dummy_start(PERIOD, RATE);
  }
  if (wants_jack && !has_jack) {
    printf("SKIPPED: jackd is not installed, no host API was guarded (install jackd2)\n");
    return 77;
  }
  int result = check_run(tests, sizeof(tests) / sizeof(*tests), argc, argv);
  jack_dummy_end();
  return result;
}
