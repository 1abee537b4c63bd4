#include "addon/account_row.h"

void write_account(const struct action_account &account, double *row) {
#define X(name, text, expression) row[ACCOUNT_##name] = static_cast<double>(account.expression);
  ACCOUNT_FIELDS(X)
#undef X
}
