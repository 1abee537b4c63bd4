/* One thread writes numbers through a ring, another reads them: what the thread sanitizer must
 * accept of the product's ring and must report of a broken one.
 *
 * Built with -DRELAX_ACQUIRE or -DRELAX_RELEASE it includes the product's ring with those memory
 * orders relaxed: on many processors still right by luck, so only the sanitizer detects it.
 */
#include <stdatomic.h>

#ifdef RELAX_ACQUIRE
#define memory_order_acquire memory_order_relaxed
#endif
#ifdef RELAX_RELEASE
#define memory_order_release memory_order_relaxed
#endif

#include "../../../../../native/src/base/ring_buffer.c"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

enum { ELEMENTS = 64, NUMBERS = 200000 };

static void *write_numbers(void *argument) {
  struct ring_buffer *ring = argument;
  uint32_t block[7];
  for (uint32_t done = 0; done < NUMBERS;) {
    uint32_t count = NUMBERS - done < 7 ? NUMBERS - done : 7;
    for (uint32_t k = 0; k < count; k++) {
      block[k] = done + k;
    }
    uint32_t written = (uint32_t)ring_buffer_write(ring, block, count);
    done += written;
    if (written == 0) {
      sched_yield();
    }
  }
  ring_buffer_set_ended(ring, true);
  return NULL;
}

int main(void) {
  struct ring_buffer *ring = ring_buffer_create(sizeof(uint32_t), ELEMENTS, NULL, NULL);
  pthread_t writer;
  if (ring == NULL || pthread_create(&writer, NULL, write_numbers, ring) != 0) {
    return 2;
  }
  uint32_t expected = 0, wrong = 0, block[5];
  while (expected < NUMBERS) {
    size_t count = ring_buffer_read(ring, block, 5);
    for (size_t k = 0; k < count; k++) {
      wrong += block[k] != expected++;
    }
    if (count == 0) {
      sched_yield();
    }
  }
  pthread_join(writer, NULL);
  ring_buffer_release(ring);
  printf("%u numbers read, %u wrong\n", expected, wrong);
  return wrong == 0 ? 0 : 1;
}
