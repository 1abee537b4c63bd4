/* The options of a host API as PortAudio takes them. Compiled for the host APIs that the linked
 * PortAudio has. */
#pragma once

#include "device/portaudio/features.h"
#include "device/stream_settings.h"

/** One direction's host-specific stream info; points into itself. */
struct portaudio_host_info {
#ifdef HAS_PA_ALSA
  PaAlsaStreamInfo alsa;
#endif
#ifdef HAS_PA_WASAPI
  PaWasapiStreamInfo wasapi;
#endif
#ifdef HAS_PA_MAC_CORE
  PaMacCoreStreamInfo core_audio;
  SInt32 channel_map[MAX_CHANNELS];
#endif
  char unused; /* a struct needs a member */
};

/** Fills `info` for a stream of the host API `type`. `found` is what PaStreamParameters takes: a
 * part of `info`, or NULL where there are no options. `device_channels` is what the device has.
 * False + host-api-option. Device thread. */
bool portaudio_host_info_make(struct portaudio_host_info *info, int32_t type, bool input,
                              int device_channels, const struct stream_settings *settings,
                              void **found, struct failure *failure);
