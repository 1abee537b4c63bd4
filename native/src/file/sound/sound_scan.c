#include "file/sound/sound_scan.h"

#include <stdatomic.h>
#include <stdlib.h>

struct sound_scan {
  atomic_bool cancelled;
  _Atomic int64_t bytes, total;
};

struct sound_scan *sound_scan_create(void) {
  return calloc(1, sizeof(struct sound_scan));
}

void sound_scan_destroy(struct sound_scan *scan) {
  free(scan);
}

void sound_scan_cancel(struct sound_scan *scan) {
  atomic_store_explicit(&scan->cancelled, true, memory_order_relaxed);
}

double sound_scan_fraction(const struct sound_scan *scan) {
  const int64_t total = atomic_load_explicit(&scan->total, memory_order_relaxed);
  const int64_t bytes = atomic_load_explicit(&scan->bytes, memory_order_relaxed);
  return total <= 0 ? 0 : bytes >= total ? 1 : (double)bytes / (double)total;
}

bool sound_scan_goes_on(struct sound_scan *scan, int64_t bytes, int64_t total) {
  if (scan == NULL) {
    return true;
  }
  atomic_store_explicit(&scan->total, total, memory_order_relaxed);
  atomic_store_explicit(&scan->bytes, bytes, memory_order_relaxed);
  return !atomic_load_explicit(&scan->cancelled, memory_order_relaxed);
}
