#include "guarded_callback.h"

#include <stdatomic.h>
#include <stdint.h>

#include "base/thread.h"
#include "device/callback_guard.h"
#include "rtguard.h"

typedef void misdeed_function(void);

static bool is_enabled = true;
static misdeed_function *_Atomic next_misdeed;
static _Atomic uint64_t blocks;

/* The linker's names for the two ends of --wrap=callback_guard_process. */
void __real_callback_guard_process(void *context, const struct block *block) RT_SAFE;
void __wrap_callback_guard_process(void *context, const struct block *block);

void __wrap_callback_guard_process(void *context, const struct block *block) {
  bool guards = is_enabled;
  if (guards) {
    rtguard_enter();
  }
  __real_callback_guard_process(context, block);
  misdeed_function *misdeed = atomic_exchange(&next_misdeed, NULL);
  if (misdeed != NULL) {
    misdeed();
  }
  if (guards) {
    rtguard_leave();
  }
  blocks++;
}

void guarded_callback_enable(bool enable) {
  is_enabled = enable;
}

bool guarded_callback_misbehave(void (*misdeed)(void)) {
  double deadline = monotonic_seconds() + 90;
  next_misdeed = misdeed;
  while (next_misdeed != NULL) {
    if (monotonic_seconds() > deadline) {
      return false;
    }
    sleep_until(monotonic_seconds() + 0.001);
  }
  for (uint64_t before = blocks; blocks < before + 2;) {
    if (monotonic_seconds() > deadline) {
      return false;
    }
    sleep_until(monotonic_seconds() + 0.001);
  }
  return true;
}
