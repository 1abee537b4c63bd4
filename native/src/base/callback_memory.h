/* Memory that the audio callback touches: samples, actions, event lists, rings, meters, buses, the
 * mixer and the backends themselves.
 *
 * - Zeroed, aligned to a cache line, its pages mapped before the callback uses them.
 * - Kept out of forks on Linux. Node forks for every child process: that copies the page tables of
 *   all forkable memory and write-protects it, and a callback that writes there then waits for the
 *   fork. A child of a fork must not touch this memory before it execs; there it is not mapped.
 * - The mappings are ours alone: small allocations share regions of their own, so that no memory of
 *   anybody else is missing in a child.
 * - Elsewhere nothing is to be kept out: macOS and Windows start processes without a fork. Builds
 *   with sanitizers take the heap, which finds wrong accesses.
 * - What drivers allocate and the stacks of threads stay in forks: a child needs the stack of the
 *   thread that forked, and stacks are reused.
 */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CACHE_LINE_BYTES = 64, SMALLEST_PAGE_BYTES = 4096 };

/** `bytes` zero bytes, which the caller frees with callback_memory_free(); NULL when memory is
 * short. Any thread but the audio callback. */
void *callback_memory_allocate(size_t bytes);
/** NULL is fine. Any thread but the audio callback. */
void callback_memory_free(void *memory);

/** The callback is going to use `bytes` (at least 1) of the caller's memory: maps all its pages
 * without changing a byte, and keeps those that lie within it as a whole out of forks. Any thread
 * but the audio callback. */
void callback_memory_borrow(void *memory, size_t bytes);
/** Takes back one call of the same values; before the caller frees the memory. Pages that another
 * borrowed range contains stay out of forks. Any thread but the audio callback. */
void callback_memory_give_back(void *memory, size_t bytes);

#ifdef __cplusplus
}
#endif
