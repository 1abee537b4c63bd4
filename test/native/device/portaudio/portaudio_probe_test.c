/* The control side and a driver that hangs in Pa_GetStreamTime(). This file defines PortAudio's
 * functions. */
#include <portaudio.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"
#include "check.h"
#include "device/device_thread.h"
#include "device/portaudio/backend.h"

static atomic_bool time_hangs, time_returned;
static atomic_int closed_streams;

static const PaDeviceInfo fake_device = {.structVersion = 2,
                                         .name = "Fake",
                                         .maxInputChannels = 2,
                                         .maxOutputChannels = 2,
                                         .defaultSampleRate = 48000};
static const PaHostApiInfo fake_host_api = {.structVersion = 1, .type = paALSA, .name = "Fake"};
static const PaStreamInfo fake_stream_info = {.structVersion = 1, .sampleRate = 48000};

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
  while (atomic_load(&time_hangs)) {
    sleep_until(monotonic_seconds() + 0.005);
  }
  atomic_store(&time_returned, true);
  return 1;
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

static void let_it_return(void) {
  const double deadline = monotonic_seconds() + 60;
  atomic_store(&time_hangs, false);
  while (device_thread_hung_count() > 0 && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.01);
  }
  CHECK(atomic_load(&time_returned));
}

/* Kept reachable: what a hanging call still uses leaks on purpose. */
static struct backend *left[2];

static void hanging_probe_keeps_its_stream(void) {
  for (int closes = 0; closes < 2; closes++) {
    struct backend *backend = left[closes] = open_fake();
    atomic_store(&time_returned, false);
    atomic_store(&time_hangs, true);
    portaudio_backend_ops.time(backend);
    wait_until_left_behind();
    if (closes != 0) {
      struct failure failure = {0};
      CHECK(!portaudio_backend_ops.close(backend, &failure));
      CHECK_EQUAL(failure.code, FAILURE_STREAM_TIMEOUT);
    } else {
      portaudio_backend_ops.abandon(backend);
      sleep_until(monotonic_seconds() + 0.1);
    }
    CHECK_EQUAL(atomic_load(&closed_streams), 0);
    let_it_return();
  }
}

static void an_idle_stream_is_closed(void) {
  struct failure failure = {0};
  struct backend *backend = open_fake();
  portaudio_backend_ops.time(backend);
  CHECK(portaudio_backend_ops.close(backend, &failure));
  CHECK_EQUAL(atomic_load(&closed_streams), 1);
}

static const struct check_test tests[] = {
    {"a stream whose driver hangs in a probe is neither closed nor freed",
     hanging_probe_keeps_its_stream},
    {"a stream whose driver answers is closed", an_idle_stream_is_closed},
};

CHECK_MAIN(tests)
