#include "device/portaudio/session.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

#include "device/device_thread.h"
#include "device/portaudio/jack_watch.h"
#include "device/portaudio/library.h"

/* A call that hangs for longer is not waited for any more. */
#define HANG_SECONDS 10.0

/* Device thread only. */
static struct failure initialise_failure;
static uint32_t list_number;
#ifdef HAS_PA_JACK
static char jack_client_name[JACK_NAME_SIZE] = "RtMixer";
#endif

static atomic_int known_device_count = -1;

int portaudio_device_count(void) {
  return atomic_load(&known_device_count);
}

uint32_t portaudio_list_number(void) {
  return list_number;
}

/* The name of a copy differs from those before it. */
static void name_jack_client(struct portaudio_library *library) {
#ifdef HAS_PA_JACK
  if (library->copy == 0) {
    snprintf(library->jack_client_name, JACK_NAME_SIZE, "%s", jack_client_name);
  } else {
    snprintf(library->jack_client_name, JACK_NAME_SIZE, "%.*s-%u", JACK_NAME_SIZE - 12,
             jack_client_name, library->copy + 1);
  }
  library->set_jack_client_name(library->jack_client_name);
#else
  (void)library;
#endif
}

#ifndef _WIN32
static bool has_jack(const struct portaudio_library *library) {
  for (PaHostApiIndex k = 0; k < library->host_api_count(); k++) {
    const PaHostApiInfo *info = library->host_api_info(k);
    if (info != NULL && info->type == paJACK) {
      return true;
    }
  }
  return false;
}

static void watch_jack(struct portaudio_library *library, PaError error) {
  if (error == paNoError && has_jack(library)) {
    library->jack_watch = jack_watch_begin(portaudio_library_handle(library));
  }
}
#endif

/* ALSA and JACK print dozens of lines about devices that do not exist. */
static PaError initialise_quietly(struct portaudio_library *library) {
  name_jack_client(library);
#ifdef _WIN32
  return library->initialise();
#else
  fflush(stderr);
  int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  bool redirected = kept >= 0 && nowhere >= 0 && dup2(nowhere, STDERR_FILENO) >= 0;
  PaError error = library->initialise();
  watch_jack(library, error);
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

/* Whether a thread has hung for long in a call of the library that is current. */
static bool hangs_for_long(void) {
  return device_thread_hung_count() > 0 && device_thread_hung_seconds() >= HANG_SECONDS;
}

/* Takes another copy where nothing can be done with the library any more. */
static bool ensure_library(struct failure *failure) {
  if (!atomic_load(&portaudio_library()->broken) && !hangs_for_long()) {
    return true;
  }
  if (!portaudio_library_replace(failure)) {
    return false;
  }
  /* They hang in the old library. */
  device_thread_disregard_hung();
  initialise_failure.code = FAILURE_NONE;
  return true;
}

static void initialise(struct portaudio_library *library) {
  PaError error = initialise_quietly(library);
  library->initialised = error == paNoError;
  atomic_store(&library->initialising, false);
  if (library != portaudio_library()) {
    return; /* it hung, and a copy took its place */
  }
  if (library->initialised) {
    list_number++;
  } else {
    failure_set(&initialise_failure, FAILURE_HOST_ERROR,
                "PortAudio could not start (%s); only the virtual device can be used. Check the "
                "audio drivers and search for devices again.",
                library->error_text(error));
  }
  int count = library->initialised ? library->device_count() : 0;
  atomic_store(&known_device_count, count > 0 ? count : 0);
}

static bool make_ready(struct failure *failure) {
  if (!ensure_library(failure)) {
    return false;
  }
  struct portaudio_library *library = portaudio_library();
  bool is_new = !library->initialised && initialise_failure.code == FAILURE_NONE;
  /* Also against a thread that was abandoned in here and goes on now. */
  bool is_busy =
      is_new ? atomic_exchange(&library->initialising, true) : atomic_load(&library->initialising);
  if (is_busy) {
    return failure_set(failure, FAILURE_STREAM_TIMEOUT,
                       "The audio server does not answer; wait until it runs again or restart it, "
                       "then try again.");
  }
  if (is_new) {
    initialise(library);
  }
  return library->initialised ||
         failure_set(failure, initialise_failure.code, "%s", initialise_failure.sentence);
}

bool portaudio_initialise(struct failure *failure) {
  bool is_ready = make_ready(failure);
  if (!is_ready) {
    /* A list made now has the virtual device alone. */
    atomic_store(&known_device_count, 0);
  }
  return is_ready;
}

static bool may_initialise_again(const char *purpose, struct failure *failure) {
  if (device_thread_hung_count() > 0) {
    return failure_set(failure, FAILURE_HOST_ERROR,
                       "The audio driver does not answer; wait until it does or restart the audio "
                       "server before you %s.",
                       purpose);
  }
  return atomic_load(&portaudio_library()->open_streams) == 0 ||
         failure_set(failure, FAILURE_STREAM_ACTIVE, "Close the audio streams before you %s.",
                     purpose);
}

static void terminate(void) {
  struct portaudio_library *library = portaudio_library();
  if (library->initialised && jack_watch_is_lost(library->jack_watch)) {
    /* Pa_Terminate() would end the process. */
    atomic_store(&library->broken, true);
  } else if (library->initialised) {
    jack_watch_end(library->jack_watch);
    library->jack_watch = NULL;
    /* Nobody uses it meanwhile, also where this hangs and another thread goes on. */
    library->initialised = false;
    atomic_store(&library->initialising, true);
    library->terminate();
    atomic_store(&library->initialising, false);
  }
  initialise_failure.code = FAILURE_NONE;
}

bool portaudio_initialise_again(struct failure *failure) {
  if (!ensure_library(failure) || !may_initialise_again("search for devices again", failure)) {
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
  if (!ensure_library(failure) || !may_initialise_again("change the JACK client's name", failure)) {
    return false;
  }
  struct portaudio_library *library = portaudio_library();
  /* PortAudio now points to the caller's text, until it is initialised again. */
  if (library->set_jack_client_name(name) != paNoError) {
    library->set_jack_client_name(library->jack_client_name);
    return failure_set(
        failure, FAILURE_HOST_API_OPTION,
        "This version of JACK takes shorter client names only; choose one of at most 32 "
        "bytes.");
  }
  bool was_initialised = library->initialised;
  terminate();
  snprintf(jack_client_name, sizeof(jack_client_name), "%s", name);
  name_jack_client(library);
  return !was_initialised || portaudio_initialise(failure);
#else
  (void)name;
  return failure_set(failure, FAILURE_HOST_API_OPTION,
                     "This build of PortAudio does not support JACK; leave the JACK options out.");
#endif
}
