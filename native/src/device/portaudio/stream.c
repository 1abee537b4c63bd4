#include "device/portaudio/stream.h"

#include <stddef.h>

#include "base/thread.h"
#include "device/portaudio/host_apis.h"
#include "device/portaudio/plan.h"
#include "device/portaudio/refusal.h"
#include "device/portaudio/session.h"

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
  if ((backend->input_channels != 0 && input == NULL) ||
      (backend->output_channels != 0 && output == NULL)) {
    process_one_sided(backend, block);
  } else {
    backend->process(backend->context, &block);
  }
  return paContinue;
}

/* ---- calls; device thread ---- */

static void refuse_plan(PaError error, const struct portaudio_plan *plan,
                        const struct stream_settings *settings, struct failure *failure) {
  bool unlisted = settings->input_device == ALSA_DEVICE || settings->output_device == ALSA_DEVICE;
  if (unlisted && (error == paBadIODeviceCombination || error == paInvalidDevice)) {
    refuse_alsa_pcm(plan->device_name, failure);
  } else {
    refuse_stream(error, plan->device_name, plan->sample_rate, failure);
  }
}

void portaudio_check_call(void *context) {
  struct stream_call *call = context;
  const struct stream_settings *settings = &call->settings;
  struct portaudio_plan plan;
  if (portaudio_plan_make(&plan, settings, &call->failure)) {
    PaError error =
        Pa_IsFormatSupported(plan.input_parameters, plan.output_parameters, plan.sample_rate);
    if (error != paFormatIsSupported) {
      refuse_plan(error, &plan, settings, &call->failure);
    }
  }
}

static void read_info(const struct backend *backend, struct stream_info *info) {
  const PaStreamInfo *source = Pa_GetStreamInfo(backend->stream);
  if (source == NULL) {
    return;
  }
  info->sample_rate = source->sampleRate;
  info->input_latency = backend->input_channels != 0 ? source->inputLatency : 0;
  info->output_latency = backend->output_channels != 0 ? source->outputLatency : 0;
}

void portaudio_open_call(void *context) {
  struct stream_call *call = context;
  struct backend *backend = call->backend;
  const struct stream_settings *settings = &call->settings;
  struct portaudio_plan plan;
  if (settings->jack_client_name[0] != '\0' &&
      !portaudio_rename_jack_client(settings->jack_client_name, &call->failure)) {
    return;
  }
  if (!portaudio_plan_make(&plan, settings, &call->failure)) {
    return;
  }
  PaError error = Pa_OpenStream(&backend->stream, plan.input_parameters, plan.output_parameters,
                                plan.sample_rate, settings->block_size, plan.flags,
                                portaudio_handle_block, backend);
  if (error != paNoError) {
    refuse_plan(error, &plan, settings, &call->failure);
    return;
  }
  if (atomic_load(&call->given_up)) {
    Pa_CloseStream(backend->stream);
    return;
  }
  portaudio_count_stream(1);
  backend->host_api_type = plan.host_api_type;
  call->info = (struct stream_info){
      .sample_rate = plan.sample_rate,
      .block_size = settings->block_size,
      .input_channels = backend->input_channels,
      .output_channels = backend->output_channels,
      .input_device = backend->input_channels != 0 ? settings->input_device : NO_DEVICE,
      .output_device = backend->output_channels != 0 ? settings->output_device : NO_DEVICE,
      .reports = portaudio_reported_flags(backend->host_api_type),
  };
  read_info(backend, &call->info);
  backend->sample_rate = call->info.sample_rate;
  backend->output_latency = call->info.output_latency;
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
  PaError error = Pa_StartStream(call->backend->stream);
  if (error != paNoError) {
    refuse_operation(error, "start", FAILURE_HOST_ERROR, &call->failure);
    return;
  }
  note_active(call->backend, true);
}

/* A stream that ended by itself must not be stopped: on JACK that call never returns. */
static void halt_stream(struct stream_call *call, PaError (*halt)(PaStream *)) {
  if (Pa_IsStreamActive(call->backend->stream) != 1) {
    failure_set(&call->failure, FAILURE_DEVICE_LOST,
                "The device was lost; check its connection and open it again.");
    return;
  }
  PaError error = halt(call->backend->stream);
  if (error != paNoError) {
    refuse_operation(error, "stop", FAILURE_DEVICE_LOST, &call->failure);
    return;
  }
  note_active(call->backend, false);
}

void portaudio_stop_call(void *context) {
  halt_stream(context, Pa_StopStream);
}
void portaudio_abort_call(void *context) {
  halt_stream(context, Pa_AbortStream);
}

bool portaudio_close_stream(struct backend *backend) {
  mutex_lock(backend->mutex);
  /* Calls are made one after the other: a probe under way now hangs in an abandoned thread. */
  bool probe_hangs = backend->probing;
  mutex_unlock(backend->mutex);
  if (probe_hangs) {
    return false;
  }
  Pa_CloseStream(backend->stream);
  portaudio_count_stream(-1);
  return true;
}

void portaudio_close_call(void *context) {
  struct stream_call *call = context;
  if (!portaudio_close_stream(call->backend)) {
    failure_set(&call->failure, FAILURE_STREAM_TIMEOUT,
                "The audio driver hangs, so its stream could not be closed; restart the audio "
                "server or RtMixer.");
  }
}

/* PortAudio's claim for JACK leaves out one block (and says 0 where the device has just that one);
   the times of the blocks do not. */
void portaudio_info_call(void *context) {
  struct stream_call *call = context;
  struct backend *backend = call->backend;
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
}

void portaudio_probe_call(void *context) {
  struct backend *backend = context;
  double before = monotonic_seconds();
  double time = Pa_GetStreamTime(backend->stream);
  double after = monotonic_seconds();
  bool active = Pa_IsStreamActive(backend->stream) == 1;
  double load = Pa_GetStreamCpuLoad(backend->stream);
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
}
