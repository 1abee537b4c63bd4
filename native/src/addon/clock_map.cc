#include "addon/clock_map.h"

#include "addon/env.h"

void unpack_map(const double *packed, struct clock_map *map) {
  map->valid = packed[0] > 0;
  map->frame = integer_of_double(packed[1]);
  map->dac_time = packed[2];
  map->adc_time = packed[3];
  map->current_time = packed[4];
  map->seconds_per_frame = packed[5];
  map->pinned = packed[6] != 0;
}

void pack_map(const struct clock_map &map, double *packed) {
  packed[0] = map.valid ? 1 : 0;
  packed[1] = static_cast<double>(map.frame);
  packed[2] = map.dac_time;
  packed[3] = map.adc_time;
  packed[4] = map.current_time;
  packed[5] = map.seconds_per_frame;
  packed[6] = map.pinned ? 1 : 0;
}

bool read_map(const Napi::Value &value, struct clock_map *map) {
  if (!value.IsTypedArray()) {
    return false;
  }
  Napi::Float64Array packed = value.As<Napi::Float64Array>();
  if (packed.ElementLength() < CLOCK_MAP_FIELDS) {
    return false;
  }
  unpack_map(packed.Data(), map);
  return map->valid;
}

void write_map(const struct clock_map &map, Napi::Float64Array packed) {
  if (packed.ElementLength() >= CLOCK_MAP_FIELDS) {
    pack_map(map, packed.Data());
  }
}
