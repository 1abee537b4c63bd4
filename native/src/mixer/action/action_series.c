#include "mixer/action/action_series.h"

#include <stdlib.h>

#include "mixer/action/action_slab.h"

struct action_series {
  size_t count;
  struct action_slab *slabs[];
};

struct action_series *action_series_create(size_t count) {
  const size_t slabs = count / SLAB_ACTIONS + 1;
  if (slabs > PTRDIFF_MAX / sizeof(struct action_slab *) - 1) {
    return NULL;
  }
  return calloc(1, sizeof(struct action_series) + slabs * sizeof(struct action_slab *));
}

void action_series_add(struct action_series *series, struct action *action) {
  if (action->place == 0) {
    struct action_slab *slab = action_slab_of(action);
    action_slab_hold(slab);
    series->slabs[series->count / SLAB_ACTIONS] = slab;
  }
  series->count++;
}

size_t action_series_count(const struct action_series *series) {
  return series->count;
}

struct action *action_series_at(const struct action_series *series, size_t k) {
  return k < series->count ? action_slab_at(series->slabs[k / SLAB_ACTIONS], k % SLAB_ACTIONS)
                           : NULL;
}

void action_series_release(struct action_series *series) {
  for (size_t k = 0; series != NULL && k < series->count; k += SLAB_ACTIONS) {
    action_slab_let_go(series->slabs[k / SLAB_ACTIONS]);
  }
  free(series);
}
