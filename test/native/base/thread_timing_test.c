/* What a thread that keeps time asks of a system, which this test makes up, and gives back. */
#include "base/thread_timing.h"

#include "base/thread.h"
#include "check.h"

static char calls[200];
static bool has_timer, has_class;

static void note(const char *call) {
  strncat(calls, call, sizeof(calls) - strlen(calls) - 1);
}

static bool begin_fine_timer(void) {
  note("timer ");
  return has_timer;
}
static void end_fine_timer(void) {
  note("no-timer ");
}
static void *join_audio_class(void) {
  note("join ");
  return has_class ? calls : NULL;
}
static void leave_audio_class(void *membership) {
  CHECK(membership == calls);
  note("leave ");
}
static bool raise_priority(void) {
  note("raise ");
  return true;
}

static const struct timing_system invented = {begin_fine_timer, end_fine_timer, join_audio_class,
                                              leave_audio_class, raise_priority};

static const char *calls_of(bool timer, bool audio_class, bool wants_real_time) {
  struct thread_timing timing;
  calls[0] = '\0';
  has_timer = timer;
  has_class = audio_class;
  thread_timing_begin(&timing, &invented, wants_real_time);
  note("| ");
  thread_timing_end(&timing);
  thread_timing_end(&timing);
  return calls;
}

static void everything_is_given_back_once(void) {
  CHECK_TEXT(calls_of(true, true, true), "timer join | leave no-timer ");
  CHECK_TEXT(calls_of(true, true, false), "timer | no-timer ");
}

static void what_is_refused_is_not_given_back(void) {
  CHECK_TEXT(calls_of(false, false, true), "timer join raise | ");
}

static void this_system_serves_a_thread_twice(void) {
  struct thread_timing timing;
  for (int k = 0; k < 2; k++) {
    thread_timing_begin(&timing, timing_system_here(), false);
#ifdef _WIN32
    CHECK(timing.has_fine_timer);
#endif
    thread_timing_end(&timing);
  }
}

static const struct check_test tests[] = {
    {"a fine timer and the audio class are given back, once", everything_is_given_back_once},
    {"what the system refuses is gone without: the priority stands for the audio class",
     what_is_refused_is_not_given_back},
    {"the system that this runs on serves a thread more than once",
     this_system_serves_a_thread_twice},
};

CHECK_MAIN(tests)
