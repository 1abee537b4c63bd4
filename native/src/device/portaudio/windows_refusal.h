/* What the host APIs of Windows say when they refuse a stream, as failures with a sentence that
 * says what to do next. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"

/** `code` is what the host API gave: an HRESULT of WASAPI, DirectSound or WDM-KS, an MMRESULT of
 * MME. True = it is known and `failure` is set; false = say what PortAudio says. Any thread. */
bool windows_refusal(int32_t host_api_type, int64_t code, const char *device_name,
                     struct failure *failure);
