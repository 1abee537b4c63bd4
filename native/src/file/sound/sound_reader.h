/* One open sound file that is read from any frame as interleaved float32.
 *
 * Blocks on the disk: job and disk threads. One thread at a time per reader.
 */
#ifndef RTMIXER_SOUND_READER_H
#define RTMIXER_SOUND_READER_H

#include "file/sound/sound_file.h"

struct sound_reader;

/** Opens `path` and checks its header. `info` (may be NULL) says what the file holds; its frames
 * are counted where the header's claim cannot be true. Failures as sound_file_probe(). The caller
 * closes the reader. */
struct sound_reader *sound_reader_open(const char *path, struct sound_file_info *info,
                                       struct failure *failure);
/** NULL is fine. */
void sound_reader_close(struct sound_reader *reader);
uint32_t sound_reader_channels(const struct sound_reader *reader);
double sound_reader_sample_rate(const struct sound_reader *reader); /* Hz */
/** Goes to `frame` (0 ... frames), decoding up to it where the format cannot seek. */
bool sound_reader_seek(struct sound_reader *reader, int64_t frame);
/** Reads up to `frames` frames; fewer only at the end or where the file is broken. NaN and infinite
 * samples come out as 0 and are added to `replaced` (may be NULL). */
int64_t sound_reader_read(struct sound_reader *reader, float *target, int64_t frames,
                          int64_t *replaced);
/** Fills `failure` with why sound_reader_read() or _seek() stopped before `frame`, naming `path`.
 */
bool sound_reader_stopped(const struct sound_reader *reader, const char *path, int64_t frame,
                          struct failure *failure);

/** Sets NaN and infinite samples to 0 and returns how many there were. */
int64_t replace_broken_samples(float *samples, int64_t count);

#endif
