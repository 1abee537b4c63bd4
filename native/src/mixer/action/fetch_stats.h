/* The fetchAndResetStats actions of one block. */
#ifndef RTMIXER_FETCH_STATS_H
#define RTMIXER_FETCH_STATS_H

#include "mixer/block_context.h"

/** Carries them out, in order; everything of the block must have been counted. */
void fetch_stats_of_block(struct block_context *context) RT_SAFE;

#endif
