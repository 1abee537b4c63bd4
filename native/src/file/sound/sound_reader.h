/* One sound file read from any frame as interleaved float32, whatever its kind.
 *
 * Blocks on the disk: job, disk and worker threads. One thread at a time per reader. Paths are
 * UTF-8. NaN and infinite samples come out as 0 and are counted; values beyond +-1 stay.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "file/sound/sound_info.h"
#include "file/sound/sound_scan.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sound_map;
struct sound_reader;

/** Opens `path` and finds what it holds. `info` may be NULL. NULL + failure as sound_map_create().
 * The caller closes the reader. */
struct sound_reader *sound_reader_open(const char *path, struct sound_file_info *info,
                                       struct failure *failure);
/** Opens `path` by the borrowed `map`, which was made of it and outlives the reader; where the file
 * has another size or modification time now it is looked at again. */
struct sound_reader *sound_reader_open_mapped(const char *path, const struct sound_map *map,
                                              struct failure *failure);
/** Opens, fills `info` (may be NULL), closes. `scan` may be NULL. Failures as sound_map_create().
 */
bool sound_reader_probe(const char *path, struct sound_file_info *info, struct sound_scan *scan,
                        struct failure *failure);
/** NULL is fine. */
void sound_reader_close(struct sound_reader *reader);
uint32_t sound_reader_channels(const struct sound_reader *reader);
double sound_reader_sample_rate(const struct sound_reader *reader); /* Hz */
/** Goes to `frame` (0 ... frames), decoding up to it where the format cannot seek. */
bool sound_reader_seek(struct sound_reader *reader, int64_t frame);
/** Reads up to `frames` frames; fewer only at the end or where the file is broken. The count of NaN
 * and infinite samples is added to `replaced` (may be NULL). */
int64_t sound_reader_read(struct sound_reader *reader, float *target, int64_t frames,
                          int64_t *replaced);
/** Fills `failure` with why sound_reader_read() or _seek() stopped before `frame`, naming `path`.
 * Returns false. */
bool sound_reader_stopped(const struct sound_reader *reader, const char *path, int64_t frame,
                          struct failure *failure);
/** libsndfile's name and version, for instance "libsndfile-1.2.0". Any thread. */
const char *sound_reader_library_version(void);

#ifdef __cplusplus
}
#endif
