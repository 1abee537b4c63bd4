# What the PortAudio that is linked with has beyond portaudio.h, as a list of definitions in
# PORTAUDIO_FEATURES. A feature counts if its function is declared and can be linked: a header alone,
# of another PortAudio or another system, is no feature.
#
# PORTAUDIO_LIBRARIES: what to link with.
include(CheckCSourceCompiles)
include(CheckSymbolExists)

set(CMAKE_REQUIRED_LIBRARIES ${PORTAUDIO_LIBRARIES})
set(CMAKE_REQUIRED_QUIET ON)
check_symbol_exists(PaJack_SetClientName "portaudio.h;pa_jack.h" HAS_PA_JACK)
check_symbol_exists(PaAlsa_EnableRealtimeScheduling "portaudio.h;pa_linux_alsa.h" HAS_PA_ALSA)
check_symbol_exists(PaWasapi_GetDeviceRole "portaudio.h;pa_win_wasapi.h" HAS_PA_WASAPI)
check_symbol_exists(PaMacCore_SetupChannelMap "portaudio.h;pa_mac_core.h" HAS_PA_MAC_CORE)
if(HAS_PA_WASAPI)
  # Not in PortAudio 19.6. A value of an enum, which the check of symbols does not see.
  check_c_source_compiles(
    "#include <portaudio.h>\n#include <pa_win_wasapi.h>\nint main(void) { return paWinWasapiAutoConvert == 0; }"
    HAS_PA_WASAPI_AUTO_CONVERT)
endif()
unset(CMAKE_REQUIRED_QUIET)
unset(CMAKE_REQUIRED_LIBRARIES)

set(PORTAUDIO_FEATURES)
foreach(feature HAS_PA_JACK HAS_PA_ALSA HAS_PA_WASAPI HAS_PA_WASAPI_AUTO_CONVERT HAS_PA_MAC_CORE)
  if(${feature})
    list(APPEND PORTAUDIO_FEATURES ${feature}=1)
  endif()
endforeach()
