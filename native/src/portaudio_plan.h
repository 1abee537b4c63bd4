/* What RtMixer's settings mean to PortAudio. Device thread. */
#ifndef RTMIXER_PORTAUDIO_PLAN_H
#define RTMIXER_PORTAUDIO_PLAN_H

#include <portaudio.h>

#if defined(__has_include)
#if __has_include(<pa_win_wasapi.h>)
#include <pa_win_wasapi.h>
#define HAS_PA_WASAPI 1
#endif
#endif

#include "stream.h"

struct portaudio_direction {
  PaStreamParameters parameters;
#ifdef HAS_PA_WASAPI
  PaWasapiStreamInfo wasapi;
#endif
};

/** Parameters for Pa_OpenStream(); points into itself, so it must stay where it was made. */
struct portaudio_plan {
  struct portaudio_direction input, output;
  const PaStreamParameters *input_parameters, *output_parameters; /* NULL = unused */
  const PaDeviceInfo *device;
  double sample_rate;
  PaStreamFlags flags;
};

/** Initialises PortAudio and fills `plan`. False + host-error, device-not-found or
 * channels-refused. */
bool portaudio_plan_make(struct portaudio_plan *plan, const struct stream_settings *settings,
                         struct failure *failure);

#endif
