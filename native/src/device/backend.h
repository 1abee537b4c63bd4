/* What drives a mixer: one table of functions per kind of backend.
 *
 * - Between `start` and the return of `stop` or `abort` a backend calls `process(context, block)`
 *   once per block on a thread of its own.
 * - Every function returns within seconds whatever the driver does.
 * - One control thread at a time; `time`, `alive` and `cpu_load` may also run beside another
 *   function of the table, `close` and `abandon` excepted.
 */
#pragma once

#include "base/rt.h"
#include "base/thread_priority.h"
#include "device/stream_settings.h"
#include "mixer/block.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why a callback thread has no real-time priority: the system refused it, the audio server did not
   give it, nobody asked; the system refused it and rtkit was asked: has not answered yet, cannot be
   asked for want of libdbus, is not there, refused, did not answer in time; or the thread had it
   and lost it. */
#define PRIORITY_REASONS(X)                                                                        \
  X(NOT_ALLOWED, "not-allowed")                                                                    \
  X(NOT_GIVEN, "not-given")                                                                        \
  X(NOT_ASKED, "not-asked")                                                                        \
  X(RTKIT_ASKED, "rtkit-asked")                                                                    \
  X(NO_LIBDBUS, "no-libdbus")                                                                      \
  X(NO_RTKIT, "no-rtkit")                                                                          \
  X(RTKIT_REFUSED, "rtkit-refused")                                                                \
  X(RTKIT_SILENT, "rtkit-silent")                                                                  \
  X(TAKEN_AWAY, "taken-away")

enum priority_reason {
#define X(name, text) PRIORITY_##name,
  PRIORITY_REASONS(X)
#undef X
};

struct stream_info {
  double sample_rate;                   /* Hz, the stream's real one */
  uint32_t block_size;                  /* as asked; 0 = the driver's choice */
  double input_latency, output_latency; /* seconds, the driver's claim; 0 = unused direction */
  uint32_t input_channels, output_channels;
  int32_t input_device, output_device;
  struct reported_flags reports; /* which flags of lost blocks this host API reports */
  /* Of the callback thread now, or when it was seen last; unknown before the first start. */
  struct thread_priority priority;
  bool priority_from_rtkit;
  /* Where it is normal. Set by open: RTKIT_ASKED = rtkit is to be asked where the system refuses.
   */
  enum priority_reason priority_reason;
};

typedef void (*block_process)(void *context, const struct block *block) RT_SAFE;

struct backend; /* each kind has its own */

struct backend_ops {
  const char *name;
  /* Whether open would accept these settings. Opens nothing. NULL = accepts all. */
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
  /* Whether the driver says that the stream runs; true when it does not tell. */
  bool (*alive)(struct backend *backend);
  /* Seconds without a callback that are normal, beside the blocks themselves. May be NULL: none. */
  double (*quiet_seconds)(struct backend *backend);
  /* The same in the first blocks of a stream, whose driver still fills its buffers. May be NULL. */
  double (*settle_seconds)(struct backend *backend);
  double (*time)(struct backend *backend);
  double (*cpu_load)(struct backend *backend);
};

#ifdef __cplusplus
}
#endif
