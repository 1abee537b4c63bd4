/* The actions of one call by columns: their memory, in the order of the rows, without a pointer for
 * each. Control side only.
 */
#ifndef RTMIXER_ACTION_SERIES_H
#define RTMIXER_ACTION_SERIES_H

#include "mixer/action/action_slab.h"

/** Room for `count` actions, none added; NULL when memory is short. */
struct action_series *action_series_create(size_t count);
/** The next row; holds the slab that the action begins. */
void action_series_add(struct action_series *series, struct action *action);

#endif
