/* mixer_schedule(): rows that are requests in C. */
#include "mixer/schedule/schedule_rows.h"

struct request_list {
  const struct action_request *requests;
  struct action **actions;
  struct action_request *linked; /* the last one that follows an earlier one of the list */
};

static const struct action_request *read_request(void *context, size_t k, struct failure *failure) {
  const struct request_list *list = context;
  const struct action_request *request = &list->requests[k];
  const size_t number = request->after.request;
  if (request->start.kind != START_AFTER || number == 0) {
    return request;
  }
  if (number > k) {
    failure_set(failure, FAILURE_INVALID_ARGUMENT,
                "It follows request %zu; a request can follow an earlier one, from 1.", number);
    return NULL;
  }
  *list->linked = *request;
  list->linked->after.action = list->actions[number - 1];
  return list->linked;
}

static void take_action(void *context, size_t k, struct action *action) {
  ((struct request_list *)context)->actions[k] = action_retain(action);
}

bool mixer_schedule(struct mixer *mixer, const struct action_request *requests, size_t count,
                    const struct group_origin *origin, struct clock_map *map,
                    struct action **actions, struct failure *failure) {
  struct action_request linked;
  struct request_list list = {.requests = requests, .actions = actions, .linked = &linked};
  const struct schedule_rows rows = {
      .word = "Request", .context = &list, .read = read_request, .take = take_action};
  return count == 0 || schedule_rows(mixer, &rows, count, origin, map, failure);
}
