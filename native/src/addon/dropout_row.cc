#include "addon/dropout_row.h"

void write_dropout(const struct dropout &dropout, double *row) {
#define X(name, text, expression) row[DROPOUT_##name] = static_cast<double>(dropout.expression);
  DROPOUT_FIELDS(X)
#undef X
}
