/* Which priority the system gave a thread, read by another thread.
 *
 * - The thread marks itself, which calls no system and may be done in the audio callback.
 * - Another thread turns the mark into the kernel's number, as long as the thread was neither
 * joined nor detached, and asks the system by that number.
 * - Only Linux tells; elsewhere mark and number are 0 and the priority unknown.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/rt.h"

#ifdef __cplusplus
extern "C" {
#endif

#define THREAD_POLICIES(X)                                                                         \
  X(UNKNOWN, "unknown")                                                                            \
  X(NORMAL, "normal")                                                                              \
  X(REAL_TIME, "realtime")

enum thread_policy {
#define X(name, text) THREAD_POLICY_##name,
  THREAD_POLICIES(X)
#undef X
};

struct thread_priority {
  enum thread_policy policy;
  int32_t level; /* 1 to 99, higher goes first; 0 unless real-time */
};

/** The mark of the calling thread; 0 where the system does not tell. Any thread, the audio callback
 * included. */
uintptr_t thread_mark(void) RT_SAFE;
/** The kernel's number of the thread with this mark; 0 for 0 and where the system does not tell.
 * Any thread. */
int32_t thread_number_of(uintptr_t mark);
/** What the thread with this number has now; unknown for 0 and for a thread that has ended. Any
 * thread but the callback. */
struct thread_priority thread_priority_of(int32_t number);

#ifdef __cplusplus
}
#endif
