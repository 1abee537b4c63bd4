/* Finding a device again in a later device list of PortAudio. Device thread. */
#pragma once

#include "device/stream_settings.h"

/** The present index of a device of an earlier list, found by host API, name and its place among
 * equals. Its ALSA card may have another number meanwhile, if only one card fits. False +
 * device-not-found. */
bool portaudio_find_again(const struct device_identity *identity, int32_t *index,
                          struct failure *failure);
