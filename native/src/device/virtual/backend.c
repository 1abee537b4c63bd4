#include "device/virtual/backend.h"

#include <stdatomic.h>
#include <string.h>

#include "base/callback_memory.h"
#include "base/thread.h"
#include "base/thread_timing.h"
#include "device/virtual/faults.h"

enum { DEFAULT_BLOCK_SIZE = 256, DEFAULT_SAMPLE_RATE = 48000, LARGEST_DELAY = 10000000 };
/* The clock (clock.c) believes latencies up to this. */
#define LARGEST_DELAY_SECONDS 240.0

#define ALL_INPUT_FLAGS  (BLOCK_INPUT_UNDERFLOW | BLOCK_INPUT_OVERFLOW)
#define ALL_OUTPUT_FLAGS (BLOCK_OUTPUT_UNDERFLOW | BLOCK_OUTPUT_OVERFLOW)

struct backend {
  block_process process;
  void *context;
  uint32_t input_channels, output_channels, block_size;
  double sample_rate;
  int64_t delay_frames;
  double speed, jitter_seconds;
  uint64_t random_state;
  struct virtual_fault *faults;
  uint32_t fault_count;

  float *input, *output;
  float *line;         /* delay_frames frames of the channels that both sides have */
  uint32_t line_width; /* channels */

  struct mutex *mutex; /* guards stopping */
  struct condition *wake;
  bool stopping;
  struct thread *thread;

  double opened_seconds;          /* monotonic; the zero of the device's clock */
  double start_wall_seconds;      /* monotonic time of frame 0 */
  double start_device_seconds;    /* device time of frame 0 */
  _Atomic double unpaced_seconds; /* device time while speed is 0 */
  _Atomic double load;
};

/* Uniform in 0...1 (splitmix64). */
static double next_random(struct backend *backend) {
  uint64_t bits = backend->random_state += 0x9e3779b97f4a7c15u;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  return (double)((bits ^ (bits >> 31)) >> 11) * 0x1p-53;
}

/* Waits until `device_frame` frames of wall-clock time have passed; false when told to stop. */
static bool wait_for_block(struct backend *backend, int64_t device_frame) {
  double due = 0;
  if (backend->speed > 0) {
    due = backend->start_wall_seconds +
          (double)device_frame / (backend->sample_rate * backend->speed) +
          backend->jitter_seconds * next_random(backend);
  } else {
    thread_yield();
  }
  mutex_lock(backend->mutex);
  while (!backend->stopping && monotonic_seconds() < due) {
    condition_wait_until(backend->wake, backend->mutex, due);
  }
  bool stopping = backend->stopping;
  mutex_unlock(backend->mutex);
  return !stopping;
}

/* The input of a block is what the line holds; a channel that the output lacks is silent. */
static void read_line(struct backend *backend, int64_t frame) {
  uint32_t width = backend->line_width;
  if (backend->input_channels == 0 || width == 0) {
    return;
  }
  int64_t slot = frame % backend->delay_frames;
  for (uint32_t i = 0; i < backend->block_size; i++) {
    memcpy(backend->input + (size_t)i * backend->input_channels,
           backend->line + (size_t)slot * width, width * sizeof(float));
    slot = slot + 1 == backend->delay_frames ? 0 : slot + 1;
  }
}

static void write_line(struct backend *backend, int64_t frame) {
  uint32_t width = backend->line_width;
  if (width == 0) {
    return;
  }
  int64_t slot = frame % backend->delay_frames;
  for (uint32_t i = 0; i < backend->block_size; i++) {
    memcpy(backend->line + (size_t)slot * width,
           backend->output + (size_t)i * backend->output_channels, width * sizeof(float));
    slot = slot + 1 == backend->delay_frames ? 0 : slot + 1;
  }
}

static void process_block(struct backend *backend, int64_t frame, int64_t lost_frames,
                          uint32_t flags) {
  double rate = backend->sample_rate;
  double block_seconds = backend->block_size / rate;
  double due = backend->start_device_seconds + (double)(frame + lost_frames) / rate;
  read_line(backend, frame);
  struct block block = {
      .input = backend->input_channels != 0 ? backend->input : NULL,
      .output = backend->output_channels != 0 ? backend->output : NULL,
      .frame_count = backend->block_size,
      .flags = flags,
      .current_time = due,
      .input_adc_time = due - block_seconds,
      .output_dac_time = due + (double)(backend->delay_frames - backend->block_size) / rate,
  };
  double began = monotonic_seconds();
  backend->process(backend->context, &block);
  double used = monotonic_seconds() - began;
  write_line(backend, frame);
  double load = atomic_load(&backend->load);
  atomic_store(&backend->load, load + 0.1 * (used / block_seconds - load));
  atomic_store(&backend->unpaced_seconds, due + block_seconds);
}

/* A driver reports nothing about a direction that is not open. */
static uint32_t flags_of_used_sides(const struct backend *backend) {
  return (backend->input_channels != 0 ? ALL_INPUT_FLAGS : 0u) |
         (backend->output_channels != 0 ? ALL_OUTPUT_FLAGS : 0u);
}

/* Faster than real time the thread may use a whole core, which with real-time priority would stop
   other threads. */
static bool asks_real_time(const struct backend *backend) {
  return backend->speed > 0 && backend->speed <= 1;
}

/* Until it is stopped or disappears. */
static void run_blocks(struct backend *backend) {
  int64_t lost_frames = 0;
  for (int64_t frame = 0;; frame += backend->block_size) {
    struct block_fate fate =
        virtual_fate(backend->faults, backend->fault_count, frame, frame + backend->block_size);
    if (fate.disappears) {
      return;
    }
    lost_frames += fate.lost_blocks * backend->block_size;
    if (!wait_for_block(backend, frame + lost_frames)) {
      return;
    }
    process_block(backend, frame, lost_frames, fate.flags & flags_of_used_sides(backend));
  }
}

static void run_device(void *argument) {
  struct backend *backend = argument;
  struct thread_timing timing;
  thread_timing_begin(&timing, timing_system_here(), asks_real_time(backend));
  run_blocks(backend);
  thread_timing_end(&timing);
}

static bool virtual_check(const struct stream_settings *settings, struct failure *failure) {
  const struct virtual_settings *own = &settings->virtual_settings;
  double rate = settings->sample_rate;
  if (!stream_settings_check(settings, failure)) {
    return false;
  }
  double largest_delay = LARGEST_DELAY_SECONDS * (rate != 0 ? rate : DEFAULT_SAMPLE_RATE);
  largest_delay = largest_delay < LARGEST_DELAY ? largest_delay : LARGEST_DELAY;
  if (own->delay_frames < -1 || (double)own->delay_frames > largest_delay) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The virtual device delays by 0 to %.0f frames at this rate, or -1 for one "
                       "block.",
                       largest_delay);
  }
  if (!(own->speed >= 0 && own->speed <= 1e6) || (own->speed > 0 && own->speed < 1e-3)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The virtual device's speed is 0 for as fast as possible, or else 0.001 to "
                       "1,000,000.");
  }
  if (!(own->jitter_seconds >= 0 && own->jitter_seconds <= 10)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The virtual device's jitter is 0 to 10 seconds.");
  }
  return virtual_check_faults(own, failure);
}

static void free_backend(struct backend *backend) {
  if (backend != NULL) {
    condition_destroy(backend->wake);
    mutex_destroy(backend->mutex);
    callback_memory_free(backend->faults);
    callback_memory_free(backend->input);
    callback_memory_free(backend->output);
    callback_memory_free(backend->line);
    callback_memory_free(backend);
  }
}

static float *allocate_samples(size_t count) {
  return callback_memory_allocate((count + 1) * sizeof(float));
}

static bool allocate_buffers(struct backend *backend, const struct virtual_settings *settings) {
  backend->mutex = mutex_create();
  backend->wake = condition_create();
  backend->input = allocate_samples((size_t)backend->block_size * backend->input_channels);
  backend->output = allocate_samples((size_t)backend->block_size * backend->output_channels);
  backend->line = allocate_samples((size_t)backend->delay_frames * backend->line_width);
  backend->faults =
      callback_memory_allocate(((size_t)settings->fault_count + 1) * sizeof(*backend->faults));
  if (backend->mutex == NULL || backend->wake == NULL || backend->input == NULL ||
      backend->output == NULL || backend->line == NULL || backend->faults == NULL) {
    return false;
  }
  if (settings->fault_count != 0) {
    memcpy(backend->faults, settings->faults, settings->fault_count * sizeof(*settings->faults));
  }
  backend->fault_count = settings->fault_count;
  return true;
}

static void describe(const struct backend *backend, const struct stream_settings *settings,
                     struct stream_info *info) {
  double rate = backend->sample_rate;
  *info = (struct stream_info){
      .sample_rate = rate,
      .block_size = backend->block_size,
      .input_channels = backend->input_channels,
      .output_channels = backend->output_channels,
      .input_device = backend->input_channels != 0 ? settings->input_device : -1,
      .output_device = backend->output_channels != 0 ? settings->output_device : -1,
      .reports = {true, true, true, true},
      .priority_reason = asks_real_time(backend) ? PRIORITY_NOT_ALLOWED : PRIORITY_NOT_ASKED,
  };
  if (backend->input_channels != 0) {
    info->input_latency = backend->block_size / rate;
  }
  if (backend->output_channels != 0) {
    info->output_latency = (double)(backend->delay_frames - backend->block_size) / rate;
  }
}

static struct backend *virtual_open(const struct stream_settings *settings, block_process process,
                                    void *context, struct stream_info *info,
                                    struct failure *failure) {
  if (!virtual_check(settings, failure)) {
    return NULL;
  }
  const struct virtual_settings *own = &settings->virtual_settings;
  struct backend *backend = callback_memory_allocate(sizeof(*backend));
  if (backend != NULL) {
    backend->process = process;
    backend->context = context;
    backend->input_channels = settings->input_channels;
    backend->output_channels = settings->output_channels;
    backend->block_size = settings->block_size != 0 ? settings->block_size : DEFAULT_BLOCK_SIZE;
    backend->sample_rate = settings->sample_rate != 0 ? settings->sample_rate : DEFAULT_SAMPLE_RATE;
    backend->delay_frames =
        own->delay_frames > backend->block_size ? own->delay_frames : backend->block_size;
    backend->speed = own->speed;
    backend->jitter_seconds = own->jitter_seconds;
    backend->random_state = own->seed;
    backend->line_width = backend->input_channels < backend->output_channels
                              ? backend->input_channels
                              : backend->output_channels;
    backend->opened_seconds = monotonic_seconds();
    atomic_init(&backend->unpaced_seconds, backend->opened_seconds);
  }
  if (backend == NULL || !allocate_buffers(backend, own)) {
    free_backend(backend);
    failure_set(failure, FAILURE_OUT_OF_MEMORY,
                "There is not enough memory for the virtual device; choose a shorter delay.");
    return NULL;
  }
  describe(backend, settings, info);
  return backend;
}

static double virtual_time(struct backend *backend) {
  if (backend->speed > 0) {
    double opened = backend->opened_seconds;
    return opened + (monotonic_seconds() - opened) * backend->speed;
  }
  return atomic_load(&backend->unpaced_seconds);
}

static bool virtual_start(struct backend *backend, struct failure *failure) {
  memset(backend->line, 0, (size_t)backend->delay_frames * backend->line_width * sizeof(float));
  backend->stopping = false;
  backend->start_device_seconds = virtual_time(backend);
  backend->start_wall_seconds = monotonic_seconds();
  backend->thread = thread_start("virtual device", run_device, backend);
  if (backend->thread == NULL) {
    return failure_set(
        failure, FAILURE_OUT_OF_MEMORY,
        "The system has no thread left for the virtual device; close other programs and "
        "try again.");
  }
  return true;
}

static bool virtual_stop(struct backend *backend, struct failure *failure) {
  (void)failure;
  mutex_lock(backend->mutex);
  backend->stopping = true;
  condition_signal(backend->wake);
  mutex_unlock(backend->mutex);
  thread_join(backend->thread);
  backend->thread = NULL;
  atomic_store(&backend->load, 0);
  return true;
}

static bool virtual_close(struct backend *backend, struct failure *failure) {
  virtual_stop(backend, failure);
  free_backend(backend);
  return true;
}

static void virtual_abandon(struct backend *backend) {
  virtual_close(backend, NULL);
}

/* A device that disappears gives no notice. */
static bool virtual_alive(struct backend *backend) {
  (void)backend;
  return true;
}

static double virtual_quiet_seconds(struct backend *backend) {
  int64_t longest_loss = virtual_longest_loss(backend->faults, backend->fault_count);
  double speed = backend->speed > 0 ? backend->speed : 1;
  return (double)(longest_loss + 1) * backend->block_size / (backend->sample_rate * speed) +
         backend->jitter_seconds;
}

static double virtual_cpu_load(struct backend *backend) {
  return atomic_load(&backend->load);
}

const struct backend_ops virtual_backend_ops = {
    .name = VIRTUAL_HOST_API,
    .check = virtual_check,
    .open = virtual_open,
    .start = virtual_start,
    .stop = virtual_stop,
    .abort = virtual_stop,
    .close = virtual_close,
    .abandon = virtual_abandon,
    .alive = virtual_alive,
    .quiet_seconds = virtual_quiet_seconds,
    .time = virtual_time,
    .cpu_load = virtual_cpu_load,
};
