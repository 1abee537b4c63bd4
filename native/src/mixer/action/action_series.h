/* The actions of one call of mixer_schedule_columns(), in the order of its rows: their memory,
 * without a pointer for each. Their accounts stay readable until it is released. Control side only.
 */
#pragma once

#include "mixer/action/action.h"

#ifdef __cplusplus
extern "C" {
#endif

struct action_series;

/** Room for `count` actions, none added; NULL when memory is short. */
struct action_series *action_series_create(size_t count);
/** Adds the next row's action; holds the slab that the action begins. */
void action_series_add(struct action_series *series, struct action *action);
size_t action_series_count(const struct action_series *series);
/** Row k's action, from 0 on, or NULL; borrowed. */
struct action *action_series_at(const struct action_series *series, size_t k);
/** NULL is fine. */
void action_series_release(struct action_series *series);

#ifdef __cplusplus
}
#endif
