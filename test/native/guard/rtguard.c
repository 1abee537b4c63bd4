/* Entering and leaving the callback, and the list of what was caught in it. */
#include "rtguard.h"

#include <execinfo.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { MOST_VIOLATIONS = 64, MOST_FRAMES = 16 };

struct violation {
  const char *what;
  long number; /* of the system call, else -1 */
  void *frames[MOST_FRAMES];
  int frame_count;
};

static struct violation violations[MOST_VIOLATIONS];
static _Atomic uint64_t violation_count, callback_count;
static _Atomic uint64_t minor_faults, major_faults, voluntary_switches, involuntary_switches;

static _Thread_local int depth;
static _Thread_local bool is_noting;
static _Thread_local bool is_trapped;
static _Thread_local struct rusage at_entry;

RTGUARD_API void rtguard_enter(void) {
  if (depth++ > 0) {
    return;
  }
  if (!is_trapped) {
    is_trapped = true;
    rtguard_trap_thread();
  }
  getrusage(RUSAGE_THREAD, &at_entry);
  rtguard_block_calls(true);
}

RTGUARD_API void rtguard_leave(void) {
  if (--depth > 0) {
    return;
  }
  rtguard_block_calls(false);
  struct rusage now;
  getrusage(RUSAGE_THREAD, &now);
  minor_faults += (uint64_t)(now.ru_minflt - at_entry.ru_minflt);
  major_faults += (uint64_t)(now.ru_majflt - at_entry.ru_majflt);
  voluntary_switches += (uint64_t)(now.ru_nvcsw - at_entry.ru_nvcsw);
  involuntary_switches += (uint64_t)(now.ru_nivcsw - at_entry.ru_nivcsw);
  callback_count++;
}

void rtguard_note(const char *what, long number) {
  if (depth == 0 || is_noting) {
    return;
  }
  is_noting = true;
  rtguard_block_calls(false);
  uint64_t index = violation_count++;
  if (index < MOST_VIOLATIONS) {
    struct violation *violation = &violations[index];
    violation->what = what;
    violation->number = number;
    violation->frame_count = backtrace(violation->frames, MOST_FRAMES);
  }
  rtguard_block_calls(true);
  is_noting = false;
}

RTGUARD_API void rtguard_reset(void) {
  violation_count = callback_count = 0;
  minor_faults = major_faults = voluntary_switches = involuntary_switches = 0;
}

RTGUARD_API void rtguard_read(struct rtguard_counts *counts) {
  *counts = (struct rtguard_counts){.callbacks = callback_count,
                                    .violations = violation_count,
                                    .minor_faults = minor_faults,
                                    .major_faults = major_faults,
                                    .voluntary_switches = voluntary_switches,
                                    .involuntary_switches = involuntary_switches};
}

RTGUARD_API bool rtguard_describe(uint64_t k, char *line, size_t size) {
  if (k >= violation_count || k >= MOST_VIOLATIONS) {
    return false;
  }
  const struct violation *violation = &violations[k];
  int used = violation->number < 0
                 ? snprintf(line, size, "%s", violation->what)
                 : snprintf(line, size, "%s %ld", violation->what, violation->number);
  const char *joint = " from ";
  for (int i = 0; i < violation->frame_count && used >= 0 && (size_t)used < size; i++) {
    char name[256];
    rtguard_name_address(violation->frames[i], name, sizeof(name));
    if (strstr(name, "librtguard") == NULL) {
      used += snprintf(line + used, size - (size_t)used, "%s%s", joint, name);
      joint = " < ";
    }
  }
  return true;
}

/* The first backtrace() of a process loads a library. */
__attribute__((constructor)) static void load_unwinder(void) {
  void *frames[2];
  backtrace(frames, 2);
}

/* For programs without calls of the guard: RTGUARD_REPORT names a file for what was found. */
__attribute__((destructor)) static void write_report(void) {
  const char *path = getenv("RTGUARD_REPORT");
  FILE *file = path != NULL ? fopen(path, "w") : NULL;
  if (file == NULL) {
    return;
  }
  fprintf(file,
          "{\"callbacks\": %llu, \"violations\": %llu, \"minorFaults\": %llu, "
          "\"voluntarySwitches\": %llu, \"trapsSystemCalls\": %s}\n",
          (unsigned long long)callback_count, (unsigned long long)violation_count,
          (unsigned long long)minor_faults, (unsigned long long)voluntary_switches,
          rtguard_traps_system_calls() ? "true" : "false");
  char line[4096];
  for (uint64_t k = 0; rtguard_describe(k, line, sizeof(line)); k++) {
    fprintf(file, "%s\n", line);
  }
  fclose(file);
}
