/* What is known of PortAudio's host APIs. */
#pragma once

#include "device/backend.h"
#include "device/host_api.h"

/* Of a newer PortAudio; the installed headers may not name it. */
enum { PULSE_AUDIO_TYPE = 16 };

/* X(PaHostApiTypeId, JavaScript name) */
#define PORTAUDIO_HOST_APIS(X)                                                                     \
  X(paALSA, "alsa")                                                                                \
  X(paJACK, "jack")                                                                                \
  X(paOSS, "oss")                                                                                  \
  X(PULSE_AUDIO_TYPE, "pulseaudio")                                                                \
  X(paCoreAudio, "coreAudio")                                                                      \
  X(paWASAPI, "wasapi")                                                                            \
  X(paWDMKS, "wdmks")                                                                              \
  X(paDirectSound, "directSound")                                                                  \
  X(paMME, "mme")                                                                                  \
  X(paASIO, "asio")

/** Which flags of lost blocks a host API (PaHostApiTypeId) ever reports. Any thread. */
struct reported_flags portaudio_reported_flags(int32_t host_api_type);
/** Why the callback of a host API has no real-time priority, where it has none;
 * PRIORITY_RTKIT_ASKED: rtkit is to be asked then. Any thread. */
enum priority_reason portaudio_priority_reason(int32_t host_api_type);
/** Seconds that a healthy stream of this host API may be silent for after its first blocks. Any
 * thread. */
double portaudio_settling_seconds(int32_t host_api_type);
/** A host API's name for programs, e.g. "alsa"; "other" for one that is not known here. Any thread.
 */
const char *portaudio_host_api_name(int32_t host_api_type);
