/* The door between a driver's thread and the mixer, and the heartbeat behind it.
 *
 * A driver that hangs cannot be trusted to have made its last call. So what it calls is a gate:
 * once sealed it gives silence and lets nobody through, for as long as the process lives, and the
 * mixer behind it may be reused or freed.
 */
#ifndef RTMIXER_CALLBACK_GATE_H
#define RTMIXER_CALLBACK_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/rt.h"
#include "mixer/block.h"

#ifdef __cplusplus
extern "C" {
#endif

struct callback_gate;
struct mixer;

/** A gate without a mixer behind it, owned by the caller. NULL + out-of-memory. */
struct callback_gate *callback_gate_create(struct failure *failure);
/** Frees a gate that no driver knows any more. NULL is fine. */
void callback_gate_destroy(struct callback_gate *gate);
/** What the gate opens to; borrowed. Before the first callback. */
void callback_gate_set_mixer(struct callback_gate *gate, struct mixer *mixer);
/** A `block_process`: mixer_process() of the mixer behind the gate `context`, or silence. Audio
 * callback. */
void callback_gate_process(void *context, const struct block *block) RT_SAFE;

/** Callbacks let through so far. Any thread. */
uint64_t callback_gate_blocks(const struct callback_gate *gate);
/** Frames of the largest block so far. Any thread. */
uint32_t callback_gate_largest_block(const struct callback_gate *gate);

/** Shuts the gate for ever; true once no callback is behind it, waits up to `limit_seconds` for
 * that. May be called again. Control side. */
bool callback_gate_seal(struct callback_gate *gate, double limit_seconds);
/** Gives a sealed gate to a driver that may call it at any time: it is never freed. */
void callback_gate_abandon(struct callback_gate *gate);

#ifdef __cplusplus
}
#endif
#endif
