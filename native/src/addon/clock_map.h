/* A clock map as JavaScript keeps it: a row of CLOCK_MAP_FIELDS numbers. */
#pragma once

#include <napi.h>

#include "mixer/mixer.h"

/* X(enum name, JavaScript name, member of struct clock_map): VALID and PINNED are 0 or 1.
 * JavaScript alone knows a third VALID, -1: the map is still to be read from the mixer. */
#define CLOCK_MAP_LAYOUT(X)                                                                        \
  X(VALID, "valid", valid)                                                                         \
  X(FRAME, "frame", frame)                                                                         \
  X(DAC_TIME, "dacTime", dac_time)                                                                 \
  X(ADC_TIME, "adcTime", adc_time)                                                                 \
  X(CURRENT_TIME, "currentTime", current_time)                                                     \
  X(SECONDS_PER_FRAME, "secondsPerFrame", seconds_per_frame)                                       \
  X(PINNED, "pinned", pinned)

enum clock_map_field {
#define X(name, text, member) CLOCK_MAP_##name,
  CLOCK_MAP_LAYOUT(X)
#undef X
      CLOCK_MAP_FIELDS
};

/** From a Float64Array of CLOCK_MAP_FIELDS numbers, or null; false: none that is valid. */
bool read_map(const Napi::Value &value, struct clock_map *map);
void write_map(const struct clock_map &map, Napi::Float64Array packed);
