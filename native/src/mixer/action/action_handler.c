#include "mixer/action/action_handler.h"

const struct action_handler *const action_handlers[] = {
#define X(name, text, kind, handler) &handler##_handler,
    ACTION_TYPES(X)
#undef X
};
