/* How a series is filled. Control side only. */
#pragma once

#include "mixer/action/action_series.h"

/** Room for `count` actions, none added; NULL when memory is short. */
struct action_series *action_series_create(size_t count);
/** Adds the next row's action; holds the slab that the action begins. */
void action_series_add(struct action_series *series, struct action *action);
