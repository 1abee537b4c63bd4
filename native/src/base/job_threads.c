#include "base/job_threads.h"

#include <stdatomic.h>
#include <stddef.h>

#include "base/shared_mutex.h"
#include "base/thread.h"

enum { MOST_THREADS = 2 };
/* A file with this much ready sound can be played while others are decoded. */
#define HEAD_START_SECONDS 10.0

static _Atomic(struct mutex *) queue_mutex;
/* Under the mutex: */
static struct job *queue;
static int thread_count;
static int64_t next_order;

static bool goes_before(const struct job *job, const struct job *other) {
  double seconds = job->ready_seconds(job), other_seconds = other->ready_seconds(other);
  bool has_start = seconds >= HEAD_START_SECONDS;
  bool other_has_start = other_seconds >= HEAD_START_SECONDS;
  if (has_start != other_has_start) {
    return other_has_start;
  }
  if (!has_start && seconds != other_seconds) {
    return seconds < other_seconds;
  }
  return job->order < other->order;
}

static struct job *take_next(void) {
  struct job **best = &queue;
  for (struct job **at = &queue; *at != NULL; at = &(*at)->next) {
    if (goes_before(*at, *best)) {
      best = at;
    }
  }
  struct job *job = *best;
  if (job != NULL) {
    *best = job->next;
  }
  return job;
}

static void put_back(struct job *job) {
  job->next = queue;
  queue = job;
}

static void run_jobs(void *context) {
  struct mutex *mutex = context;
  mutex_lock(mutex);
  for (struct job *job; (job = take_next()) != NULL;) {
    mutex_unlock(mutex);
    bool goes_on = job->step(job);
    mutex_lock(mutex);
    if (goes_on) {
      put_back(job);
    }
  }
  thread_count--;
  mutex_unlock(mutex);
}

bool job_submit(struct job *job) {
  struct mutex *mutex = shared_mutex(&queue_mutex);
  if (mutex == NULL) {
    return false;
  }
  mutex_lock(mutex);
  job->order = next_order++;
  put_back(job);
  if (thread_count < MOST_THREADS) {
    struct thread *thread = thread_start("rtmixer job", run_jobs, mutex);
    if (thread != NULL) {
      thread_detach(thread);
      thread_count++;
    }
  }
  bool runs = thread_count > 0;
  if (!runs) {
    queue = job->next;
  }
  mutex_unlock(mutex);
  return runs;
}
