#include "device/portaudio/host_options.h"

#include <string.h>

static const char *host_api_label(enum host_api_options_kind kind) {
  switch (kind) {
  case HOST_API_OPTIONS_ALSA:
    return "ALSA";
  case HOST_API_OPTIONS_WASAPI:
    return "WASAPI";
  case HOST_API_OPTIONS_CORE_AUDIO:
    return "Core Audio";
  case HOST_API_OPTIONS_NONE:
    break;
  }
  return "no host API";
}

static bool refuse_missing(enum host_api_options_kind kind, struct failure *failure) {
  return failure_set(failure, FAILURE_HOST_API_OPTION,
                     "This build of PortAudio has no options for %s; leave them out.",
                     host_api_label(kind));
}

static bool fits(enum host_api_options_kind kind, int32_t type, struct failure *failure) {
  bool fitting = kind == HOST_API_OPTIONS_NONE ||
                 (kind == HOST_API_OPTIONS_ALSA && type == paALSA) ||
                 (kind == HOST_API_OPTIONS_WASAPI && type == paWASAPI) ||
                 (kind == HOST_API_OPTIONS_CORE_AUDIO && type == paCoreAudio);
  return fitting || failure_set(failure, FAILURE_HOST_API_OPTION,
                                "These are options for %s, and the device belongs to another host "
                                "API; leave them out or choose another device.",
                                host_api_label(kind));
}

#ifdef HAS_PA_ALSA
static void *make_alsa(struct portaudio_host_info *info, bool input,
                       const struct stream_settings *settings) {
  if ((input ? settings->input_device : settings->output_device) != ALSA_DEVICE) {
    return NULL;
  }
  const struct host_api_options *options = &settings->host_api_options;
  PaAlsa_InitializeStreamInfo(&info->alsa);
  info->alsa.deviceString = input ? options->alsa_input : options->alsa_output;
  return &info->alsa;
}
#endif

#ifdef HAS_PA_WASAPI
#ifdef HAS_PA_WASAPI_AUTO_CONVERT
enum { AUTO_CONVERT = paWinWasapiAutoConvert };
#else
/* PortAudio 19.6 has no flag for it: a stream at another rate than the system's mixer is refused
   when it is opened. */
enum { AUTO_CONVERT = 0 };
#endif

/* Rates are converted unless the options say otherwise: the system's mixer has only one. */
static void *make_wasapi(struct portaudio_host_info *info, const struct host_api_options *options) {
  bool given = options->kind == HOST_API_OPTIONS_WASAPI;
  bool exclusive = given && options->wasapi_exclusive;
  bool convert = !exclusive && (!given || options->wasapi_auto_convert);
  info->wasapi.size = sizeof(info->wasapi);
  info->wasapi.hostApiType = paWASAPI;
  info->wasapi.version = 1;
  info->wasapi.flags = (exclusive ? (unsigned long)paWinWasapiExclusive : 0) |
                       (convert ? (unsigned long)AUTO_CONVERT : 0);
  return &info->wasapi;
}
#endif

#ifdef HAS_PA_MAC_CORE
/* Input: the device's channel for each of the stream's. Output: the stream's channel for each of
   the device's, -1 = none (PortAudio's notes on Core Audio). */
static bool map_channels(struct portaudio_host_info *info, bool input, int device_channels,
                         const struct device_channels *chosen, struct failure *failure) {
  if (device_channels > MAX_CHANNELS) {
    device_channels = MAX_CHANNELS;
  }
  for (int i = 0; i < MAX_CHANNELS; i++) {
    info->channel_map[i] = -1;
  }
  for (uint32_t k = 0; k < chosen->count; k++) {
    if (chosen->indices[k] >= device_channels) {
      return failure_set(failure, FAILURE_HOST_API_OPTION,
                         "The channel map names channel %d of a device that has %d.",
                         chosen->indices[k] + 1, device_channels);
    }
    info->channel_map[input ? k : chosen->indices[k]] =
        input ? (SInt32)chosen->indices[k] : (SInt32)k;
  }
  PaMacCore_SetupChannelMap(&info->core_audio, info->channel_map,
                            input ? chosen->count : (unsigned long)device_channels);
  return true;
}

static unsigned long core_audio_flags(const struct host_api_options *options) {
  static const unsigned long qualities[] = {
      [CORE_AUDIO_QUALITY_MAX] = paMacCoreConversionQualityMax,
      [CORE_AUDIO_QUALITY_HIGH] = paMacCoreConversionQualityHigh,
      [CORE_AUDIO_QUALITY_MEDIUM] = paMacCoreConversionQualityMedium,
      [CORE_AUDIO_QUALITY_LOW] = paMacCoreConversionQualityLow,
      [CORE_AUDIO_QUALITY_MIN] = paMacCoreConversionQualityMin,
  };
  return qualities[options->core_audio_quality] |
         (options->core_audio_change_device ? paMacCoreChangeDeviceParameters : 0) |
         (options->core_audio_fail_if_converted ? paMacCoreFailIfConversionRequired : 0);
}

static bool make_core_audio(struct portaudio_host_info *info, bool input, int device_channels,
                            const struct host_api_options *options, struct failure *failure) {
  const struct device_channels *chosen =
      input ? &options->core_audio_input : &options->core_audio_output;
  PaMacCore_SetupStreamInfo(&info->core_audio, core_audio_flags(options));
  return chosen->count == 0 || map_channels(info, input, device_channels, chosen, failure);
}
#endif

bool portaudio_host_info_make(struct portaudio_host_info *info, int32_t type, bool input,
                              int device_channels, const struct stream_settings *settings,
                              void **found, struct failure *failure) {
  enum host_api_options_kind kind = settings->host_api_options.kind;
  memset(info, 0, sizeof(*info));
  *found = NULL;
  (void)input;
  (void)device_channels;
  if (!fits(kind, type, failure)) {
    return false;
  }
  switch (type) {
#ifdef HAS_PA_ALSA
  case paALSA:
    *found = make_alsa(info, input, settings);
    return true;
#endif
#ifdef HAS_PA_WASAPI
  case paWASAPI:
    *found = make_wasapi(info, &settings->host_api_options);
    return true;
#endif
#ifdef HAS_PA_MAC_CORE
  case paCoreAudio:
    *found = kind == HOST_API_OPTIONS_CORE_AUDIO ? &info->core_audio : NULL;
    return *found == NULL ||
           make_core_audio(info, input, device_channels, &settings->host_api_options, failure);
#endif
  default:
    return kind == HOST_API_OPTIONS_NONE || refuse_missing(kind, failure);
  }
}
