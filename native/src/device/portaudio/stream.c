#include "device/portaudio/stream.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/callback_clock.h"
#include "base/thread.h"
#include "device/device_thread.h"
#include "device/portaudio/backend.h"
#include "device/portaudio/host_apis.h"
#include "device/portaudio/library.h"
#include "device/portaudio/plan.h"
#include "device/portaudio/refusal.h"
#include "device/portaudio/session.h"

#define CLOSE_SECONDS 3.0

#define BLOCK_FLAGS                                                                                \
  (BLOCK_INPUT_UNDERFLOW | BLOCK_INPUT_OVERFLOW | BLOCK_OUTPUT_UNDERFLOW | BLOCK_OUTPUT_OVERFLOW | \
   BLOCK_PRIMING_OUTPUT)

/* ---- audio callback ---- */

/* A driver may leave out one side of a duplex block (while priming, or with neverDropInput); the
   mixer always gets both. */
static void process_one_sided(struct backend *backend, struct block block) RT_SAFE {
  uint32_t left = block.frame_count;
  bool no_input = backend->input_channels != 0 && block.input == NULL;
  bool no_output = backend->output_channels != 0 && block.output == NULL;
  while (left > 0) {
    block.frame_count = left < STAND_IN_FRAMES ? left : STAND_IN_FRAMES;
    if (no_input) {
      block.input = backend->stand_in_input;
    }
    if (no_output) {
      block.output = backend->stand_in_output;
    }
    backend->process(backend->context, &block);
    double seconds = block.frame_count / backend->sample_rate;
    block.system_time += seconds;
    block.current_time += seconds;
    block.input_adc_time += seconds;
    block.output_dac_time += seconds;
    block.flags = 0;
    if (block.input != NULL) {
      block.input += (size_t)block.frame_count * backend->input_channels;
    }
    if (block.output != NULL) {
      block.output += (size_t)block.frame_count * backend->output_channels;
    }
    left -= block.frame_count;
  }
}

int portaudio_handle_block(const void *input, void *output, unsigned long frame_count,
                           const PaStreamCallbackTimeInfo *times, PaStreamCallbackFlags flags,
                           void *context) RT_SAFE {
  struct backend *backend = context;
  struct block block = {
      .input = backend->input_channels != 0 ? input : NULL,
      .output = backend->output_channels != 0 ? output : NULL,
      .frame_count = (uint32_t)frame_count,
      .flags = (uint32_t)flags & BLOCK_FLAGS,
  };
  if (times != NULL) {
    block.current_time = times->currentTime;
    block.input_adc_time = times->inputBufferAdcTime;
    block.output_dac_time = times->outputBufferDacTime;
    atomic_store_explicit(&backend->block_input_latency, block.current_time - block.input_adc_time,
                          memory_order_relaxed);
    atomic_store_explicit(&backend->block_output_latency,
                          block.output_dac_time - block.current_time, memory_order_relaxed);
  }
  if (frame_count == 0) {
    return paContinue;
  }
  block.system_time = callback_seconds();
  block.load = backend->used_load;
  if (atomic_load_explicit(&backend->silent, memory_order_relaxed)) {
    if (block.output != NULL) {
      memset(block.output, 0, sizeof(float) * frame_count * backend->output_channels);
    }
    return paContinue;
  }
  if ((backend->input_channels != 0 && input == NULL) ||
      (backend->output_channels != 0 && output == NULL)) {
    process_one_sided(backend, block);
  } else {
    backend->process(backend->context, &block);
  }
  backend->used_load =
      (callback_seconds() - block.system_time) * backend->sample_rate / (double)frame_count;
  return paContinue;
}

/* ---- who still uses the stream ---- */

static void close_abandoned(void *context);

static void set_open(struct backend *backend, bool is_open) {
  mutex_lock(backend->mutex);
  backend->is_open = is_open;
  mutex_unlock(backend->mutex);
}

static void leave_open(struct backend *backend) {
  mutex_lock(backend->mutex);
  backend->is_left_open = true;
  mutex_unlock(backend->mutex);
}

/* With the lock held. True: close_abandoned() is to be asked for, which is done without the lock.
 */
static bool is_left_alone(struct backend *backend) {
  const bool is_left =
      backend->given_up && backend->calls == 0 && !backend->is_left_open && !backend->closing;
  backend->closing = backend->closing || is_left;
  return is_left;
}

/* A call uses the stream from here on; how many do. */
static unsigned begin_call(struct backend *backend) {
  mutex_lock(backend->mutex);
  const unsigned calls = ++backend->calls;
  mutex_unlock(backend->mutex);
  return calls;
}

/* It does not any more, nor the backend. */
static void end_call(struct backend *backend) {
  mutex_lock(backend->mutex);
  backend->calls--;
  const bool is_left = is_left_alone(backend);
  mutex_unlock(backend->mutex);
  if (is_left) {
    device_thread_post(close_abandoned, backend, CLOSE_SECONDS);
  }
}

/* The end of a call that the control side waits for, or does not any more. */
static void finish_call(struct stream_call *call) {
  if (call->backend != NULL) {
    end_call(call->backend);
  }
  if (atomic_exchange(&call->is_left, true)) {
    free(call);
  }
}

void portaudio_give_up(struct backend *backend) {
  mutex_lock(backend->mutex);
  backend->given_up = true;
  const bool is_left = is_left_alone(backend);
  mutex_unlock(backend->mutex);
  if (is_left) {
    device_thread_post(close_abandoned, backend, CLOSE_SECONDS);
  }
}

/* ---- calls; device thread ---- */

static void refuse_plan(PaError error, const struct portaudio_plan *plan,
                        const struct stream_settings *settings, struct failure *failure) {
  bool unlisted = settings->input_device == ALSA_DEVICE || settings->output_device == ALSA_DEVICE;
  if (unlisted && (error == paBadIODeviceCombination || error == paInvalidDevice)) {
    refuse_alsa_pcm(plan->device_name, failure);
  } else {
    refuse_stream(error, plan->device_name, plan->host_api_type, plan->sample_rate, failure);
  }
}

void portaudio_check_call(void *context) {
  struct stream_call *call = context;
  const struct stream_settings *settings = &call->settings;
  struct portaudio_plan plan;
  if (portaudio_plan_make(&plan, settings, &call->failure)) {
    PaError error = portaudio_library()->is_format_supported(
        plan.input_parameters, plan.output_parameters, plan.sample_rate);
    if (error != paFormatIsSupported) {
      refuse_plan(error, &plan, settings, &call->failure);
    }
  }
  finish_call(call);
}

static void read_info(const struct backend *backend, struct stream_info *info) {
  const PaStreamInfo *source = backend->library->stream_info(backend->stream);
  if (source == NULL) {
    return;
  }
  info->sample_rate = source->sampleRate;
  info->input_latency = backend->input_channels != 0 ? source->inputLatency : 0;
  info->output_latency = backend->output_channels != 0 ? source->outputLatency : 0;
}

/* Opens the stream; PortAudio's error, or what kept it from trying in `call->failure`. */
static PaError open_as_planned(struct stream_call *call, struct portaudio_plan *plan) {
  struct backend *backend = call->backend;
  const struct stream_settings *settings = &call->settings;
  call->failure.code = FAILURE_NONE;
  if (!portaudio_plan_make(plan, settings, &call->failure)) {
    return paNoError;
  }
  backend->library = portaudio_library();
  PaError error = backend->library->open_stream(
      &backend->stream, plan->input_parameters, plan->output_parameters, plan->sample_rate,
      settings->block_size, plan->flags, portaudio_handle_block, backend);
  if (error != paNoError) {
    refuse_plan(error, plan, settings, &call->failure);
  }
  return error;
}

/* Whether the device list may be out of date: a server came back, a device was connected again. */
static bool may_be_out_of_date(const struct stream_call *call, PaError error, int host_api_type) {
  bool is_listed = call->settings.list_number != 0;
  return is_listed && ((error == paNoError && call->failure.code == FAILURE_DEVICE_NOT_FOUND) ||
                       (error != paNoError && host_api_type == paJACK &&
                        call->failure.code == FAILURE_HOST_ERROR));
}

static void open_stream(struct stream_call *call) {
  struct backend *backend = call->backend;
  const struct stream_settings *settings = &call->settings;
  struct portaudio_plan plan;
  if (settings->jack_client_name[0] != '\0' &&
      !portaudio_rename_jack_client(settings->jack_client_name, &call->failure)) {
    return;
  }
  PaError error = open_as_planned(call, &plan);
  if (may_be_out_of_date(call, error, plan.host_api_type) && portaudio_initialise_again(NULL)) {
    open_as_planned(call, &plan);
  }
  if (call->failure.code != FAILURE_NONE) {
    return;
  }
  atomic_fetch_add(&backend->library->open_streams, 1);
  set_open(backend, true);
  backend->host_api_type = plan.host_api_type;
#ifdef HAS_PA_ALSA
  /* Without it ALSA's callback has the priority of any thread. Where the system refuses, PortAudio
     goes on without. */
  if (backend->host_api_type == paALSA) {
    backend->library->enable_alsa_real_time(backend->stream, 1);
  }
#endif
  call->info = (struct stream_info){
      .sample_rate = plan.sample_rate,
      .block_size = settings->block_size,
      .input_channels = backend->input_channels,
      .output_channels = backend->output_channels,
      .input_device = backend->input_channels != 0 ? settings->input_device : NO_DEVICE,
      .output_device = backend->output_channels != 0 ? settings->output_device : NO_DEVICE,
      .reports = portaudio_reported_flags(backend->host_api_type),
      .priority_reason = portaudio_priority_reason(backend->host_api_type),
  };
  read_info(backend, &call->info);
  backend->sample_rate = call->info.sample_rate;
  backend->output_latency = call->info.output_latency;
}

void portaudio_open_call(void *context) {
  struct stream_call *call = context;
  struct backend *backend = call->backend;
  begin_call(backend);
  open_stream(call);
  finish_call(call);
}

/* What counts as known until the next probe. */
static void note_active(struct backend *backend, bool active) {
  mutex_lock(backend->mutex);
  backend->active = active;
  backend->probe_seconds = monotonic_seconds();
  mutex_unlock(backend->mutex);
}

void portaudio_start_call(void *context) {
  struct stream_call *call = context;
  struct backend *backend = call->backend;
  begin_call(backend);
  PaError error = backend->library->start_stream(backend->stream);
  if (error != paNoError) {
    refuse_operation(error, "start", FAILURE_HOST_ERROR, &call->failure);
  } else {
    backend->started = true;
    note_active(backend, true);
  }
  finish_call(call);
}

/* A stream that ended by itself must not be stopped: on JACK that call never returns. */
static void halt_stream(struct stream_call *call, PaError (*halt)(PaStream *)) {
  if (call->backend->library->is_stream_active(call->backend->stream) != 1) {
    failure_set(&call->failure, FAILURE_DEVICE_LOST,
                "The device was lost; check its connection and open it again.");
    return;
  }
  PaError error = halt(call->backend->stream);
  if (error != paNoError) {
    refuse_operation(error, "stop", FAILURE_DEVICE_LOST, &call->failure);
    return;
  }
  call->backend->started = false;
  note_active(call->backend, false);
}

void portaudio_stop_call(void *context) {
  struct stream_call *call = context;
  struct backend *backend = call->backend;
  begin_call(backend);
  halt_stream(call, backend->library->stop_stream);
  finish_call(call);
}
void portaudio_abort_call(void *context) {
  struct stream_call *call = context;
  struct backend *backend = call->backend;
  begin_call(backend);
  halt_stream(call, backend->library->abort_stream);
  finish_call(call);
}

/* Whether the JACK server that the stream belongs to is gone. A stream that is stopped tells it
   only when it is started; nothing is heard of that. */
static bool has_lost_server(struct backend *backend) {
  if (backend->host_api_type != paJACK) {
    return false;
  }
  if (backend->started) {
    return backend->library->is_stream_active(backend->stream) != 1;
  }
  atomic_store_explicit(&backend->silent, true, memory_order_relaxed);
  return backend->library->start_stream(backend->stream) != paNoError;
}

/* May hang. False: its JACK server is gone, so it stays open for good. */
static bool close_stream(struct backend *backend) {
  if (has_lost_server(backend)) {
    atomic_store(&backend->library->broken, true);
    leave_open(backend);
    return false;
  }
  backend->library->close_stream(backend->stream);
  atomic_fetch_sub(&backend->library->open_streams, 1);
  set_open(backend, false);
  return true;
}

/* Nobody else uses it any more. Streams of a library that was given up stay open: threads may hang
   there that wait for each other. */
static void close_abandoned(void *context) {
  struct backend *backend = context;
  if (!backend->is_open || (backend->library == portaudio_library() && close_stream(backend))) {
    portaudio_free_backend(backend);
  }
}

void portaudio_close_call(void *context) {
  struct stream_call *call = context;
  struct backend *backend = call->backend;
  /* Calls are made one after the other: another one under way hangs in an abandoned thread. */
  if (begin_call(backend) > 1) {
    failure_set(&call->failure, FAILURE_STREAM_TIMEOUT,
                "The audio driver hangs, so its stream could not be closed; restart the audio "
                "server or RtMixer.");
  } else if (!close_stream(backend)) {
    failure_set(&call->failure, FAILURE_DEVICE_LOST,
                "The JACK server is gone; start it again and open a new stream.");
  }
  finish_call(call);
}

/* PortAudio's claim for JACK leaves out one block (and says 0 where the device has just that one);
   the times of the blocks do not. */
void portaudio_info_call(void *context) {
  struct stream_call *call = context;
  struct backend *backend = call->backend;
  begin_call(backend);
  read_info(backend, &call->info);
  if (backend->host_api_type == paJACK) {
    double input = atomic_load_explicit(&backend->block_input_latency, memory_order_relaxed);
    double output = atomic_load_explicit(&backend->block_output_latency, memory_order_relaxed);
    if (backend->input_channels != 0 && input > call->info.input_latency && input < 10) {
      call->info.input_latency = input;
    }
    if (backend->output_channels != 0 && output > call->info.output_latency && output < 10) {
      call->info.output_latency = output;
    }
  }
  finish_call(call);
}

void portaudio_probe_call(void *context) {
  struct backend *backend = context;
  begin_call(backend);
  double before = monotonic_seconds();
  double time = backend->library->stream_time(backend->stream);
  double after = monotonic_seconds();
  bool active = backend->library->is_stream_active(backend->stream) == 1;
  double load = backend->library->stream_cpu_load(backend->stream);
  mutex_lock(backend->mutex);
  if (time != 0) {
    backend->clock_offset = time - (before + after) / 2;
    backend->has_clock = true;
  }
  backend->active = active;
  backend->load = load;
  backend->probe_seconds = after;
  backend->probing = false;
  condition_broadcast(backend->probed);
  mutex_unlock(backend->mutex);
  end_call(backend);
}
