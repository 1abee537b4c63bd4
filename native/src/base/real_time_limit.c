#include "base/real_time_limit.h"

#ifdef __linux__

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/resource.h>

static bool is_real_time(int policy) {
  policy &= ~SCHED_RESET_ON_FORK;
  return policy == SCHED_FIFO || policy == SCHED_RR;
}

/* The signal comes at the soft limit, the end of the process at the hard one. */
static bool set_limit(rlim_t most) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_RTTIME, &limit) != 0) {
    return false;
  }
  if (limit.rlim_max > most) {
    limit.rlim_max = most;
  }
  rlim_t early = limit.rlim_max - limit.rlim_max / 4;
  if (limit.rlim_cur > early) {
    limit.rlim_cur = early;
  }
  return setrlimit(RLIMIT_RTTIME, &limit) == 0;
}

/* Runs in the thread that is past the soft limit; only system calls.
   - rtkit's threads must keep the flag that leaves their children out.
   - With the signal the kernel raises the soft limit by a second, past the hard one.
   - The limit of a process's whole time (ulimit -t) has the same signal, whose default is to end
   the process. */
static void handle_excess(int number) {
  int kept = errno;
  struct rlimit whole = {.rlim_cur = RLIM_INFINITY};
  if (is_real_time(sched_getscheduler(0))) {
    struct sched_param parameters = {.sched_priority = 0};
    sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &parameters);
    set_limit(RLIM_INFINITY);
  } else if (getrlimit(RLIMIT_CPU, &whole) == 0 && whole.rlim_cur != RLIM_INFINITY) {
    signal(number, SIG_DFL);
    raise(number);
  }
  errno = kept;
}

static void handle_signal_once(void) {
  static atomic_flag is_done = ATOMIC_FLAG_INIT;
  struct sigaction present;
  if (!atomic_flag_test_and_set(&is_done) && sigaction(SIGXCPU, NULL, &present) == 0 &&
      (present.sa_flags & SA_SIGINFO) == 0 && present.sa_handler == SIG_DFL) {
    struct sigaction action = {.sa_handler = handle_excess, .sa_flags = SA_RESTART | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGXCPU, &action, NULL);
  }
}

bool real_time_limit_set(uint64_t microseconds) {
  handle_signal_once();
  return set_limit(microseconds);
}

#else

bool real_time_limit_set(uint64_t microseconds) {
  (void)microseconds;
  return false;
}

#endif
