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

/** Ends of a loop that follow from each row's own offset and length: the loop begins with the
 * offset, is as long as the common one, or goes to the end of the sound. */
#define ROW_LOOPS(X)                                                                               \
  X(FROM_OFFSET, "fromOffset")                                                                     \
  X(OF_LENGTH, "ofLength")                                                                         \
  X(TO_END, "toEnd")

/** Each is a bit, in the order of the list. */
enum row_loop_bit {
#define X(name, text) ROW_LOOP_BIT_##name,
  ROW_LOOPS(X)
#undef X
};

enum row_loop {
#define X(name, text) ROW_LOOP_##name = 1 << ROW_LOOP_BIT_##name,
  ROW_LOOPS(X)
#undef X
};

struct player_columns {
  size_t count; /* rows */
  /** What all rows have in common: type playBuffer, channels, belated policy ... Its start's kind,
   * frame or seconds, is that of the column; seconds of 0 without a group: as soon as possible. */
  struct action_request common;
  uint32_t row_loop;   /* enum row_loop; all else of the loop is the common one's */
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
