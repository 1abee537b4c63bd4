/* Host APIs and devices: PortAudio's, and the virtual one, last in the list, always there.
 *
 * PortAudio's list is frozen at its initialisation; devices_refresh() may only be called while no
 * PortAudio stream is open in this process. All Pa_* calls run on the device thread.
 */
#ifndef RTMIXER_DEVICE_LIST_H
#define RTMIXER_DEVICE_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DEVICE_NAME_SIZE 256
#define VIRTUAL_HOST_API "Virtual"
#define VIRTUAL_DEVICE   "Virtual loopback"
/** Room for a JACK client's name with its zero, as jackd 2 allows. */
#define JACK_NAME_SIZE 64

/** Which xrun flags a host API reports at all (PortAudio's sources, see device_list.c). */
struct reported_flags {
  bool input_underflow, input_overflow, output_underflow, output_overflow;
};

struct host_api_info {
  char name[DEVICE_NAME_SIZE];  /* UTF-8, e.g. "ALSA", "JACK Audio Connection Kit", "Virtual" */
  const char *type;             /* a static name, e.g. "alsa", see portaudio_host_apis.c */
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
 * time (PortAudio initialises). NULL + failure (host-error, out-of-memory). A PortAudio that cannot
 * initialise still gives the virtual device. */
struct device_list *devices_list(struct failure *failure);
void device_list_free(struct device_list *list);
/** Initialises PortAudio anew, so that plugged devices appear. stream-active when one is open. */
bool devices_refresh(struct failure *failure);
/** What this process is called at a JACK server. A new name takes effect at once: PortAudio
 * initialises anew, as with devices_refresh(). stream-active when one is open, host-api-option
 * where this PortAudio knows no JACK, invalid-argument. */
bool devices_set_jack_client_name(const char *name, struct failure *failure);

/** PortAudio's own words, e.g. "PortAudio V19.7.0-devel, revision ..."; static. Any thread. */
const char *devices_portaudio_version(void);

#ifdef __cplusplus
}
#endif
#endif
