#include "device/portaudio/host_apis.h"

#include <portaudio.h>

/* From reading PortAudio's sources: JACK sets input overflow and output underflow together for
 * every lost block; Core Audio never reports output overflows; MME sees input underflows only while
 * priming and no output overflows; DirectSound checks its output only; WASAPI and PulseAudio report
 * nothing at all. */
struct reported_flags portaudio_reported_flags(int32_t host_api_type) {
  switch (host_api_type) {
  case paALSA:
    return (struct reported_flags){true, true, true, true};
  case paJACK:
  case paASIO:
  case paWDMKS:
  case paMME:
    return (struct reported_flags){.input_overflow = true, .output_underflow = true};
  case paCoreAudio:
    return (struct reported_flags){.input_underflow = true, .input_overflow = true};
  case paOSS:
    return (struct reported_flags){.input_underflow = true, .output_underflow = true};
  case paDirectSound:
    return (struct reported_flags){.output_underflow = true};
  default:
    return (struct reported_flags){0};
  }
}

/* PortAudio is asked for it on ALSA, then rtkit; a JACK client gets it where its server has it. */
enum priority_reason portaudio_priority_reason(int32_t host_api_type) {
  switch (host_api_type) {
  case paALSA:
    return PRIORITY_RTKIT_ASKED;
  case paJACK:
    return PRIORITY_NOT_GIVEN;
  default:
    return PRIORITY_NOT_ASKED;
  }
}

/* Measured: through ALSA's PulseAudio plug-in up to 1.95 s, while the server fills its own buffer;
   through PipeWire's up to 0.7 s. */
double portaudio_settling_seconds(int32_t host_api_type) {
  return host_api_type == paALSA || host_api_type == PULSE_AUDIO_TYPE ? 4 : 0;
}

const char *portaudio_host_api_name(int32_t host_api_type) {
  switch (host_api_type) {
#define X(type, text)                                                                              \
  case type:                                                                                       \
    return text;
    PORTAUDIO_HOST_APIS(X)
#undef X
  default:
    return "other";
  }
}
