/* A pyramid of peaks for drawing: minimum, maximum and RMS per channel of bins of 256 frames, and
 * of four bins each on the levels above.
 *
 * One thread adds frames from the front; any thread reads meanwhile, without locks: bins never move
 * and are published by their count.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "file/media/peaks_query.h"

enum { PEAKS_FINEST_FRAMES = 256 };

struct peaks;

/** `channels` 1...256. NULL = out of memory. The caller destroys it. */
struct peaks *peaks_create(uint32_t channels);
/** Only when there are no readers any more. NULL is fine. */
void peaks_destroy(struct peaks *peaks);

/** Adds interleaved frames; NaN and infinite samples count as 0. False = out of memory, and the
 * pyramid grows no more. Only the adding thread. */
bool peaks_add(struct peaks *peaks, const float *samples, int64_t frames);
/** Adds one finest bin as kept in a file: a triple per channel over `frames` (1...256; fewer than
 * 256 only for the last one). Only the adding thread. */
bool peaks_add_bin(struct peaks *peaks, const float *triples, int32_t frames);
/** Publishes the last, shorter bins; nothing may be added afterwards. */
bool peaks_finish(struct peaks *peaks);

/** Frames that published bins cover. Any thread. */
int64_t peaks_known_frames(const struct peaks *peaks);
/** Copies a published finest bin, one triple per channel. Any thread. */
void peaks_finest_bin(const struct peaks *peaks, int64_t bin_index, float *triples);

/** Writes count * channels triples from the pyramid; returns how many bins are known, the rest are
 * zero. Every pyramid bin shows in exactly one bin, so no peak is lost or drawn twice. Needs
 * frames_per_bin >= 256. Any thread. */
int64_t peaks_read(const struct peaks *peaks, const struct peaks_query *query, float *triples);
