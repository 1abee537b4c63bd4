#include "addon/recorded_loss_row.h"

void write_recorded_loss(const struct recorded_loss &recorded, double *row) {
#define X(name, text, expression)                                                                  \
  row[RECORDED_LOSS_##name] = static_cast<double>(recorded.expression);
  RECORDED_LOSS_FIELDS(X)
#undef X
}
