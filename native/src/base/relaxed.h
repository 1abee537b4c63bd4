/* Fields that one thread writes while others read each one whole, and no more: relaxed atomics.
 * Their writer needs no read-modify-write. Callback-safe. */
#pragma once

#include <stdatomic.h>

#define FIELD_GET(owner, field) atomic_load_explicit(&(owner)->field, memory_order_relaxed)
#define FIELD_SET(owner, field, value)                                                             \
  atomic_store_explicit(&(owner)->field, (value), memory_order_relaxed)
#define FIELD_ADD(owner, field, value) FIELD_SET(owner, field, FIELD_GET(owner, field) + (value))
