/* What drives a mixer: one table of functions per kind of backend. Internal to native/src.
 *
 * A backend calls `process(context, block)` once per block on its own thread between start and the
 * return of stop/abort. `portaudio_backend`, `virtual_backend`; an offline render calls
 * mixer_process() itself and needs none.
 */
#ifndef RTMIXER_BACKEND_H
#define RTMIXER_BACKEND_H

#include "block.h"
#include "stream.h"

typedef void (*block_process)(void *context, const struct block *block) RT_SAFE;

struct backend; /* each kind has its own */

struct backend_ops {
  const char *name;
  struct backend *(*open)(const struct stream_settings *settings, block_process process,
                          void *context, struct stream_info *info, struct failure *failure);
  bool (*start)(struct backend *backend, struct failure *failure);
  bool (*stop)(struct backend *backend, struct failure *failure);
  bool (*abort)(struct backend *backend, struct failure *failure);
  /* Frees. After a hang (stream-timeout) the backend was abandoned: it leaks on purpose. */
  bool (*close)(struct backend *backend, struct failure *failure);
  bool (*alive)(struct backend *backend); /* the driver's own word; true when it has none */
  double (*time)(struct backend *backend);
  double (*cpu_load)(struct backend *backend);
};

extern const struct backend_ops portaudio_backend_ops;
extern const struct backend_ops virtual_backend_ops;

#endif
