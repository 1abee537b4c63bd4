/* A mixer connected to a backend, and what happens when the backend has to be given up. One per
 * stream.
 *
 * - The mixer is made with the first backend and stays; backends come and go.
 * - Every backend has a callback guard of its own, so that one which was given up cannot reach the
 *   mixer any more.
 * - Streams of the mixer are begun and ended here: ended only once no callback is in the mixer.
 * - A callback that stays in the mixer longer than any mixing takes keeps the mixer: nothing is
 *   begun or freed until connection_clear() is true.
 * - Control side, one thread at a time, unless stated otherwise.
 */
#pragma once

#include "device/backend.h"
#include "mixer/mixer.h"

struct connection;

/** Opens the first backend. NULL + failure. */
struct connection *connection_create(const struct backend_ops *ops,
                                     const struct stream_settings *settings,
                                     struct failure *failure);
/** Frees a closed connection, except for a mixer that a callback does not leave within a second. */
void connection_destroy(struct connection *connection);

/** Opens the backend again if there is none. False + failure, rate-refused where it came back at
 * another sample rate. */
bool connection_reopen(struct connection *connection, struct failure *failure);
/** Begins a stream of the mixer, starts the backend and waits for its first block. False + failure:
 * the backend was abandoned. */
bool connection_start(struct connection *connection, struct failure *failure);
/** Stops or aborts the backend and ends the stream. False + failure: the backend was abandoned;
 * with device-lost it had died before. */
bool connection_stop(struct connection *connection, bool at_once, struct failure *failure);
/** Gives up the backend; what was scheduled ends with `outcome`. */
void connection_abandon(struct connection *connection, enum action_outcome outcome);
/** Closes the backend, if there is one; what was scheduled ends stream-stopped. */
bool connection_close(struct connection *connection, struct failure *failure);

/** Ends the stream that a callback of an abandoned backend has kept open. False while that callback
 * is still in the mixer. */
bool connection_clear(struct connection *connection);
/** Whether the backend of a started connection has died: the driver says so, or its callbacks stay
 * away. */
bool connection_is_dead(struct connection *connection);

/** Any thread. */
void connection_info(struct connection *connection, struct stream_info *info);
/** Device time in seconds; goes on by the monotonic clock without a backend. Any thread. */
double connection_time(struct connection *connection);
/** 0 without a backend. Any thread. */
double connection_cpu_load(struct connection *connection);
/** Owned by the connection. Any thread. */
struct mixer *connection_mixer(const struct connection *connection);
