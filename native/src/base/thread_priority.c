#include "base/thread_priority.h"

#ifdef __linux__

#include <pthread.h>
#include <sched.h>
#include <time.h>

#ifdef __clang__
#pragma clang diagnostic push
/* pthread_self() reads a register, but its header does not say so. */
#pragma clang diagnostic ignored "-Wfunction-effects"
#endif
uintptr_t thread_mark(void) RT_SAFE {
  return (uintptr_t)pthread_self();
}
#ifdef __clang__
#pragma clang diagnostic pop
#endif

/* The kernel's number of a thread is in the number of its CPU clock: the clock's kind in the lowest
   three bits, above them the complement. The C library itself keeps what it set last, not what the
   kernel has. */
int32_t thread_number_of(uintptr_t mark) {
  clockid_t clock = 0;
  return mark != 0 && pthread_getcpuclockid((pthread_t)mark, &clock) == 0 ? ~(clock >> 3) : 0;
}

struct thread_priority thread_priority_of(int32_t number) {
  struct thread_priority priority = {.policy = THREAD_POLICY_UNKNOWN};
  int policy = number > 0 ? sched_getscheduler(number) : -1;
  struct sched_param parameters;
  if (policy < 0 || sched_getparam(number, &parameters) != 0) {
    return priority;
  }
  policy &= ~SCHED_RESET_ON_FORK;
  bool is_real_time = policy == SCHED_FIFO || policy == SCHED_RR;
  priority.policy = is_real_time ? THREAD_POLICY_REAL_TIME : THREAD_POLICY_NORMAL;
  priority.level = is_real_time ? parameters.sched_priority : 0;
  return priority;
}

#else

uintptr_t thread_mark(void) RT_SAFE {
  return 0;
}

int32_t thread_number_of(uintptr_t mark) {
  (void)mark;
  return 0;
}

struct thread_priority thread_priority_of(int32_t number) {
  (void)number;
  return (struct thread_priority){.policy = THREAD_POLICY_UNKNOWN};
}

#endif
