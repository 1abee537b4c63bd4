#include "mixer/dsp/gain_line.h"

#include "base/callback_memory.h"

struct gain_line *gain_line_create(const struct gain_point *points, uint32_t count) {
  struct gain_line *line = callback_memory_allocate(sizeof(*line) + count * sizeof(points[0]));
  if (line == NULL) {
    return NULL;
  }
  line->count = count;
  for (uint32_t k = 0; k < count; k++) {
    line->points[k] = points[k];
    if (!(points[k].decibels > SILENT_DECIBELS)) {
      line->points[k].decibels = SILENT_DECIBELS;
    }
  }
  line->since = INT64_MIN;
  line->until = (int64_t)line->points[0].frame;
  return line;
}

/* The number of points at or before the frame. */
static uint32_t points_before(const struct gain_line *line, int64_t frame) RT_SAFE {
  uint32_t first = 0, end = line->count;
  while (first < end) {
    const uint32_t middle = first + (end - first) / 2;
    if ((int64_t)line->points[middle].frame <= frame) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return first;
}

void gain_line_seek(struct gain_line *line, int64_t frame) RT_SAFE {
  const uint32_t next = line->segment + 1;
  const bool is_in_next =
      frame >= line->until &&
      (next == line->count || (next < line->count && frame < (int64_t)line->points[next].frame));
  const uint32_t segment = is_in_next ? next : points_before(line, frame);
  line->segment = segment;
  line->since = segment == 0 ? INT64_MIN : (int64_t)line->points[segment - 1].frame;
  line->until = segment == line->count ? INT64_MAX : (int64_t)line->points[segment].frame;
}
