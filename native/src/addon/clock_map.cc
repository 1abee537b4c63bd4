#include "addon/clock_map.h"

#include "addon/env.h"

bool read_map(const Napi::Value &value, struct clock_map *map) {
  if (!value.IsTypedArray()) {
    return false;
  }
  Napi::Float64Array packed = value.As<Napi::Float64Array>();
  if (packed.ElementLength() < CLOCK_MAP_FIELDS) {
    return false;
  }
  map->valid = packed[CLOCK_MAP_VALID] > 0;
  map->frame = integer_of_double(packed[CLOCK_MAP_FRAME]);
  map->dac_time = packed[CLOCK_MAP_DAC_TIME];
  map->adc_time = packed[CLOCK_MAP_ADC_TIME];
  map->current_time = packed[CLOCK_MAP_CURRENT_TIME];
  map->seconds_per_frame = packed[CLOCK_MAP_SECONDS_PER_FRAME];
  map->pinned = packed[CLOCK_MAP_PINNED] != 0;
  return map->valid;
}

void write_map(const struct clock_map &map, Napi::Float64Array packed) {
  if (packed.ElementLength() >= CLOCK_MAP_FIELDS) {
#define X(name, text, member) packed[CLOCK_MAP_##name] = static_cast<double>(map.member);
    CLOCK_MAP_LAYOUT(X)
#undef X
  }
}
