/* How long real-time threads of this process may use a processor without a pause.
 *
 * - The limit holds for all threads of the process, for good, and its children inherit it. Only
 *   real-time threads come to feel it.
 * - A thread that is past three quarters of it loses real-time priority and goes on; past the whole
 *   limit the kernel would end the process.
 * - The first happens through the signal SIGXCPU, unless the program handles it by itself.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** Lowers the limit to this. False where the system refuses, and outside Linux. Any thread but the
 * audio callback. */
bool real_time_limit_set(uint64_t microseconds);
