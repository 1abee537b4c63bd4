#include "base/thread_timing.h"

#include <stddef.h>

#include "base/thread.h"

void thread_timing_begin(struct thread_timing *timing, const struct timing_system *system,
                         bool wants_real_time) {
  *timing = (struct thread_timing){.system = system};
  timing->has_fine_timer = system->begin_fine_timer != NULL && system->begin_fine_timer();
  if (!wants_real_time) {
    return;
  }
  timing->membership = system->join_audio_class != NULL ? system->join_audio_class() : NULL;
  if (timing->membership == NULL && system->raise_priority != NULL) {
    system->raise_priority();
  }
}

void thread_timing_end(struct thread_timing *timing) {
  if (timing->membership != NULL) {
    timing->system->leave_audio_class(timing->membership);
  }
  if (timing->has_fine_timer) {
    timing->system->end_fine_timer();
  }
  *timing = (struct thread_timing){0};
}

#ifdef _WIN32

#include <windows.h>

enum { TIMER_MILLISECONDS = 1, TIMER_DONE = 0 };

typedef UINT(WINAPI *timer_function)(UINT milliseconds);
typedef HANDLE(WINAPI *join_function)(const wchar_t *task, DWORD *index);
typedef BOOL(WINAPI *leave_function)(HANDLE membership);

/* From a library of the system, which stays loaded. NULL = there is none. */
static FARPROC function_of(const wchar_t *library, const char *name) {
  HMODULE module = LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
  return module != NULL ? GetProcAddress(module, name) : NULL;
}

static bool begin_fine_timer(void) {
  timer_function begin = (timer_function)(void *)function_of(L"winmm.dll", "timeBeginPeriod");
  return begin != NULL && begin(TIMER_MILLISECONDS) == TIMER_DONE;
}

static void end_fine_timer(void) {
  timer_function end = (timer_function)(void *)function_of(L"winmm.dll", "timeEndPeriod");
  if (end != NULL) {
    end(TIMER_MILLISECONDS);
  }
}

static void *join_audio_class(void) {
  join_function join =
      (join_function)(void *)function_of(L"avrt.dll", "AvSetMmThreadCharacteristicsW");
  DWORD index = 0;
  return join != NULL ? join(L"Pro Audio", &index) : NULL;
}

static void leave_audio_class(void *membership) {
  leave_function leave =
      (leave_function)(void *)function_of(L"avrt.dll", "AvRevertMmThreadCharacteristics");
  if (leave != NULL) {
    leave(membership);
  }
}

const struct timing_system *timing_system_here(void) {
  static const struct timing_system system = {
      .begin_fine_timer = begin_fine_timer,
      .end_fine_timer = end_fine_timer,
      .join_audio_class = join_audio_class,
      .leave_audio_class = leave_audio_class,
      .raise_priority = thread_request_real_time,
  };
  return &system;
}

#else

const struct timing_system *timing_system_here(void) {
  static const struct timing_system system = {.raise_priority = thread_request_real_time};
  return &system;
}

#endif
