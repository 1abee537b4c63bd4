#include "device/device_list.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/device_thread.h"
#include "device/portaudio/host_apis.h"
#include "device/portaudio/library.h"
#include "device/portaudio/session.h"
#include "device/virtual/absence.h"

/* Some drivers wake sleeping hardware to probe it. */
#define INITIALISE_SECONDS 25.0
enum { VIRTUAL_CHANNELS = 64, VIRTUAL_RATE = 48000, VIRTUAL_BLOCK = 256 };

static atomic_bool is_hanging; /* PortAudio's initialisation hangs in a driver */

static bool give_up_portaudio(struct failure *failure) {
  atomic_store(&is_hanging, true);
  return failure_set(failure, FAILURE_STREAM_TIMEOUT,
                     "An audio driver did not answer within %.0f s. Restart the audio server and "
                     "search for devices again; until then there is the virtual one.",
                     INITIALISE_SECONDS);
}

/* ---- the list ---- */

struct list_job {
  struct device_list *list;
};

static void copy_name(char *target, const char *name) {
  snprintf(target, DEVICE_NAME_SIZE, "%s", name != NULL ? name : "");
  size_t length = strlen(target);
  if (name != NULL && strlen(name) > length) {
    /* Do not leave half of a UTF-8 character behind. */
    while (length > 0 && (target[length - 1] & 0xc0) == 0x80) {
      length--;
    }
    target[length > 0 ? length - 1 : 0] = '\0';
  }
}

static void copy_host_api(struct host_api_info *target, const PaHostApiInfo *source) {
  copy_name(target->name, source->name);
  target->type = portaudio_host_api_name((int32_t)source->type);
  target->default_input_device = source->defaultInputDevice;
  target->default_output_device = source->defaultOutputDevice;
  target->reports = portaudio_reported_flags((int32_t)source->type);
}

static double finite_or_zero(double value) {
  return isfinite(value) ? value : 0;
}

static void copy_device(struct device_info *target, const PaDeviceInfo *source) {
  copy_name(target->name, source->name);
  target->host_api = source->hostApi;
  target->max_input_channels =
      source->maxInputChannels > 0 ? (uint32_t)source->maxInputChannels : 0;
  target->max_output_channels =
      source->maxOutputChannels > 0 ? (uint32_t)source->maxOutputChannels : 0;
  target->default_sample_rate = finite_or_zero(source->defaultSampleRate);
  target->low_input_latency = finite_or_zero(source->defaultLowInputLatency);
  target->high_input_latency = finite_or_zero(source->defaultHighInputLatency);
  target->low_output_latency = finite_or_zero(source->defaultLowOutputLatency);
  target->high_output_latency = finite_or_zero(source->defaultHighOutputLatency);
}

/* The virtual host API and its device take the places after PortAudio's. */
static void append_virtual(struct device_list *list) {
  struct host_api_info *host_api = &list->host_apis[list->host_api_count];
  struct device_info *device = &list->devices[list->device_count];
  double block_seconds = (double)VIRTUAL_BLOCK / VIRTUAL_RATE;
  copy_name(host_api->name, VIRTUAL_HOST_API);
  host_api->type = "virtual";
  host_api->reports = (struct reported_flags){true, true, true, true};
  list->host_api_count++;
  if (virtual_is_absent()) {
    host_api->default_input_device = -1;
    host_api->default_output_device = -1;
    return;
  }
  host_api->default_input_device = (int32_t)list->device_count;
  host_api->default_output_device = (int32_t)list->device_count;
  copy_name(device->name, VIRTUAL_DEVICE);
  device->host_api = (int32_t)list->host_api_count - 1;
  device->max_input_channels = VIRTUAL_CHANNELS;
  device->max_output_channels = VIRTUAL_CHANNELS;
  device->default_sample_rate = VIRTUAL_RATE;
  device->low_input_latency = block_seconds;
  device->high_input_latency = block_seconds;
  list->device_count++;
}

static struct device_list *allocate_list(uint32_t host_api_count, uint32_t device_count) {
  struct device_list *list = calloc(1, sizeof(*list));
  if (list == NULL) {
    return NULL;
  }
  list->host_apis = calloc((size_t)host_api_count + 1, sizeof(*list->host_apis));
  list->devices = calloc((size_t)device_count + 1, sizeof(*list->devices));
  if (list->host_apis == NULL || list->devices == NULL) {
    device_list_free(list);
    return NULL;
  }
  list->host_api_count = host_api_count;
  list->device_count = device_count;
  return list;
}

/* Device thread. */
static void make_list(void *context) {
  struct list_job *job = context;
  bool available = portaudio_initialise(NULL);
  int host_apis = available ? portaudio_library()->host_api_count() : 0;
  int devices = available ? portaudio_library()->device_count() : 0;
  struct device_list *list =
      allocate_list(host_apis > 0 ? (uint32_t)host_apis : 0, devices > 0 ? (uint32_t)devices : 0);
  if (list != NULL) {
    list->number = available ? portaudio_list_number() : 0;
    for (uint32_t i = 0; i < list->host_api_count; i++) {
      copy_host_api(&list->host_apis[i], portaudio_library()->host_api_info((PaHostApiIndex)i));
    }
    for (uint32_t i = 0; i < list->device_count; i++) {
      copy_device(&list->devices[i], portaudio_library()->device_info((PaDeviceIndex)i));
    }
    append_virtual(list);
  }
  job->list = list;
  atomic_store(&is_hanging, false);
}

static struct device_list *list_without_portaudio(void) {
  struct device_list *list = allocate_list(0, 0);
  if (list != NULL) {
    append_virtual(list);
  }
  return list;
}

struct device_list *device_list_create(struct failure *failure) {
  struct device_list *list = NULL;
  if (atomic_load(&is_hanging)) {
    list = list_without_portaudio();
  } else {
    struct list_job *job = calloc(1, sizeof(*job));
    if (job != NULL && device_thread_call(make_list, job, INITIALISE_SECONDS)) {
      list = job->list;
      free(job);
    } else if (job != NULL) {
      give_up_portaudio(NULL);
      list = list_without_portaudio();
    }
  }
  if (list == NULL) {
    failure_out_of_memory(failure, "for the device list");
  }
  return list;
}

void device_list_free(struct device_list *list) {
  if (list != NULL) {
    free(list->host_apis);
    free(list->devices);
    free(list);
  }
}

int32_t device_list_virtual_index(void) {
  if (atomic_load(&is_hanging)) {
    return 0;
  }
  if (portaudio_device_count() < 0) {
    device_list_free(device_list_create(NULL));
  }
  int count = portaudio_device_count();
  return count > 0 && !atomic_load(&is_hanging) ? count : 0;
}

/* ---- making it again ---- */

struct refresh_job {
  struct failure failure;
  bool only_if_renamed;
  char jack_name[JACK_NAME_SIZE];
};

/* Device thread. */
static void refresh(void *context) {
  struct refresh_job *job = context;
  if (job->only_if_renamed) {
    portaudio_rename_jack_client(job->jack_name, &job->failure);
  } else {
    portaudio_initialise_again(&job->failure);
  }
  atomic_store(&is_hanging, false); /* where it hung it has returned */
}

static bool enumerate_again(const char *jack_name, struct failure *failure) {
  struct refresh_job *job = calloc(1, sizeof(*job));
  if (job == NULL) {
    return failure_out_of_memory(failure, "to search for devices");
  }
  if (jack_name != NULL) {
    job->only_if_renamed = true;
    snprintf(job->jack_name, sizeof(job->jack_name), "%s", jack_name);
  }
  if (!device_thread_call(refresh, job, INITIALISE_SECONDS)) {
    return give_up_portaudio(failure);
  }
  struct failure result = job->failure;
  free(job);
  return result.code == FAILURE_NONE || failure_set(failure, result.code, "%s", result.sentence);
}

bool device_list_refresh(struct failure *failure) {
  return enumerate_again(NULL, failure);
}

bool device_list_set_jack_client_name(const char *name, struct failure *failure) {
  if (name == NULL || name[0] == '\0' || strlen(name) >= JACK_NAME_SIZE ||
      strchr(name, ':') != NULL) {
    return failure_set(
        failure, FAILURE_INVALID_ARGUMENT,
        "A JACK client name must have 1 to %d bytes and no colon; choose another one.",
        JACK_NAME_SIZE - 1);
  }
  return enumerate_again(name, failure);
}

const char *device_list_portaudio_version(void) {
  return Pa_GetVersionText();
}
