/* Finding a device again in a list that PortAudio made anew. Device thread. */
#ifndef RTMIXER_PORTAUDIO_IDENTITY_H
#define RTMIXER_PORTAUDIO_IDENTITY_H

#include "device/stream.h"

/** The present index of a device of an older list: by host API and name, and among equals by its
 * place. ALSA may have given its card another number. False + device-not-found. */
bool portaudio_find_again(const struct device_identity *identity, int32_t *index,
                          struct failure *failure);

#endif
