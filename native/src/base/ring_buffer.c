#include "base/ring_buffer.h"

#include <stdatomic.h>
#include <string.h>

#include "base/callback_memory.h"
#include "base/thread.h"

enum { MOST_ELEMENTS = 1 << 30 };

/* What both sides share, at the beginning of shared memory; README.md describes it for JavaScript.
 *
 * - Indices run from 0 to 2 * count - 1, so that full and empty differ without a wasted element.
 * - Each index has a cache line of its own, so that the two sides do not slow each other down.
 * - Only the writer stores write_index, `ended` and `failed`, only the reader stores read_index.
 * - Another thread may write anything here. Sizes are therefore read once, and kept outside;
 * indices are bounded where they are used. */
struct ring_header {
  atomic_uint state; /* 0 = fresh memory */
  uint32_t version, element_size, element_count;
  atomic_uint ended, failed;
  char padding[CACHE_LINE_BYTES - 4 * sizeof(uint32_t) - 2 * sizeof(atomic_uint)];
  atomic_uint write_index;
  char write_padding[CACHE_LINE_BYTES - sizeof(atomic_uint)];
  atomic_uint read_index;
  char read_padding[CACHE_LINE_BYTES - sizeof(atomic_uint)];
};

_Static_assert(sizeof(struct ring_header) == RING_HEADER_BYTES, "the layout is public");
_Static_assert(sizeof(atomic_uint) == sizeof(uint32_t), "the layout is public");

/* "RTMR" in memory, and the layout's version. A ring that is being made has another state. */
#define STATE_MADE   0x524d5452u
#define STATE_MAKING 1u
enum { LAYOUT_VERSION = 1, MOST_YIELDS = 100000 };

struct ring_buffer {
  struct ring_header own;
  struct ring_header *header; /* `own`, or in shared memory */
  atomic_size_t references;
  bool owns_storage;
  unsigned char *storage;
  size_t element_size;
  size_t element_count;
};

static bool ring_buffer_check(size_t element_size, size_t element_count, struct failure *failure) {
  if (element_size < 1) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "An element of a ring buffer has at least 1 byte.");
  }
  if (element_count < 1 || element_count > MOST_ELEMENTS ||
      (element_count & (element_count - 1)) != 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A ring buffer holds a power of two of elements, 1 to 2^30, not %zu.",
                       element_count);
  }
  return true;
}

static bool out_of_memory(size_t element_size, size_t element_count, struct failure *failure) {
  return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                     "There is not enough memory for a ring buffer of %zu elements of %zu bytes; "
                     "make it smaller.",
                     element_count, element_size);
}

/* Without storage, and empty. */
static struct ring_buffer *create_empty(size_t element_size, size_t element_count,
                                        struct failure *failure) {
  if (!ring_buffer_check(element_size, element_count, failure)) {
    return NULL;
  }
  struct ring_buffer *ring = NULL;
  if (element_size <= PTRDIFF_MAX / element_count) {
    ring = callback_memory_allocate(sizeof(*ring));
  }
  if (ring == NULL) {
    out_of_memory(element_size, element_count, failure);
    return NULL;
  }
  atomic_init(&ring->references, 1);
  ring->header = &ring->own;
  ring->element_size = element_size;
  ring->element_count = element_count;
  return ring;
}

struct ring_buffer *ring_buffer_create(size_t element_size, size_t element_count, void *storage,
                                       struct failure *failure) {
  struct ring_buffer *ring = create_empty(element_size, element_count, failure);
  if (ring == NULL) {
    return NULL;
  }
  ring->owns_storage = storage == NULL;
  if (storage == NULL) {
    ring->storage = callback_memory_allocate(element_size * element_count);
  } else {
    callback_memory_borrow(storage, element_size * element_count);
    ring->storage = storage;
  }
  if (ring->storage == NULL) {
    callback_memory_free(ring);
    out_of_memory(element_size, element_count, failure);
    return NULL;
  }
  return ring;
}

/* Waits, bounded, while another thread makes the ring; returns the header's state. */
static unsigned settled_state(struct ring_header *header) {
  unsigned state = atomic_load_explicit(&header->state, memory_order_acquire);
  for (int k = 0; k < MOST_YIELDS && state == STATE_MAKING; k++) {
    thread_yield();
    state = atomic_load_explicit(&header->state, memory_order_acquire);
  }
  return state;
}

/* The first thread makes the ring in fresh memory; the others find it. */
static bool join_header(struct ring_header *header, size_t element_size, size_t element_count,
                        struct failure *failure) {
  unsigned state = 0;
  if (atomic_compare_exchange_strong_explicit(&header->state, &state, STATE_MAKING,
                                              memory_order_acquire, memory_order_acquire)) {
    header->version = LAYOUT_VERSION;
    header->element_size = (uint32_t)element_size;
    header->element_count = (uint32_t)element_count;
    atomic_store_explicit(&header->ended, 0, memory_order_relaxed);
    atomic_store_explicit(&header->failed, 0, memory_order_relaxed);
    atomic_store_explicit(&header->write_index, 0, memory_order_relaxed);
    atomic_store_explicit(&header->read_index, 0, memory_order_relaxed);
    atomic_store_explicit(&header->state, STATE_MADE, memory_order_release);
    return true;
  }
  if (settled_state(header) != STATE_MADE || header->version != LAYOUT_VERSION) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "This memory holds something else than a ring; give fresh memory, or that "
                       "of another RingBuffer.");
  }
  if (header->element_size != element_size || header->element_count != element_count) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "This memory is a ring of %lu elements of %lu bytes, not of %zu of %zu; "
                       "give the same numbers.",
                       (unsigned long)header->element_count, (unsigned long)header->element_size,
                       element_count, element_size);
  }
  return true;
}

struct ring_buffer *ring_buffer_share(size_t element_size, size_t element_count, void *memory,
                                      struct failure *failure) {
  struct ring_buffer *ring = create_empty(element_size, element_count, failure);
  if (ring == NULL) {
    return NULL;
  }
  if ((uintptr_t)memory % _Alignof(struct ring_header) != 0 ||
      !join_header(memory, element_size, element_count, failure)) {
    callback_memory_free(ring);
    return NULL;
  }
  callback_memory_borrow(memory, RING_HEADER_BYTES + element_size * element_count);
  ring->header = memory;
  ring->storage = (unsigned char *)memory + RING_HEADER_BYTES;
  return ring;
}

const void *ring_buffer_identity(const struct ring_buffer *ring) {
  return ring->header;
}

struct ring_buffer *ring_buffer_retain(struct ring_buffer *ring) {
  if (ring != NULL) {
    atomic_fetch_add_explicit(&ring->references, 1, memory_order_relaxed);
  }
  return ring;
}

void ring_buffer_release(struct ring_buffer *ring) {
  if (ring != NULL && atomic_fetch_sub_explicit(&ring->references, 1, memory_order_acq_rel) == 1) {
    const size_t bytes = ring->element_size * ring->element_count;
    if (ring->owns_storage) {
      callback_memory_free(ring->storage);
    } else if (ring->header == &ring->own) {
      callback_memory_give_back(ring->storage, bytes);
    } else {
      callback_memory_give_back(ring->header, RING_HEADER_BYTES + bytes);
    }
    callback_memory_free(ring);
  }
}

size_t ring_buffer_element_size(const struct ring_buffer *ring) RT_SAFE {
  return ring->element_size;
}

size_t ring_buffer_element_count(const struct ring_buffer *ring) RT_SAFE {
  return ring->element_count;
}

/* Never more than there are, whatever a second writer or reader made of the indices. */
static size_t filled_elements(const struct ring_buffer *ring, size_t write_index,
                              size_t read_index) RT_SAFE {
  const size_t filled = (write_index - read_index) & (2 * ring->element_count - 1);
  return filled < ring->element_count ? filled : ring->element_count;
}

/* Acquires the other side's index: the elements it wrote or read before are then settled. */
size_t ring_buffer_read_available(const struct ring_buffer *ring) RT_SAFE {
  const size_t write_index = atomic_load_explicit(&ring->header->write_index, memory_order_acquire);
  const size_t read_index = atomic_load_explicit(&ring->header->read_index, memory_order_relaxed);
  return filled_elements(ring, write_index, read_index);
}

size_t ring_buffer_write_available(const struct ring_buffer *ring) RT_SAFE {
  const size_t read_index = atomic_load_explicit(&ring->header->read_index, memory_order_acquire);
  const size_t write_index = atomic_load_explicit(&ring->header->write_index, memory_order_relaxed);
  return ring->element_count - filled_elements(ring, write_index, read_index);
}

static size_t region_at(const struct ring_buffer *ring, size_t index, size_t count,
                        struct ring_region *region) RT_SAFE {
  const size_t position = index & (ring->element_count - 1);
  const size_t until_wrap = ring->element_count - position;
  region->first = ring->storage + position * ring->element_size;
  region->first_count = count < until_wrap ? count : until_wrap;
  region->second_count = count - region->first_count;
  region->second = region->second_count > 0 ? ring->storage : NULL;
  return count;
}

static size_t advance(const struct ring_buffer *ring, atomic_uint *index, size_t count) RT_SAFE {
  const size_t advanced =
      (atomic_load_explicit(index, memory_order_relaxed) + count) & (2 * ring->element_count - 1);
  atomic_store_explicit(index, (unsigned)advanced, memory_order_release);
  return advanced;
}

size_t ring_buffer_read_region(struct ring_buffer *ring, size_t count,
                               struct ring_region *region) RT_SAFE {
  const size_t available = ring_buffer_read_available(ring);
  return region_at(ring, atomic_load_explicit(&ring->header->read_index, memory_order_relaxed),
                   count < available ? count : available, region);
}

size_t ring_buffer_advance_read(struct ring_buffer *ring, size_t count) RT_SAFE {
  return advance(ring, &ring->header->read_index, count);
}

size_t ring_buffer_write_region(struct ring_buffer *ring, size_t count,
                                struct ring_region *region) RT_SAFE {
  const size_t available = ring_buffer_write_available(ring);
  return region_at(ring, atomic_load_explicit(&ring->header->write_index, memory_order_relaxed),
                   count < available ? count : available, region);
}

size_t ring_buffer_advance_write(struct ring_buffer *ring, size_t count) RT_SAFE {
  return advance(ring, &ring->header->write_index, count);
}

size_t ring_buffer_read(struct ring_buffer *ring, void *target, size_t count) RT_SAFE {
  struct ring_region region;
  const size_t taken = ring_buffer_read_region(ring, count, &region);
  const size_t first_bytes = region.first_count * ring->element_size;
  memcpy(target, region.first, first_bytes);
  if (region.second_count > 0) {
    memcpy((unsigned char *)target + first_bytes, region.second,
           region.second_count * ring->element_size);
  }
  ring_buffer_advance_read(ring, taken);
  return taken;
}

size_t ring_buffer_write(struct ring_buffer *ring, const void *source, size_t count) RT_SAFE {
  struct ring_region region;
  const size_t given = ring_buffer_write_region(ring, count, &region);
  const size_t first_bytes = region.first_count * ring->element_size;
  memcpy(region.first, source, first_bytes);
  if (region.second_count > 0) {
    memcpy(region.second, (const unsigned char *)source + first_bytes,
           region.second_count * ring->element_size);
  }
  ring_buffer_advance_write(ring, given);
  return given;
}

void ring_buffer_flush(struct ring_buffer *ring) {
  atomic_store_explicit(&ring->header->read_index, 0, memory_order_relaxed);
  atomic_store_explicit(&ring->header->write_index, 0, memory_order_release);
  atomic_store_explicit(&ring->header->ended, false, memory_order_release);
  atomic_store_explicit(&ring->header->failed, false, memory_order_release);
}

void ring_buffer_set_ended(struct ring_buffer *ring, bool ended) RT_SAFE {
  atomic_store_explicit(&ring->header->ended, ended, memory_order_release);
}

bool ring_buffer_ended(const struct ring_buffer *ring) RT_SAFE {
  return atomic_load_explicit(&ring->header->ended, memory_order_acquire);
}

void ring_buffer_set_failed(struct ring_buffer *ring) RT_SAFE {
  atomic_store_explicit(&ring->header->failed, true, memory_order_release);
}

bool ring_buffer_failed(const struct ring_buffer *ring) RT_SAFE {
  return atomic_load_explicit(&ring->header->failed, memory_order_acquire);
}
