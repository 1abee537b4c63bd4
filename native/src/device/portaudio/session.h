/* PortAudio's initialisation, shared by the device list and the streams. Internal to native/src. */
#ifndef RTMIXER_PORTAUDIO_SESSION_H
#define RTMIXER_PORTAUDIO_SESSION_H

#include "device/device_list.h"

/** Initialises PortAudio unless that was done. False + host-error: it stays out of use until
 * devices_refresh(). Device thread. */
bool portaudio_initialise(struct failure *failure);
/** Does it again, so that plugged devices appear. False + stream-active, host-error. Device thread.
 */
bool portaudio_initialise_again(struct failure *failure);
/** Sets the JACK client's name (shorter than JACK_NAME_SIZE); initialises anew where PortAudio knew
 * another one. False + stream-active, host-api-option, host-error. Device thread. */
bool portaudio_rename_jack_client(const char *name, struct failure *failure);
/** How many devices PortAudio found, -1 = nobody asked yet. Any thread. */
int portaudio_device_count(void);
/** Counts PortAudio's device lists: which one is there now. Device thread. */
uint32_t portaudio_list_number(void);
/** Counts open streams (+1, -1): while there is one the device list is frozen. Any thread. */
void portaudio_count_stream(int change);
/** What a host API (PaHostApiTypeId) reports. Any thread. */
struct reported_flags portaudio_reported_flags(int32_t host_api_type);
/** A host API's name for programs, e.g. "alsa"; "other" where PortAudio has a new one. Any thread.
 */
const char *portaudio_host_api_name(int32_t host_api_type);

#endif
