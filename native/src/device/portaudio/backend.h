/* PortAudio streams, the control side: asks the device thread for every call and never waits longer
 * than a limit.
 *
 * - A call that hangs keeps its memory and the backend, which are not used again; its stream is
 *   closed when the call returns after all.
 * - Time, load and liveness come from a probe on the device thread, made again when it is older
 *   than 0.2 s; between two probes the monotonic clock goes on.
 */
#pragma once

#include "device/backend.h"

extern const struct backend_ops portaudio_backend_ops;

/** Frees a backend whose stream is closed or was never opened, and which no call uses; NULL is
 * fine. Any thread. */
void portaudio_free_backend(struct backend *backend);
