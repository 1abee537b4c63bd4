/* A mutex that exists once per process, made by whoever needs it first. */
#ifndef RTMIXER_SHARED_MUTEX_H
#define RTMIXER_SHARED_MUTEX_H

#include <stdatomic.h>

#include "base/thread.h"

/** The mutex in `slot` (zero at first); lives as long as the process. NULL = out of memory. */
struct mutex *shared_mutex(_Atomic(struct mutex *) *slot);

#endif
