#include "device/callback_guard.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "mixer/mixer.h"

struct callback_gate {
  struct mixer *mixer;
  uint32_t output_channels;
  atomic_bool sealed;
  atomic_uint inside; /* callbacks between the two ends of callback_gate_process() */
  _Atomic uint64_t blocks;
  _Atomic uint32_t largest_block;
  struct callback_gate *next_abandoned;
};

/* Keeps abandoned gates reachable: they are given away, not forgotten. */
static struct callback_gate *_Atomic abandoned_gates;

struct callback_gate *callback_gate_create(struct failure *failure) {
  struct callback_gate *gate = calloc(1, sizeof *gate);
  if (!gate) {
    failure_set(failure, FAILURE_OUT_OF_MEMORY, "There is no memory for a stream.");
  }
  return gate;
}

void callback_gate_destroy(struct callback_gate *gate) {
  free(gate);
}

void callback_gate_set_mixer(struct callback_gate *gate, struct mixer *mixer) {
  gate->mixer = mixer;
  gate->output_channels = mixer_output_channels(mixer);
}

void callback_gate_process(void *context, const struct block *block) RT_SAFE {
  struct callback_gate *gate = context;
  /* Both sides write one flag and read the other's; only sequential consistency makes sure that at
     least one of them sees it. */
  atomic_fetch_add(&gate->inside, 1);
  if (atomic_load(&gate->sealed)) {
    if (block->output) {
      memset(block->output, 0, sizeof(float) * block->frame_count * gate->output_channels);
    }
  } else {
    if (block->frame_count > atomic_load_explicit(&gate->largest_block, memory_order_relaxed)) {
      atomic_store_explicit(&gate->largest_block, block->frame_count, memory_order_relaxed);
    }
    mixer_process(gate->mixer, block);
    atomic_fetch_add_explicit(&gate->blocks, 1, memory_order_release);
  }
  atomic_fetch_sub(&gate->inside, 1);
}

uint64_t callback_gate_blocks(const struct callback_gate *gate) {
  return atomic_load_explicit(&gate->blocks, memory_order_acquire);
}

uint32_t callback_gate_largest_block(const struct callback_gate *gate) {
  return atomic_load_explicit(&gate->largest_block, memory_order_relaxed);
}

bool callback_gate_seal(struct callback_gate *gate, double limit_seconds) {
  atomic_store(&gate->sealed, true);
  double deadline = monotonic_seconds() + limit_seconds;
  while (atomic_load(&gate->inside) != 0) {
    if (monotonic_seconds() >= deadline) {
      return false;
    }
    sleep_until(monotonic_seconds() + 0.001);
  }
  return true;
}

void callback_gate_abandon(struct callback_gate *gate) {
  gate->next_abandoned = atomic_load(&abandoned_gates);
  while (!atomic_compare_exchange_weak(&abandoned_gates, &gate->next_abandoned, gate)) {
  }
}
