#include "mixer/dsp/channel_matrix.h"

#include <math.h>

#include "base/callback_memory.h"

static bool is_number(double number, uint32_t channels) {
  return number >= 1 && number <= channels && number == floor(number);
}

bool channel_matrix_check(const struct matrix_entry *entries, uint32_t count,
                          uint32_t source_channels, uint32_t target_channels,
                          struct failure *failure) {
  if (count < 1 || count > MOST_MATRIX_ENTRIES) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A channel matrix has 1 to %d entries, not %u.", MOST_MATRIX_ENTRIES,
                       (unsigned)count);
  }
  for (uint32_t k = 0; k < count; k++) {
    const struct matrix_entry *entry = &entries[k];
    if (!is_number(entry->from, source_channels)) {
      return failure_set(failure, FAILURE_INVALID_CHANNEL,
                         "A matrix leads from channel %g; the source has channels 1 to %u.",
                         entry->from, (unsigned)source_channels);
    }
    if (!is_number(entry->to, target_channels)) {
      return failure_set(failure, FAILURE_INVALID_CHANNEL,
                         "A matrix leads to channel %g; there are channels 1 to %u.", entry->to,
                         (unsigned)target_channels);
    }
    if (!isfinite((float)entry->gain)) {
      return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                         "The gain of a matrix is not a finite number.");
    }
  }
  return true;
}

struct channel_matrix *channel_matrix_create(const struct matrix_entry *entries, uint32_t count) {
  struct channel_matrix *matrix =
      callback_memory_allocate(sizeof(*matrix) + count * sizeof(matrix->ways[0]));
  if (matrix != NULL) {
    matrix->count = count;
    for (uint32_t k = 0; k < count; k++) {
      matrix->ways[k] = (struct matrix_way){.from = (uint8_t)(entries[k].from - 1),
                                            .to = (uint8_t)(entries[k].to - 1),
                                            .gain = (float)entries[k].gain};
    }
  }
  return matrix;
}
