#include "device/portaudio/windows_refusal.h"

#include <portaudio.h>
#include <stddef.h>

#define IN_USE "\"%.80s\" is kept by another program; close that program, or choose another device."
#define DENIED                                                                                     \
  "Windows does not let RtMixer use \"%.80s\"; allow desktop apps the microphone in Settings, "    \
  "Privacy & security, Microphone, then try again."
#define NO_EXCLUSIVE                                                                               \
  "Windows does not let programs have \"%.80s\" for themselves; allow exclusive mode in the "      \
  "device's properties, Advanced, or leave the option out."
#define NO_FORMAT                                                                                  \
  "\"%.80s\" does not take this rate and number of channels; use the device's own, or another "    \
  "host API."
#define NO_SERVICE                                                                                 \
  "The audio service of Windows does not run, which \"%.80s\" needs; restart Windows Audio in "    \
  "Services, then try again."
#define GONE "\"%.80s\" was unplugged or switched off; connect it and search for devices again."
#define NO_SIZE                                                                                    \
  "\"%.80s\" does not take this block size or latency; choose a larger one, or leave it to the "   \
  "driver."

struct refusal {
  uint32_t code;
  enum failure_code failure;
  const char *sentence;
};

static const struct refusal of_wasapi[] = {
    {0x8889000a, FAILURE_DEVICE_REFUSED, IN_USE},       /* AUDCLNT_E_DEVICE_IN_USE */
    {0x8889000e, FAILURE_DEVICE_REFUSED, NO_EXCLUSIVE}, /* ..._EXCLUSIVE_MODE_NOT_ALLOWED */
    {0x88890008, FAILURE_RATE_REFUSED, NO_FORMAT},      /* ..._UNSUPPORTED_FORMAT */
    {0x88890010, FAILURE_HOST_ERROR, NO_SERVICE},       /* ..._SERVICE_NOT_RUNNING */
    {0x88890004, FAILURE_DEVICE_NOT_FOUND, GONE},       /* ..._DEVICE_INVALIDATED */
    {0x88890026, FAILURE_DEVICE_NOT_FOUND, GONE},       /* ..._RESOURCES_INVALIDATED */
    {0x8889000f, FAILURE_DEVICE_NOT_FOUND, GONE},       /* ..._ENDPOINT_CREATE_FAILED */
    {0x80070490, FAILURE_DEVICE_NOT_FOUND, GONE},       /* ERROR_NOT_FOUND */
    {0x88890016, FAILURE_DEVICE_REFUSED, NO_SIZE},      /* AUDCLNT_E_BUFFER_SIZE_ERROR */
    {0x88890019, FAILURE_DEVICE_REFUSED, NO_SIZE},      /* ..._BUFFER_SIZE_NOT_ALIGNED */
    {0x88890020, FAILURE_DEVICE_REFUSED, NO_SIZE},      /* ..._INVALID_DEVICE_PERIOD */
    {0x80070005, FAILURE_DEVICE_REFUSED, DENIED},       /* E_ACCESSDENIED */
};

static const struct refusal of_direct_sound[] = {
    {0x8878000a, FAILURE_DEVICE_REFUSED, IN_USE},  /* DSERR_ALLOCATED */
    {0x88780064, FAILURE_RATE_REFUSED, NO_FORMAT}, /* DSERR_BADFORMAT */
    {0x88780078, FAILURE_DEVICE_NOT_FOUND, GONE},  /* DSERR_NODRIVER */
    {0x80070005, FAILURE_DEVICE_REFUSED, DENIED},  /* DSERR_ACCESSDENIED */
};

static const struct refusal of_mme[] = {
    {4, FAILURE_DEVICE_REFUSED, IN_USE},   /* MMSYSERR_ALLOCATED */
    {2, FAILURE_DEVICE_NOT_FOUND, GONE},   /* MMSYSERR_BADDEVICEID */
    {6, FAILURE_DEVICE_NOT_FOUND, GONE},   /* MMSYSERR_NODRIVER */
    {3, FAILURE_DEVICE_REFUSED, DENIED},   /* MMSYSERR_NOTENABLED */
    {32, FAILURE_RATE_REFUSED, NO_FORMAT}, /* WAVERR_BADFORMAT */
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct refusal *table_of(int32_t host_api_type, size_t *count) {
  switch (host_api_type) {
  case paWASAPI:
    *count = COUNT(of_wasapi);
    return of_wasapi;
  case paDirectSound:
    *count = COUNT(of_direct_sound);
    return of_direct_sound;
  case paMME:
    *count = COUNT(of_mme);
    return of_mme;
  default:
    *count = 0;
    return NULL;
  }
}

bool windows_refusal(int32_t host_api_type, int64_t code, const char *device_name,
                     struct failure *failure) {
  size_t count;
  const struct refusal *table = table_of(host_api_type, &count);
  for (size_t k = 0; k < count; k++) {
    /* An HRESULT is negative where it is a signed number. */
    if (table[k].code == (uint32_t)code) {
      failure_set(failure, table[k].failure, table[k].sentence, device_name);
      return true;
    }
  }
  return false;
}
