/* PortAudio's functions, from the library that the program is linked with or from a private copy.
 *
 * - A stream whose JACK server died can be neither stopped nor closed: PortAudio then waits for ten
 *   minutes or ends the process. Such a stream is left alone and its library counts as broken.
 * - A broken library is replaced by another copy of PortAudio and of all that it loads, JACK's
 *   library among it, with variables of its own (glibc's dlmopen). Others go on using the old one
 *   for the streams that they opened there.
 * - A copy has another JACK client name: the old library's threads still wait for the semaphore
 * that is named after client and server, and would take every second block away.
 * - glibc has room for about ten copies; other systems for none.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h> /* which defines __GLIBC__ */

#if defined(__GLIBC__) && !defined(RTMIXER_SANITIZED)
#define HAS_PRIVATE_COPIES 1
#endif

#include "base/failure.h"
#include "device/host_api.h"
#include "device/portaudio/features.h"

#ifdef HAS_PA_JACK
#define JACK_FUNCTIONS(X) X(PaError, set_jack_client_name, PaJack_SetClientName, (const char *name))
#else
#define JACK_FUNCTIONS(X)
#endif
#ifdef HAS_PA_ALSA
#define ALSA_FUNCTIONS(X)                                                                          \
  X(void, enable_alsa_real_time, PaAlsa_EnableRealtimeScheduling, (PaStream * stream, int enable))
#else
#define ALSA_FUNCTIONS(X)
#endif

/* X(result, member, PortAudio's function, parameters) */
#define PORTAUDIO_FUNCTIONS(X)                                                                     \
  X(PaError, initialise, Pa_Initialize, (void))                                                    \
  X(PaError, terminate, Pa_Terminate, (void))                                                      \
  X(const char *, error_text, Pa_GetErrorText, (PaError error))                                    \
  X(const PaHostErrorInfo *, last_host_error, Pa_GetLastHostErrorInfo, (void))                     \
  X(PaHostApiIndex, host_api_count, Pa_GetHostApiCount, (void))                                    \
  X(const PaHostApiInfo *, host_api_info, Pa_GetHostApiInfo, (PaHostApiIndex index))               \
  X(PaDeviceIndex, device_count, Pa_GetDeviceCount, (void))                                        \
  X(const PaDeviceInfo *, device_info, Pa_GetDeviceInfo, (PaDeviceIndex index))                    \
  X(PaError, is_format_supported, Pa_IsFormatSupported,                                            \
    (const PaStreamParameters *input, const PaStreamParameters *output, double sample_rate))       \
  X(PaError, open_stream, Pa_OpenStream,                                                           \
    (PaStream * *stream, const PaStreamParameters *input, const PaStreamParameters *output,        \
     double sample_rate, unsigned long block_size, PaStreamFlags flags,                            \
     PaStreamCallback *callback, void *context))                                                   \
  X(PaError, close_stream, Pa_CloseStream, (PaStream * stream))                                    \
  X(PaError, start_stream, Pa_StartStream, (PaStream * stream))                                    \
  X(PaError, stop_stream, Pa_StopStream, (PaStream * stream))                                      \
  X(PaError, abort_stream, Pa_AbortStream, (PaStream * stream))                                    \
  X(PaError, is_stream_active, Pa_IsStreamActive, (PaStream * stream))                             \
  X(const PaStreamInfo *, stream_info, Pa_GetStreamInfo, (PaStream * stream))                      \
  X(PaTime, stream_time, Pa_GetStreamTime, (PaStream * stream))                                    \
  X(double, stream_cpu_load, Pa_GetStreamCpuLoad, (PaStream * stream))                             \
  JACK_FUNCTIONS(X)                                                                                \
  ALSA_FUNCTIONS(X)

struct jack_watch;

struct portaudio_library {
#define X(result, member, function, parameters) result(*member) parameters;
  PORTAUDIO_FUNCTIONS(X)
#undef X
  bool initialised;
  atomic_bool initialising; /* or terminating; true also while an abandoned thread hangs in it */
  atomic_bool broken;       /* a stream of it can never be closed */
  atomic_int open_streams;  /* while there is one, its device list is frozen */
  unsigned copy;            /* 0 = linked */
  void *handle;             /* see portaudio_library_handle() */
  struct jack_watch *jack_watch;
  /* PortAudio keeps the pointer and reads it when it initialises. */
  char jack_client_name[JACK_NAME_SIZE];
};

/** The library that new streams use. Device thread. */
struct portaudio_library *portaudio_library(void);
/** For dlsym(); NULL where there are no copies. Device thread. */
void *portaudio_library_handle(struct portaudio_library *library);
/** Makes a new copy the library that new streams use; not initialised yet. False + restart-needed
 * where there is none to be had. Device thread. */
bool portaudio_library_replace(struct failure *failure);
