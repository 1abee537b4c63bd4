/* What every action type has to have, by its kind: a new row of ACTION_TYPES without it fails here.
 */
#include "check.h"
#include "mixer/action/action_handler.h"

static void handlers_fit_their_kind(void) {
  for (int type = 0; type < ACTION_TYPE_COUNT; type++) {
    const struct action_handler *handler = action_handlers[type];
    const bool lasts = action_kind_of((enum action_type)type) != ACTION_COMMAND;
    CHECK(handler->start != NULL);
    CHECK_EQUAL(handler->advance != NULL, lasts);
    CHECK_EQUAL(handler->skip != NULL, lasts);
    CHECK(handler->change == NULL || !lasts);
  }
}

static void names_are_unique(void) {
  for (int type = 0; type < ACTION_TYPE_COUNT; type++) {
    for (int other = 0; other < type; other++) {
      CHECK(strcmp(action_type_name((enum action_type)type),
                   action_type_name((enum action_type)other)) != 0);
    }
  }
  CHECK_TEXT(action_type_name(ACTION_TYPE_COUNT), "unknown");
}

static const struct check_test tests[] = {
    {"every action type has the handlers of its kind", handlers_fit_their_kind},
    {"every action type has a name of its own", names_are_unique},
};

CHECK_MAIN(tests)
