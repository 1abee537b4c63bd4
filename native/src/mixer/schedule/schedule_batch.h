/* A batch on its way: from the requests of one call to event lists, all or none. Control side only.
 */
#pragma once

#include "mixer/mixer.h"

/** The requests of a call, read row after row, so that they need not be copied. */
struct batch_source {
  const char *word; /* what the sentence of a failure calls a row */
  void *context;
  /** Row k's request, from 0 on in order, valid until the next one is read; NULL + failure refuses
   * the batch. */
  const struct action_request *(*read)(void *context, size_t k, struct failure *failure);
  /** Row k's action was made; retain it to keep it: the batch may still be refused. */
  void (*take)(void *context, size_t k, struct action *action);
};

/** Creates and hands over all actions of a source; origin, map and failures as mixer_schedule(). */
bool schedule_batch(struct mixer *mixer, const struct batch_source *source, size_t count,
                    const struct group_origin *origin, struct clock_map *map,
                    struct failure *failure);
