/* The parameters of Pa_OpenStream() for a stream's settings. Device thread. */
#pragma once

#include "device/portaudio/host_options.h"

struct portaudio_direction {
  PaStreamParameters parameters;
  struct portaudio_host_info host_info;
};

/** Points into itself and into the settings, so both must stay where they are. */
struct portaudio_plan {
  struct portaudio_direction input, output;
  const PaStreamParameters *input_parameters, *output_parameters; /* NULL = unused */
  const char *device_name; /* of the output, else of the input; UTF-8 */
  int32_t host_api_type;   /* PaHostApiTypeId */
  double sample_rate;
  PaStreamFlags flags;
};

/** Initialises PortAudio and fills `plan`. False + host-error, device-not-found, channels-refused
 * or host-api-option. */
bool portaudio_plan_make(struct portaudio_plan *plan, const struct stream_settings *settings,
                         struct failure *failure);
