/* What every action type has to have, by its kind: a new row of ACTION_TYPES without it fails here.
 */
#include "check.h"
#include "mixer/action/action_handler.h"

static const char *const type_names[] = {
#define X(name, text, kind, handler) text,
    ACTION_TYPES(X)
#undef X
};

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
      CHECK(strcmp(type_names[type], type_names[other]) != 0);
    }
  }
}

static const struct check_test tests[] = {
    {"every action type has the handlers of its kind", handlers_fit_their_kind},
    {"every action type has a name of its own", names_are_unique},
};

CHECK_MAIN(tests)
