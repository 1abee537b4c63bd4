/* From seconds of device time to stream frames and back, by one map. */
#ifndef RTMIXER_CLOCK_MAP_H
#define RTMIXER_CLOCK_MAP_H

#include "base/rt.h"
#include "mixer/mixer.h"

/** Which of the device's times a request in seconds means. */
enum time_base { TIME_DAC, TIME_ADC, TIME_CURRENT, TIME_BASE_COUNT };

/** Stream frame nearest to `seconds` of the map's device time. */
int64_t clock_map_frame(const struct clock_map *map, enum time_base base, double seconds) RT_SAFE;
/** Makes the map count at the nominal rate, both ways, from the frame nearest to `seconds`; bends
 * it by up to 0.05 frames, so that what lies whole frames away is rounded alike. Control side. */
void clock_map_pin(struct clock_map *map, enum time_base base, double seconds, double sample_rate);
/** Device time of a stream frame. */
double clock_map_seconds(const struct clock_map *map, enum time_base base, int64_t frame) RT_SAFE;

#endif
