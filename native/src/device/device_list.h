/* The list of host APIs and devices: PortAudio's, and after them the virtual one.
 *
 * - The virtual host API and its device are always there, also where PortAudio cannot initialise;
 *   only a fault takes the device away for a while (virtual/absence.h).
 * - PortAudio's list stays as it was when PortAudio initialised. Only device_list_refresh() makes
 *   it again, and only while no PortAudio stream is open in this process.
 * - A list is a copy; one that an audio driver does not answer for within 25 s holds only the
 *   virtual device, until RtMixer is started again.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "device/host_api.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DEVICE_NAME_SIZE = 256 };
#define VIRTUAL_HOST_API "Virtual"
#define VIRTUAL_DEVICE   "Virtual loopback"

struct host_api_info {
  char name[DEVICE_NAME_SIZE];  /* UTF-8, e.g. "ALSA", "JACK Audio Connection Kit", "Virtual" */
  const char *type;             /* a static name for programs, e.g. "alsa" */
  int32_t default_input_device; /* device index of this list, -1 = none */
  int32_t default_output_device;
  struct reported_flags reports;
};

struct device_info {
  char name[DEVICE_NAME_SIZE];
  int32_t host_api; /* index into the host API list */
  uint32_t max_input_channels, max_output_channels;
  double default_sample_rate;
  double low_input_latency, high_input_latency, low_output_latency, high_output_latency; /* s */
};

struct device_list {
  uint32_t number; /* lists of the same number have the same indices; 0 = without PortAudio */
  struct host_api_info *host_apis;
  uint32_t host_api_count;
  struct device_info *devices; /* index = position */
  uint32_t device_count;
};

/** A copy of the list, owned by the caller. Any thread but the callback; may take seconds the first
 * time (PortAudio initialises). NULL + out-of-memory. */
struct device_list *device_list_create(struct failure *failure);
/** NULL is fine. */
void device_list_free(struct device_list *list);
/** Initialises PortAudio again, so that plugged devices appear. False + stream-active when a stream
 * is open, host-error, stream-timeout, out-of-memory. Any thread but the callback; may take
 * seconds. */
bool device_list_refresh(struct failure *failure);
/** Sets the name of this process at a JACK server. A new name takes effect at once: PortAudio
 * initialises again, as with device_list_refresh(). False + its failures, host-api-option where
 * this PortAudio knows no JACK, and invalid-argument. */
bool device_list_set_jack_client_name(const char *name, struct failure *failure);

/** Index of the virtual device: the number of PortAudio's devices. Initialises PortAudio unless
 * that was done, which may take seconds. Any thread but the callback. */
int32_t device_list_virtual_index(void);

/** PortAudio's version text, e.g. "PortAudio V19.7.0-devel, revision ..."; static. Any thread. */
const char *device_list_portaudio_version(void);

#ifdef __cplusplus
}
#endif
