#include "device/device_thread.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE };

struct job {
  device_call call;
  void *context;
  double limit_seconds;
  double deadline; /* monotonic; set when it begins to run */
  enum job_state state;
  bool awaited; /* the waiting caller frees it, else the device thread */
  struct job *next;
};

/* One thread; it outlives its use when a call hangs. */
struct worker {
  bool abandoned;
  struct job *running;
};

/* Made once, never freed: the device thread lives as long as the process. */
struct office {
  struct mutex *mutex;
  struct condition *work;     /* a job was queued, or a worker abandoned */
  struct condition *progress; /* a job began or was done */
  struct job *first, **end;
  struct worker *worker; /* NULL before the first call and after a hang */
  unsigned hung;
};

static struct office *_Atomic the_office;

static void free_office(struct office *office) {
  condition_destroy(office->work);
  condition_destroy(office->progress);
  mutex_destroy(office->mutex);
  free(office);
}

static struct office *get_office(void) {
  struct office *office = atomic_load(&the_office);
  if (office) {
    return office;
  }
  struct office *own = calloc(1, sizeof *own);
  if (!own) {
    return NULL;
  }
  own->mutex = mutex_create();
  own->work = condition_create();
  own->progress = condition_create();
  own->end = &own->first;
  if (!own->mutex || !own->work || !own->progress) {
    free_office(own);
    return NULL;
  }
  if (!atomic_compare_exchange_strong(&the_office, &office, own)) {
    free_office(own);
    return office;
  }
  return own;
}

static struct job *take_job(struct office *office) {
  struct job *job = office->first;
  office->first = job->next;
  if (!office->first) {
    office->end = &office->first;
  }
  job->next = NULL;
  return job;
}

static void serve(void *argument) {
  struct worker *worker = argument;
  struct office *office = atomic_load(&the_office);
  mutex_lock(office->mutex);
  while (!worker->abandoned) {
    if (!office->first) {
      condition_wait(office->work, office->mutex);
      continue;
    }
    struct job *job = take_job(office);
    worker->running = job;
    job->state = JOB_RUNNING;
    job->deadline = monotonic_seconds() + job->limit_seconds;
    condition_broadcast(office->progress);
    mutex_unlock(office->mutex);
    job->call(job->context);
    mutex_lock(office->mutex);
    worker->running = NULL;
    job->state = JOB_DONE;
    if (!job->awaited) {
      free(job);
    }
    condition_broadcast(office->progress);
  }
  office->hung--;
  mutex_unlock(office->mutex);
  free(worker);
}

/* With the lock held. */
static bool ensure_worker(struct office *office) {
  if (office->worker) {
    return true;
  }
  struct worker *worker = calloc(1, sizeof *worker);
  struct thread *thread = worker ? thread_start("devices", serve, worker) : NULL;
  if (!thread) {
    free(worker);
    return false;
  }
  thread_detach(thread);
  office->worker = worker;
  return true;
}

/* With the lock held: leaves a worker whose call is past its limit, so that the queue moves on. The
   call's own caller learns it by itself. */
static void abandon_late_worker(struct office *office) {
  struct worker *worker = office->worker;
  if (worker && worker->running && monotonic_seconds() >= worker->running->deadline) {
    worker->abandoned = true;
    office->worker = NULL;
    office->hung++;
    ensure_worker(office);
  }
}

static struct job *enqueue(struct office *office, device_call call, void *context,
                           double limit_seconds, bool awaited) {
  abandon_late_worker(office);
  struct job *job = calloc(1, sizeof *job);
  if (!job || !ensure_worker(office)) {
    free(job);
    return NULL;
  }
  job->call = call;
  job->context = context;
  job->limit_seconds = limit_seconds;
  job->awaited = awaited;
  *office->end = job;
  office->end = &job->next;
  condition_signal(office->work);
  return job;
}

/* With the lock held: takes a call that has not begun out of the queue. */
static void take_back(struct office *office, struct job *job) {
  struct job **link = &office->first;
  while (*link != job) {
    link = &(*link)->next;
  }
  *link = job->next;
  if (!*link) {
    office->end = link;
  }
  free(job);
}

/* With the lock held; true when the job was done. Gives up `job` in every case. Whoever waits in
   the queue waits for the calls before, too: each of them has its own limit. */
static bool wait_for_job(struct office *office, struct job *job) {
  while (job->state != JOB_DONE) {
    const struct worker *worker = office->worker;
    double deadline = monotonic_seconds() + job->limit_seconds;
    if (job->state == JOB_RUNNING) {
      deadline = job->deadline;
    } else if (worker && worker->running) {
      deadline = worker->running->deadline;
    }
    condition_wait_until(office->progress, office->mutex, deadline);
    abandon_late_worker(office);
    if (job->state == JOB_RUNNING && monotonic_seconds() >= job->deadline) {
      job->awaited = false;
      return false;
    }
    if (job->state == JOB_QUEUED && !ensure_worker(office)) {
      take_back(office, job);
      return false;
    }
  }
  free(job);
  return true;
}

bool device_thread_call(device_call call, void *context, double limit_seconds) {
  struct office *office = get_office();
  if (!office) {
    return false;
  }
  mutex_lock(office->mutex);
  struct job *job = enqueue(office, call, context, limit_seconds, true);
  bool done = job && wait_for_job(office, job);
  mutex_unlock(office->mutex);
  return done;
}

bool device_thread_post(device_call call, void *context, double limit_seconds) {
  struct office *office = get_office();
  if (!office) {
    return false;
  }
  mutex_lock(office->mutex);
  bool posted = enqueue(office, call, context, limit_seconds, false) != NULL;
  mutex_unlock(office->mutex);
  return posted;
}

unsigned device_thread_hung_count(void) {
  struct office *office = atomic_load(&the_office);
  if (!office) {
    return 0;
  }
  mutex_lock(office->mutex);
  abandon_late_worker(office);
  unsigned hung = office->hung;
  mutex_unlock(office->mutex);
  return hung;
}
