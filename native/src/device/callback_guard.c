#include "device/callback_guard.h"

#include <stdatomic.h>
#include <string.h>

#include "base/callback_memory.h"
#include "base/thread.h"
#include "base/thread_priority.h"
#include "mixer/mixer.h"

struct callback_guard {
  struct mixer *mixer;
  uint32_t output_channels;
  atomic_bool closed;
  atomic_uint inside; /* callbacks between the two ends of callback_guard_process() */
  _Atomic uint64_t blocks;
  _Atomic uint32_t largest_block;
  atomic_uintptr_t thread;
  struct callback_guard *next_abandoned;
};

/* Keeps abandoned guards reachable, so that they do not count as leaks. */
static struct callback_guard *_Atomic abandoned_guards;

struct callback_guard *callback_guard_create(struct failure *failure) {
  struct callback_guard *guard = callback_memory_allocate(sizeof(*guard));
  if (guard == NULL) {
    failure_out_of_memory(failure, "for a stream");
  }
  return guard;
}

void callback_guard_destroy(struct callback_guard *guard) {
  callback_memory_free(guard);
}

void callback_guard_set_mixer(struct callback_guard *guard, struct mixer *mixer) {
  guard->mixer = mixer;
  guard->output_channels = mixer_config_of(mixer)->output_channels;
}

void callback_guard_process(void *context, const struct block *block) RT_SAFE {
  struct callback_guard *guard = context;
  /* Both sides write one flag and read the other's; only sequential consistency makes sure that at
     least one of them sees it. */
  atomic_fetch_add(&guard->inside, 1);
  if (atomic_load(&guard->closed)) {
    if (block->output != NULL) {
      memset(block->output, 0, sizeof(float) * block->frame_count * guard->output_channels);
    }
  } else {
    if (block->frame_count > atomic_load_explicit(&guard->largest_block, memory_order_relaxed)) {
      atomic_store_explicit(&guard->largest_block, block->frame_count, memory_order_relaxed);
    }
    atomic_store_explicit(&guard->thread, thread_mark(), memory_order_relaxed);
    mixer_process(guard->mixer, block);
    atomic_fetch_add_explicit(&guard->blocks, 1, memory_order_release);
  }
  atomic_fetch_sub(&guard->inside, 1);
}

uint64_t callback_guard_blocks(const struct callback_guard *guard) {
  return atomic_load_explicit(&guard->blocks, memory_order_acquire);
}

uint32_t callback_guard_largest_block(const struct callback_guard *guard) {
  return atomic_load_explicit(&guard->largest_block, memory_order_relaxed);
}

uintptr_t callback_guard_thread(const struct callback_guard *guard) {
  return atomic_load_explicit(&guard->thread, memory_order_relaxed);
}

bool callback_guard_close(struct callback_guard *guard, double limit_seconds) {
  atomic_store(&guard->closed, true);
  double deadline = monotonic_seconds() + limit_seconds;
  while (atomic_load(&guard->inside) != 0) {
    if (monotonic_seconds() >= deadline) {
      return false;
    }
    sleep_until(monotonic_seconds() + 0.001);
  }
  return true;
}

void callback_guard_abandon(struct callback_guard *guard) {
  guard->next_abandoned = atomic_load(&abandoned_guards);
  while (!atomic_compare_exchange_weak(&abandoned_guards, &guard->next_abandoned, guard)) {
  }
}
