/* The virtual loopback device: a thread paced by the monotonic clock, whose input is its output.
 *
 * - The callback for the block at frame n is due at device time start + n / rate.
 * - Its input was captured during the block before: it entered the converter one block earlier. Its
 *   output sounds delay - block later. So what leaves at one device time enters at the same device
 *   time, `delay` frames on.
 * - All three times of a block come from the frame count, never from the clock: however late the
 *   thread is, they are exact.
 * - Lost frames take device time without a callback; stream frames count on without them. Each
 *   direction has its own: the loop, ADC and DAC times run on the frames of the device. Lost output
 *   sounds as silence. Lost input alone makes the way from output to input shorter; what would have
 *   to be heard before it is played is silent.
 * - Its blocks tell what is lost (block.h).
 * - With speed 0 device time advances by one block per callback.
 * - A device that disappears calls no more and gives no notice; only the heartbeat notices. While
 * it is absent (absence.h) it cannot be opened or started.
 */
#pragma once

#include "device/backend.h"

extern const struct backend_ops virtual_backend_ops;
