/* A JACK server that belongs to this program: the dummy driver with its loopback. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** Starts the server, waits until it is there and makes this process use it; false where jackd is
 * not installed, or not on Linux. Before devices are listed first; again after a stop. */
bool jack_dummy_start(uint32_t period_frames, double sample_rate);
/** After the streams are closed. */
void jack_dummy_stop(void);
/** Stops the server at the end of the program and gives its name back. JACK has room for eight
 * names of servers, and one that was killed, or that a vanished client took with it, keeps its own
 * until a server of that name ends well. */
void jack_dummy_end(void);
/** Kills the server, as a crash would; also from a process forked after the start. */
void jack_dummy_kill(void);
/** Takes note of a server that was killed from a forked process: one of its name starts only then.
 */
void jack_dummy_reap(void);
/** Stops the server as a debugger would, or lets it go on. */
void jack_dummy_pause(bool paused);
/** Index of the loopback (2 inputs, 2 outputs) in device_list_create(); waits for it, -1 after 90
 * s. */
int32_t jack_dummy_device(void);
