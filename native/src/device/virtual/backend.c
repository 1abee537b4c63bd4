#include "device/virtual/backend.h"

#include <stdatomic.h>
#include <string.h>

#include "base/callback_memory.h"
#include "base/thread.h"
#include "base/thread_timing.h"
#include "device/virtual/absence.h"
#include "device/virtual/faults.h"

enum {
  DEFAULT_BLOCK_SIZE = 256,
  DEFAULT_SAMPLE_RATE = 48000,
  LARGEST_DELAY = 10000000,
  LARGEST_BACKLOG = 1 << 20 /* frames of input that wait after lost output */
};
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
  uint32_t passed_absences; /* disappearances that have been before this stream */

  float *input, *output;
  float *line; /* what sounded: its newest frames, of the channels that both sides have */
  int64_t line_frames;
  uint32_t line_width; /* channels */

  /* The device's thread. */
  int64_t lost_input, lost_output; /* frames, of this stream so far */
  double used_load;                /* of the last block; 0 = there was none */

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

/* The input of the block at `frame` is what sounded `delay_frames` before it was taken in, by the
   device's own frames. Silent: a channel that the output lacks, what has not been played yet, and
   what the line does not hold any more. */
static void read_line(struct backend *backend, int64_t frame) {
  uint32_t width = backend->line_width;
  if (backend->input_channels == 0 || width == 0) {
    return;
  }
  int64_t played_end = frame + backend->lost_output;
  int64_t sounded = frame + backend->lost_input - backend->delay_frames;
  for (uint32_t i = 0; i < backend->block_size; i++, sounded++) {
    float *target = backend->input + (size_t)i * backend->input_channels;
    if (sounded < 0 || sounded >= played_end || sounded < played_end - backend->line_frames) {
      memset(target, 0, width * sizeof(float));
    } else {
      memcpy(target, backend->line + (size_t)(sounded % backend->line_frames) * width,
             width * sizeof(float));
    }
  }
}

/* Adds what sounds from `frame` of the device on to the line; `samples` NULL = silence. */
static void write_line(struct backend *backend, int64_t frame, int64_t frames,
                       const float *samples) {
  uint32_t width = backend->line_width;
  if (width == 0) {
    return;
  }
  int64_t skipped = frames > backend->line_frames ? frames - backend->line_frames : 0;
  int64_t slot = (frame + skipped) % backend->line_frames;
  for (int64_t i = skipped; i < frames; i++) {
    float *target = backend->line + (size_t)slot * width;
    if (samples == NULL) {
      memset(target, 0, width * sizeof(float));
    } else {
      memcpy(target, samples + (size_t)i * backend->output_channels, width * sizeof(float));
    }
    slot = slot + 1 == backend->line_frames ? 0 : slot + 1;
  }
}

/* The device's frames that have passed when the block at `frame` is handled: it waits for the
   direction that lost more. */
static int64_t due_frame(const struct backend *backend, int64_t frame) {
  return frame +
         (backend->lost_input > backend->lost_output ? backend->lost_input : backend->lost_output);
}

/* Before the block at `frame` the device loses what its fate says. */
static void lose(struct backend *backend, int64_t frame, const struct block_fate *fate) {
  write_line(backend, frame + backend->lost_output, fate->lost_output, NULL);
  backend->lost_input += fate->lost_input;
  backend->lost_output += fate->lost_output;
}

static void process_block(struct backend *backend, int64_t frame, const struct block_fate *fate) {
  double rate = backend->sample_rate;
  double block_seconds = backend->block_size / rate;
  double start = backend->start_device_seconds;
  double due = start + (double)due_frame(backend, frame) / rate;
  int64_t taken_in = frame + backend->lost_input - backend->block_size;
  int64_t sounds = frame + backend->lost_output + backend->delay_frames - backend->block_size;
  read_line(backend, frame);
  struct block block = {
      .input = backend->input_channels != 0 ? backend->input : NULL,
      .output = backend->output_channels != 0 ? backend->output : NULL,
      .frame_count = backend->block_size,
      .flags = fate->flags,
      .current_time = due,
      .input_adc_time = start + (double)taken_in / rate,
      .output_dac_time = start + (double)sounds / rate,
      .load = backend->used_load,
      .tells_losses = true,
      .lost_input = fate->lost_input,
      .lost_output = fate->lost_output,
  };
  double began = monotonic_seconds();
  backend->process(backend->context, &block);
  backend->used_load = (monotonic_seconds() - began) / block_seconds;
  write_line(backend, frame + backend->lost_output, backend->block_size, backend->output);
  double load = atomic_load(&backend->load);
  atomic_store(&backend->load, load + 0.1 * (backend->used_load - load));
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

/* Nothing is lost, and nothing reported, of a direction that is not open. */
static void limit_to_used_sides(const struct backend *backend, struct block_fate *fate) {
  fate->flags &= flags_of_used_sides(backend);
  fate->lost_input = backend->input_channels != 0 ? fate->lost_input : 0;
  fate->lost_output = backend->output_channels != 0 ? fate->lost_output : 0;
}

/* Whether the device is gone from this block on. */
static bool disappears(struct backend *backend, int64_t frame) {
  if (backend->passed_absences > 0) {
    backend->passed_absences--;
    return false;
  }
  int64_t frames = virtual_frames_to_return(backend->faults, backend->fault_count, frame);
  if (frames >= 0) {
    double speed = backend->speed > 0 ? backend->speed : 1;
    virtual_absence_begin(virtual_faults_hash(backend->faults, backend->fault_count),
                          (double)frames / (backend->sample_rate * speed));
  }
  return true;
}

/* Until it is stopped or disappears; true: the device is gone. */
static bool run_blocks(struct backend *backend) {
  for (int64_t frame = 0;; frame += backend->block_size) {
    struct block_fate fate =
        virtual_fate(backend->faults, backend->fault_count, frame, frame + backend->block_size);
    limit_to_used_sides(backend, &fate);
    if (fate.disappears && disappears(backend, frame)) {
      return true;
    }
    lose(backend, frame, &fate);
    if (!wait_for_block(backend, due_frame(backend, frame))) {
      return false;
    }
    process_block(backend, frame, &fate);
  }
}

static void run_device(void *argument) {
  struct backend *backend = argument;
  struct thread_timing timing;
  thread_timing_begin(&timing, timing_system_here(), asks_real_time(backend));
  if (!run_blocks(backend)) {
    virtual_absences_forget(virtual_faults_hash(backend->faults, backend->fault_count));
  }
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
  backend->line = allocate_samples((size_t)backend->line_frames * backend->line_width);
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

/* The input of a block may be what sounded so long ago. */
static void set_delay(struct backend *backend, const struct virtual_settings *own) {
  const uint32_t block = backend->block_size;
  const bool has_both = backend->input_channels != 0 && backend->output_channels != 0;
  const int64_t input_alone = has_both
                                  ? virtual_total_loss(own->faults, own->fault_count,
                                                       FAULT_LOST_INPUT, block, LARGEST_BACKLOG)
                                  : 0;
  const int64_t output_alone = has_both
                                   ? virtual_total_loss(own->faults, own->fault_count,
                                                        FAULT_LOST_OUTPUT, block, LARGEST_BACKLOG)
                                   : 0;
  const int64_t asked = own->delay_frames == -1 ? block + input_alone : own->delay_frames;
  backend->delay_frames = asked > block ? asked : block;
  backend->line_frames = backend->delay_frames + output_alone;
}

/* While the device is away it cannot be opened. */
static bool check_presence(struct failure *failure) {
  return !virtual_is_absent() ||
         failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                     "The virtual device is gone; wait for its return, or choose another device.");
}

static struct backend *virtual_open(const struct stream_settings *settings, block_process process,
                                    void *context, struct stream_info *info,
                                    struct failure *failure) {
  if (!virtual_check(settings, failure) || !check_presence(failure)) {
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
    backend->speed = own->speed;
    backend->jitter_seconds = own->jitter_seconds;
    backend->random_state = own->seed;
    backend->line_width = backend->input_channels < backend->output_channels
                              ? backend->input_channels
                              : backend->output_channels;
    set_delay(backend, own);
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
  if (!check_presence(failure)) {
    return false;
  }
  memset(backend->line, 0, (size_t)backend->line_frames * backend->line_width * sizeof(float));
  backend->lost_input = 0;
  backend->lost_output = 0;
  backend->used_load = 0;
  backend->passed_absences =
      virtual_absences_by(virtual_faults_hash(backend->faults, backend->fault_count));
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
  int64_t longest_loss =
      virtual_longest_loss(backend->faults, backend->fault_count, backend->block_size);
  double speed = backend->speed > 0 ? backend->speed : 1;
  return (double)(longest_loss + backend->block_size) / (backend->sample_rate * speed) +
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
