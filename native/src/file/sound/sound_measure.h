/* How many frames of a mapped sound can really be read. Each call opens the file. Disk, job and
 * worker threads. */
#pragma once

#include "file/sound/sound_map.h"

/** How many of the `wanted` (1 or 2) frames from `frame` on can be read. */
int64_t sound_readable_from(const char *path, const struct sound_map *map, int64_t frame,
                            int64_t wanted);
bool sound_has_frame(const char *path, const struct sound_map *map, int64_t frame);
/** Finds the number of frames by trying. */
int64_t sound_count_frames(const char *path, const struct sound_map *map);
