#include "portaudio_plan.h"

#include <string.h>

#include "portaudio_refusal.h"
#include "portaudio_session.h"

static bool fill_direction(struct portaudio_direction *direction, bool input,
                           const struct stream_settings *settings, struct failure *failure) {
  int32_t device = input ? settings->input_device : settings->output_device;
  uint32_t channels = input ? settings->input_channels : settings->output_channels;
  double latency = input ? settings->input_latency : settings->output_latency;
  const PaDeviceInfo *info = Pa_GetDeviceInfo(device);
  if (!info) {
    return failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                       "There is no device number %d; take an index from the device list.", device);
  }
  int most = input ? info->maxInputChannels : info->maxOutputChannels;
  if ((int64_t)channels > most) {
    return refuse_channels(info->name, input, channels, most, failure);
  }
  double low = input ? info->defaultLowInputLatency : info->defaultLowOutputLatency;
  double high = input ? info->defaultHighInputLatency : info->defaultHighOutputLatency;
  memset(direction, 0, sizeof *direction);
  direction->parameters = (PaStreamParameters){
      .device = device,
      .channelCount = (int)channels,
      .sampleFormat = paFloat32,
      .suggestedLatency = latency == -1   ? low
                          : latency == -2 ? high
                                          : latency,
  };
#ifdef HAS_PA_WASAPI
  const PaHostApiInfo *host_api = Pa_GetHostApiInfo(info->hostApi);
  if (host_api && host_api->type == paWASAPI) {
    direction->wasapi.size = sizeof direction->wasapi;
    direction->wasapi.hostApiType = paWASAPI;
    direction->wasapi.version = 1;
    direction->wasapi.flags = paWinWasapiAutoConvert;
    direction->parameters.hostApiSpecificStreamInfo = &direction->wasapi;
  }
#endif
  return true;
}

bool portaudio_plan_make(struct portaudio_plan *plan, const struct stream_settings *settings,
                         struct failure *failure) {
  memset(plan, 0, sizeof *plan);
  if (!portaudio_initialise(failure)) {
    return false;
  }
  if (settings->input_channels) {
    if (!fill_direction(&plan->input, true, settings, failure)) {
      return false;
    }
    plan->input_parameters = &plan->input.parameters;
    plan->device = Pa_GetDeviceInfo(settings->input_device);
  }
  if (settings->output_channels) {
    if (!fill_direction(&plan->output, false, settings, failure)) {
      return false;
    }
    plan->output_parameters = &plan->output.parameters;
    plan->device = Pa_GetDeviceInfo(settings->output_device);
  }
  plan->sample_rate =
      settings->sample_rate != 0 ? settings->sample_rate : plan->device->defaultSampleRate;
  plan->flags = (settings->clip_off ? paClipOff : 0) | (settings->dither_off ? paDitherOff : 0) |
                (settings->never_drop_input ? paNeverDropInput : 0) |
                (settings->prime_output ? paPrimeOutputBuffersUsingStreamCallback : 0);
  return true;
}
