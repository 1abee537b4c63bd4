/* What is known of PortAudio's host APIs.
 *
 * Which xrun flags one ever sets, from reading PortAudio's sources: JACK sets input overflow and
 * output underflow together for every xrun; Core Audio never reports output overflows; MME sees
 * input underflows only while priming and no output overflows; DirectSound looks at its output
 * only; WASAPI and PulseAudio report nothing at all.
 */
#include <portaudio.h>

#include "device/portaudio/session.h"

/* A newer PortAudio's; its headers may not name it yet. */
#define PULSE_AUDIO_TYPE 16

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

const char *portaudio_host_api_name(int32_t host_api_type) {
  switch (host_api_type) {
  case paALSA:
    return "alsa";
  case paJACK:
    return "jack";
  case paOSS:
    return "oss";
  case PULSE_AUDIO_TYPE:
    return "pulseaudio";
  case paCoreAudio:
    return "coreAudio";
  case paWASAPI:
    return "wasapi";
  case paWDMKS:
    return "wdmks";
  case paDirectSound:
    return "directSound";
  case paMME:
    return "mme";
  case paASIO:
    return "asio";
  default:
    return "other";
  }
}
