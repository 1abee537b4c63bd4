/* The fields of a sample buffer; for the mixer alone, where a call for each field would cost more
 * than the other checks of a request.
 */
#pragma once

#include <stdatomic.h>

#include "base/sample_buffer.h"

struct sample_buffer {
  atomic_size_t references;
  atomic_int_least64_t ready_frames;
  atomic_bool may_grow;
  float *data;
  int64_t frames;
  double sample_rate;
  uint32_t channels;
};
