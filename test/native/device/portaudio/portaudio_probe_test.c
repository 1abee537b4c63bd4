/* The control side and a driver that hangs in a call. This file defines PortAudio's functions. */
#include <portaudio.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"
#include "check.h"
#include "device/device_thread.h"
#include "device/portaudio/backend.h"

static atomic_bool call_hangs, call_returned;
static atomic_int closed_streams;

static const PaDeviceInfo fake_device = {.structVersion = 2,
                                         .name = "Fake",
                                         .maxInputChannels = 2,
                                         .maxOutputChannels = 2,
                                         .defaultSampleRate = 48000};
static const PaHostApiInfo fake_host_api = {.structVersion = 1, .type = paALSA, .name = "Fake"};
static const PaStreamInfo fake_stream_info = {.structVersion = 1, .sampleRate = 48000};

static void hang(void) {
  while (atomic_load(&call_hangs)) {
    sleep_until(monotonic_seconds() + 0.005);
  }
  atomic_store(&call_returned, true);
}

PaError Pa_Initialize(void) {
  return paNoError;
}
PaDeviceIndex Pa_GetDeviceCount(void) {
  return 1;
}
const PaDeviceInfo *Pa_GetDeviceInfo(PaDeviceIndex device) {
  return device == 0 ? &fake_device : NULL;
}
const PaHostApiInfo *Pa_GetHostApiInfo(PaHostApiIndex hostApi) {
  return hostApi == 0 ? &fake_host_api : NULL;
}
PaError Pa_OpenStream(PaStream **stream, const PaStreamParameters *inputParameters,
                      const PaStreamParameters *outputParameters, double sampleRate,
                      unsigned long framesPerBuffer, PaStreamFlags streamFlags,
                      PaStreamCallback *streamCallback, void *userData) {
  (void)inputParameters, (void)outputParameters, (void)sampleRate, (void)framesPerBuffer;
  (void)streamFlags, (void)streamCallback;
  *stream = userData;
  return paNoError;
}
PaError Pa_CloseStream(PaStream *stream) {
  (void)stream;
  atomic_fetch_add(&closed_streams, 1);
  return paNoError;
}
const PaStreamInfo *Pa_GetStreamInfo(PaStream *stream) {
  (void)stream;
  return &fake_stream_info;
}
PaTime Pa_GetStreamTime(PaStream *stream) {
  (void)stream;
  hang();
  return 1;
}
PaError Pa_StopStream(PaStream *stream) {
  (void)stream;
  hang();
  return paNoError;
}
PaError Pa_IsStreamActive(PaStream *stream) {
  (void)stream;
  return 1;
}
double Pa_GetStreamCpuLoad(PaStream *stream) {
  (void)stream;
  return 0;
}

static void process(void *context, const struct block *block) RT_SAFE {
  (void)context, (void)block;
}

static struct backend *open_fake(void) {
  struct failure failure = {0};
  struct stream_info info;
  const struct stream_settings settings = {
      .input_device = -1, .output_device = 0, .output_channels = 2, .sample_rate = 48000};
  struct backend *backend = portaudio_backend_ops.open(&settings, process, NULL, &info, &failure);
  if (backend == NULL) {
    CHECK_FAIL("%s", failure.sentence);
  }
  return backend;
}

static void wait_until_left_behind(void) {
  const double deadline = monotonic_seconds() + 60;
  while (device_thread_hung_count() == 0 && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.01);
  }
  CHECK_EQUAL(device_thread_hung_count(), 1);
}

/* The call that hangs has kept the stream open until then. */
static void let_it_return(void) {
  const double deadline = monotonic_seconds() + 60;
  CHECK_EQUAL(atomic_load(&closed_streams), 0);
  CHECK(!atomic_load(&call_returned));
  atomic_store(&call_hangs, false);
  while ((device_thread_hung_count() > 0 || atomic_load(&closed_streams) == 0) &&
         monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.01);
  }
  CHECK(atomic_load(&call_returned));
  CHECK_EQUAL(atomic_load(&closed_streams), 1);
}

static struct backend *open_hanging(void) {
  struct backend *backend = open_fake();
  atomic_store(&closed_streams, 0);
  atomic_store(&call_returned, false);
  atomic_store(&call_hangs, true);
  return backend;
}

/* Runs after all calls that were asked for before. */
static void do_nothing(void *context) {
  (void)context;
}

static void closed_after_a_hanging_probe(void) {
  struct failure failure = {0};
  struct backend *backend = open_hanging();
  portaudio_backend_ops.time(backend);
  wait_until_left_behind();
  CHECK(!portaudio_backend_ops.close(backend, &failure));
  CHECK_EQUAL(failure.code, FAILURE_STREAM_TIMEOUT);
  let_it_return();
}

static void closed_after_a_hanging_stop(void) {
  struct failure failure = {0};
  struct backend *backend = open_hanging();
  CHECK(!portaudio_backend_ops.stop(backend, &failure));
  CHECK_EQUAL(failure.code, FAILURE_STREAM_TIMEOUT);
  portaudio_backend_ops.abandon(backend);
  CHECK(device_thread_call(do_nothing, NULL, 60));
  let_it_return();
}

static void an_idle_stream_is_closed(void) {
  struct failure failure = {0};
  struct backend *backend = open_fake();
  atomic_store(&closed_streams, 0);
  portaudio_backend_ops.time(backend);
  CHECK(portaudio_backend_ops.close(backend, &failure));
  CHECK_EQUAL(atomic_load(&closed_streams), 1);
}

static const struct check_test tests[] = {
    {"a stream whose driver hangs in a probe is closed when it answers after all, not before",
     closed_after_a_hanging_probe},
    {"a stream whose driver hangs in stopping is closed when it answers after all, not before",
     closed_after_a_hanging_stop},
    {"a stream whose driver answers is closed", an_idle_stream_is_closed},
};

CHECK_MAIN(tests)
