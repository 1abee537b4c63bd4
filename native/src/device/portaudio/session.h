/* PortAudio's initialisation, shared by the device list and the streams.
 *
 * - PortAudio initialises on first use. Where that fails it stays out of use until the device list
 *   is refreshed.
 * - It is terminated and initialised again only while no stream is open and no call hangs. A
 *   library that a dead server or a hanging call has broken is replaced by a copy (library.h).
 * - Every initialisation makes a new device list with a new number.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"

/** Initialises PortAudio unless that was done. False + host-error. Device thread. */
bool portaudio_initialise(struct failure *failure);
/** Does it again, so that plugged devices appear. False + stream-active, host-error. Device thread.
 */
bool portaudio_initialise_again(struct failure *failure);
/** Sets the JACK client's name (shorter than JACK_NAME_SIZE); initialises again where PortAudio
 * knew another one. False + stream-active, host-api-option, host-error. Device thread. */
bool portaudio_rename_jack_client(const char *name, struct failure *failure);
/** How many devices PortAudio found, -1 = it was not initialised yet. Any thread. */
int portaudio_device_count(void);
/** Number of PortAudio's present device list, from 1. Device thread. */
uint32_t portaudio_list_number(void);
