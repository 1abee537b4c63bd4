/* Threads, locks and the monotonic clock, for POSIX and Windows.
 *
 * - Nothing of it may be used in the audio callback.
 * - Objects are opaque and owned by their creator; a create function returns NULL when memory or
 *   threads ran out.
 */
#pragma once

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct thread;
struct mutex;
struct condition;

typedef void (*thread_function)(void *context);

/** Starts `function(context)` on a new thread. `name` (UTF-8, the first 15 bytes show in tools) is
 * copied. NULL when the system has no more threads. Give it back with thread_join() or
 * thread_detach(), once. Any thread. */
struct thread *thread_start(const char *name, thread_function function, void *context);
/** Waits without bound until the thread's function has returned, then frees. NULL is fine. */
void thread_join(struct thread *thread);
/** Frees the object without waiting for the thread: for a thread that hangs in a driver. */
void thread_detach(struct thread *thread);
/** Asks the system for real-time scheduling of the calling thread. False where it is not allowed;
 * the thread then runs as before. */
bool thread_request_real_time(void);
/** Lets other threads run first. */
void thread_yield(void);

struct mutex *mutex_create(void);
void mutex_destroy(struct mutex *mutex); /* NULL is fine */
void mutex_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);

struct condition *condition_create(void);
void condition_destroy(struct condition *condition); /* NULL is fine */
/** Waits with `mutex` held; may wake without a signal, so test the condition in a loop. */
void condition_wait(struct condition *condition, struct mutex *mutex);
/** The same until monotonic_seconds() reaches `deadline`; false when the deadline has passed. */
bool condition_wait_until(struct condition *condition, struct mutex *mutex, double deadline);
void condition_signal(struct condition *condition);
void condition_broadcast(struct condition *condition);

/** Seconds of a clock that never steps, from an arbitrary zero. Any thread. */
double monotonic_seconds(void);
/** Sleeps until monotonic_seconds() reaches `deadline`; returns at once when it has. */
void sleep_until(double deadline);

#ifdef __cplusplus
}
#endif
