#include "base/sample_memory.h"

#include <stdint.h>
#include <stdlib.h>

enum { ALIGNMENT = 64, SMALLEST_PAGE = 4096 };

void *sample_memory_allocate(size_t bytes) {
  if (bytes > SIZE_MAX - 2 * ALIGNMENT) {
    return NULL;
  }
  const size_t whole = bytes + 2 * ALIGNMENT;
  unsigned char *block = calloc(1, whole);
  if (block == NULL) {
    return NULL;
  }
  /* calloc may hand out pages that exist only on paper; writing makes them real. */
  for (size_t k = 0; k < whole; k += SMALLEST_PAGE) {
    ((volatile unsigned char *)block)[k] = 0;
  }
  ((volatile unsigned char *)block)[whole - 1] = 0;
  const uintptr_t first = (uintptr_t)block + ALIGNMENT;
  unsigned char *aligned = block + (ALIGNMENT + ALIGNMENT - 1 - (first - 1) % ALIGNMENT);
  ((void **)aligned)[-1] = block;
  return aligned;
}

void sample_memory_free(void *memory) {
  if (memory != NULL) {
    free(((void **)memory)[-1]);
  }
}
