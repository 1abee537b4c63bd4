/* Ring buffers, alone and between two threads. */
#include "base/ring_buffer.h"

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "base/thread.h"
#include "check.h"

static void counts_are_elements(void) {
  struct ring_buffer *ring = ring_buffer_create(8, 4, NULL, NULL);
  const double written[5] = {1, 2, 3, 4, 5};
  double taken[5] = {0};
  CHECK_EQUAL(ring_buffer_element_size(ring), 8);
  CHECK_EQUAL(ring_buffer_element_count(ring), 4);
  CHECK_EQUAL(ring_buffer_write_available(ring), 4);
  CHECK_EQUAL(ring_buffer_write(ring, written, 5), 4);
  CHECK_EQUAL(ring_buffer_read_available(ring), 4);
  CHECK_EQUAL(ring_buffer_write_available(ring), 0);
  CHECK_EQUAL(ring_buffer_read(ring, taken, 3), 3);
  CHECK_NEAR(taken[2], 3, 0);
  CHECK_EQUAL(ring_buffer_read(ring, taken, 5), 1);
  CHECK_NEAR(taken[0], 4, 0);
  CHECK_EQUAL(ring_buffer_read(ring, taken, 5), 0);
  ring_buffer_release(ring);
}

static void a_region_has_two_parts_where_the_ring_wraps(void) {
  struct ring_buffer *ring = ring_buffer_create(1, 8, NULL, NULL);
  struct ring_region region;
  CHECK_EQUAL(ring_buffer_advance_write(ring, 6), 6);
  CHECK_EQUAL(ring_buffer_advance_read(ring, 6), 6);
  CHECK_EQUAL(ring_buffer_write_region(ring, 5, &region), 5);
  CHECK_EQUAL(region.first_count, 2);
  CHECK_EQUAL(region.second_count, 3);
  CHECK((char *)region.first - (char *)region.second == 6);
  memcpy(region.first, "ab", 2);
  memcpy(region.second, "cde", 3);
  CHECK_EQUAL(ring_buffer_advance_write(ring, 5), 11);
  char text[6] = {0};
  CHECK_EQUAL(ring_buffer_read(ring, text, 6), 5);
  CHECK_TEXT(text, "abcde");
  CHECK_EQUAL(ring_buffer_write_region(ring, 3, &region), 3);
  CHECK(region.second == NULL);
  CHECK_EQUAL(region.second_count, 0);
  CHECK_EQUAL(ring_buffer_advance_write(ring, 8), 3);
  ring_buffer_release(ring);
}

static void storage_can_be_the_callers(void) {
  float storage[4] = {0};
  struct ring_buffer *ring = ring_buffer_create(sizeof(float), 4, storage, NULL);
  const float value = 7;
  ring_buffer_write(ring, &value, 1);
  CHECK_NEAR(storage[0], 7, 0);
  ring_buffer_release(ring);
}

static void flushing_empties_and_clears_ended(void) {
  struct ring_buffer *ring = ring_buffer_create(1, 8, NULL, NULL);
  ring_buffer_write(ring, "abc", 3);
  ring_buffer_set_ended(ring, true);
  CHECK(ring_buffer_ended(ring));
  ring_buffer_flush(ring);
  CHECK_EQUAL(ring_buffer_read_available(ring), 0);
  CHECK_EQUAL(ring_buffer_write_available(ring), 8);
  CHECK(!ring_buffer_ended(ring));
  ring_buffer_release(ring);
}

static void wrong_indices_lead_nowhere_else(void) {
  struct ring_buffer *ring = ring_buffer_create(1, 8, NULL, NULL);
  struct ring_region region;
  ring_buffer_advance_write(ring, 13);
  CHECK_EQUAL(ring_buffer_read_available(ring), 8);
  CHECK_EQUAL(ring_buffer_write_available(ring), 0);
  CHECK_EQUAL(ring_buffer_read_region(ring, 100, &region), 8);
  CHECK_EQUAL(region.first_count + region.second_count, 8);
  CHECK_EQUAL(ring_buffer_write_region(ring, 100, &region), 0);
  ring_buffer_release(ring);
}

static void other_sizes_are_refused(void) {
  struct failure failure;
  const size_t counts[] = {0, 3, 6, 1000, (size_t)1 << 31};
  for (int k = 0; k < 5; k++) {
    CHECK(ring_buffer_create(4, counts[k], NULL, &failure) == NULL);
    CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  }
  CHECK(ring_buffer_create(0, 4, NULL, &failure) == NULL);
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  CHECK(ring_buffer_create((size_t)1 << 60, 1 << 10, NULL, &failure) == NULL);
  CHECK_EQUAL(failure.code, FAILURE_OUT_OF_MEMORY);
}

enum { PASSED = 2000000 };

static void write_numbers(void *context) {
  struct ring_buffer *ring = context;
  for (uint32_t next = 0; next < PASSED;) {
    uint32_t numbers[37];
    uint32_t count = 1 + next % 37;
    count = count < PASSED - next ? count : PASSED - next;
    for (uint32_t k = 0; k < count; k++) {
      numbers[k] = next + k;
    }
    const size_t written = ring_buffer_write(ring, numbers, count);
    next += (uint32_t)written;
    if (written == 0) {
      thread_yield();
    }
  }
  ring_buffer_set_ended(ring, true);
}

static void two_threads_lose_nothing(void) {
  struct ring_buffer *ring = ring_buffer_create(sizeof(uint32_t), 64, NULL, NULL);
  struct thread *writer = thread_start("writer", write_numbers, ring);
  uint32_t expected = 0, wrong = 0;
  for (;;) {
    uint32_t numbers[53];
    const bool ended = ring_buffer_ended(ring);
    const size_t count = ring_buffer_read(ring, numbers, 1 + expected % 53);
    for (size_t k = 0; k < count; k++) {
      wrong += numbers[k] != expected++;
    }
    if (count == 0 && ended) {
      break;
    }
    if (count == 0) {
      thread_yield();
    }
  }
  thread_join(writer);
  CHECK_EQUAL(wrong, 0);
  CHECK_EQUAL(expected, PASSED);
  ring_buffer_release(ring);
}

#ifdef __linux__
static void storage_of_the_caller_is_paged_in(void) {
  enum { PAGES = 16 };
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  unsigned char resident[PAGES] = {0};
  unsigned char *storage =
      mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(storage != MAP_FAILED);
  storage[3] = 77;
  struct ring_buffer *ring = ring_buffer_create(page / 2, (size_t)2 * PAGES, storage, NULL);
  CHECK(mincore(storage, PAGES * page, resident) == 0);
  for (int k = 0; k < PAGES; k++) {
    CHECK_EQUAL(resident[k] & 1, 1);
  }
  CHECK_EQUAL(storage[3], 77);
  ring_buffer_release(ring);
  munmap(storage, PAGES * page);
}
#endif

static const struct check_test tests[] = {
    {"a ring counts elements and takes no more than fit", counts_are_elements},
    {"a region has two parts where the ring wraps", a_region_has_two_parts_where_the_ring_wraps},
    {"the storage can be the caller's", storage_can_be_the_callers},
#ifdef __linux__
    {"the caller's storage is paged in when the ring is created",
     storage_of_the_caller_is_paged_in},
#endif
    {"flushing empties a ring and clears 'ended'", flushing_empties_and_clears_ended},
    {"indices that two writers made wrong lead to no other memory",
     wrong_indices_lead_nowhere_else},
    {"sizes other than a power of two are refused", other_sizes_are_refused},
    {"one writing and one reading thread lose nothing", two_threads_lose_nothing},
};

CHECK_MAIN(tests)
