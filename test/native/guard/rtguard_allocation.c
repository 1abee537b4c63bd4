/* The allocator's functions, noted and passed on. */
#include <errno.h>
#include <stddef.h>

#include "rtguard.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

RTGUARD_API void *malloc(size_t size) {
  rtguard_note("malloc", -1);
  return __libc_malloc(size);
}

RTGUARD_API void *calloc(size_t count, size_t size) {
  rtguard_note("calloc", -1);
  return __libc_calloc(count, size);
}

RTGUARD_API void *realloc(void *memory, size_t size) {
  rtguard_note("realloc", -1);
  return __libc_realloc(memory, size);
}

RTGUARD_API void free(void *memory) {
  rtguard_note("free", -1);
  __libc_free(memory);
}

RTGUARD_API void *memalign(size_t alignment, size_t size) {
  rtguard_note("memalign", -1);
  return __libc_memalign(alignment, size);
}

RTGUARD_API void *aligned_alloc(size_t alignment, size_t size) {
  rtguard_note("aligned_alloc", -1);
  return __libc_memalign(alignment, size);
}

RTGUARD_API int posix_memalign(void **memory, size_t alignment, size_t size) {
  rtguard_note("posix_memalign", -1);
  *memory = __libc_memalign(alignment, size);
  return *memory != NULL ? 0 : ENOMEM;
}
