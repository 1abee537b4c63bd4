/* The practical limit of mixing: a loop over buffers alone, eight at a time. */
#pragma once

#include <stddef.h>

/** Sets `count` samples (a multiple of 16) of output to the sum of the voices (a multiple of 8)
 * from `offset` on, times `gain`. */
void plain_loop(float *output, const float *const *voices, long voice_count, size_t offset,
                float gain, size_t count);
