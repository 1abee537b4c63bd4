/* The fetchAndResetStats actions of one block. */
#pragma once

#include "mixer/block_context.h"

/** Carries them out, in order; everything of the block must have been counted. */
void fetch_stats_of_block(struct block_context *context) RT_SAFE;
