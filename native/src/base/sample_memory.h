/* Zeroed memory whose pages exist already when the audio callback meets it. */
#ifndef RTMIXER_SAMPLE_MEMORY_H
#define RTMIXER_SAMPLE_MEMORY_H

#include <stddef.h>

/** `bytes` zero bytes aligned to a cache line, every page touched; NULL when memory is short. The
 * caller frees them with sample_memory_free(). Never in the audio callback. */
void *sample_memory_allocate(size_t bytes);
void sample_memory_free(void *memory);

#endif
