/* The one thread that makes every call into PortAudio.
 *
 * PortAudio is not thread-safe, and on Windows its host APIs belong to the thread that initialised
 * them. Some of its calls never return (stopping a stream whose JACK server died): then the thread
 * is left to its fate, and a new one serves the calls that follow.
 */
#ifndef RTMIXER_DEVICE_THREAD_H
#define RTMIXER_DEVICE_THREAD_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*device_call)(void *context);

/** Runs `call(context)` on the device thread, after all calls before it, and waits. False when it
 * did not return within `limit_seconds`, or when no thread could be started: the call may then go
 * on for ever, so `context` must lie on the heap and is never freed or reused. Any thread but the
 * audio callback and the device thread itself. */
bool device_thread_call(device_call call, void *context, double limit_seconds);
/** The same without waiting. `context` belongs to the call. False when there is no memory or
 * thread: then nothing will be called. */
bool device_thread_post(device_call call, void *context, double limit_seconds);
/** How many threads were left behind in calls that hang. While there is one PortAudio must not be
 * terminated. Any thread. */
unsigned device_thread_hung_count(void);

#ifdef __cplusplus
}
#endif
#endif
