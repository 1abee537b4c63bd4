/* A PortAudio stream: its audio callback, and the calls that the device thread makes for it. The
 * control side (backend.c beside this) asks for these calls and shares the struct.
 *
 * - Before it is opened and after a call that hangs only the device thread uses `stream`.
 * - What the last probe found, and who still uses the stream, is guarded by the mutex; the rest is
 *   constant once opened.
 * - A stream that was given up is closed once no call of it is under way any more: at once, or when
 *   the call that hangs returns after all. Until then its device and PortAudio's list stay taken.
 * - The callback touches `process`, `context`, `silent`, `used_load`, the stand-in memory and its
 * two latencies only.
 */
#pragma once

#include <portaudio.h>
#include <stdatomic.h>

#include "device/backend.h"

struct portaudio_library;

/** Frames of the stand-in memory: silence for an input, and a target for an output, that the driver
 * left out of a block. */
enum { STAND_IN_FRAMES = 1024 };

struct backend {
  PaStream *stream;
  struct portaudio_library *library; /* that opened it */
  bool started;                      /* device thread only */
  atomic_bool silent;                /* the mixer gets no blocks any more */
  block_process process;
  void *context;
  uint32_t input_channels, output_channels;
  double sample_rate;
  double output_latency; /* seconds, as opened */
  int32_t host_api_type;
  float *stand_in_input, *stand_in_output;

  double used_load; /* the callback's: of the last block; 0 = there was none */

  /* Seconds between the newest block and the converters. */
  _Atomic double block_input_latency, block_output_latency;

  /* What the last probe found, guarded by the mutex. */
  struct mutex *mutex;
  struct condition *probed;
  bool probing, active, has_clock;
  double probe_seconds; /* monotonic */
  double clock_offset;  /* stream time - monotonic time */
  double load;

  /* Guarded by the mutex. */
  unsigned calls;    /* under way on the device thread, those that hang included */
  bool is_open;      /* and to be closed */
  bool is_left_open; /* for good */
  bool given_up;     /* the control side has no more use for it */
  bool closing;      /* close_abandoned() was asked for */

  bool hanging; /* a call did not return in time: the stream must not be used again */
};

/* One call on the device thread, on the heap, because a call that hangs keeps it. The caller frees
 * it; where it did not wait to the end, the last one of both. */
struct stream_call {
  struct backend *backend;
  struct stream_settings settings; /* the faults are not used here */
  struct stream_info info;
  struct failure failure; /* FAILURE_NONE = it worked */
  atomic_bool is_left;    /* by the caller, or by the call */
};

/** What PortAudio calls for each block; `context` is a struct backend. Audio callback. */
int portaudio_handle_block(const void *input, void *output, unsigned long frame_count,
                           const PaStreamCallbackTimeInfo *times, PaStreamCallbackFlags flags,
                           void *context) RT_SAFE;

/* Calls for the device thread; `context` is a struct stream_call. */
void portaudio_check_call(void *context);
void portaudio_open_call(void *context);
void portaudio_start_call(void *context);
void portaudio_stop_call(void *context);
void portaudio_abort_call(void *context);
void portaudio_close_call(void *context);
void portaudio_info_call(void *context);
/** The same with a struct backend: reads clock, load and liveness. */
void portaudio_probe_call(void *context);
/** Has the stream closed on the device thread and the backend freed: now, or when the calls that
 * hang have returned. Any thread; the caller has no more use for it. */
void portaudio_give_up(struct backend *backend);
