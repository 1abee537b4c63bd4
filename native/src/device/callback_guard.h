/* The door between a driver's thread and the mixer, and the heartbeat behind it.
 *
 * A driver that hangs cannot be trusted to have made its last call. So what it calls is a gate:
 * once sealed it gives silence and lets nobody through, for as long as the process lives, and the
 * mixer behind it may be reused or freed.
 */
#ifndef RTMIXER_CALLBACK_GUARD_H
#define RTMIXER_CALLBACK_GUARD_H

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

/** A gate without a mixer behind it, owned by the caller. NULL + out-of-memory. */
struct callback_guard *callback_guard_create(struct failure *failure);
/** Frees a gate that no driver knows any more. NULL is fine. */
void callback_guard_destroy(struct callback_guard *guard);
/** What the gate opens to; borrowed. Before the first callback. */
void callback_guard_set_mixer(struct callback_guard *guard, struct mixer *mixer);
/** A `block_process`: mixer_process() of the mixer behind the gate `context`, or silence. Audio
 * callback. */
void callback_guard_process(void *context, const struct block *block) RT_SAFE;

/** Callbacks let through so far. Any thread. */
uint64_t callback_guard_blocks(const struct callback_guard *guard);
/** Frames of the largest block so far. Any thread. */
uint32_t callback_guard_largest_block(const struct callback_guard *guard);

/** Shuts the gate for ever; true once no callback is behind it, waits up to `limit_seconds` for
 * that. May be called again. Control side. */
bool callback_guard_close(struct callback_guard *guard, double limit_seconds);
/** Gives a sealed gate to a driver that may call it at any time: it is never freed. */
void callback_guard_abandon(struct callback_guard *guard);

#ifdef __cplusplus
}
#endif
#endif
