/* The callback guard: what a driver calls in place of the mixer. It counts the callbacks for the
 * heartbeat, and keeps late callbacks of an abandoned driver out.
 *
 * - A driver that hangs may call once more at any time. Each backend therefore has a guard of its
 *   own.
 * - An open guard passes each block to the mixer. A closed one writes silence and touches nothing
 *   else; it never opens again.
 * - Once callback_guard_close() returned true no callback is in the mixer, and none will be: the
 *   mixer may be reused or freed.
 * - An abandoned guard is never freed, because its driver may call it until the process ends.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/rt.h"
#include "mixer/block.h"

#ifdef __cplusplus
extern "C" {
#endif

struct callback_guard;
struct mixer;

/** An open guard without a mixer, owned by the caller. NULL + out-of-memory. */
struct callback_guard *callback_guard_create(struct failure *failure);
/** Frees a guard that no driver calls any more. NULL is fine. */
void callback_guard_destroy(struct callback_guard *guard);
/** The mixer that blocks go to; borrowed. Before the first callback. */
void callback_guard_set_mixer(struct callback_guard *guard, struct mixer *mixer);
/** A `block_process`; `context` is the guard. Audio callback. */
void callback_guard_process(void *context, const struct block *block) RT_SAFE;

/** Blocks that the mixer has handled. Any thread. */
uint64_t callback_guard_blocks(const struct callback_guard *guard);
/** Frames of the largest block so far. Any thread. */
uint32_t callback_guard_largest_block(const struct callback_guard *guard);

/** The mark (thread_mark()) of the thread of the last block. Any thread. */
uintptr_t callback_guard_thread(const struct callback_guard *guard);

/** Closes the guard; true once no callback is inside, for which it waits up to `limit_seconds`. May
 * be called again. Control side. */
bool callback_guard_close(struct callback_guard *guard, double limit_seconds);
/** Leaves a closed guard to a driver that may call it at any time. Control side. */
void callback_guard_abandon(struct callback_guard *guard);

#ifdef __cplusplus
}
#endif
