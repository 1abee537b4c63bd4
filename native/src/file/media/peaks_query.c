#include "file/media/peaks_query.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond any sound, and small enough to add to. */
#define FRAME_LIMIT 4e18
/* Samples that are read at a time. */
enum { WINDOW_SAMPLES = 65536 };

bool peaks_query_is_valid(const struct peaks_query *query) {
  return query->count > 0 && isfinite(query->frames_per_bin) && query->frames_per_bin >= 1;
}

static int64_t frame_at(const struct peaks_query *query, int64_t bin_index) {
  double frame = floor((double)query->start_frame + (double)bin_index * query->frames_per_bin);
  return (int64_t)fmax(-FRAME_LIMIT, fmin(FRAME_LIMIT, frame));
}

void peaks_query_range(const struct peaks_query *query, int64_t bin_index, int64_t *first,
                       int64_t *end) {
  *first = frame_at(query, bin_index);
  *end = frame_at(query, bin_index + 1);
  if (*end <= *first) {
    *end = *first + 1;
  }
}

/* A stretch of samples around the bin that is being measured. */
struct window {
  peaks_source source;
  void *context;
  float *samples;
  uint32_t channels;
  int64_t first, frames, capacity;
};

static const float *window_frame(struct window *window, int64_t frame, int64_t known_frames) {
  if (frame < window->first || frame >= window->first + window->frames) {
    int64_t rest = known_frames - frame;
    int64_t wanted = rest < window->capacity ? rest : window->capacity;
    window->first = frame;
    window->frames = window->source(window->context, frame, wanted, window->samples);
    if (window->frames <= 0) {
      window->frames = 0;
      return NULL;
    }
  }
  return window->samples + (frame - window->first) * window->channels;
}

static bool measure_bin(struct window *window, int64_t first, int64_t end, int64_t known_frames,
                        float *triples) {
  const uint32_t channels = window->channels;
  double squares[256] = {0};
  for (int64_t frame = first; frame < end; frame++) {
    const float *samples = window_frame(window, frame, known_frames);
    if (samples == NULL) {
      return false;
    }
    for (uint32_t channel = 0; channel < channels; channel++) {
      float sample = fabsf(samples[channel]) <= FLT_MAX ? samples[channel] : 0;
      float *triple = triples + channel * PEAKS_TRIPLE;
      triple[0] = frame == first || sample < triple[0] ? sample : triple[0];
      triple[1] = frame == first || sample > triple[1] ? sample : triple[1];
      squares[channel] += (double)sample * sample;
    }
  }
  for (uint32_t channel = 0; channel < channels; channel++) {
    triples[channel * PEAKS_TRIPLE + 2] = (float)sqrt(squares[channel] / (double)(end - first));
  }
  return true;
}

int64_t peaks_measure(const struct peaks_query *query, uint32_t channels, int64_t known_frames,
                      peaks_source source, void *context, float *triples) {
  if (!peaks_query_is_valid(query)) {
    return 0;
  }
  const size_t bin_floats = (size_t)channels * PEAKS_TRIPLE;
  memset(triples, 0, (size_t)query->count * bin_floats * sizeof(float));
  struct window window = {.source = source,
                          .context = context,
                          .channels = channels,
                          .capacity = WINDOW_SAMPLES / channels,
                          .samples = malloc(WINDOW_SAMPLES * sizeof(float))};
  int64_t bin = 0;
  for (; window.samples != NULL && bin < query->count; bin++) {
    int64_t first, end;
    peaks_query_range(query, bin, &first, &end);
    const bool is_growing = query->total_frames < 0;
    if (end <= 0 || (!is_growing && first >= query->total_frames)) {
      continue;
    }
    end = !is_growing && end > query->total_frames ? query->total_frames : end;
    if (end > known_frames || !measure_bin(&window, first < 0 ? 0 : first, end, known_frames,
                                           triples + bin * (int64_t)bin_floats)) {
      memset(triples + bin * (int64_t)bin_floats, 0, bin_floats * sizeof(float));
      break;
    }
  }
  free(window.samples);
  return bin;
}
