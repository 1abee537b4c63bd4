/* From seconds of device time to stream frames and back, by one map. */
#pragma once

#include "base/rt.h"
#include "mixer/mixer.h"

/* X(enum name, JavaScript name) */
#define TIME_BASES(X)                                                                              \
  X(DAC, "dac")                                                                                    \
  X(ADC, "adc")                                                                                    \
  X(CURRENT, "current")

/** Which of the device's times a request in seconds means. */
enum time_base {
#define X(name, text) TIME_##name,
  TIME_BASES(X)
#undef X
      TIME_BASE_COUNT
};

/** Stream frame nearest to `seconds` of the map's device time. */
int64_t clock_map_frame(const struct clock_map *map, enum time_base base, double seconds) RT_SAFE;
/** Makes the map count at the nominal rate, in both directions, from the frame nearest to
 * `seconds`; shifts it by up to 0.05 frames, so that times whole frames away are rounded alike.
 * Control side. */
void clock_map_pin(struct clock_map *map, enum time_base base, double seconds, double sample_rate);
/** Device time of a stream frame. */
double clock_map_seconds(const struct clock_map *map, enum time_base base, int64_t frame) RT_SAFE;
