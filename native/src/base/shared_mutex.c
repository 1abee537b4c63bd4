#include "base/shared_mutex.h"

#include <stddef.h>

struct mutex *shared_mutex(_Atomic(struct mutex *) *slot) {
  struct mutex *mutex = atomic_load_explicit(slot, memory_order_acquire);
  if (mutex == NULL) {
    struct mutex *created = mutex_create();
    if (created != NULL && atomic_compare_exchange_strong(slot, &mutex, created)) {
      return created;
    }
    mutex_destroy(created);
  }
  return mutex;
}
