/* What is known of PortAudio's host APIs. */
#ifndef RTMIXER_PORTAUDIO_HOST_APIS_H
#define RTMIXER_PORTAUDIO_HOST_APIS_H

#include "device/device_list.h"

/** Which flags of lost blocks a host API (PaHostApiTypeId) ever reports. Any thread. */
struct reported_flags portaudio_reported_flags(int32_t host_api_type);
/** A host API's name for programs, e.g. "alsa"; "other" for one that is not known here. Any thread.
 */
const char *portaudio_host_api_name(int32_t host_api_type);

#endif
