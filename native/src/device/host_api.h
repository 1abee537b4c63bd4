/* What differs between host APIs: which flags they report, and options that only one of them has.
 *
 * Options are plain values, copied with the settings; they are checked against the host API of the
 * stream when it is opened (host-api-option).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/sample_buffer.h"

/** Which flags of lost blocks a host API reports at all; see portaudio/host_apis.c. */
struct reported_flags {
  bool input_underflow, input_overflow, output_underflow, output_overflow;
};

enum host_api_options_kind {
  HOST_API_OPTIONS_NONE,
  HOST_API_OPTIONS_ALSA,
  HOST_API_OPTIONS_WASAPI,
  HOST_API_OPTIONS_CORE_AUDIO
};

/** Room for a JACK client's name with its zero, as jackd 2 allows. */
enum { JACK_NAME_SIZE = 64 };
/** Room for the name of an ALSA PCM with its zero; arguments may hold a path. */
enum { ALSA_PCM_SIZE = 1024 };

/* X(enum name, JavaScript name) */
#define CORE_AUDIO_QUALITIES(X)                                                                    \
  X(MAX, "max")                                                                                    \
  X(HIGH, "high")                                                                                  \
  X(MEDIUM, "medium")                                                                              \
  X(LOW, "low")                                                                                    \
  X(MIN, "min")

enum core_audio_quality {
#define X(name, text) CORE_AUDIO_QUALITY_##name,
  CORE_AUDIO_QUALITIES(X)
#undef X
};

/** Which of a device's channels a stream uses: its channel k is the device's `indices[k]`. */
struct device_channels {
  uint32_t count; /* 0 = the device's first ones; else the stream's channel count */
  uint16_t indices[MAX_CHANNELS];
};

struct host_api_options {
  enum host_api_options_kind kind;
  /* ALSA: the PCM that ALSA_DEVICE stands for, e.g. "hw:1,0". */
  char alsa_input[ALSA_PCM_SIZE], alsa_output[ALSA_PCM_SIZE];
  /* WASAPI: bypass the system's mixer; let the system convert rates (shared mode only). */
  bool wasapi_exclusive, wasapi_auto_convert;
  /* Core Audio: change the device's block size and rate, fail rather than convert rates. */
  bool core_audio_change_device, core_audio_fail_if_converted;
  enum core_audio_quality core_audio_quality;
  struct device_channels core_audio_input, core_audio_output;
};
