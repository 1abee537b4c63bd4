/* Zeroed memory whose pages are mapped before the audio callback uses them. */
#pragma once

#include <stddef.h>

enum { CACHE_LINE_BYTES = 64, SMALLEST_PAGE_BYTES = 4096 };

/** `bytes` zero bytes aligned to a cache line, every page touched; NULL when memory is short. The
 * caller frees them with sample_memory_free(). Never in the audio callback. */
void *sample_memory_allocate(size_t bytes);
void sample_memory_free(void *memory);
