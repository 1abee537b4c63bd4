#include "base/failure.h"

#include <stdio.h>

static const char *const names[] = {
#define X(name, text) text,
    FAILURE_CODES(X)
#undef X
};

const char *failure_code_name(enum failure_code code) {
  return code >= 0 && code < FAILURE_CODE_COUNT ? names[code] : names[FAILURE_INTERNAL];
}

bool failure_set(struct failure *failure, enum failure_code code, const char *format, ...) {
  if (failure != NULL) {
    va_list arguments;
    va_start(arguments, format);
    failure->code = code;
    vsnprintf(failure->sentence, sizeof(failure->sentence), format, arguments);
    va_end(arguments);
  }
  return false;
}

bool failure_out_of_memory(struct failure *failure, const char *purpose) {
  return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                     "There is not enough memory %s; close other programs and try again.", purpose);
}
