#include "mixer/dsp/channel_map.h"

#include <stddef.h>

#include "base/sample_buffer.h"

bool channel_map_check(const uint32_t *numbers, uint32_t count, uint32_t stream_channels,
                       const char *direction, struct failure *failure) {
  if (stream_channels == 0) {
    return failure_set(failure, FAILURE_INVALID_CHANNEL,
                       "This stream has no %s channels; open one that has.", direction);
  }
  if (count < 1 || count > MAX_CHANNELS) {
    return failure_set(failure, FAILURE_INVALID_CHANNEL, "Give 1 to %d channels, not %u.",
                       MAX_CHANNELS, (unsigned)count);
  }
  for (uint32_t k = 0; k < count; k++) {
    const uint32_t number = numbers == NULL ? k + 1 : numbers[k];
    if (number == 0) {
      return failure_set(failure, FAILURE_INVALID_CHANNEL,
                         "Channel numbers start with 1; there is no channel 0.");
    }
    if (number > stream_channels) {
      return failure_set(failure, FAILURE_INVALID_CHANNEL,
                         "There is no %s channel %u; this stream has %u %s channel%s.", direction,
                         (unsigned)number, (unsigned)stream_channels, direction,
                         plural_ending(stream_channels));
    }
  }
  return true;
}

bool channel_map_fill(uint8_t *indices, const uint32_t *numbers, uint32_t count) {
  bool contiguous = true;
  for (uint32_t k = 0; k < count; k++) {
    indices[k] = (uint8_t)(numbers == NULL ? k : numbers[k] - 1);
    contiguous = contiguous && indices[k] == indices[0] + k;
  }
  return contiguous;
}
