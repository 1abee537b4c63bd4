/* Which stream channel each channel of a player's or recorder's samples belongs to.
 *
 * Numbers from 1 outside, indices from 0 inside; duplicates are legal (playing adds, recording
 * copies). The stream's first `count` channels in order are "contiguous" and have fast paths.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/rt.h"

/** Every number must lie within 1...`stream_channels`. `direction` is "input" or "output"; numbers
 * NULL = 1...count. Failure: invalid-channel. */
bool channel_map_check(const uint32_t *numbers, uint32_t count, uint32_t stream_channels,
                       const char *direction, struct failure *failure);

/** Fills `count` indices; returns whether they ascend by one from the first. */
bool channel_map_fill(uint8_t *indices, const uint32_t *numbers, uint32_t count);
