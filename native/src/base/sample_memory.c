#include "base/sample_memory.h"

#include <stdint.h>
#include <stdlib.h>

void *sample_memory_allocate(size_t bytes) {
  if (bytes > SIZE_MAX - 2 * CACHE_LINE_BYTES) {
    return NULL;
  }
  const size_t whole = bytes + 2 * CACHE_LINE_BYTES;
  unsigned char *block = calloc(1, whole);
  if (block == NULL) {
    return NULL;
  }
  /* calloc may return pages that are not mapped yet; a write maps them. */
  for (size_t k = 0; k < whole; k += SMALLEST_PAGE_BYTES) {
    ((volatile unsigned char *)block)[k] = 0;
  }
  ((volatile unsigned char *)block)[whole - 1] = 0;
  const uintptr_t first = (uintptr_t)block + CACHE_LINE_BYTES;
  unsigned char *aligned =
      block + (CACHE_LINE_BYTES + CACHE_LINE_BYTES - 1 - (first - 1) % CACHE_LINE_BYTES);
  ((void **)aligned)[-1] = block;
  return aligned;
}

void sample_memory_free(void *memory) {
  if (memory != NULL) {
    free(((void **)memory)[-1]);
  }
}
