/* The actions of one call of mixer_schedule_columns(), in the order of its rows: their memory,
 * without a pointer for each. Their accounts stay readable until it is released.  Control side
 * only.
 */
#pragma once

#include "mixer/action/action.h"

#ifdef __cplusplus
extern "C" {
#endif

struct action_series;

size_t action_series_count(const struct action_series *series);
/** Row k's action, from 0 on, or NULL; borrowed. */
struct action *action_series_at(const struct action_series *series, size_t k);
/** NULL is fine. */
void action_series_release(struct action_series *series);

#ifdef __cplusplus
}
#endif
