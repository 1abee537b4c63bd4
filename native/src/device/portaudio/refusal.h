/* PortAudio's errors as failures with a sentence that says what to do next. Device thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"

/** A stream that cannot be opened; `error` is a PaError. Always false. */
bool refuse_stream(int error, const char *device_name, int32_t host_api_type, double sample_rate,
                   struct failure *failure);
/** An ALSA PCM, named by its string, that cannot be opened. Always false. */
bool refuse_alsa_pcm(const char *name, struct failure *failure);
/** More channels than the device has. Always false. */
bool refuse_channels(const char *device_name, bool input, uint32_t asked, int most,
                     struct failure *failure);
/** A running stream that could not be started, stopped or closed. Always false. */
bool refuse_operation(int error, const char *operation, enum failure_code code,
                      struct failure *failure);
