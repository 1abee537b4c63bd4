/* A ring of equal elements between one writing and one reading thread (C11 acquire/release).
 *
 * - The API is PortAudio's PaUtilRingBuffer, which Debian does not ship: counts are elements, the
 *   size is a power of two, a region has up to two parts where the ring wraps.
 * - Indices and storage are the ring's own, or both are in memory that threads share (a
 *   SharedArrayBuffer), which then must outlive the ring; or only the storage is the caller's.
 * - "Only the writer" and "only the reader" are for the caller to ensure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/rt.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ring_buffer;

/** Of shared memory, before the elements. */
enum { RING_HEADER_BYTES = 192 };

struct ring_region {
  void *first;
  size_t first_count; /* elements */
  void *second;       /* NULL unless the region wraps */
  size_t second_count;
};

/** `element_size` >= 1 byte; `element_count` a power of two >= 1 and at most 2^30 elements.
 * `storage` NULL = own, prefaulted memory; else element_size * element_count bytes of the caller,
 * which are paged in here.
 * One reference for the caller. Failures: invalid-argument, out-of-memory. */
struct ring_buffer *ring_buffer_create(size_t element_size, size_t element_count, void *storage,
                                       struct failure *failure);
/** A ring in `memory` of RING_HEADER_BYTES + element_size * element_count bytes, aligned to 4,
 * which also holds its indices: all rings over the same memory are one, whatever thread made them.
 * Zeros at the beginning of the memory are a new ring; a ring of the same numbers is joined.
 * Whatever others write there, nothing outside of it is read or written. One reference for the
 * caller; the memory must outlive it. Failures: invalid-argument, out-of-memory. */
struct ring_buffer *ring_buffer_share(size_t element_size, size_t element_count, void *memory,
                                      struct failure *failure);
/** The same for all rings over the same memory, and for no other. */
const void *ring_buffer_identity(const struct ring_buffer *ring);
/** Another reference / gives it back; the last one frees. NULL is fine. Not in the callback. */
struct ring_buffer *ring_buffer_retain(struct ring_buffer *ring);
void ring_buffer_release(struct ring_buffer *ring);

size_t ring_buffer_element_size(const struct ring_buffer *ring) RT_SAFE;
size_t ring_buffer_element_count(const struct ring_buffer *ring) RT_SAFE;
size_t ring_buffer_read_available(const struct ring_buffer *ring) RT_SAFE;
size_t ring_buffer_write_available(const struct ring_buffer *ring) RT_SAFE;

/** Up to `count` elements; returns how many the region holds. Only the reader. */
size_t ring_buffer_read_region(struct ring_buffer *ring, size_t count,
                               struct ring_region *region) RT_SAFE;
/** Gives `count` read elements back to the writer; returns the new read index (0 ... 2*size-1). */
size_t ring_buffer_advance_read(struct ring_buffer *ring, size_t count) RT_SAFE;
/** Up to `count` writable elements; returns how many the region holds. Only the writer. */
size_t ring_buffer_write_region(struct ring_buffer *ring, size_t count,
                                struct ring_region *region) RT_SAFE;
/** Gives `count` written elements to the reader; returns the new write index. Only the writer. */
size_t ring_buffer_advance_write(struct ring_buffer *ring, size_t count) RT_SAFE;
/** Copies up to `count` elements; returns how many. Only the reader; only the writer. */
size_t ring_buffer_read(struct ring_buffer *ring, void *target, size_t count) RT_SAFE;
size_t ring_buffer_write(struct ring_buffer *ring, const void *source, size_t count) RT_SAFE;
/** Empties the ring and takes back `ended` and `failed`. Only while neither side uses it. */
void ring_buffer_flush(struct ring_buffer *ring);

/** The ring gets no more elements: a player that empties it then ends `completed`, not `starved`.
 * Set by the writer after its last advance. */
void ring_buffer_set_ended(struct ring_buffer *ring, bool ended) RT_SAFE;
bool ring_buffer_ended(const struct ring_buffer *ring) RT_SAFE;
/** The ring gets no more elements, although there should be more: a player that empties it ends
 * `starved`, whatever it does in a gap. Set by the writer after its last advance, for good. */
void ring_buffer_set_failed(struct ring_buffer *ring) RT_SAFE;
bool ring_buffer_failed(const struct ring_buffer *ring) RT_SAFE;

#ifdef __cplusplus
}
#endif
