#include "device/portaudio/refusal.h"

#include <stddef.h>

#include "device/portaudio/library.h"
#include "device/portaudio/windows_refusal.h"

/* What Windows' host API said itself, where that is known. */
static bool refuse_for_windows(int error, const char *device_name, struct failure *failure) {
  const PaHostErrorInfo *host =
      error == paUnanticipatedHostError ? portaudio_library()->last_host_error() : NULL;
  return host != NULL && windows_refusal(host->hostApiType, host->errorCode, device_name, failure);
}

/* The host API's text where PortAudio has none. */
static const char *error_text(PaError error) {
  if (error == paUnanticipatedHostError) {
    const PaHostErrorInfo *host = portaudio_library()->last_host_error();
    if (host != NULL && host->errorText != NULL && host->errorText[0] != '\0') {
      return host->errorText;
    }
  }
  return portaudio_library()->error_text(error);
}

bool refuse_alsa_pcm(const char *name, struct failure *failure) {
  return failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                     "ALSA cannot open \"%.120s\"; aplay -L and arecord -L list the names that it "
                     "knows.",
                     name);
}

bool refuse_channels(const char *device_name, bool input, uint32_t asked, int most,
                     struct failure *failure) {
  const char *side = input ? "input" : "output";
  if (most <= 0) {
    return failure_set(failure, FAILURE_CHANNELS_REFUSED,
                       "\"%.80s\" has no %s channels; choose another %s device.", device_name, side,
                       side);
  }
  return failure_set(failure, FAILURE_CHANNELS_REFUSED,
                     "\"%.80s\" has %d %s channel%s, not %u; ask for at most %d.", device_name,
                     most, side, most == 1 ? "" : "s", asked, most);
}

bool refuse_stream(int error, const char *device_name, int32_t host_api_type, double sample_rate,
                   struct failure *failure) {
  if (refuse_for_windows(error, device_name, failure)) {
    return false;
  }
  switch (error) {
  case paInvalidSampleRate:
    return failure_set(
        failure, FAILURE_RATE_REFUSED,
        "\"%.80s\" does not run at %g Hz; set it to that rate, choose another device or "
        "use the device's own rate.",
        device_name, sample_rate);
  case paInvalidChannelCount:
    return failure_set(failure, FAILURE_CHANNELS_REFUSED,
                       "\"%.80s\" does not have that many channels; ask for fewer.", device_name);
  case paInvalidDevice:
    return failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                       "\"%.80s\" was not found any more; search for devices again.", device_name);
  case paDeviceUnavailable:
    return failure_set(failure, FAILURE_DEVICE_REFUSED,
                       "\"%.80s\" is in use or was unplugged; close other programs that use it, or "
                       "choose another device.",
                       device_name);
  case paBadIODeviceCombination:
  case paIncompatibleStreamHostApi:
    return failure_set(
        failure, FAILURE_DEVICE_REFUSED,
        "These two devices do not work together; choose input and output of the same "
        "host API, or better of the same device.");
  case paInvalidFlag:
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "\"%.80s\" does not take these stream flags; neverDropInput needs input and "
                       "output and the driver's choice of block size.",
                       device_name);
  case paBufferTooBig:
  case paBufferTooSmall:
    return failure_set(failure, FAILURE_DEVICE_REFUSED,
                       "\"%.80s\" does not take this block size or latency; choose a larger or "
                       "smaller one, or leave it to the driver.",
                       device_name);
  case paInsufficientMemory:
    if (host_api_type == paJACK) {
      /* What PortAudio says where JACK gives it no ports. */
      return failure_set(failure, FAILURE_HOST_ERROR,
                         "The JACK server gives \"%.80s\" no ports: it was stopped, or has none "
                         "left. Start it again and retry.",
                         device_name);
    }
    return failure_out_of_memory(failure, "for an audio stream");
  default:
    return failure_set(failure, FAILURE_HOST_ERROR,
                       "\"%.80s\" could not be opened (%.120s); try another host API or device.",
                       device_name, error_text(error));
  }
}

bool refuse_operation(int error, const char *operation, enum failure_code code,
                      struct failure *failure) {
  return failure_set(failure, code,
                     "The device did not %s (%.160s); check its connection and open it again.",
                     operation, error_text(error));
}
