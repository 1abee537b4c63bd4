/* A clock map as JavaScript keeps it: valid (1 or 0; -1 = it is still to be read from the mixer),
 * frame, DAC, ADC and current time, seconds per frame, pinned.
 */
#ifndef RTMIXER_ADDON_CLOCK_MAP_H
#define RTMIXER_ADDON_CLOCK_MAP_H

#include <napi.h>

#include "mixer/mixer.h"

enum { CLOCK_MAP_FIELDS = 7, CLOCK_MAP_UNREAD = -1 };

/** From and to CLOCK_MAP_FIELDS numbers. */
void unpack_map(const double *packed, struct clock_map *map);
void pack_map(const struct clock_map &map, double *packed);

/** The same with a Float64Array (or null); false: none that is valid. */
bool read_map(const Napi::Value &value, struct clock_map *map);
void write_map(const struct clock_map &map, Napi::Float64Array packed);

#endif
