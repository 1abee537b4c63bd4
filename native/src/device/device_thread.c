#include "device/device_thread.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"

enum device_job_state { DEVICE_JOB_QUEUED, DEVICE_JOB_RUNNING, DEVICE_JOB_DONE };

struct device_job {
  device_call call;
  void *context;
  double limit_seconds;
  double deadline; /* monotonic; set when it begins to run */
  enum device_job_state state;
  bool awaited; /* the waiting caller frees it, else the device thread */
  struct device_job *next;
};

/* One thread. An abandoned one frees its worker when its call returns after all. */
struct worker {
  bool abandoned;
  unsigned generation; /* of the count that it is a part of; once abandoned */
  struct device_job *running;
};

/* Made once and never freed: the device thread lives as long as the process. */
struct device_queue {
  struct mutex *mutex;
  struct condition *work;     /* a job was queued, or a worker abandoned */
  struct condition *progress; /* a job began or was done */
  struct device_job *first, **end;
  struct worker *worker; /* NULL before the first call and after a hang */
  unsigned hung;         /* of this generation */
  unsigned generation;   /* begins when those that hang are disregarded */
  double hung_since;     /* monotonic; when the last one was abandoned */
};

static struct device_queue *_Atomic the_queue;

static void free_queue(struct device_queue *queue) {
  condition_destroy(queue->work);
  condition_destroy(queue->progress);
  mutex_destroy(queue->mutex);
  free(queue);
}

static struct device_queue *get_queue(void) {
  struct device_queue *queue = atomic_load(&the_queue);
  if (queue != NULL) {
    return queue;
  }
  struct device_queue *own = calloc(1, sizeof(*own));
  if (own == NULL) {
    return NULL;
  }
  own->mutex = mutex_create();
  own->work = condition_create();
  own->progress = condition_create();
  own->end = &own->first;
  if (own->mutex == NULL || own->work == NULL || own->progress == NULL) {
    free_queue(own);
    return NULL;
  }
  if (!atomic_compare_exchange_strong(&the_queue, &queue, own)) {
    free_queue(own);
    return queue;
  }
  return own;
}

static struct device_job *take_job(struct device_queue *queue) {
  struct device_job *job = queue->first;
  queue->first = job->next;
  if (queue->first == NULL) {
    queue->end = &queue->first;
  }
  job->next = NULL;
  return job;
}

static void serve(void *argument) {
  struct worker *worker = argument;
  struct device_queue *queue = atomic_load(&the_queue);
  mutex_lock(queue->mutex);
  while (!worker->abandoned) {
    if (queue->first == NULL) {
      condition_wait(queue->work, queue->mutex);
      continue;
    }
    struct device_job *job = take_job(queue);
    worker->running = job;
    job->state = DEVICE_JOB_RUNNING;
    job->deadline = monotonic_seconds() + job->limit_seconds;
    condition_broadcast(queue->progress);
    mutex_unlock(queue->mutex);
    job->call(job->context);
    mutex_lock(queue->mutex);
    worker->running = NULL;
    job->state = DEVICE_JOB_DONE;
    if (!job->awaited) {
      free(job);
    }
    condition_broadcast(queue->progress);
  }
  if (worker->generation == queue->generation) {
    queue->hung--;
  }
  mutex_unlock(queue->mutex);
  free(worker);
}

/* With the mutex locked. */
static bool ensure_worker(struct device_queue *queue) {
  if (queue->worker != NULL) {
    return true;
  }
  struct worker *worker = calloc(1, sizeof(*worker));
  struct thread *thread = worker != NULL ? thread_start("devices", serve, worker) : NULL;
  if (thread == NULL) {
    free(worker);
    return false;
  }
  thread_detach(thread);
  queue->worker = worker;
  return true;
}

/* With the mutex locked: replaces a worker whose call is past its limit, so that the queue moves
   on. The caller of that call notices the limit by itself. */
static void abandon_late_worker(struct device_queue *queue) {
  struct worker *worker = queue->worker;
  if (worker != NULL && worker->running != NULL &&
      monotonic_seconds() >= worker->running->deadline) {
    worker->abandoned = true;
    worker->generation = queue->generation;
    queue->worker = NULL;
    queue->hung++;
    queue->hung_since = monotonic_seconds();
    ensure_worker(queue);
  }
}

static struct device_job *enqueue(struct device_queue *queue, device_call call, void *context,
                                  double limit_seconds, bool awaited) {
  abandon_late_worker(queue);
  struct device_job *job = calloc(1, sizeof(*job));
  if (job == NULL || !ensure_worker(queue)) {
    free(job);
    return NULL;
  }
  job->call = call;
  job->context = context;
  job->limit_seconds = limit_seconds;
  job->awaited = awaited;
  *queue->end = job;
  queue->end = &job->next;
  condition_signal(queue->work);
  return job;
}

/* With the mutex locked: takes a call that has not begun out of the queue. */
static void take_back(struct device_queue *queue, struct device_job *job) {
  struct device_job **link = &queue->first;
  while (*link != job) {
    link = &(*link)->next;
  }
  *link = job->next;
  if (*link == NULL) {
    queue->end = link;
  }
  free(job);
}

/* With the mutex locked; true when the job was done. Gives up `job` in every case. A queued job
   also waits for the calls before it, each of which has its own limit. */
static bool wait_for_job(struct device_queue *queue, struct device_job *job) {
  while (job->state != DEVICE_JOB_DONE) {
    const struct worker *worker = queue->worker;
    double deadline = monotonic_seconds() + job->limit_seconds;
    if (job->state == DEVICE_JOB_RUNNING) {
      deadline = job->deadline;
    } else if (worker != NULL && worker->running != NULL) {
      deadline = worker->running->deadline;
    }
    condition_wait_until(queue->progress, queue->mutex, deadline);
    abandon_late_worker(queue);
    if (job->state == DEVICE_JOB_RUNNING && monotonic_seconds() >= job->deadline) {
      job->awaited = false;
      return false;
    }
    if (job->state == DEVICE_JOB_QUEUED && !ensure_worker(queue)) {
      take_back(queue, job);
      return false;
    }
  }
  free(job);
  return true;
}

bool device_thread_call(device_call call, void *context, double limit_seconds) {
  struct device_queue *queue = get_queue();
  if (queue == NULL) {
    return false;
  }
  mutex_lock(queue->mutex);
  struct device_job *job = enqueue(queue, call, context, limit_seconds, true);
  bool done = job != NULL && wait_for_job(queue, job);
  mutex_unlock(queue->mutex);
  return done;
}

bool device_thread_post(device_call call, void *context, double limit_seconds) {
  struct device_queue *queue = get_queue();
  if (queue == NULL) {
    return false;
  }
  mutex_lock(queue->mutex);
  bool posted = enqueue(queue, call, context, limit_seconds, false) != NULL;
  mutex_unlock(queue->mutex);
  return posted;
}

double device_thread_hung_seconds(void) {
  struct device_queue *queue = atomic_load(&the_queue);
  if (queue == NULL) {
    return 0;
  }
  mutex_lock(queue->mutex);
  double seconds = queue->hung > 0 ? monotonic_seconds() - queue->hung_since : 0;
  mutex_unlock(queue->mutex);
  return seconds;
}

unsigned device_thread_hung_count(void) {
  struct device_queue *queue = atomic_load(&the_queue);
  if (queue == NULL) {
    return 0;
  }
  mutex_lock(queue->mutex);
  abandon_late_worker(queue);
  unsigned hung = queue->hung;
  mutex_unlock(queue->mutex);
  return hung;
}

void device_thread_disregard_hung(void) {
  struct device_queue *queue = atomic_load(&the_queue);
  if (queue != NULL) {
    mutex_lock(queue->mutex);
    queue->generation++;
    queue->hung = 0;
    mutex_unlock(queue->mutex);
  }
}
