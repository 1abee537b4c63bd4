/* What PortAudio 19.6 includes for its WASAPI with Microsoft's compiler only. The names of device
 * properties are defined here once. */
#include <windows.h>

#include <mmreg.h>

#include <audioclient.h>
#include <avrt.h>
#include <endpointvolume.h>

#define INITGUID
#include <initguid.h>

#include <devicetopology.h>
#include <functiondiscoverykeys_devpkey.h>
#include <mmdeviceapi.h>
#undef INITGUID
