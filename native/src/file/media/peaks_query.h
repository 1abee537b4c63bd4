/* What a drawing asks of peaks: its bins, which frames they cover, and, where they are too fine for
 * a pyramid, their peaks measured from the samples. Any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** Numbers per bin and channel: minimum, maximum, RMS. */
enum { PEAKS_TRIPLE = 3 };

/** `count` bins of `frames_per_bin` frames from `start_frame`. */
struct peaks_query {
  int64_t start_frame;   /* may lie outside of the sound: such bins are zero and known */
  double frames_per_bin; /* >= 1, fractions allowed */
  int64_t count;
  int64_t total_frames; /* of the sound; -1 = it still grows */
};

/** The frames [first, end) of bin `bin_index`, at least one. */
void peaks_query_range(const struct peaks_query *query, int64_t bin_index, int64_t *first,
                       int64_t *end);
/** False for sizes that make no sense (NaN, below 1, negative counts). */
bool peaks_query_is_valid(const struct peaks_query *query);

/** Reads up to `frames` interleaved frames from `start_frame`; returns how many, -1 on failure. */
typedef int64_t (*peaks_source)(void *context, int64_t start_frame, int64_t frames, float *target);

/** Writes count * channels triples measured from the samples that `source` reads; `known_frames`
 * frames are there. Returns how many bins are known, the rest are zero. Blocks if the source does.
 */
int64_t peaks_measure(const struct peaks_query *query, uint32_t channels, int64_t known_frames,
                      peaks_source source, void *context, float *triples);
