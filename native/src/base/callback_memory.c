#include "base/callback_memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(__linux__) && !defined(RTMIXER_SANITIZED)
#define KEEPS_OUT_OF_FORKS
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/shared_mutex.h"
#endif

/* Writes to every page without changing a byte, while others may use the memory. Volatile, because
 * a compiler may turn an atomic operation that changes nothing into a read. */
static void map_pages(volatile unsigned char *memory, size_t bytes) {
  for (size_t k = 0; k < bytes; k += SMALLEST_PAGE_BYTES) {
    atomic_fetch_or_explicit((volatile atomic_uchar *)&memory[k], 0, memory_order_relaxed);
  }
  atomic_fetch_or_explicit((volatile atomic_uchar *)&memory[bytes - 1], 0, memory_order_relaxed);
}

#ifdef KEEPS_OUT_OF_FORKS

/* - A large allocation has a mapping of its own and lies CACHE_LINE_BYTES after its beginning.
 * - Small ones share regions, each of blocks of one size, at multiples of BLOCK_STEP. A region is
 *   aligned to its size, so that a block's address leads to it.
 * - So an address tells which it is: only large ones are no multiples of BLOCK_STEP. */
enum {
  REGION_BYTES = 1 << 18,
  LARGEST_BLOCK = 1 << 15,
  BLOCK_STEP = 2 * CACHE_LINE_BYTES,
  STEPS = 16, /* sizes until the step doubles */
  SIZES = 5 * (STEPS + 1),
  SPARE_REGIONS = 128, /* kept mapped: 32 MiB, a batch of 100,000 actions */
};

struct free_block {
  struct free_block *next;
};

/* The beginning of a region. */
struct region {
  struct free_block *first_free;
  size_t block_bytes, size_number;
  size_t fresh;                   /* where the memory begins that was never used */
  size_t live;                    /* blocks in use */
  struct region *previous, *next; /* of the same size, with room */
};

/* The beginning of a large allocation's mapping. */
struct mapping {
  size_t bytes;
};

struct borrowed_range {
  void *memory;
  size_t bytes;
  struct borrowed_range *next;
};

_Static_assert(sizeof(struct region) <= BLOCK_STEP, "blocks begin after the region's fields");
_Static_assert(STEPS *BLOCK_STEP << 4 == LARGEST_BLOCK, "the last size is the largest block");

static _Atomic(struct mutex *) the_mutex;
/* Guarded by the mutex. */
static struct region *regions_with_room[SIZES];
static struct region *spare_regions; /* of no size; linked by `next` */
static size_t spare_count;
static struct borrowed_range *borrowed_ranges;

static size_t whole_pages(size_t bytes) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (bytes + page - 1) / page * page;
}

/* A kernel that refuses only splits or copies more; the memory is as good. */
static unsigned char *map(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return NULL;
  }
  madvise(memory, bytes, MADV_DONTFORK);
  return memory;
}

/* As map_pages(), of whole pages of a new mapping: one system call instead of a fault for each. */
static void populate(unsigned char *memory, size_t bytes) {
#ifdef MADV_POPULATE_WRITE
  if (madvise(memory, bytes, MADV_POPULATE_WRITE) == 0) {
    return;
  }
#endif
  map_pages(memory, bytes);
}

/* ---- large allocations ---- */

static void *allocate_mapping(size_t bytes) {
  if (bytes > PTRDIFF_MAX - 2 * (size_t)REGION_BYTES) {
    return NULL;
  }
  const size_t whole = whole_pages(bytes + CACHE_LINE_BYTES);
  unsigned char *memory = map(whole);
  if (memory == NULL) {
    return NULL;
  }
  populate(memory, whole);
  ((struct mapping *)memory)->bytes = whole;
  return memory + CACHE_LINE_BYTES;
}

static void free_mapping(unsigned char *memory) {
  struct mapping *mapping = (struct mapping *)(memory - CACHE_LINE_BYTES);
  munmap(mapping, mapping->bytes);
}

/* ---- regions; with the mutex locked ---- */

static unsigned char *map_region(void) {
  unsigned char *memory = map(2 * (size_t)REGION_BYTES);
  if (memory == NULL) {
    return NULL;
  }
  const size_t before = REGION_BYTES - (uintptr_t)memory % REGION_BYTES;
  unsigned char *aligned = memory + before;
  munmap(memory, before);
  if (before < REGION_BYTES) {
    munmap(aligned + REGION_BYTES, REGION_BYTES - before);
  }
  populate(aligned, REGION_BYTES);
  return aligned;
}

static struct region *create_region(size_t block_bytes, size_t size_number) {
  struct region *region = spare_regions;
  if (region != NULL) {
    spare_regions = region->next;
    spare_count--;
  } else {
    region = (struct region *)map_region();
  }
  if (region != NULL) {
    *region = (struct region){
        .block_bytes = block_bytes, .size_number = size_number, .fresh = BLOCK_STEP};
  }
  return region;
}

static void drop_region(struct region *region) {
  if (spare_count == SPARE_REGIONS) {
    munmap(region, REGION_BYTES);
    return;
  }
  region->next = spare_regions;
  spare_regions = region;
  spare_count++;
}

static bool has_room(const struct region *region) {
  return region->first_free != NULL || region->fresh + region->block_bytes <= REGION_BYTES;
}

static void link_region(struct region *region) {
  struct region **first = &regions_with_room[region->size_number];
  region->previous = NULL;
  region->next = *first;
  if (*first != NULL) {
    (*first)->previous = region;
  }
  *first = region;
}

static void unlink_region(struct region *region) {
  *(region->previous != NULL ? &region->previous->next : &regions_with_room[region->size_number]) =
      region->next;
  if (region->next != NULL) {
    region->next->previous = region->previous;
  }
}

static void *take_block(struct region *region) {
  void *block = region->first_free;
  if (block != NULL) {
    region->first_free = region->first_free->next;
  } else {
    block = (unsigned char *)region + region->fresh;
    region->fresh += region->block_bytes;
  }
  region->live++;
  if (!has_room(region)) {
    unlink_region(region);
  }
  return block;
}

/* The last region of a size is kept, so that an allocation alone does not map and unmap one. */
static void return_block(void *memory) {
  struct region *region =
      (struct region *)((unsigned char *)memory - (uintptr_t)memory % REGION_BYTES);
  struct free_block *block = memory;
  if (!has_room(region)) {
    link_region(region);
  }
  block->next = region->first_free;
  region->first_free = block;
  region->live--;
  if (region->live == 0 && (region->previous != NULL || region->next != NULL)) {
    unlink_region(region);
    drop_region(region);
  }
}

static void *allocate_block(size_t bytes) {
  size_t step = BLOCK_STEP, doublings = 0;
  while (step * STEPS < bytes) {
    step *= 2;
    doublings++;
  }
  const size_t steps = bytes > 0 ? (bytes + step - 1) / step : 1;
  const size_t size_number = doublings * (STEPS + 1) + steps;
  struct region *region = regions_with_room[size_number];
  if (region == NULL) {
    region = create_region(steps * step, size_number);
    if (region == NULL) {
      return NULL;
    }
    link_region(region);
  }
  return take_block(region);
}

void *callback_memory_allocate(size_t bytes) {
  if (bytes > LARGEST_BLOCK) {
    return allocate_mapping(bytes);
  }
  struct mutex *mutex = shared_mutex(&the_mutex);
  if (mutex == NULL) {
    return NULL;
  }
  mutex_lock(mutex);
  void *memory = allocate_block(bytes);
  mutex_unlock(mutex);
  return memory != NULL ? memset(memory, 0, bytes) : NULL;
}

void callback_memory_free(void *memory) {
  if (memory == NULL) {
    return;
  }
  if ((uintptr_t)memory % BLOCK_STEP != 0) {
    free_mapping(memory);
    return;
  }
  struct mutex *mutex = shared_mutex(&the_mutex);
  mutex_lock(mutex);
  return_block(memory);
  mutex_unlock(mutex);
}

/* ---- borrowed memory ---- */

/* Advises about the pages that lie in a range as a whole. */
static void advise(const struct borrowed_range *range, int advice) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t before = (page - (uintptr_t)range->memory % page) % page;
  if (range->bytes >= before + page) {
    madvise((unsigned char *)range->memory + before, (range->bytes - before) / page * page, advice);
  }
}

void callback_memory_borrow(void *memory, size_t bytes) {
  map_pages(memory, bytes);
  struct mutex *mutex = shared_mutex(&the_mutex);
  struct borrowed_range *range = calloc(1, sizeof(*range));
  if (mutex == NULL || range == NULL) {
    free(range);
    return; /* it stays in forks, which only costs time */
  }
  *range = (struct borrowed_range){.memory = memory, .bytes = bytes};
  mutex_lock(mutex);
  range->next = borrowed_ranges;
  borrowed_ranges = range;
  advise(range, MADV_DONTFORK);
  mutex_unlock(mutex);
}

void callback_memory_give_back(void *memory, size_t bytes) {
  struct mutex *mutex = shared_mutex(&the_mutex);
  if (mutex == NULL) {
    return;
  }
  mutex_lock(mutex);
  struct borrowed_range **link = &borrowed_ranges;
  while (*link != NULL && ((*link)->memory != memory || (*link)->bytes != bytes)) {
    link = &(*link)->next;
  }
  struct borrowed_range *range = *link;
  if (range != NULL) {
    *link = range->next;
    advise(range, MADV_DOFORK);
    for (const struct borrowed_range *left = borrowed_ranges; left != NULL; left = left->next) {
      if ((uintptr_t)left->memory < (uintptr_t)memory + bytes &&
          (uintptr_t)memory < (uintptr_t)left->memory + left->bytes) {
        advise(left, MADV_DONTFORK);
      }
    }
  }
  mutex_unlock(mutex);
  free(range);
}

#else

void *callback_memory_allocate(size_t bytes) {
  if (bytes > PTRDIFF_MAX - 2 * CACHE_LINE_BYTES) {
    return NULL;
  }
  const size_t whole = bytes + 2 * CACHE_LINE_BYTES;
  unsigned char *block = calloc(1, whole);
  if (block == NULL) {
    return NULL;
  }
  /* calloc may return pages that are not mapped yet. */
  map_pages(block, whole);
  const uintptr_t first = (uintptr_t)block + CACHE_LINE_BYTES;
  unsigned char *aligned =
      block + (CACHE_LINE_BYTES + CACHE_LINE_BYTES - 1 - (first - 1) % CACHE_LINE_BYTES);
  ((void **)aligned)[-1] = block;
  return aligned;
}

void callback_memory_free(void *memory) {
  if (memory != NULL) {
    free(((void **)memory)[-1]);
  }
}

void callback_memory_borrow(void *memory, size_t bytes) {
  map_pages(memory, bytes);
}

void callback_memory_give_back(void *memory, size_t bytes) {
  (void)memory;
  (void)bytes;
}

#endif
