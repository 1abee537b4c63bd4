/* PortAudio's headers, those of single host APIs for what the linked PortAudio has. Which these are
 * is found by native/host-api-features.cmake; that a header is there proves nothing. */
#pragma once

#include <portaudio.h>

#ifdef HAS_PA_JACK
#include <pa_jack.h>
#endif
#ifdef HAS_PA_ALSA
#include <pa_linux_alsa.h>
#endif
#ifdef HAS_PA_WASAPI
#include <pa_win_wasapi.h>
#endif
#ifdef HAS_PA_MAC_CORE
#include <pa_mac_core.h>
#endif
