/* The virtual loopback device: a thread paced by the monotonic clock, whose input is its output.
 *
 * - The callback for the block at frame n is due at device time start + n / rate.
 * - Its input was captured during the block before: it entered the converter one block earlier. Its
 *   output sounds delay - block later. So what leaves at one device time enters at the same device
 *   time, `delay` frames on.
 * - All three times of a block come from the frame count, never from the clock: however late the
 *   thread is, they are exact.
 * - Lost blocks take device time without a callback; frames count on without them.
 * - With speed 0 device time advances by one block per callback.
 * - A device that disappears calls no more and gives no notice; only the heartbeat notices.
 */
#pragma once

#include "device/backend.h"

extern const struct backend_ops virtual_backend_ops;
