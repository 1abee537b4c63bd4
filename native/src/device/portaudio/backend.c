#include "device/portaudio/backend.h"

#include <stdlib.h>

#include "base/callback_memory.h"
#include "base/thread.h"
#include "device/device_thread.h"
#include "device/portaudio/host_apis.h"
#include "device/portaudio/stream.h"

#define OPEN_SECONDS  10.0
#define CALL_SECONDS  3.0
#define PROBE_SECONDS 0.2 /* age at which time, load and liveness are read again */

void portaudio_free_backend(struct backend *backend) {
  if (backend != NULL) {
    condition_destroy(backend->probed);
    mutex_destroy(backend->mutex);
    callback_memory_free(backend->stand_in_input);
    callback_memory_free(backend->stand_in_output);
    callback_memory_free(backend);
  }
}

static struct backend *allocate_backend(const struct stream_settings *settings) {
  struct backend *backend = callback_memory_allocate(sizeof(*backend));
  if (backend == NULL) {
    return NULL;
  }
  backend->input_channels = settings->input_channels;
  backend->output_channels = settings->output_channels;
  backend->mutex = mutex_create();
  backend->probed = condition_create();
  backend->stand_in_input =
      callback_memory_allocate((size_t)STAND_IN_FRAMES * settings->input_channels * sizeof(float));
  backend->stand_in_output =
      callback_memory_allocate((size_t)STAND_IN_FRAMES * settings->output_channels * sizeof(float));
  if (backend->mutex == NULL || backend->probed == NULL || backend->stand_in_input == NULL ||
      backend->stand_in_output == NULL) {
    portaudio_free_backend(backend);
    return NULL;
  }
  return backend;
}

/* Makes one call with a limit. False: it failed, or it hangs and keeps the backend. */
static bool make_call(device_call function, struct stream_call *call, const char *operation,
                      double limit_seconds, struct stream_info *info, struct failure *failure) {
  if (!device_thread_call(function, call, limit_seconds)) {
    if (call->backend != NULL) {
      call->backend->hanging = true;
    }
    if (atomic_exchange(&call->is_left, true)) {
      free(call);
    }
    return failure_set(
        failure, FAILURE_STREAM_TIMEOUT,
        "The audio driver did not %s within %.0f s and was abandoned; choose another "
        "device or host API, or restart the audio server.",
        operation, limit_seconds);
  }
  bool worked = call->failure.code == FAILURE_NONE ||
                failure_set(failure, call->failure.code, "%s", call->failure.sentence);
  if (worked && info != NULL) {
    *info = call->info;
  }
  free(call);
  return worked;
}

static struct stream_call *new_call(struct backend *backend, struct failure *failure) {
  struct stream_call *call = calloc(1, sizeof(*call));
  if (call == NULL) {
    failure_out_of_memory(failure, "to call the audio driver");
    return NULL;
  }
  call->backend = backend;
  return call;
}

/* A call for an open stream. */
static bool operate(struct backend *backend, device_call function, const char *operation,
                    struct failure *failure) {
  struct stream_call *call = new_call(backend, failure);
  if (call == NULL) {
    return false;
  }
  /* Stopping waits until the frames on their way have sounded. */
  double limit_seconds =
      CALL_SECONDS + (backend->output_latency < 60 ? backend->output_latency : 60);
  return make_call(function, call, operation, limit_seconds, NULL, failure);
}

static bool portaudio_check(const struct stream_settings *settings, struct failure *failure) {
  struct stream_call *call = new_call(NULL, failure);
  if (call == NULL) {
    return false;
  }
  call->settings = *settings;
  return make_call(portaudio_check_call, call, "answer", OPEN_SECONDS, NULL, failure);
}

static struct backend *portaudio_open(const struct stream_settings *settings, block_process process,
                                      void *context, struct stream_info *info,
                                      struct failure *failure) {
  struct backend *backend = allocate_backend(settings);
  struct stream_call *call = backend != NULL ? new_call(backend, failure) : NULL;
  if (call == NULL) {
    portaudio_free_backend(backend);
    failure_out_of_memory(failure, "for an audio stream");
    return NULL;
  }
  backend->process = process;
  backend->context = context;
  call->settings = *settings;
  if (make_call(portaudio_open_call, call, "open the device", OPEN_SECONDS, info, failure)) {
    return backend;
  }
  if (backend->hanging) {
    portaudio_give_up(backend);
  } else {
    portaudio_free_backend(backend);
  }
  return NULL;
}

static bool portaudio_start(struct backend *backend, struct failure *failure) {
  return operate(backend, portaudio_start_call, "start", failure);
}

static bool portaudio_stop(struct backend *backend, struct failure *failure) {
  return operate(backend, portaudio_stop_call, "stop", failure);
}

static bool portaudio_abort(struct backend *backend, struct failure *failure) {
  return operate(backend, portaudio_abort_call, "stop", failure);
}

static bool portaudio_close(struct backend *backend, struct failure *failure) {
  bool closed = operate(backend, portaudio_close_call, "close", failure);
  if (closed) {
    portaudio_free_backend(backend);
  } else {
    portaudio_give_up(backend);
  }
  return closed;
}

static void portaudio_refresh_info(struct backend *backend, struct stream_info *info) {
  struct stream_call *call = new_call(backend, NULL);
  if (call == NULL) {
    return;
  }
  call->info = *info;
  make_call(portaudio_info_call, call, "answer", CALL_SECONDS, info, NULL);
}

/* With the lock held. */
static void begin_probe(struct backend *backend) {
  if (!backend->probing) {
    backend->probing = device_thread_post(portaudio_probe_call, backend, CALL_SECONDS);
  }
}

/* With the lock held. */
static void renew_probe(struct backend *backend) {
  if (monotonic_seconds() - backend->probe_seconds > PROBE_SECONDS) {
    begin_probe(backend);
  }
}

static bool portaudio_alive(struct backend *backend) {
  mutex_lock(backend->mutex);
  renew_probe(backend);
  bool active = backend->active;
  mutex_unlock(backend->mutex);
  return active;
}

/* Waits a moment for a probe that is under way. */
static double portaudio_time(struct backend *backend) {
  mutex_lock(backend->mutex);
  renew_probe(backend);
  if (!backend->has_clock) {
    begin_probe(backend); /* a start counts as a probe, but reads no time */
  }
  double deadline = monotonic_seconds() + (backend->has_clock ? 0.02 : 0.5);
  while (backend->probing && monotonic_seconds() < deadline) {
    condition_wait_until(backend->probed, backend->mutex, deadline);
  }
  double time = monotonic_seconds() + backend->clock_offset;
  mutex_unlock(backend->mutex);
  return time;
}

static double portaudio_settle_seconds(struct backend *backend) {
  return portaudio_settling_seconds(backend->host_api_type);
}

static double portaudio_cpu_load(struct backend *backend) {
  mutex_lock(backend->mutex);
  renew_probe(backend);
  double load = backend->load;
  mutex_unlock(backend->mutex);
  return load;
}

const struct backend_ops portaudio_backend_ops = {
    .name = "PortAudio",
    .check = portaudio_check,
    .open = portaudio_open,
    .start = portaudio_start,
    .refresh_info = portaudio_refresh_info,
    .stop = portaudio_stop,
    .abort = portaudio_abort,
    .close = portaudio_close,
    .abandon = portaudio_give_up, /* an unplugged device comes back only when it is closed */
    .alive = portaudio_alive,
    .settle_seconds = portaudio_settle_seconds,
    .time = portaudio_time,
    .cpu_load = portaudio_cpu_load,
};
