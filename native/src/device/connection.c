#include "device/connection.h"

#include <stdlib.h>

#include "base/thread.h"
#include "device/callback_guard.h"
#include "device/callback_priority.h"
#include "device/heartbeat.h"

/* How long a driver may take from start to the first block; PulseAudio takes two seconds. */
#define FIRST_BLOCK_SECONDS 6.0
/* How long a callback may stay in the mixer once its guard is closed; mixing takes far less. */
#define LEAVE_SECONDS 1.0

struct connection {
  struct stream_settings settings; /* owned; with the sample rate of the first backend */
  const struct backend_ops *ops;
  struct mixer *mixer;
  bool is_begun; /* mixer_begin_stream() without its mixer_end_stream() */

  struct mutex *lock; /* guards backend, info, priority and clock offset against other threads */
  struct backend *backend; /* NULL once it was abandoned or closed */
  struct stream_info info;
  double clock_offset; /* device time - monotonic time when last seen */
  struct callback_priority priority;
  enum priority_reason own_reason; /* the backend's, from open */

  struct callback_guard *guard;  /* of the backend */
  struct callback_guard *leaked; /* closed while a callback was still inside; NULL = none */
  enum action_outcome leaked_outcome;

  struct heartbeat heartbeat;
};

/* ---- the mixer's side ---- */

static void end_mixing(struct connection *connection, enum action_outcome outcome) {
  if (connection->is_begun) {
    mixer_end_stream(connection->mixer, outcome);
    connection->is_begun = false;
  }
}

bool connection_clear(struct connection *connection) {
  if (connection->leaked != NULL && callback_guard_close(connection->leaked, 0)) {
    connection->leaked = NULL;
    end_mixing(connection, connection->leaked_outcome);
  }
  return connection->leaked == NULL;
}

/* Closes the guard of a backend whose driver may call it at any time. */
static void abandon_guard(struct connection *connection, enum action_outcome outcome) {
  struct callback_guard *guard = connection->guard;
  connection->guard = NULL;
  bool has_left = callback_guard_close(guard, LEAVE_SECONDS);
  callback_guard_abandon(guard);
  if (has_left) {
    end_mixing(connection, outcome);
  } else {
    connection->leaked = guard;
    connection->leaked_outcome = outcome;
  }
}

/* ---- opening ---- */

static void set_backend(struct connection *connection, struct backend *backend,
                        const struct stream_info *info) {
  mutex_lock(connection->lock);
  connection->backend = backend;
  connection->info = *info;
  mutex_unlock(connection->lock);
}

/* The callback's thread may end from now on. */
static void end_priority(struct connection *connection) {
  mutex_lock(connection->lock);
  callback_priority_read(&connection->priority, &connection->info);
  callback_priority_end(&connection->priority);
  mutex_unlock(connection->lock);
}

static struct backend *take_backend(struct connection *connection) {
  struct backend *backend = connection->backend;
  end_priority(connection);
  set_backend(connection, NULL, &connection->info);
  return backend;
}

/* The first backend decides the mixer's sample rate; one that comes back after a loss must keep it.
 */
static bool fit_mixer(struct connection *connection, const struct stream_info *info,
                      struct failure *failure) {
  if (connection->mixer == NULL) {
    connection->settings.sample_rate = info->sample_rate;
    connection->mixer =
        mixer_create(&(struct mixer_config){.input_channels = info->input_channels,
                                            .output_channels = info->output_channels,
                                            .sample_rate = info->sample_rate,
                                            .bus_count = connection->settings.bus_count},
                     failure);
    return connection->mixer != NULL;
  }
  if (info->sample_rate != mixer_config_of(connection->mixer)->sample_rate) {
    return failure_set(failure, FAILURE_RATE_REFUSED,
                       "The device came back at %g Hz instead of %g Hz; open a new stream.",
                       info->sample_rate, mixer_config_of(connection->mixer)->sample_rate);
  }
  return true;
}

bool connection_reopen(struct connection *connection, struct failure *failure) {
  if (connection->backend != NULL) {
    return true;
  }
  struct callback_guard *guard = callback_guard_create(failure);
  if (guard == NULL) {
    return false;
  }
  struct stream_info info = {0};
  struct backend *backend =
      connection->ops->open(&connection->settings, callback_guard_process, guard, &info, failure);
  if (backend == NULL) {
    callback_guard_destroy(guard);
    return false;
  }
  if (!fit_mixer(connection, &info, failure)) {
    callback_guard_close(guard, 0);
    callback_guard_abandon(guard);
    connection->ops->abandon(backend);
    return false;
  }
  callback_guard_set_mixer(guard, connection->mixer);
  connection->guard = guard;
  connection->own_reason = info.priority_reason;
  set_backend(connection, backend, &info);
  return true;
}

struct connection *connection_create(const struct backend_ops *ops,
                                     const struct stream_settings *settings,
                                     struct failure *failure) {
  struct connection *connection = calloc(1, sizeof(*connection));
  struct mutex *lock = mutex_create();
  if (connection == NULL || lock == NULL ||
      !stream_settings_copy(&connection->settings, settings)) {
    free(connection);
    mutex_destroy(lock);
    failure_out_of_memory(failure, "for a stream");
    return NULL;
  }
  connection->lock = lock;
  connection->ops = ops;
  if (!connection_reopen(connection, failure)) {
    connection_destroy(connection);
    return NULL;
  }
  return connection;
}

void connection_destroy(struct connection *connection) {
  bool is_clear =
      connection->leaked == NULL || callback_guard_close(connection->leaked, LEAVE_SECONDS);
  if (connection->mixer != NULL && is_clear) {
    mixer_destroy(connection->mixer);
  }
  callback_priority_end(&connection->priority);
  mutex_destroy(connection->lock);
  stream_settings_release(&connection->settings);
  free(connection);
}

/* ---- starting and stopping ---- */

void connection_abandon(struct connection *connection, enum action_outcome outcome) {
  struct backend *backend = take_backend(connection);
  abandon_guard(connection, outcome);
  connection->ops->abandon(backend);
}

static double quiet_seconds(const struct connection *connection) {
  return connection->ops->quiet_seconds != NULL
             ? connection->ops->quiet_seconds(connection->backend)
             : 0;
}

static bool wait_for_first_block(struct connection *connection, uint64_t blocks_before,
                                 struct failure *failure) {
  double limit = FIRST_BLOCK_SECONDS + quiet_seconds(connection);
  double deadline = monotonic_seconds() + limit;
  while (callback_guard_blocks(connection->guard) == blocks_before) {
    if (!connection->ops->alive(connection->backend)) {
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

/* After the first block and before the backend can be stopped, so that its thread exists. */
static void refresh_info(struct connection *connection) {
  struct stream_info info = connection->info;
  if (connection->ops->refresh_info != NULL) {
    connection->ops->refresh_info(connection->backend, &info);
  }
  mutex_lock(connection->lock);
  connection->info = info;
  callback_priority_begin(&connection->priority, callback_guard_thread(connection->guard),
                          connection->own_reason);
  callback_priority_read(&connection->priority, &connection->info);
  mutex_unlock(connection->lock);
}

static enum action_outcome outcome_of(const struct failure *failure) {
  return failure->code == FAILURE_DEVICE_LOST ? OUTCOME_DEVICE_LOST : OUTCOME_STREAM_STOPPED;
}

bool connection_start(struct connection *connection, struct failure *failure) {
  struct failure reason = {.code = FAILURE_NONE};
  uint64_t blocks_before = callback_guard_blocks(connection->guard);
  mixer_begin_stream(connection->mixer);
  connection->is_begun = true;
  if (!connection->ops->start(connection->backend, &reason) ||
      !wait_for_first_block(connection, blocks_before, &reason)) {
    connection_abandon(connection, outcome_of(&reason));
    return failure_set(failure, reason.code, "%s", reason.sentence);
  }
  refresh_info(connection);
  heartbeat_reset(&connection->heartbeat, callback_guard_blocks(connection->guard),
                  monotonic_seconds());
  return true;
}

bool connection_stop(struct connection *connection, bool at_once, struct failure *failure) {
  struct failure reason = {.code = FAILURE_NONE};
  const struct backend_ops *ops = connection->ops;
  end_priority(connection);
  if (!(at_once ? ops->abort : ops->stop)(connection->backend, &reason)) {
    connection_abandon(connection, outcome_of(&reason));
    return failure_set(failure, reason.code, "%s", reason.sentence);
  }
  end_mixing(connection, OUTCOME_STREAM_STOPPED);
  return true;
}

bool connection_close(struct connection *connection, struct failure *failure) {
  bool closed = true;
  if (connection->backend != NULL) {
    struct failure reason = {.code = FAILURE_NONE};
    closed = connection->ops->close(take_backend(connection), &reason);
    /* What is lost is as good as closed, but may still be used. */
    bool lost = !closed && reason.code == FAILURE_DEVICE_LOST;
    if (closed) {
      callback_guard_destroy(connection->guard);
      connection->guard = NULL;
    } else {
      abandon_guard(connection, OUTCOME_STREAM_STOPPED);
    }
    closed = closed || lost || failure_set(failure, reason.code, "%s", reason.sentence);
  }
  /* What was scheduled and never started ends, too. */
  if (connection_clear(connection)) {
    mixer_end_stream(connection->mixer, OUTCOME_STREAM_STOPPED);
  }
  return closed;
}

/* ---- reading ---- */

bool connection_is_dead(struct connection *connection) {
  uint32_t largest = callback_guard_largest_block(connection->guard);
  uint32_t asked = connection->info.block_size;
  double block_seconds = (largest > asked ? largest : asked) / connection->info.sample_rate;
  const struct stream_info *info = &connection->info;
  struct heartbeat_rhythm rhythm = {
      .block_seconds = block_seconds,
      .latency_seconds =
          info->input_latency > info->output_latency ? info->input_latency : info->output_latency,
      .quiet_seconds = quiet_seconds(connection),
      .settle_seconds = connection->ops->settle_seconds != NULL
                            ? connection->ops->settle_seconds(connection->backend)
                            : 0,
  };
  return !connection->ops->alive(connection->backend) ||
         heartbeat_stopped(&connection->heartbeat, callback_guard_blocks(connection->guard),
                           monotonic_seconds(), &rhythm);
}

void connection_info(struct connection *connection, struct stream_info *info) {
  mutex_lock(connection->lock);
  callback_priority_read(&connection->priority, &connection->info);
  *info = connection->info;
  mutex_unlock(connection->lock);
}

double connection_time(struct connection *connection) {
  mutex_lock(connection->lock);
  double time = monotonic_seconds() + connection->clock_offset;
  if (connection->backend != NULL) {
    time = connection->ops->time(connection->backend);
    connection->clock_offset = time - monotonic_seconds();
  }
  mutex_unlock(connection->lock);
  return time;
}

double connection_cpu_load(struct connection *connection) {
  mutex_lock(connection->lock);
  double load = connection->backend != NULL ? connection->ops->cpu_load(connection->backend) : 0;
  mutex_unlock(connection->lock);
  return load;
}

struct mixer *connection_mixer(const struct connection *connection) {
  return connection->mixer;
}
