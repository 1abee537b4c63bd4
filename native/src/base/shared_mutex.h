/* A mutex that exists once per process, created by its first user. */
#pragma once

#include <stdatomic.h>

#include "base/thread.h"

/** The mutex in `slot`, which is zero at first; lives as long as the process. NULL = out of memory.
 * Any thread. */
struct mutex *shared_mutex(_Atomic(struct mutex *) *slot);
