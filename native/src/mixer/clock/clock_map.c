#include "mixer/clock/clock_map.h"

#include <math.h>

/** Farther frames are limited to this, so that sums stay within 64 bits. */
#define FARTHEST_FRAME 4e18
/** Frames from the pinned time to the frame it is rounded to. Nearer to 0.5, the last bits of a
 * double would decide on which side a time falls that lies whole frames away: seconds since 1970
 * have a resolution of 0.05 frames at 192 kHz. */
#define FARTHEST_ROUNDING 0.45

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
  const double rounded = (seconds - clock_map_seconds(map, base, frame)) * sample_rate;
  const double bent = rounded - fmin(fmax(rounded, -FARTHEST_ROUNDING), FARTHEST_ROUNDING);
  map->dac_time = clock_map_seconds(map, TIME_DAC, frame) + bent / sample_rate;
  map->adc_time = clock_map_seconds(map, TIME_ADC, frame) + bent / sample_rate;
  map->current_time = clock_map_seconds(map, TIME_CURRENT, frame) + bent / sample_rate;
  map->frame = frame;
  map->seconds_per_frame = 1 / sample_rate;
  map->pinned = true;
}
