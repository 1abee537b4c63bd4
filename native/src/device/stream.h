/* An open audio stream: a mixer driven by a backend (PortAudio or virtual).
 *
 * - Life: open, then start and stop or abort any number of times, then close.
 * - Every call is bounded in time. Where a driver hangs (PortAudio's stop does when a JACK server
 *   died) the backend is abandoned, its callbacks are kept out of the mixer, and the call returns.
 * - One control thread at a time. open, start, stop, abort and close block and may run on a worker
 *   thread instead, but never two at once for one stream.
 * - stream_poll() may be called meanwhile: it then changes nothing.
 * - The mixer lives from open to destroy, across restarts and lost devices; its sample rate never
 *   changes.
 */
#pragma once

#include "device/backend.h"
#include "device/stream_settings.h"
#include "mixer/mixer.h"

#ifdef __cplusplus
extern "C" {
#endif

struct stream;

/** DEAD: the device was lost; may be started again. */
#define STREAM_STATES(X)                                                                           \
  X(STOPPED, "stopped")                                                                            \
  X(ACTIVE, "active")                                                                              \
  X(DEAD, "dead")                                                                                  \
  X(CLOSED, "closed")

enum stream_state {
#define X(name, text) STREAM_##name,
  STREAM_STATES(X)
#undef X
};

/** Opens without starting. NULL + failure (device-not-found, device-refused, rate-refused,
 * channels-refused, host-api-option, host-error, stream-timeout, invalid-argument,
 * out-of-memory). */
struct stream *stream_open(const struct stream_settings *settings, struct failure *failure);
/** The same on a given backend, which alone checks the settings. */
struct stream *stream_open_on(const struct backend_ops *ops, const struct stream_settings *settings,
                              struct failure *failure);
/** Whether stream_open() would accept these settings. Opens no stream. Any thread but the callback;
 * may take seconds. */
bool stream_check_settings(const struct stream_settings *settings, struct failure *failure);
/** Starts at frame 0 with the next stream number and waits for the first callback (at most 6 s and
 * what is normal for the driver). Opens the backend again where it was lost. False +
 * stream-active, stream-closed, stream-timeout, device-lost, host-error, and failures of
 * stream_open(). */
bool stream_start(struct stream *stream, struct failure *failure);
/** Lets pending output sound, then stops; every action ends stream-stopped, or device-lost where
 * the driver says that the stream died before. False + stream-timeout where the driver hangs: it is
 * then abandoned, and the stream counts as stopped all the same. */
bool stream_stop(struct stream *stream, struct failure *failure);
/** The same, but stops at once. */
bool stream_abort(struct stream *stream, struct failure *failure);
/** Aborts if needed, closes and frees the backend; the stream object stays readable. */
bool stream_close(struct stream *stream, struct failure *failure);
/** Closes if needed and frees everything. NULL is fine. */
void stream_destroy(struct stream *stream);

/** Notices a dead stream: no callback for longer than heartbeat_limit() (at least 1.5 s), or the
 * driver says so. Its backend is abandoned and its actions end device-lost. Call it a few times a
 * second. While another call is under way on another thread it only returns the state. */
enum stream_state stream_poll(struct stream *stream);
/** Any thread. */
enum stream_state stream_state(const struct stream *stream);
/** Any thread. */
void stream_info(const struct stream *stream, struct stream_info *info);
/** Device time in seconds, now; the time base of START_SECONDS. Goes on by the monotonic clock
 * where there is no backend. Any thread. */
double stream_time(const struct stream *stream);
/** Fraction of each block's time that the callback uses, 0 when stopped. Any thread. */
double stream_cpu_load(const struct stream *stream);
/** The stream's mixer; owned by the stream. */
struct mixer *stream_mixer(struct stream *stream);

#ifdef __cplusplus
}
#endif
