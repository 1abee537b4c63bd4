#include "device/portaudio/plan.h"

#include <string.h>

#include "device/portaudio/identity.h"
#include "device/portaudio/library.h"
#include "device/portaudio/refusal.h"
#include "device/portaudio/session.h"

/* Defaults for an ALSA PCM that is not in PortAudio's list, whose limits are unknown. */
enum { UNLISTED_RATE = 48000 };
#define UNLISTED_LOW_LATENCY  (512.0 / UNLISTED_RATE)
#define UNLISTED_HIGH_LATENCY (2048.0 / UNLISTED_RATE)

/* What opening needs to know of one direction's device. */
struct chosen_device {
  const char *name;
  PaDeviceIndex index;
  int32_t host_api_type;
  int channels; /* the most it has */
  double low_latency, high_latency, sample_rate;
};

static bool choose_device(struct chosen_device *device, bool input,
                          const struct stream_settings *settings, struct failure *failure) {
  int32_t index = input ? settings->input_device : settings->output_device;
  const struct host_api_options *options = &settings->host_api_options;
  if (index == ALSA_DEVICE) {
    *device = (struct chosen_device){.name = input ? options->alsa_input : options->alsa_output,
                                     .index = paUseHostApiSpecificDeviceSpecification,
                                     .host_api_type = paALSA,
                                     .channels = MAX_CHANNELS,
                                     .low_latency = UNLISTED_LOW_LATENCY,
                                     .high_latency = UNLISTED_HIGH_LATENCY,
                                     .sample_rate = UNLISTED_RATE};
    return true;
  }
  bool is_stale = settings->list_number != 0 && settings->list_number != portaudio_list_number();
  if (is_stale &&
      !portaudio_find_again(input ? &settings->input_identity : &settings->output_identity, &index,
                            failure)) {
    return false;
  }
  const PaDeviceInfo *info = portaudio_library()->device_info(index);
  if (info == NULL) {
    return failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                       "There is no device number %d; take an index from the device list.", index);
  }
  const PaHostApiInfo *host_api = portaudio_library()->host_api_info(info->hostApi);
  *device = (struct chosen_device){
      .name = info->name,
      .index = index,
      .host_api_type = host_api != NULL ? (int32_t)host_api->type : paInDevelopment,
      .channels = input ? info->maxInputChannels : info->maxOutputChannels,
      .low_latency = input ? info->defaultLowInputLatency : info->defaultLowOutputLatency,
      .high_latency = input ? info->defaultHighInputLatency : info->defaultHighOutputLatency,
      .sample_rate = info->defaultSampleRate,
  };
  return true;
}

static bool fill_direction(struct portaudio_plan *plan, bool input,
                           const struct stream_settings *settings, struct failure *failure) {
  struct portaudio_direction *direction = input ? &plan->input : &plan->output;
  uint32_t channels = input ? settings->input_channels : settings->output_channels;
  double latency = input ? settings->input_latency : settings->output_latency;
  struct chosen_device device = {0};
  if (!choose_device(&device, input, settings, failure)) {
    return false;
  }
  if ((int64_t)channels > device.channels) {
    return refuse_channels(device.name, input, channels, device.channels, failure);
  }
  direction->parameters = (PaStreamParameters){
      .device = device.index,
      .channelCount = (int)channels,
      .sampleFormat = paFloat32,
      .suggestedLatency = latency == -1   ? device.low_latency
                          : latency == -2 ? device.high_latency
                                          : latency,
  };
  plan->device_name = device.name;
  plan->host_api_type = device.host_api_type;
  plan->sample_rate = settings->sample_rate != 0 ? settings->sample_rate : device.sample_rate;
  return portaudio_host_info_make(&direction->host_info, device.host_api_type, input,
                                  device.channels, settings,
                                  &direction->parameters.hostApiSpecificStreamInfo, failure);
}

bool portaudio_plan_make(struct portaudio_plan *plan, const struct stream_settings *settings,
                         struct failure *failure) {
  memset(plan, 0, sizeof(*plan));
  if (!portaudio_initialise(failure)) {
    return false;
  }
  if (settings->input_channels != 0) {
    if (!fill_direction(plan, true, settings, failure)) {
      return false;
    }
    plan->input_parameters = &plan->input.parameters;
  }
  if (settings->output_channels != 0) {
    if (!fill_direction(plan, false, settings, failure)) {
      return false;
    }
    plan->output_parameters = &plan->output.parameters;
  }
  plan->flags = (settings->clip_off ? paClipOff : 0) | (settings->dither_off ? paDitherOff : 0) |
                (settings->never_drop_input ? paNeverDropInput : 0) |
                (settings->prime_output ? paPrimeOutputBuffersUsingStreamCallback : 0);
  return true;
}
