/* A batch of players described by columns: what differs from row to row in arrays, all else once.
 * Control side only.
 */
#pragma once

#include "mixer/action/action_series.h"
#include "mixer/mixer.h"

#ifdef __cplusplus
extern "C" {
#endif

enum column_kind { COLUMN_NONE, COLUMN_FLOAT64, COLUMN_FLOAT32, COLUMN_INT32, COLUMN_UINT32 };

/** Borrowed; as many values as there are rows. NONE: each row has what the common request says. */
struct column {
  enum column_kind kind;
  const void *values;
};

struct player_columns {
  size_t count; /* rows */
  /** What all rows have in common: type playBuffer, channels, belated policy ... Its start's kind,
   * frame or seconds, is that of the column; seconds of 0 without a group: as soon as possible. Its
   * row_loop says which ends of the loop each row has for itself. */
  struct action_request common;
  struct column start; /* not NONE */
  struct column offset_frames, length_frames, gain;
  struct sample_buffer *const *samples;
  size_t sample_count;            /* 1 or more */
  const uint32_t *sample_indices; /* of each row, from 0; NULL: all play the first */
};

/** As mixer_schedule(), for players by columns; the sentence of a failure names the row from 1. The
 * caller owns *series. The mixer alone has references to the actions: retain one that is to be a
 * target after it may have finished. About 50 ns for each row. */
bool mixer_schedule_columns(struct mixer *mixer, const struct player_columns *columns,
                            const struct group_origin *origin, struct clock_map *map,
                            struct action_series **series, struct failure *failure);

#ifdef __cplusplus
}
#endif
