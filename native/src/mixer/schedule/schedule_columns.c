#include "mixer/schedule/schedule_columns.h"

#include <math.h>

#include "mixer/action/action_create.h"
#include "mixer/schedule/schedule_batch.h"

struct column_reader {
  const struct player_columns *columns;
  bool grouped;
  struct action_series *series;
  struct action_request row; /* the last one read: what has no column is the same in all */
};

static double column_at(const struct column *column, size_t k) {
  switch (column->kind) {
  case COLUMN_FLOAT64:
    return ((const double *)column->values)[k];
  case COLUMN_FLOAT32:
    return (double)((const float *)column->values)[k];
  case COLUMN_INT32:
    return ((const int32_t *)column->values)[k];
  case COLUMN_UINT32:
    return ((const uint32_t *)column->values)[k];
  case COLUMN_NONE:
    break;
  }
  return 0;
}

/* Whole, and small enough to be told from its neighbours; NaN is neither. */
static bool whole_frames(double value, int64_t *frames) {
  if (!(fabs(value) < (double)FARTHEST_REQUEST_FRAMES) || value != (double)(int64_t)value) {
    return false;
  }
  *frames = (int64_t)value;
  return true;
}

static bool read_start(struct column_reader *reader, size_t k, struct failure *failure) {
  struct action_start *start = &reader->row.start;
  *start = reader->columns->common.start;
  const double value = column_at(&reader->columns->start, k);
  if (start->kind == START_FRAME) {
    return whole_frames(value, &start->frame) ||
           failure_set(failure, FAILURE_INVALID_TIME,
                       "The start frame is %g; give a whole number of frames.", value);
  }
  start->seconds = value;
  if (value == 0) {
    start->kind = reader->grouped ? START_FRAME : START_ASAP;
    start->frame = 0;
  }
  return true;
}

static bool read_frames(const struct column *column, size_t k, const char *what, int64_t *frames,
                        struct failure *failure) {
  if (column->kind == COLUMN_NONE) {
    return true;
  }
  const double value = column_at(column, k);
  return (whole_frames(value, frames) && *frames >= 0) ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "The %s is %g; give a whole number of frames, 0 or more.", what, value);
}

static bool read_samples(const struct player_columns *columns, size_t k,
                         struct action_request *request, struct failure *failure) {
  const uint32_t index = columns->sample_indices == NULL ? 0 : columns->sample_indices[k];
  if (index >= columns->sample_count) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "There is no sample buffer %u; they are numbered from 0 to %zu.",
                       (unsigned)index, columns->sample_count - 1);
  }
  request->samples = columns->samples[index];
  return true;
}

static const struct action_request *read(void *context, size_t k, struct failure *failure) {
  struct column_reader *reader = context;
  const struct player_columns *columns = reader->columns;
  struct action_request *row = &reader->row;
  if (columns->gain.kind != COLUMN_NONE) {
    row->gain = (float)column_at(&columns->gain, k);
  }
  if (!read_start(reader, k, failure) ||
      !read_frames(&columns->offset_frames, k, "offset", &row->offset_frames, failure) ||
      !read_frames(&columns->length_frames, k, "length", &row->length_frames, failure) ||
      !read_samples(columns, k, row, failure)) {
    return NULL;
  }
  if (row->row_loop != 0) {
    request_place_loop(&columns->common, row->offset_frames, request_source_end(row), &row->loop);
  }
  return row;
}

static void take(void *context, size_t k, struct action *action) {
  (void)k;
  action_series_add(((struct column_reader *)context)->series, action);
}

bool mixer_schedule_columns(struct mixer *mixer, const struct player_columns *columns,
                            const struct group_origin *origin, struct clock_map *map,
                            struct action_series **series, struct failure *failure) {
  struct column_reader reader = {.columns = columns,
                                 .grouped = origin != NULL && origin->grouped,
                                 .series = action_series_create(columns->count),
                                 .row = columns->common};
  const struct batch_source source = {
      .word = "Row", .context = &reader, .read = read, .take = take};
  if (reader.series == NULL) {
    return action_out_of_memory(failure);
  }
  if (columns->count > 0 && !schedule_batch(mixer, &source, columns->count, origin, map, failure)) {
    action_series_release(reader.series);
    return false;
  }
  *series = reader.series;
  return true;
}
