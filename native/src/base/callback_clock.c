#include "base/callback_clock.h"

#include "base/thread.h"

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wfunction-effects"
#endif
double callback_seconds(void) RT_SAFE {
  return monotonic_seconds();
}
#ifdef __clang__
#pragma clang diagnostic pop
#endif
