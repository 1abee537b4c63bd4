/* How a batch is scheduled, whatever form its requests have: row after row, without a copy of all
 * of them. Control side only.
 */
#ifndef RTMIXER_SCHEDULE_ROWS_H
#define RTMIXER_SCHEDULE_ROWS_H

#include "mixer/mixer.h"

struct schedule_rows {
  const char *word; /* what the sentence of a failure calls a row */
  void *context;
  /** Row k's request, from 0 on in order, valid until the next one is read; NULL + failure refuses
   * the batch. */
  const struct action_request *(*read)(void *context, size_t k, struct failure *failure);
  /** Row k's action was made; retain it, if it is to be kept: the batch may still be refused. */
  void (*take)(void *context, size_t k, struct action *action);
};

/** As mixer_schedule(). */
bool schedule_rows(struct mixer *mixer, const struct schedule_rows *rows, size_t count,
                   const struct group_origin *origin, struct clock_map *map,
                   struct failure *failure);

#endif
