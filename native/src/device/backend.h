/* What drives a mixer: one table of functions per kind of backend. Internal to native/src.
 *
 * A backend calls `process(context, block)` once per block on its own thread between start and the
 * return of stop/abort. `portaudio_backend`, `virtual_backend`; an offline render calls
 * mixer_process() itself and needs none.
 *
 * Every function returns within seconds whatever the driver does. One control thread at a time;
 * `time`, `alive` and `cpu_load` may also run beside another function of the table, close and
 * abandon excepted.
 */
#ifndef RTMIXER_BACKEND_H
#define RTMIXER_BACKEND_H

#include "base/rt.h"
#include "device/stream.h"
#include "mixer/block.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*block_process)(void *context, const struct block *block) RT_SAFE;

struct backend; /* each kind has its own */

struct backend_ops {
  const char *name;
  /* Would open accept these settings? Opens nothing. */
  bool (*check)(const struct stream_settings *settings, struct failure *failure);
  struct backend *(*open)(const struct stream_settings *settings, block_process process,
                          void *context, struct stream_info *info, struct failure *failure);
  bool (*start)(struct backend *backend, struct failure *failure);
  /* Brings `info` up to what the driver claims once the first block was handled. May be NULL. */
  void (*refresh_info)(struct backend *backend, struct stream_info *info);
  /* stop and abort: device-lost where the driver says that the stream died before, stream-timeout
     where it hangs. After either the backend may only be given to abandon(). */
  bool (*stop)(struct backend *backend, struct failure *failure);
  bool (*abort)(struct backend *backend, struct failure *failure);
  /* Frees a stopped backend. After stream-timeout it was abandoned and leaks on purpose. */
  bool (*close)(struct backend *backend, struct failure *failure);
  /* Gives up a dead or hanging backend without waiting for its driver: it is closed in the
     background where that works, else it leaks on purpose. `process` may still be called. */
  void (*abandon)(struct backend *backend);
  /* The driver's own word; true when it has none. */
  bool (*alive)(struct backend *backend);
  /* Seconds without a callback that are no reason to worry; 0 where the driver's blocks tell. */
  double (*quiet_seconds)(struct backend *backend);
  double (*time)(struct backend *backend);
  double (*cpu_load)(struct backend *backend);
};

extern const struct backend_ops portaudio_backend_ops;
extern const struct backend_ops virtual_backend_ops;

/** stream_open() on a given backend; settings are checked by the backend alone. */
struct stream *stream_open_on(const struct backend_ops *ops, const struct stream_settings *settings,
                              struct failure *failure);

/** Position of the virtual device in devices_list(): the number of PortAudio's devices. Initialises
 * PortAudio when nobody did before, which may take seconds. Any thread but the callback. */
int32_t virtual_device_index(void);

#ifdef __cplusplus
}
#endif
#endif
