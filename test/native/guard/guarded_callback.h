/* callback_guard_process() under the test's guard: the test program links this in front of the
 * product's function, so that the product needs no hook. */
#pragma once

#include <stdbool.h>

/** False: it is not guarded itself, only its caller is (PortAudio's callback). Before a stream
 * starts. */
void guarded_callback_enable(bool enable);
/** Runs `misdeed` once at the end of the next block, on the device's thread, and waits until it has
 * run and that block has ended. False after 10 s without a block. */
bool guarded_callback_misbehave(void (*misdeed)(void));
