#include "mixer/action/action_slab.h"

#include <stdalign.h>

#include "base/callback_memory.h"

struct action_slab {
  alignas(CACHE_LINE_BYTES) size_t keepers; /* actions that were not dropped, and holds */
  size_t taken, capacity;
  uint64_t mixer_number;
  alignas(CACHE_LINE_BYTES) struct action actions[];
};

_Static_assert(sizeof(struct action) % CACHE_LINE_BYTES == 0, "actions begin with a cache line");

struct action_slab *action_slab_of(const struct action *action) {
  char *first = (char *)(uintptr_t)(action - action->place);
  return (struct action_slab *)(first - offsetof(struct action_slab, actions));
}

static struct action_slab *create(uint64_t mixer_number, size_t capacity) {
  struct action_slab *slab =
      callback_memory_allocate(sizeof(*slab) + capacity * sizeof(slab->actions[0]));
  if (slab != NULL) {
    slab->capacity = capacity;
    slab->mixer_number = mixer_number;
  }
  return slab;
}

struct action_slab *action_slab_ready(struct slab_cursor *cursor) {
  if (cursor->slab == NULL || cursor->slab->taken == cursor->slab->capacity) {
    const size_t capacity = cursor->left < SLAB_ACTIONS ? cursor->left : SLAB_ACTIONS;
    cursor->slab = create(cursor->mixer_number, capacity);
  }
  return cursor->slab;
}

struct action *action_slab_take(struct slab_cursor *cursor) {
  struct action_slab *slab = cursor->slab;
  struct action *action = &slab->actions[slab->taken];
  action->place = (uint8_t)slab->taken;
  slab->taken++;
  slab->keepers++;
  cursor->left--;
  return action;
}

static void destroy(struct action_slab *slab) {
  for (size_t k = 0; k < slab->taken; k++) {
    struct action *action = &slab->actions[k];
    if (action->flow != NULL) {
      if (action->flow->shape != NULL) {
        callback_memory_free(action->flow->shape->gain_line);
      }
      callback_memory_free(action->flow->shape);
      callback_memory_free(action->flow->matrix);
      callback_memory_free(action->flow->window);
      callback_memory_free(action->flow->link);
    }
    callback_memory_free(action->flow);
    if (action->type == ACTION_FETCH_AND_RESET_STATS) {
      callback_memory_free(action->fetched_clipped);
    }
    if (action->channel_count > NEAR_CHANNELS) {
      callback_memory_free(action->channel_indices.far);
    }
  }
  callback_memory_free(slab);
}

void action_slab_end(struct slab_cursor *cursor) {
  if (cursor->slab != NULL && cursor->slab->keepers == 0) {
    destroy(cursor->slab);
  }
  cursor->slab = NULL;
}

void action_slab_drop(struct action *action) {
  action_slab_let_go(action_slab_of(action));
}

void action_slab_hold(struct action_slab *slab) {
  slab->keepers++;
}

void action_slab_let_go(struct action_slab *slab) {
  if (--slab->keepers == 0) {
    destroy(slab);
  }
}

struct action *action_slab_at(struct action_slab *slab, size_t place) {
  return &slab->actions[place];
}

uint64_t action_mixer_number(const struct action *action) {
  return action_slab_of(action)->mixer_number;
}
