/* Locks, condition variables, semaphores, threads and prints, noted and passed on. Free locks are
 * noted too: they make no system call, but would wait when they are taken. */
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <threads.h>

#include "rtguard.h"

/* The next function of that name; of condition variables the C library has an older one too. */
static void *next_function(const char *name, const char *version) {
  return version != NULL ? dlvsym(RTLD_NEXT, name, version) : dlsym(RTLD_NEXT, name);
}

#define PASS_ON(result, name, version, parameters, arguments)                                      \
  RTGUARD_API result name parameters {                                                             \
    static void *_Atomic next;                                                                     \
    rtguard_note(#name, -1);                                                                       \
    if (next == NULL) {                                                                            \
      next = next_function(#name, version);                                                        \
    }                                                                                              \
    result(*function) parameters = (result(*) parameters)next;                                     \
    return function arguments;                                                                     \
  }

#define CONDITION_VERSION "GLIBC_2.3.2"

PASS_ON(int, pthread_mutex_lock, NULL, (pthread_mutex_t * mutex), (mutex))
PASS_ON(int, pthread_mutex_trylock, NULL, (pthread_mutex_t * mutex), (mutex))
PASS_ON(int, pthread_mutex_timedlock, NULL,
        (pthread_mutex_t *restrict mutex, const struct timespec *restrict time), (mutex, time))
PASS_ON(int, pthread_mutex_unlock, NULL, (pthread_mutex_t * mutex), (mutex))
PASS_ON(int, pthread_spin_lock, NULL, (pthread_spinlock_t * lock), (lock))
PASS_ON(int, pthread_rwlock_rdlock, NULL, (pthread_rwlock_t * lock), (lock))
PASS_ON(int, pthread_rwlock_wrlock, NULL, (pthread_rwlock_t * lock), (lock))
PASS_ON(int, pthread_rwlock_unlock, NULL, (pthread_rwlock_t * lock), (lock))
PASS_ON(int, pthread_cond_wait, CONDITION_VERSION,
        (pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex), (condition, mutex))
PASS_ON(int, pthread_cond_timedwait, CONDITION_VERSION,
        (pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
         const struct timespec *restrict time),
        (condition, mutex, time))
PASS_ON(int, pthread_cond_signal, CONDITION_VERSION, (pthread_cond_t * condition), (condition))
PASS_ON(int, pthread_cond_broadcast, CONDITION_VERSION, (pthread_cond_t * condition), (condition))
PASS_ON(int, pthread_join, NULL, (pthread_t thread, void **result), (thread, result))
PASS_ON(int, sem_wait, NULL, (sem_t * semaphore), (semaphore))
PASS_ON(int, sem_trywait, NULL, (sem_t * semaphore), (semaphore))
PASS_ON(int, sem_post, NULL, (sem_t * semaphore), (semaphore))
PASS_ON(int, mtx_lock, NULL, (mtx_t * mutex), (mutex))
PASS_ON(int, mtx_trylock, NULL, (mtx_t * mutex), (mutex))
PASS_ON(int, mtx_unlock, NULL, (mtx_t * mutex), (mutex))
PASS_ON(int, cnd_signal, NULL, (cnd_t * condition), (condition))
PASS_ON(int, cnd_broadcast, NULL, (cnd_t * condition), (condition))

PASS_ON(int, puts, NULL, (const char *text), (text))
PASS_ON(int, fputs, NULL, (const char *restrict text, FILE *restrict file), (text, file))
PASS_ON(int, fflush, NULL, (FILE * file), (file))
PASS_ON(size_t, fwrite, NULL,
        (const void *restrict bytes, size_t size, size_t count, FILE *restrict file),
        (bytes, size, count, file))
PASS_ON(int, vfprintf, NULL, (FILE *restrict file, const char *restrict format, va_list values),
        (file, format, values))

RTGUARD_API int printf(const char *restrict format, ...) {
  va_list values;
  va_start(values, format);
  int written = vfprintf(stdout, format, values);
  va_end(values);
  return written;
}

RTGUARD_API int fprintf(FILE *restrict file, const char *restrict format, ...) {
  va_list values;
  va_start(values, format);
  int written = vfprintf(file, format, values);
  va_end(values);
  return written;
}
