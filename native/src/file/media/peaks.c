#include "file/media/peaks.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS = 16 };
/* Bins of the first chunk of a level; each further chunk is twice as large, so that a handful of
 * pointers reaches any length and nothing ever moves. */
enum { CHUNK_BINS = 256, CHUNKS = 36 };

struct peaks_level {
  _Atomic(float *) chunks[CHUNKS];
  _Atomic int64_t count; /* published bins */
  /* The bin that is being gathered. */
  int64_t frames;
  int32_t parts; /* finer bins in it, on level 0 frames */
  float *minima, *maxima;
  double *squares;
};

struct peaks {
  uint32_t channels;
  _Atomic int64_t known_frames;
  bool is_broken; /* out of memory */
  struct peaks_level levels[LEVELS];
};

static int chunk_of(int64_t bin, int64_t *offset) {
  int chunk = 0;
  int64_t first = 0, size = CHUNK_BINS;
  while (bin >= first + size) {
    first += size;
    size *= 2;
    chunk++;
  }
  *offset = bin - first;
  return chunk;
}

static float *bin_at(const struct peaks *peaks, int level, int64_t bin) {
  int64_t offset;
  int chunk = chunk_of(bin, &offset);
  float *bins = atomic_load_explicit(&peaks->levels[level].chunks[chunk], memory_order_acquire);
  return bins + offset * peaks->channels * PEAKS_TRIPLE;
}

static void empty_gathering(struct peaks_level *level, uint32_t channels) {
  level->frames = 0;
  level->parts = 0;
  for (uint32_t channel = 0; channel < channels; channel++) {
    level->minima[channel] = FLT_MAX;
    level->maxima[channel] = -FLT_MAX;
    level->squares[channel] = 0;
  }
}

struct peaks *peaks_create(uint32_t channels) {
  struct peaks *peaks = calloc(1, sizeof(*peaks));
  if (peaks == NULL) {
    return NULL;
  }
  peaks->channels = channels;
  for (int k = 0; k < LEVELS; k++) {
    struct peaks_level *level = &peaks->levels[k];
    level->minima = malloc(channels * sizeof(float));
    level->maxima = malloc(channels * sizeof(float));
    level->squares = malloc(channels * sizeof(double));
    if (level->minima == NULL || level->maxima == NULL || level->squares == NULL) {
      peaks_destroy(peaks);
      return NULL;
    }
    empty_gathering(level, channels);
  }
  return peaks;
}

void peaks_destroy(struct peaks *peaks) {
  if (peaks == NULL) {
    return;
  }
  for (int k = 0; k < LEVELS; k++) {
    struct peaks_level *level = &peaks->levels[k];
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      free(atomic_load_explicit(&level->chunks[chunk], memory_order_relaxed));
    }
    free(level->minima);
    free(level->maxima);
    free(level->squares);
  }
  free(peaks);
}

/* Room for one more bin of a level. */
static float *next_bin(struct peaks *peaks, int level) {
  int64_t bin = atomic_load_explicit(&peaks->levels[level].count, memory_order_relaxed);
  int64_t offset;
  int chunk = chunk_of(bin, &offset);
  _Atomic(float *) *slot = chunk < CHUNKS ? &peaks->levels[level].chunks[chunk] : NULL;
  if (slot == NULL) {
    return NULL;
  }
  if (atomic_load_explicit(slot, memory_order_relaxed) == NULL) {
    size_t bins = (size_t)CHUNK_BINS << chunk;
    float *memory = malloc(bins * peaks->channels * PEAKS_TRIPLE * sizeof(float));
    if (memory == NULL) {
      return NULL;
    }
    atomic_store_explicit(slot, memory, memory_order_release);
  }
  return bin_at(peaks, level, bin);
}

static void fold_into(struct peaks_level *coarser, const struct peaks_level *level,
                      uint32_t channels) {
  for (uint32_t channel = 0; channel < channels; channel++) {
    coarser->minima[channel] = fminf(coarser->minima[channel], level->minima[channel]);
    coarser->maxima[channel] = fmaxf(coarser->maxima[channel], level->maxima[channel]);
    coarser->squares[channel] += level->squares[channel];
  }
  coarser->frames += level->frames;
  coarser->parts++;
}

/* Publishes the gathered bin of `level` and hands it to the level above. */
static bool publish_bin(struct peaks *peaks, int level_index) {
  for (int k = level_index; k < LEVELS; k++) {
    struct peaks_level *level = &peaks->levels[k];
    float *bin = next_bin(peaks, k);
    if (bin == NULL) {
      peaks->is_broken = true;
      return false;
    }
    for (uint32_t channel = 0; channel < peaks->channels; channel++) {
      bin[channel * PEAKS_TRIPLE] = level->minima[channel];
      bin[channel * PEAKS_TRIPLE + 1] = level->maxima[channel];
      bin[channel * PEAKS_TRIPLE + 2] =
          (float)sqrt(level->squares[channel] / (double)level->frames);
    }
    if (k == 0) {
      /* Ahead of the count: whoever sees the bin knows its frames. */
      atomic_fetch_add_explicit(&peaks->known_frames, level->frames, memory_order_release);
    }
    bool carries = false;
    if (k + 1 < LEVELS) {
      fold_into(&peaks->levels[k + 1], level, peaks->channels);
      carries = peaks->levels[k + 1].parts == 4;
    }
    empty_gathering(level, peaks->channels);
    atomic_fetch_add_explicit(&level->count, 1, memory_order_release);
    if (!carries) {
      break;
    }
  }
  return true;
}

static void gather(struct peaks_level *level, const float *samples, int64_t frames,
                   uint32_t channels) {
  for (uint32_t channel = 0; channel < channels; channel++) {
    float minimum = level->minima[channel], maximum = level->maxima[channel];
    double squares = level->squares[channel];
    for (int64_t frame = 0; frame < frames; frame++) {
      float sample = samples[frame * channels + channel];
      sample = fabsf(sample) <= FLT_MAX ? sample : 0;
      minimum = sample < minimum ? sample : minimum;
      maximum = sample > maximum ? sample : maximum;
      squares += (double)sample * sample;
    }
    level->minima[channel] = minimum;
    level->maxima[channel] = maximum;
    level->squares[channel] = squares;
  }
  level->frames += frames;
}

bool peaks_add(struct peaks *peaks, const float *samples, int64_t frames) {
  struct peaks_level *finest = &peaks->levels[0];
  while (frames > 0 && !peaks->is_broken) {
    int64_t room = PEAKS_FINEST_FRAMES - finest->frames;
    int64_t part = frames < room ? frames : room;
    gather(finest, samples, part, peaks->channels);
    samples += part * peaks->channels;
    frames -= part;
    if (finest->frames == PEAKS_FINEST_FRAMES) {
      publish_bin(peaks, 0);
    }
  }
  return !peaks->is_broken;
}

bool peaks_add_bin(struct peaks *peaks, const float *triples, int32_t frames) {
  struct peaks_level *finest = &peaks->levels[0];
  for (uint32_t channel = 0; channel < peaks->channels; channel++) {
    double rms = triples[channel * PEAKS_TRIPLE + 2];
    finest->minima[channel] = triples[channel * PEAKS_TRIPLE];
    finest->maxima[channel] = triples[channel * PEAKS_TRIPLE + 1];
    finest->squares[channel] = rms * rms * frames;
  }
  finest->frames = frames;
  return publish_bin(peaks, 0);
}

bool peaks_finish(struct peaks *peaks) {
  for (int k = 0; k < LEVELS && !peaks->is_broken; k++) {
    if (peaks->levels[k].frames > 0) {
      publish_bin(peaks, k);
    }
  }
  return !peaks->is_broken;
}

int64_t peaks_known_frames(const struct peaks *peaks) {
  return atomic_load_explicit(&peaks->known_frames, memory_order_acquire);
}

void peaks_finest_bin(const struct peaks *peaks, int64_t bin_index, float *triples) {
  memcpy(triples, bin_at(peaks, 0, bin_index), peaks->channels * PEAKS_TRIPLE * sizeof(float));
}

/* ---- reading ---- */

static int64_t bin_frames(int level) {
  return (int64_t)PEAKS_FINEST_FRAMES << (2 * level);
}

/* The coarsest level with at least four bins per drawn bin; the finest where there is none. */
static int level_for(double frames_per_bin) {
  int level = 0;
  while (level + 1 < LEVELS && (double)bin_frames(level + 1) * 4 <= frames_per_bin) {
    level++;
  }
  return level;
}

/* The bins of a level whose centres lie in [first, end): at least one. */
static void bins_within(int64_t size, int64_t first, int64_t end, int64_t total, int64_t *first_bin,
                        int64_t *end_bin) {
  int64_t half = size / 2;
  *first_bin = (first + half - 1) / size;
  *end_bin = end >= total ? (total + size - 1) / size : (end + half - 1) / size;
  if (*end_bin <= *first_bin) {
    *first_bin = first / size;
    *end_bin = *first_bin + 1;
  }
}

static void merge_bins(const struct peaks *peaks, int level, int64_t first_bin, int64_t end_bin,
                       float *triples) {
  const int64_t size = bin_frames(level);
  const int64_t known = peaks_known_frames(peaks);
  for (uint32_t channel = 0; channel < peaks->channels; channel++) {
    float minimum = FLT_MAX, maximum = -FLT_MAX;
    double squares = 0, frames = 0;
    for (int64_t bin = first_bin; bin < end_bin; bin++) {
      const float *triple = bin_at(peaks, level, bin) + channel * PEAKS_TRIPLE;
      int64_t rest = known - bin * size;
      double weight = (double)(rest < size ? rest : size);
      minimum = fminf(minimum, triple[0]);
      maximum = fmaxf(maximum, triple[1]);
      squares += (double)triple[2] * triple[2] * weight;
      frames += weight;
    }
    triples[channel * PEAKS_TRIPLE] = minimum;
    triples[channel * PEAKS_TRIPLE + 1] = maximum;
    triples[channel * PEAKS_TRIPLE + 2] = (float)sqrt(squares / frames);
  }
}

/* False = not known yet. */
static bool read_bin(const struct peaks *peaks, int level, int64_t first, int64_t end,
                     int64_t total, float *triples) {
  for (; level >= 0; level--) {
    int64_t first_bin, end_bin;
    bins_within(bin_frames(level), first, end, total, &first_bin, &end_bin);
    if (end_bin <= atomic_load_explicit(&peaks->levels[level].count, memory_order_acquire)) {
      merge_bins(peaks, level, first_bin, end_bin, triples);
      return true;
    }
  }
  return false;
}

int64_t peaks_read(const struct peaks *peaks, const struct peaks_query *query, float *triples) {
  if (!peaks_query_is_valid(query)) {
    return 0;
  }
  const size_t bin_floats = (size_t)peaks->channels * PEAKS_TRIPLE;
  memset(triples, 0, (size_t)query->count * bin_floats * sizeof(float));
  const int level = level_for(query->frames_per_bin);
  for (int64_t bin = 0; bin < query->count; bin++) {
    int64_t first, end;
    peaks_query_range(query, bin, &first, &end);
    const bool is_growing = query->total_frames < 0;
    const int64_t total = is_growing ? INT64_MAX : query->total_frames;
    if (end <= 0 || first >= total) {
      continue;
    }
    if (is_growing && end > peaks_known_frames(peaks)) {
      return bin;
    }
    if (!read_bin(peaks, level, first < 0 ? 0 : first, end, total,
                  triples + bin * (int64_t)bin_floats)) {
      return bin;
    }
  }
  return query->count;
}
