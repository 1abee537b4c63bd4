/* PortAudio's initialisation, shared by the device list and the streams. Internal to native/src. */
#ifndef RTMIXER_PORTAUDIO_SESSION_H
#define RTMIXER_PORTAUDIO_SESSION_H

#include "devices.h"

/** Initialises PortAudio unless that was done. False + host-error: it stays out of use until
 * devices_refresh(). Device thread. */
bool portaudio_initialise(struct failure *failure);
/** Counts open streams (+1, -1): while there is one the device list is frozen. Any thread. */
void portaudio_count_stream(int change);
/** What a host API (PaHostApiTypeId) reports. Any thread. */
struct reported_flags portaudio_reported_flags(int32_t host_api_type);

#endif
