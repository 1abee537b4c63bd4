#include "base/thread.h"

#include <stdlib.h>
#include <string.h>

/* What a new thread needs. The thread frees it: `struct thread` may be gone before it runs. */
struct thread_entry {
  thread_function function;
  void *context;
  char name[16]; /* Linux shows 15 bytes and a zero */
};

#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

struct thread {
  HANDLE handle;
};

struct mutex {
  SRWLOCK lock;
};

struct condition {
  CONDITION_VARIABLE variable;
};

static DWORD WINAPI enter_thread(LPVOID argument) {
  struct thread_entry entry = *(struct thread_entry *)argument;
  free(argument);
  entry.function(entry.context);
  return 0;
}

/* Starts a thread that takes over `entry`. False = the system has no more threads. */
static bool start_native(struct thread *thread, struct thread_entry *entry) {
  thread->handle = CreateThread(NULL, 0, enter_thread, entry, 0, NULL);
  return thread->handle != NULL;
}

void thread_join(struct thread *thread) {
  if (thread != NULL) {
    WaitForSingleObject(thread->handle, INFINITE);
    thread_detach(thread);
  }
}

void thread_detach(struct thread *thread) {
  if (thread != NULL) {
    CloseHandle(thread->handle);
    free(thread);
  }
}

bool thread_request_real_time(void) {
  return SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_TIME_CRITICAL) != 0;
}

void thread_yield(void) {
  SwitchToThread();
}

struct mutex *mutex_create(void) {
  struct mutex *mutex = calloc(1, sizeof(*mutex));
  if (mutex != NULL) {
    InitializeSRWLock(&mutex->lock);
  }
  return mutex;
}

void mutex_destroy(struct mutex *mutex) {
  free(mutex);
}
void mutex_lock(struct mutex *mutex) {
  AcquireSRWLockExclusive(&mutex->lock);
}
void mutex_unlock(struct mutex *mutex) {
  ReleaseSRWLockExclusive(&mutex->lock);
}

struct condition *condition_create(void) {
  struct condition *condition = calloc(1, sizeof(*condition));
  if (condition != NULL) {
    InitializeConditionVariable(&condition->variable);
  }
  return condition;
}

void condition_destroy(struct condition *condition) {
  free(condition);
}

void condition_wait(struct condition *condition, struct mutex *mutex) {
  SleepConditionVariableSRW(&condition->variable, &mutex->lock, INFINITE, 0);
}

bool condition_wait_until(struct condition *condition, struct mutex *mutex, double deadline) {
  double wait = deadline - monotonic_seconds();
  if (wait <= 0) {
    return false;
  }
  DWORD milliseconds = wait > 1e6 ? 1000000000u : (DWORD)(wait * 1000);
  if (milliseconds == 0) {
    /* A wait of 1 ms would end up to 2 ms late. */
    mutex_unlock(mutex);
    SwitchToThread();
    mutex_lock(mutex);
  } else {
    SleepConditionVariableSRW(&condition->variable, &mutex->lock, milliseconds, 0);
  }
  return monotonic_seconds() < deadline;
}

void condition_signal(struct condition *condition) {
  WakeConditionVariable(&condition->variable);
}

void condition_broadcast(struct condition *condition) {
  WakeAllConditionVariable(&condition->variable);
}

double monotonic_seconds(void) {
  LARGE_INTEGER frequency;
  LARGE_INTEGER count;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&count);
  return (double)count.QuadPart / (double)frequency.QuadPart;
}

void sleep_until(double deadline) {
  double wait = deadline - monotonic_seconds();
  while (wait > 0) {
    /* Sleep() is late by up to a tick of the system's timer, so the last 2 ms only yield. */
    if (wait > 0.002) {
      Sleep((DWORD)((wait > 1000 ? 1000 : wait) * 1000) - 1);
    } else {
      SwitchToThread();
    }
    wait = deadline - monotonic_seconds();
  }
}

#else

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>

struct thread {
  pthread_t id;
};

struct mutex {
  pthread_mutex_t lock;
};

struct condition {
  pthread_cond_t variable;
};

static void *enter_thread(void *argument) {
  struct thread_entry entry = *(struct thread_entry *)argument;
  free(argument);
#ifdef __APPLE__
  pthread_setname_np(entry.name);
#elif defined(__linux__)
  pthread_setname_np(pthread_self(), entry.name);
#endif
  entry.function(entry.context);
  return NULL;
}

static bool start_native(struct thread *thread, struct thread_entry *entry) {
  return pthread_create(&thread->id, NULL, enter_thread, entry) == 0;
}

void thread_join(struct thread *thread) {
  if (thread != NULL) {
    pthread_join(thread->id, NULL);
    free(thread);
  }
}

void thread_detach(struct thread *thread) {
  if (thread != NULL) {
    pthread_detach(thread->id);
    free(thread);
  }
}

bool thread_request_real_time(void) {
  /* Below every audio server's own priority, above all ordinary threads. */
  struct sched_param parameters = {.sched_priority = sched_get_priority_min(SCHED_FIFO) + 4};
  return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
}

void thread_yield(void) {
  sched_yield();
}

struct mutex *mutex_create(void) {
  struct mutex *mutex = calloc(1, sizeof(*mutex));
  if (mutex != NULL && pthread_mutex_init(&mutex->lock, NULL) != 0) {
    free(mutex);
    return NULL;
  }
  return mutex;
}

void mutex_destroy(struct mutex *mutex) {
  if (mutex != NULL) {
    pthread_mutex_destroy(&mutex->lock);
    free(mutex);
  }
}

void mutex_lock(struct mutex *mutex) {
  pthread_mutex_lock(&mutex->lock);
}
void mutex_unlock(struct mutex *mutex) {
  pthread_mutex_unlock(&mutex->lock);
}

struct condition *condition_create(void) {
  struct condition *condition = calloc(1, sizeof(*condition));
  if (condition == NULL) {
    return NULL;
  }
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
#ifndef __APPLE__
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
#endif
  int error = pthread_cond_init(&condition->variable, &attributes);
  pthread_condattr_destroy(&attributes);
  if (error != 0) {
    free(condition);
    return NULL;
  }
  return condition;
}

void condition_destroy(struct condition *condition) {
  if (condition != NULL) {
    pthread_cond_destroy(&condition->variable);
    free(condition);
  }
}

void condition_wait(struct condition *condition, struct mutex *mutex) {
  pthread_cond_wait(&condition->variable, &mutex->lock);
}

static struct timespec seconds_to_timespec(double seconds) {
  struct timespec time = {.tv_sec = (time_t)seconds};
  time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
  return time;
}

bool condition_wait_until(struct condition *condition, struct mutex *mutex, double deadline) {
#ifdef __APPLE__
  double wait = deadline - monotonic_seconds();
  if (wait <= 0) {
    return false;
  }
  struct timespec time = seconds_to_timespec(wait);
  return pthread_cond_timedwait_relative_np(&condition->variable, &mutex->lock, &time) == 0;
#else
  struct timespec time = seconds_to_timespec(deadline);
  return pthread_cond_timedwait(&condition->variable, &mutex->lock, &time) == 0;
#endif
}

void condition_signal(struct condition *condition) {
  pthread_cond_signal(&condition->variable);
}

void condition_broadcast(struct condition *condition) {
  pthread_cond_broadcast(&condition->variable);
}

double monotonic_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void sleep_until(double deadline) {
#ifdef __APPLE__
  double wait = deadline - monotonic_seconds();
  while (wait > 0) {
    struct timespec time = seconds_to_timespec(wait);
    nanosleep(&time, NULL);
    wait = deadline - monotonic_seconds();
  }
#else
  struct timespec time = seconds_to_timespec(deadline);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) {
  }
#endif
}

#endif

struct thread *thread_start(const char *name, thread_function function, void *context) {
  struct thread *thread = calloc(1, sizeof(*thread));
  struct thread_entry *entry = calloc(1, sizeof(*entry));
  if (thread != NULL && entry != NULL) {
    entry->function = function;
    entry->context = context;
    strncpy(entry->name, name, sizeof(entry->name) - 1);
    if (start_native(thread, entry)) {
      return thread;
    }
  }
  free(entry);
  free(thread);
  return NULL;
}
