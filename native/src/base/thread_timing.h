/* What a thread that keeps time asks of the system, and gives back when it ends.
 *
 * - A fine timer: Windows wakes threads every 15.6 ms unless a program asks for 1 ms.
 * - Real-time scheduling: on Windows by its Multimedia Class Scheduler Service, as audio servers
 * have it, or else by the thread's priority; elsewhere by the thread's priority.
 */
#pragma once

#include <stdbool.h>

/** The system's functions. NULL = it has none, or needs none. */
struct timing_system {
  bool (*begin_fine_timer)(void);
  void (*end_fine_timer)(void);
  void *(*join_audio_class)(void); /* NULL = refused */
  void (*leave_audio_class)(void *membership);
  bool (*raise_priority)(void);
};

struct thread_timing {
  const struct timing_system *system;
  bool has_fine_timer;
  void *membership; /* in the audio class; NULL = none */
};

/** Those of the system that this runs on. Any thread. */
const struct timing_system *timing_system_here(void);
/** Asks for the calling thread, which ends it again. What the system refuses is gone without. */
void thread_timing_begin(struct thread_timing *timing, const struct timing_system *system,
                         bool wants_real_time);
void thread_timing_end(struct thread_timing *timing);
