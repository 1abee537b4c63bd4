/* The gate between driver and mixer, guarded: the test program links it in front of the product's
 * callback_guard_process(), so the product needs no hook. */
#ifndef RTMIXER_GUARDED_CALLBACK_H
#define RTMIXER_GUARDED_CALLBACK_H

#include <stdbool.h>

/** False: the gate itself is not guarded, only what calls it (PortAudio's callback is). Before a
 * stream starts. */
void guarded_callback_enable(bool enable);
/** Runs `misdeed` once at the end of the next block, on the device's thread, and waits until it has
 * run and that block has ended. False after 10 s without a block. */
bool guarded_callback_misbehave(void (*misdeed)(void));

#endif
