#include "device/portaudio/session.h"

#include <portaudio.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#if defined(__has_include)
#if __has_include(<pa_jack.h>)
#include <pa_jack.h>
#define HAS_PA_JACK 1
#endif
#endif

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

#include "device/host_api.h"

/* Device thread only. */
static bool initialised;
static struct failure initialise_failure;
static uint32_t list_number;
/* PortAudio keeps the pointer and reads it when it initialises. */
static char jack_client_name[JACK_NAME_SIZE] = "RtMixer";

static atomic_int open_streams;
static atomic_int known_device_count = -1;

int portaudio_device_count(void) {
  return atomic_load(&known_device_count);
}

uint32_t portaudio_list_number(void) {
  return list_number;
}

void portaudio_count_stream(int change) {
  atomic_fetch_add(&open_streams, change);
}

/* ALSA and JACK print dozens of lines about devices that do not exist. */
static PaError initialise_quietly(void) {
#ifdef HAS_PA_JACK
  PaJack_SetClientName(jack_client_name);
#endif
#ifdef _WIN32
  return Pa_Initialize();
#else
  fflush(stderr);
  int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  bool redirected = kept >= 0 && nowhere >= 0 && dup2(nowhere, STDERR_FILENO) >= 0;
  PaError error = Pa_Initialize();
  if (redirected) {
    dup2(kept, STDERR_FILENO);
  }
  if (kept >= 0) {
    close(kept);
  }
  if (nowhere >= 0) {
    close(nowhere);
  }
  return error;
#endif
}

bool portaudio_initialise(struct failure *failure) {
  if (!initialised && initialise_failure.code == FAILURE_NONE) {
    PaError error = initialise_quietly();
    if (error == paNoError) {
      initialised = true;
      list_number++;
      int count = Pa_GetDeviceCount();
      atomic_store(&known_device_count, count > 0 ? count : 0);
    } else {
      failure_set(&initialise_failure, FAILURE_HOST_ERROR,
                  "PortAudio could not start (%s); only the virtual device can be used. Check the "
                  "audio drivers and search for devices again.",
                  Pa_GetErrorText(error));
      atomic_store(&known_device_count, 0);
    }
  }
  return initialised ||
         failure_set(failure, initialise_failure.code, "%s", initialise_failure.sentence);
}

static bool may_initialise_again(const char *purpose, struct failure *failure) {
  return atomic_load(&open_streams) == 0 ||
         failure_set(failure, FAILURE_STREAM_ACTIVE, "Close the audio streams before you %s.",
                     purpose);
}

static void terminate(void) {
  if (initialised) {
    Pa_Terminate();
  }
  initialised = false;
  initialise_failure.code = FAILURE_NONE;
}

bool portaudio_initialise_again(struct failure *failure) {
  if (!may_initialise_again("search for devices again", failure)) {
    return false;
  }
  terminate();
  return portaudio_initialise(failure);
}

bool portaudio_rename_jack_client(const char *name, struct failure *failure) {
#ifdef HAS_PA_JACK
  if (strcmp(jack_client_name, name) == 0) {
    return true;
  }
  if (!may_initialise_again("change the JACK client's name", failure)) {
    return false;
  }
  /* PortAudio now points to the caller's text, until the copy below takes its place. */
  if (PaJack_SetClientName(name) != paNoError) {
    return failure_set(
        failure, FAILURE_HOST_API_OPTION,
        "This version of JACK takes shorter client names only; choose one of at most 32 "
        "bytes.");
  }
  bool was_initialised = initialised;
  terminate();
  snprintf(jack_client_name, sizeof(jack_client_name), "%s", name);
  PaJack_SetClientName(jack_client_name);
  return !was_initialised || portaudio_initialise(failure);
#else
  (void)name;
  return failure_set(failure, FAILURE_HOST_API_OPTION,
                     "This build of PortAudio does not support JACK; leave the JACK options out.");
#endif
}
