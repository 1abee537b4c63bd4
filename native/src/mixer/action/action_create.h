/* From a request to an action. Control side only. */
#pragma once

#include "mixer/action/action_slab.h"
#include "mixer/schedule/request_check.h"

/** Failure: out-of-memory. Returns false. */
bool action_out_of_memory(struct failure *failure);
/** The next action of a batch, pending, with `references` references and no id; retains what the
 * request refers to. NULL + failure where the request is refused or memory is short. */
struct action *action_create(const struct mixer *mixer, const struct action_request *request,
                             uint32_t references, struct slab_cursor *cursor,
                             struct failure *failure);
