#include "device/virtual/absence.h"

#include <stdatomic.h>

#include "base/thread.h"

/* The last absence, and the list that brought it about. Each field is read as a whole. */
static _Atomic double until_seconds; /* monotonic */
static atomic_uint_least64_t cause;
static atomic_uint_least32_t absences;

void virtual_absence_begin(uint64_t faults, double seconds) {
  if (atomic_exchange(&cause, faults) != faults) {
    atomic_store(&absences, 0);
  }
  atomic_fetch_add(&absences, 1);
  atomic_store(&until_seconds, monotonic_seconds() + seconds);
}

bool virtual_is_absent(void) {
  return monotonic_seconds() < atomic_load(&until_seconds);
}

uint32_t virtual_absences_by(uint64_t faults) {
  return atomic_load(&cause) == faults ? atomic_load(&absences) : 0;
}

void virtual_absences_forget(uint64_t faults) {
  if (atomic_load(&cause) == faults) {
    atomic_store(&absences, 0);
  }
}
