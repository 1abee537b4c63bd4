/* Channel matrices: any channel of a source to any channel of its target, with gain.
 *
 * - Each way adds its source's sample times (level * gain of the way) to its target, in the order
 *   of the ways, each product and each sum rounded to float.
 * - Numbers from 1 outside, indices from 0 inside; several ways may have the same ends.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/rt.h"
#include "mixer/action/action.h"

struct matrix_way {
  uint8_t from, to; /* 0-based */
  float gain;
};

struct channel_matrix {
  uint32_t count; /* ways, 1 or more */
  struct matrix_way ways[];
};

/** All numbers must be whole and in range, all gains finite, 1 to MOST_MATRIX_ENTRIES of them.
 * Failures: invalid-channel, invalid-argument. Control side. */
bool channel_matrix_check(const struct matrix_entry *entries, uint32_t count,
                          uint32_t source_channels, uint32_t target_channels,
                          struct failure *failure);
/** A copy of checked entries; NULL when memory is short. callback_memory_free() it. Control side.
 */
struct channel_matrix *channel_matrix_create(const struct matrix_entry *entries, uint32_t count);
