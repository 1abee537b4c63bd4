/* The options of host APIs as PortAudio takes them, those of other systems included: where the
 * linked PortAudio lacks them, what the options need of it is declared here, and the source is
 * compiled again with it. */
#include <stdint.h>
#include <string.h>

#include "device/portaudio/features.h"

#ifndef HAS_PA_WASAPI
#define HAS_PA_WASAPI              1
#define HAS_PA_WASAPI_AUTO_CONVERT 1
enum { paWinWasapiExclusive = 1 << 0, paWinWasapiAutoConvert = 1 << 6 };
typedef struct {
  unsigned long size;
  PaHostApiTypeId hostApiType;
  unsigned long version, flags;
} PaWasapiStreamInfo;
#endif

#ifndef HAS_PA_MAC_CORE
#define HAS_PA_MAC_CORE 1
enum {
  paMacCoreChangeDeviceParameters = 0x01,
  paMacCoreFailIfConversionRequired = 0x02,
  paMacCoreConversionQualityMin = 0x0100,
  paMacCoreConversionQualityMedium = 0x0200,
  paMacCoreConversionQualityLow = 0x0300,
  paMacCoreConversionQualityHigh = 0x0400,
  paMacCoreConversionQualityMax = 0x0000
};
typedef int32_t SInt32;
typedef struct {
  unsigned long size;
  PaHostApiTypeId hostApiType;
  unsigned long version, flags;
  const SInt32 *channelMap;
  unsigned long channelMapSize;
} PaMacCoreStreamInfo;

static void PaMacCore_SetupStreamInfo(PaMacCoreStreamInfo *info, unsigned long flags) {
  *info = (PaMacCoreStreamInfo){
      .size = sizeof(*info), .hostApiType = paCoreAudio, .version = 1, .flags = flags};
}

static void PaMacCore_SetupChannelMap(PaMacCoreStreamInfo *info, const SInt32 *map,
                                      unsigned long size) {
  info->channelMap = map;
  info->channelMapSize = size;
}
#endif

/* The core has a version of its own, without what is declared above. */
#define portaudio_host_info_make host_info_make_with_all
#include "../../../../native/src/device/portaudio/host_options.c" // NOLINT(bugprone-suspicious-include)
#include "check.h"

static struct portaudio_host_info info;
static void *found;
static struct failure failure;

static bool make(int32_t type, bool input, const struct stream_settings *settings) {
  return portaudio_host_info_make(&info, type, input, 6, settings, &found, &failure);
}

/* PortAudio 19.6 has no flag for it. */
#ifdef HAS_PA_WASAPI_AUTO_CONVERT
#define CONVERTS paWinWasapiAutoConvert
#else
#define CONVERTS 0
#endif

static void wasapi_converts_rates_unless_told(void) {
  struct stream_settings settings = {0};
  CHECK(make(paWASAPI, false, &settings));
  CHECK(found == &info.wasapi);
  CHECK_EQUAL(info.wasapi.flags, CONVERTS);
  settings.host_api_options.kind = HOST_API_OPTIONS_WASAPI;
  CHECK(make(paWASAPI, false, &settings));
  CHECK_EQUAL(info.wasapi.flags, 0);
  settings.host_api_options.wasapi_auto_convert = true;
  CHECK(make(paWASAPI, false, &settings));
  CHECK_EQUAL(info.wasapi.flags, CONVERTS);
}

static void wasapi_exclusive_converts_nothing(void) {
  struct stream_settings settings = {.host_api_options = {.kind = HOST_API_OPTIONS_WASAPI,
                                                          .wasapi_exclusive = true,
                                                          .wasapi_auto_convert = true}};
  CHECK(make(paWASAPI, true, &settings));
  CHECK_EQUAL(info.wasapi.flags, paWinWasapiExclusive);
  CHECK_EQUAL(info.wasapi.hostApiType, paWASAPI);
  CHECK_EQUAL(info.wasapi.version, 1);
}

/* As in PortAudio's notes on Core Audio: output maps have an entry for every channel of the device.
 */
static void core_audio_maps_both_directions(void) {
  struct stream_settings settings = {
      .host_api_options = {.kind = HOST_API_OPTIONS_CORE_AUDIO,
                           .core_audio_input = {.count = 2, .indices = {1, 3}},
                           .core_audio_output = {.count = 2, .indices = {2, 4}}}};
  const SInt32 input[] = {1, 3}, output[] = {-1, -1, 0, -1, 1, -1};
  CHECK(make(paCoreAudio, true, &settings));
  CHECK_EQUAL(info.core_audio.channelMapSize, 2);
  CHECK_EQUAL(memcmp(info.core_audio.channelMap, input, sizeof(input)), 0);
  CHECK(make(paCoreAudio, false, &settings));
  CHECK_EQUAL(info.core_audio.channelMapSize, 6);
  CHECK_EQUAL(memcmp(info.core_audio.channelMap, output, sizeof(output)), 0);
}

static void core_audio_refuses_a_channel_too_many(void) {
  struct stream_settings settings = {
      .host_api_options = {.kind = HOST_API_OPTIONS_CORE_AUDIO,
                           .core_audio_output = {.count = 1, .indices = {6}}}};
  CHECK(!make(paCoreAudio, false, &settings));
  CHECK_EQUAL(failure.code, FAILURE_HOST_API_OPTION);
  CHECK_TEXT(failure.sentence, "The channel map names channel 7 of a device that has 6.");
}

static void core_audio_passes_flags_on(void) {
  struct stream_settings settings = {
      .host_api_options = {.kind = HOST_API_OPTIONS_CORE_AUDIO,
                           .core_audio_change_device = true,
                           .core_audio_fail_if_converted = true,
                           .core_audio_quality = CORE_AUDIO_QUALITY_LOW}};
  CHECK(make(paCoreAudio, true, &settings));
  CHECK_EQUAL(info.core_audio.flags, 0x0303);
  CHECK_EQUAL(info.core_audio.channelMapSize, 0);
  settings.host_api_options.kind = HOST_API_OPTIONS_NONE;
  CHECK(make(paCoreAudio, true, &settings));
  CHECK(found == NULL);
}

static void options_of_another_are_refused(void) {
  const int32_t types[] = {paALSA, paWASAPI, paCoreAudio, paJACK};
  const enum host_api_options_kind kinds[] = {HOST_API_OPTIONS_ALSA, HOST_API_OPTIONS_WASAPI,
                                              HOST_API_OPTIONS_CORE_AUDIO};
  for (int type = 0; type < 4; type++) {
    for (int kind = 0; kind < 3; kind++) {
      struct stream_settings settings = {.host_api_options = {.kind = kinds[kind]}};
      bool made = make(types[type], false, &settings);
      if (types[type] == paALSA && kinds[kind] == HOST_API_OPTIONS_ALSA) {
        continue; /* has no header everywhere */
      }
      CHECK_EQUAL(made, type == kind);
      CHECK_EQUAL(made ? FAILURE_HOST_API_OPTION : failure.code, FAILURE_HOST_API_OPTION);
    }
  }
}

static const struct check_test tests[] = {
    {"WASAPI converts rates unless the options say otherwise", wasapi_converts_rates_unless_told},
    {"WASAPI, exclusive, converts nothing", wasapi_exclusive_converts_nothing},
    {"Core Audio maps channels of both directions", core_audio_maps_both_directions},
    {"Core Audio refuses a channel that the device does not have",
     core_audio_refuses_a_channel_too_many},
    {"Core Audio gets flags and quality", core_audio_passes_flags_on},
    {"options of another host API are refused", options_of_another_are_refused}};

CHECK_MAIN(tests)
