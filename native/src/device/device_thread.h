/* The one thread that makes every call into PortAudio.
 *
 * - PortAudio is not thread-safe, and on Windows its host APIs belong to the thread that
 *   initialised them. So all Pa_* calls run here, one after the other, in the order of the
 *   requests.
 * - Some calls never return (stopping a stream whose JACK server died). A call that is past its
 *   limit is abandoned with its thread, and a new thread makes the calls after it.
 * - An abandoned call may still use its `context`: that lies on the heap and is never freed or
 *   reused.
 * - A limit counts from the beginning of its call, not from the request.
 * - While an abandoned thread hangs in a call its PortAudio must not be terminated.
 */
#pragma once

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*device_call)(void *context);

/** Runs `call(context)` on the device thread, after all calls requested before, and waits. False
 * when it did not return within `limit_seconds`, or when there is no memory or thread. Any thread
 * but the audio callback and the device thread itself. */
bool device_thread_call(device_call call, void *context, double limit_seconds);
/** The same without waiting. `context` belongs to the call. False when there is no memory or
 * thread: then nothing will be called. */
bool device_thread_post(device_call call, void *context, double limit_seconds);
/** How many abandoned threads hang in calls. Any thread. */
unsigned device_thread_hung_count(void);
/** Seconds since a call was abandoned last, 0 = none hangs. Any thread. */
double device_thread_hung_seconds(void);
/** Leaves the threads that hang now out of both, for good: what they use is not used any more. Any
 * thread. */
void device_thread_disregard_hung(void);

#ifdef __cplusplus
}
#endif
