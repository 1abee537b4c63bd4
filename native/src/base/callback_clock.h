/* The monotonic clock inside the audio callback.
 *
 * Where the system maps its clock into the process, as Linux, macOS and Windows do on usual
 * hardware, reading it is no system call; elsewhere it is one that never waits.
 */
#pragma once

#include "base/rt.h"

/** monotonic_seconds(). Callback-safe. */
double callback_seconds(void) RT_SAFE;
