#include "clock_map.h"

#include <math.h>

/** Frames beyond this are as good as never; keeps sums within 64 bits. */
static const double FARTHEST_FRAME = 4e18;

double clock_map_seconds(const struct clock_map *map, enum time_base base, int64_t frame) RT_SAFE {
  const double time = base == TIME_DAC   ? map->dac_time
                      : base == TIME_ADC ? map->adc_time
                                         : map->current_time;
  return time + (double)(frame - map->frame) * map->seconds_per_frame;
}

int64_t clock_map_frame(const struct clock_map *map, enum time_base base, double seconds) RT_SAFE {
  const double time = clock_map_seconds(map, base, map->frame);
  const double frames = round((seconds - time) / map->seconds_per_frame);
  if (!(frames > -FARTHEST_FRAME)) {
    return (int64_t)-FARTHEST_FRAME;
  }
  return frames < FARTHEST_FRAME ? map->frame + (int64_t)frames : (int64_t)FARTHEST_FRAME;
}

void clock_map_pin(struct clock_map *map, enum time_base base, double seconds, double sample_rate) {
  const int64_t frame = clock_map_frame(map, base, seconds);
  const double rounding = seconds - clock_map_seconds(map, base, frame);
  map->dac_time = clock_map_seconds(map, TIME_DAC, frame) + rounding;
  map->adc_time = clock_map_seconds(map, TIME_ADC, frame) + rounding;
  map->current_time = clock_map_seconds(map, TIME_CURRENT, frame) + rounding;
  map->frame = frame;
  map->seconds_per_frame = 1 / sample_rate;
  map->pinned = true;
}
