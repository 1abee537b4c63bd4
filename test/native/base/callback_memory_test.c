/* Memory of the audio callback: zeroed, aligned, given back, and on Linux kept out of forks without
 * taking a byte of anybody else's memory along. */
#include "base/callback_memory.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/ring_buffer.h"
#include "check.h"
#include "mixer/action/action_state.h"
#include "mixer/mixer_state.h"
#include "mixer_rig.h"

#if defined(__linux__) && !defined(RTMIXER_SANITIZED)
#define KEEPS_OUT_OF_FORKS
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

enum { SIZES = 300, ROUNDS = 4 };

/* Sizes of small and large allocations, both sides of each border. */
static size_t size_of(size_t k) {
  return k < 256 ? k * 131 : (k - 255) * 40000 + 1;
}

static void all_sizes_are_zero_aligned_and_apart(void) {
  static unsigned char *memory[SIZES];
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t k = 0; k < SIZES; k++) {
      memory[k] = callback_memory_allocate(size_of(k));
      CHECK(memory[k] != NULL);
      CHECK_EQUAL((uintptr_t)memory[k] % CACHE_LINE_BYTES, 0);
      for (size_t i = 0; i < size_of(k); i++) {
        CHECK_EQUAL(memory[k][i], 0);
      }
      memset(memory[k], (int)(k % 255) + 1, size_of(k));
    }
    for (size_t k = round % 2; k < SIZES; k += 2) {
      for (size_t i = 0; i < size_of(k); i++) {
        CHECK_EQUAL(memory[k][i], k % 255 + 1);
      }
      callback_memory_free(memory[k]);
    }
    for (size_t k = (round + 1) % 2; k < SIZES; k += 2) {
      for (size_t i = 0; i < size_of(k); i++) {
        CHECK_EQUAL(memory[k][i], k % 255 + 1);
      }
      callback_memory_free(memory[k]);
    }
  }
}

static void what_no_memory_holds_is_refused(void) {
  CHECK(callback_memory_allocate(SIZE_MAX) == NULL);
  CHECK(callback_memory_allocate(SIZE_MAX - 100) == NULL);
  CHECK(callback_memory_allocate(PTRDIFF_MAX - 100) == NULL);
  callback_memory_free(NULL);
}

#ifdef KEEPS_OUT_OF_FORKS

/* Whether the kernel leaves this address out of a fork ("dc" among the flags of its mapping). */
static bool is_kept_out(const void *memory) {
  FILE *file = fopen("/proc/self/smaps", "r");
  CHECK(file != NULL);
  char line[1024];
  bool inside = false, kept = false;
  while (fgets(line, sizeof(line), file) != NULL) {
    char *dash, *space;
    const unsigned long first = strtoul(line, &dash, 16);
    const unsigned long end = *dash == '-' ? strtoul(dash + 1, &space, 16) : 0;
    if (*dash == '-' && *space == ' ') {
      inside = (uintptr_t)memory >= first && (uintptr_t)memory < end;
    } else if (inside && strncmp(line, "VmFlags:", 8) == 0) {
      kept = strstr(line, " dc") != NULL;
    }
  }
  fclose(file);
  return kept;
}

/* Forks; the child reads `bytes` from `memory`. True when it could. */
static bool child_can_read(const void *memory, size_t bytes) {
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const volatile unsigned char *first = memory;
    unsigned sum = 0;
    for (size_t i = 0; i < bytes; i++) {
      sum += first[i];
    }
    _exit(sum == UINT32_MAX ? 1 : 0);
  }
  int status = 0;
  CHECK(child > 0 && waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void small_and_large_allocations_stay_out_of_forks(void) {
  void *small = callback_memory_allocate(100), *large = callback_memory_allocate(1 << 20);
  CHECK(is_kept_out(small) && is_kept_out(large));
  CHECK(!child_can_read(small, 1) && !child_can_read((char *)large + (1 << 19), 1));
  callback_memory_free(small);
  callback_memory_free(large);
}

static void everything_that_the_callback_touches_stays_out_of_forks(void) {
  struct rig rig = rig_begin_with_buses(2, 2, 3);
  struct sample_buffer *samples = rig_count_up(2, 480);
  struct ring_buffer *ring = ring_buffer_create(8, 64, NULL, NULL);
  struct action_request shaped = play(samples, at_frame(100));
  shaped.fade_in.frames = 10;
  struct action *first = rig_schedule(&rig, shaped);
  struct action *next = rig_schedule(&rig, after(first, play_ring(ring, asap())));
  struct action *fetch = rig_schedule(&rig, fetch_stats(at_frame(200)));
  const struct mixer *mixer = rig.mixer;
  CHECK(is_kept_out(mixer) && is_kept_out(mixer->clipped_samples));
  CHECK(is_kept_out(mixer->input_meters) && is_kept_out(mixer->output_meters));
  const struct bus *bus = mixer->buses->bus[3];
  CHECK(is_kept_out(mixer->buses) && is_kept_out(bus) && is_kept_out(bus->meters));
  CHECK(is_kept_out(bus->sums[SUM_ALL].samples));
  CHECK(is_kept_out(samples) && is_kept_out(sample_buffer_data(samples)));
  CHECK(is_kept_out(ring));
  CHECK(is_kept_out(first) && is_kept_out(first->flow) && is_kept_out(first->flow->shape));
  CHECK(is_kept_out(next->flow->link) && is_kept_out(fetch->fetched_clipped));
  sample_buffer_release(samples);
  ring_buffer_release(ring);
  rig_end(&rig);
}

static void a_child_reads_what_lies_beside_our_memory(void) {
  enum { COUNT = 64, BYTES = 3000 };
  void *own[COUNT], *heap[COUNT];
  for (int k = 0; k < COUNT; k++) {
    own[k] = callback_memory_allocate(k % 4 == 0 ? 50000 : 700);
    heap[k] = malloc(BYTES);
    CHECK(own[k] != NULL && heap[k] != NULL);
    memset(heap[k], k, BYTES);
  }
  for (int k = 0; k < COUNT; k++) {
    CHECK(child_can_read(heap[k], BYTES));
  }
  for (int k = 0; k < COUNT; k++) {
    callback_memory_free(own[k]);
    CHECK(k % 8 != 0 || child_can_read(heap[k], BYTES));
    free(heap[k]);
  }
}

/* Where the ring lies is neither the beginning nor the end of a page. */
static void of_borrowed_memory_only_whole_pages_stay_out_of_forks(void) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = 8 * page, before = page / 2 + 64;
  char *memory = aligned_alloc(page, whole);
  CHECK(memory != NULL);
  memset(memory, 1, whole);
  struct ring_buffer *ring = ring_buffer_create(1, 4 * page, memory + before, NULL);
  CHECK(!is_kept_out(memory) && is_kept_out(memory + page) && is_kept_out(memory + 4 * page - 1));
  CHECK(!is_kept_out(memory + 4 * page));
  CHECK(child_can_read(memory, page));
  CHECK(child_can_read(memory + 4 * page, whole - 4 * page));
  ring_buffer_release(ring);
  CHECK(child_can_read(memory, whole));
  free(memory);
}

static void memory_that_two_rings_borrow_stays_out_until_both_are_gone(void) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = 4 * page;
  char *memory = aligned_alloc(page, whole);
  struct ring_buffer *all = ring_buffer_create(1, 4 * page, memory, NULL);
  struct ring_buffer *half = ring_buffer_create(1, 2 * page, memory + page, NULL);
  ring_buffer_release(all);
  CHECK(!is_kept_out(memory) && is_kept_out(memory + page) && !is_kept_out(memory + 3 * page));
  ring_buffer_release(half);
  CHECK(child_can_read(memory, whole));
  all = ring_buffer_create(1, 4 * page, memory, NULL);
  half = ring_buffer_create(1, 4 * page, memory, NULL);
  ring_buffer_release(half);
  CHECK(is_kept_out(memory) && is_kept_out(memory + 3 * page));
  ring_buffer_release(all);
  CHECK(child_can_read(memory, whole));
  free(memory);
}

static void memory_smaller_than_a_page_is_borrowed_without_a_change(void) {
  char *memory = malloc(64);
  memset(memory, 5, 64);
  struct ring_buffer *ring = ring_buffer_create(1, 64, memory, NULL);
  CHECK(child_can_read(memory, 64));
  ring_buffer_release(ring);
  CHECK_EQUAL(memory[63], 5);
  free(memory);
}

static bool is_mapped(const unsigned char *page) {
  return msync((void *)page, SMALLEST_PAGE_BYTES, MS_ASYNC) == 0;
}

/* A page that is mapped again costs the caller a fault. */
static void freed_memory_is_kept_mapped_up_to_a_bound(void) {
  enum { BLOCKS = 2000, BYTES = 1 << 15, FEWEST = 500, MOST = 1500 };
  static unsigned char *memory[BLOCKS];
  for (int k = 0; k < BLOCKS; k++) {
    memory[k] = callback_memory_allocate(BYTES);
    CHECK(memory[k] != NULL);
  }
  for (int k = 0; k < BLOCKS; k++) {
    callback_memory_free(memory[k]);
  }
  int mapped = 0;
  for (int k = 0; k < BLOCKS; k++) {
    const uintptr_t page = (uintptr_t)memory[k] / SMALLEST_PAGE_BYTES * SMALLEST_PAGE_BYTES;
    mapped += is_mapped((const unsigned char *)page) ? 1 : 0;
  }
  CHECK(mapped >= FEWEST && mapped <= MOST);
  unsigned char *again = callback_memory_allocate(2 * 131);
  for (int k = 0; k < 2 * 131; k++) {
    CHECK_EQUAL(again[k], 0);
  }
  callback_memory_free(again);
}

#endif

static const struct check_test tests[] = {
    {"all sizes are zero, aligned and apart", all_sizes_are_zero_aligned_and_apart},
    {"what no memory holds is refused", what_no_memory_holds_is_refused},
#ifdef KEEPS_OUT_OF_FORKS
    {"small and large allocations stay out of forks",
     small_and_large_allocations_stay_out_of_forks},
    {"everything that the callback touches stays out of forks",
     everything_that_the_callback_touches_stays_out_of_forks},
    {"a child reads what lies beside our memory", a_child_reads_what_lies_beside_our_memory},
    {"of borrowed memory only whole pages stay out of forks",
     of_borrowed_memory_only_whole_pages_stay_out_of_forks},
    {"memory that two rings borrow stays out until both are gone",
     memory_that_two_rings_borrow_stays_out_until_both_are_gone},
    {"memory smaller than a page is borrowed without a change",
     memory_smaller_than_a_page_is_borrowed_without_a_change},
    {"freed memory is kept mapped up to a bound", freed_memory_is_kept_mapped_up_to_a_bound},
#endif
};

CHECK_MAIN(tests)
