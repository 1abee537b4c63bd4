/* Ties a backend, a mixer and the heartbeat together. */
#include "device/stream.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"
#include "device/backend.h"
#include "device/callback_guard.h"
#include "device/heartbeat.h"
#include "device/stream_settings.h"

/* How long a driver may take from start to the first block; PulseAudio takes two seconds. */
#define FIRST_BLOCK_SECONDS 6.0
/* How long a callback may stay in the mixer once the gate is shut; mixing takes far less. */
#define SEAL_SECONDS 1.0

struct stream {
  struct stream_settings settings;
  const struct backend_ops *ops;
  struct mixer *mixer;
  atomic_int state;      /* enum stream_state */
  atomic_flag operating; /* start, stop, abort, close and poll exclude each other */
  bool run_open;         /* mixer_begin_stream() without its mixer_end_stream() */

  struct mutex *lock;      /* guards backend and info against stream_time() and its like */
  struct backend *backend; /* NULL once it was abandoned or closed */
  struct stream_info info;
  double clock_offset; /* device time - monotonic time when last seen */

  struct callback_guard *guard;  /* of the present backend */
  struct callback_guard *leaked; /* sealed while a callback was still behind it */
  enum action_outcome leaked_outcome;

  struct heartbeat heartbeat;
};

static void begin_operation(struct stream *stream) {
  while (atomic_flag_test_and_set(&stream->operating)) {
    sleep_until(monotonic_seconds() + 0.001);
  }
}

static void end_operation(struct stream *stream) {
  atomic_flag_clear(&stream->operating);
}

static void set_state(struct stream *stream, enum stream_state state) {
  atomic_store(&stream->state, (int)state);
}

static struct backend *take_backend(struct stream *stream) {
  mutex_lock(stream->lock);
  struct backend *backend = stream->backend;
  stream->backend = NULL;
  mutex_unlock(stream->lock);
  return backend;
}

static void end_mixing(struct stream *stream, enum action_outcome outcome) {
  if (stream->run_open) {
    mixer_end_stream(stream->mixer, outcome);
    stream->run_open = false;
  }
}

/* Gives up the backend; its callback cannot reach the mixer any more. Should one be in the mixer at
   this very moment for longer than any mixing takes, stream_poll() ends the run later. */
static void abandon_backend(struct stream *stream, enum action_outcome outcome) {
  struct backend *backend = take_backend(stream);
  struct callback_guard *guard = stream->guard;
  stream->guard = NULL;
  bool left = callback_guard_close(guard, SEAL_SECONDS);
  callback_guard_abandon(guard);
  stream->ops->abandon(backend);
  if (left) {
    end_mixing(stream, outcome);
  } else {
    stream->leaked = guard;
    stream->leaked_outcome = outcome;
  }
}

static void retry_leaked_guard(struct stream *stream) {
  if (stream->leaked && callback_guard_close(stream->leaked, 0)) {
    stream->leaked = NULL;
    end_mixing(stream, stream->leaked_outcome);
  }
}

/* The first backend decides the mixer's rate; one that comes back after a loss must keep it. */
static bool fit_mixer(struct stream *stream, const struct stream_info *info,
                      struct failure *failure) {
  if (!stream->mixer) {
    stream->mixer = mixer_create(&(struct mixer_config){.input_channels = info->input_channels,
                                                        .output_channels = info->output_channels,
                                                        .sample_rate = info->sample_rate,
                                                        .bus_count = stream->settings.bus_count},
                                 failure);
    return stream->mixer != NULL;
  }
  if (info->sample_rate != mixer_sample_rate(stream->mixer)) {
    return failure_set(failure, FAILURE_RATE_REFUSED,
                       "The device came back at %g Hz instead of %g Hz; open a new stream.",
                       info->sample_rate, mixer_sample_rate(stream->mixer));
  }
  return true;
}

static bool open_backend(struct stream *stream, struct failure *failure) {
  struct callback_guard *guard = callback_guard_create(failure);
  if (!guard) {
    return false;
  }
  struct stream_info info = {0};
  struct backend *backend =
      stream->ops->open(&stream->settings, callback_guard_process, guard, &info, failure);
  if (!backend) {
    callback_guard_destroy(guard);
    return false;
  }
  if (!fit_mixer(stream, &info, failure)) {
    callback_guard_close(guard, 0);
    callback_guard_abandon(guard);
    stream->ops->abandon(backend);
    return false;
  }
  callback_guard_set_mixer(guard, stream->mixer);
  stream->guard = guard;
  mutex_lock(stream->lock);
  stream->backend = backend;
  stream->info = info;
  mutex_unlock(stream->lock);
  return true;
}

static void free_stream(struct stream *stream) {
  mutex_destroy(stream->lock);
  stream_settings_release(&stream->settings);
  free(stream);
}

struct stream *stream_open_on(const struct backend_ops *ops, const struct stream_settings *settings,
                              struct failure *failure) {
  if (ops->check && !ops->check(settings, failure)) {
    return NULL;
  }
  struct stream *stream = calloc(1, sizeof *stream);
  struct mutex *lock = mutex_create();
  if (!stream || !lock || !stream_settings_copy(&stream->settings, settings)) {
    free(stream);
    mutex_destroy(lock);
    failure_set(failure, FAILURE_OUT_OF_MEMORY, "There is no memory for a stream.");
    return NULL;
  }
  stream->lock = lock;
  stream->ops = ops;
  atomic_flag_clear(&stream->operating);
  set_state(stream, STREAM_STOPPED);
  if (!open_backend(stream, failure)) {
    free_stream(stream);
    return NULL;
  }
  stream->settings.sample_rate = stream->info.sample_rate;
  return stream;
}

/* ---- the heartbeat ---- */

static double quiet_seconds(const struct stream *stream) {
  return stream->ops->quiet_seconds ? stream->ops->quiet_seconds(stream->backend) : 0;
}

static bool is_dead(struct stream *stream) {
  uint32_t largest = callback_guard_largest_block(stream->guard);
  uint32_t asked = stream->info.block_size;
  double block_seconds = (largest > asked ? largest : asked) / stream->info.sample_rate;
  return !stream->ops->alive(stream->backend) ||
         heartbeat_stopped(&stream->heartbeat, callback_guard_blocks(stream->guard),
                           monotonic_seconds(),
                           heartbeat_limit(block_seconds, quiet_seconds(stream)));
}

enum stream_state stream_poll(struct stream *stream) {
  if (atomic_flag_test_and_set(&stream->operating)) {
    return stream_state(stream);
  }
  retry_leaked_guard(stream);
  if (stream_state(stream) == STREAM_ACTIVE && is_dead(stream)) {
    abandon_backend(stream, OUTCOME_DEVICE_LOST);
    set_state(stream, STREAM_DEAD);
  }
  end_operation(stream);
  return stream_state(stream);
}

/* ---- start ---- */

static bool may_start(struct stream *stream, struct failure *failure) {
  switch (stream_state(stream)) {
  case STREAM_ACTIVE:
    return failure_set(failure, FAILURE_STREAM_ACTIVE,
                       "The stream is active already; stop it before you start it anew.");
  case STREAM_CLOSED:
    return failure_set(failure, FAILURE_STREAM_CLOSED,
                       "The stream is closed; open a new one to go on.");
  case STREAM_STOPPED:
  case STREAM_DEAD:
    break;
  }
  retry_leaked_guard(stream);
  if (stream->leaked) {
    return failure_set(failure, FAILURE_STREAM_TIMEOUT,
                       "The lost device's last callback has not returned; try again later.");
  }
  return true;
}

static bool wait_for_first_block(struct stream *stream, uint64_t blocks_before,
                                 struct failure *failure) {
  double limit = FIRST_BLOCK_SECONDS + quiet_seconds(stream);
  double deadline = monotonic_seconds() + limit;
  while (callback_guard_blocks(stream->guard) == blocks_before) {
    if (!stream->ops->alive(stream->backend)) {
      return failure_set(failure, FAILURE_DEVICE_LOST,
                         "The device stopped by itself before its first block; check that it is "
                         "connected and start again.");
    }
    if (monotonic_seconds() >= deadline) {
      return failure_set(failure, FAILURE_STREAM_TIMEOUT,
                         "The device was started but asked for no sound within %.0f s; choose "
                         "another device or host API.",
                         limit);
    }
    sleep_until(monotonic_seconds() + 0.001);
  }
  return true;
}

static void refresh_info(struct stream *stream) {
  if (stream->ops->refresh_info) {
    struct stream_info info = stream->info;
    stream->ops->refresh_info(stream->backend, &info);
    mutex_lock(stream->lock);
    stream->info = info;
    mutex_unlock(stream->lock);
  }
}

static bool start_mixing(struct stream *stream, struct failure *failure) {
  struct failure reason = {.code = FAILURE_NONE};
  uint64_t blocks_before = callback_guard_blocks(stream->guard);
  mixer_begin_stream(stream->mixer);
  stream->run_open = true;
  if (!stream->ops->start(stream->backend, &reason) ||
      !wait_for_first_block(stream, blocks_before, &reason)) {
    abandon_backend(stream, reason.code == FAILURE_DEVICE_LOST ? OUTCOME_DEVICE_LOST
                                                               : OUTCOME_STREAM_STOPPED);
    return failure_set(failure, reason.code, "%s", reason.sentence);
  }
  refresh_info(stream);
  heartbeat_reset(&stream->heartbeat, callback_guard_blocks(stream->guard), monotonic_seconds());
  set_state(stream, STREAM_ACTIVE);
  return true;
}

bool stream_start(struct stream *stream, struct failure *failure) {
  begin_operation(stream);
  bool started = may_start(stream, failure) && (stream->backend || open_backend(stream, failure)) &&
                 start_mixing(stream, failure);
  end_operation(stream);
  return started;
}

/* ---- stop, abort, close ---- */

typedef bool (*halt_function)(struct backend *backend, struct failure *failure);

/* A stream that died is as good as stopped; its actions tell that the device was lost. */
static bool halt(struct stream *stream, halt_function halt_backend, struct failure *failure) {
  struct failure reason = {.code = FAILURE_NONE};
  if (halt_backend(stream->backend, &reason)) {
    end_mixing(stream, OUTCOME_STREAM_STOPPED);
    set_state(stream, STREAM_STOPPED);
    return true;
  }
  bool lost = reason.code == FAILURE_DEVICE_LOST;
  abandon_backend(stream, lost ? OUTCOME_DEVICE_LOST : OUTCOME_STREAM_STOPPED);
  set_state(stream, lost ? STREAM_DEAD : STREAM_STOPPED);
  return lost || failure_set(failure, reason.code, "%s", reason.sentence);
}

static bool halt_if_active(struct stream *stream, halt_function halt_backend,
                           struct failure *failure) {
  begin_operation(stream);
  bool halted = true;
  if (stream_state(stream) == STREAM_CLOSED) {
    halted = failure_set(failure, FAILURE_STREAM_CLOSED, "The stream is closed already.");
  } else if (stream_state(stream) == STREAM_ACTIVE) {
    halted = halt(stream, halt_backend, failure);
  }
  end_operation(stream);
  return halted;
}

bool stream_stop(struct stream *stream, struct failure *failure) {
  return halt_if_active(stream, stream->ops->stop, failure);
}

bool stream_abort(struct stream *stream, struct failure *failure) {
  return halt_if_active(stream, stream->ops->abort, failure);
}

static bool close_backend(struct stream *stream, struct failure *failure) {
  struct backend *backend = take_backend(stream);
  if (!backend) {
    return true;
  }
  struct callback_guard *guard = stream->guard;
  stream->guard = NULL;
  if (stream->ops->close(backend, failure)) {
    callback_guard_destroy(guard);
    return true;
  }
  if (!callback_guard_close(guard, SEAL_SECONDS)) {
    stream->leaked = guard;
    stream->leaked_outcome = OUTCOME_STREAM_STOPPED;
  }
  callback_guard_abandon(guard);
  return false;
}

bool stream_close(struct stream *stream, struct failure *failure) {
  begin_operation(stream);
  bool closed = true;
  if (stream_state(stream) != STREAM_CLOSED) {
    if (stream_state(stream) == STREAM_ACTIVE) {
      closed = halt(stream, stream->ops->abort, failure);
    }
    closed = close_backend(stream, closed ? failure : NULL) && closed;
    retry_leaked_guard(stream);
    /* What was scheduled and never started ends, too. */
    if (!stream->leaked) {
      mixer_end_stream(stream->mixer, OUTCOME_STREAM_STOPPED);
    }
    set_state(stream, STREAM_CLOSED);
  }
  end_operation(stream);
  return closed;
}

void stream_destroy(struct stream *stream) {
  if (!stream) {
    return;
  }
  stream_close(stream, NULL);
  if (!stream->leaked || callback_guard_close(stream->leaked, SEAL_SECONDS)) {
    mixer_destroy(stream->mixer);
  }
  free_stream(stream);
}

/* ---- what it says about itself ---- */

enum stream_state stream_state(const struct stream *stream) {
  return (enum stream_state)atomic_load(&stream->state);
}

void stream_info(const struct stream *stream, struct stream_info *info) {
  mutex_lock(stream->lock);
  *info = stream->info;
  mutex_unlock(stream->lock);
}

double stream_time(const struct stream *stream) {
  struct stream *own = (struct stream *)stream;
  mutex_lock(own->lock);
  double time = monotonic_seconds() + own->clock_offset;
  if (own->backend) {
    time = own->ops->time(own->backend);
    own->clock_offset = time - monotonic_seconds();
  }
  mutex_unlock(own->lock);
  return time;
}

double stream_cpu_load(const struct stream *stream) {
  mutex_lock(stream->lock);
  bool active = stream->backend && stream_state(stream) == STREAM_ACTIVE;
  double load = active ? stream->ops->cpu_load(stream->backend) : 0;
  mutex_unlock(stream->lock);
  return load;
}

struct mixer *stream_mixer(struct stream *stream) {
  return stream->mixer;
}
