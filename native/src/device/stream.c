#include "device/stream.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "device/connection.h"
#include "device/portaudio/backend.h"
#include "device/virtual/backend.h"

struct stream {
  struct connection *connection;
  atomic_int state;      /* enum stream_state */
  atomic_flag operating; /* start, stop, abort, close and poll exclude each other */
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

/* ---- opening ---- */

static bool is_virtual(int32_t device, const struct device_identity *identity,
                       const struct stream_settings *settings) {
  return settings->list_number != 0
             ? device >= 0 && strcmp(identity->host_api, VIRTUAL_HOST_API) == 0
             : device == device_list_virtual_index();
}

static bool check_index(int32_t device, struct failure *failure) {
  return device <= device_list_virtual_index() ||
         failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                     "There is no device number %d; take an index from the device list.", device);
}

static const struct backend_ops *choose_backend(const struct stream_settings *settings,
                                                struct failure *failure) {
  if (!stream_settings_check(settings, failure)) {
    return NULL;
  }
  int32_t input = settings->input_device;
  int32_t output = settings->output_device;
  if (settings->list_number == 0 &&
      (!check_index(input, failure) || !check_index(output, failure))) {
    return NULL;
  }
  bool virtual_input = is_virtual(input, &settings->input_identity, settings);
  bool virtual_output = is_virtual(output, &settings->output_identity, settings);
  if ((virtual_input && output != NO_DEVICE && !virtual_output) ||
      (virtual_output && input != NO_DEVICE && !virtual_input)) {
    failure_set(failure, FAILURE_DEVICE_REFUSED,
                "The virtual device has a clock of its own and cannot be combined with another "
                "device; choose it for both directions or for none.");
    return NULL;
  }
  if (!virtual_input && !virtual_output) {
    return &portaudio_backend_ops;
  }
  if (settings->host_api_options.kind != HOST_API_OPTIONS_NONE) {
    failure_set(failure, FAILURE_HOST_API_OPTION,
                "The virtual device takes no options of a host API; leave them out.");
    return NULL;
  }
  return &virtual_backend_ops;
}

struct stream *stream_open_on(const struct backend_ops *ops, const struct stream_settings *settings,
                              struct failure *failure) {
  if (ops->check != NULL && !ops->check(settings, failure)) {
    return NULL;
  }
  struct stream *stream = calloc(1, sizeof(*stream));
  if (stream == NULL) {
    failure_out_of_memory(failure, "for a stream");
    return NULL;
  }
  stream->connection = connection_create(ops, settings, failure);
  if (stream->connection == NULL) {
    free(stream);
    return NULL;
  }
  atomic_flag_clear(&stream->operating);
  set_state(stream, STREAM_STOPPED);
  return stream;
}

struct stream *stream_open(const struct stream_settings *settings, struct failure *failure) {
  const struct backend_ops *ops = choose_backend(settings, failure);
  return ops != NULL ? stream_open_on(ops, settings, failure) : NULL;
}

bool stream_check_settings(const struct stream_settings *settings, struct failure *failure) {
  const struct backend_ops *ops = choose_backend(settings, failure);
  return ops != NULL && ops->check(settings, failure);
}

/* ---- starting ---- */

static bool may_start(struct stream *stream, struct failure *failure) {
  switch (stream_state(stream)) {
  case STREAM_ACTIVE:
    return failure_set(failure, FAILURE_STREAM_ACTIVE,
                       "The stream is already active; stop it before you start it again.");
  case STREAM_CLOSED:
    return failure_set(failure, FAILURE_STREAM_CLOSED,
                       "The stream is closed; open a new one to go on.");
  case STREAM_STOPPED:
  case STREAM_DEAD:
    break;
  }
  return connection_clear(stream->connection) ||
         failure_set(failure, FAILURE_STREAM_TIMEOUT,
                     "The lost device's last callback has not returned; try again later.");
}

bool stream_start(struct stream *stream, struct failure *failure) {
  begin_operation(stream);
  bool started = may_start(stream, failure) && connection_reopen(stream->connection, failure) &&
                 connection_start(stream->connection, failure);
  if (started) {
    set_state(stream, STREAM_ACTIVE);
  }
  end_operation(stream);
  return started;
}

enum stream_state stream_poll(struct stream *stream) {
  if (atomic_flag_test_and_set(&stream->operating)) {
    return stream_state(stream);
  }
  connection_clear(stream->connection);
  if (stream_state(stream) == STREAM_ACTIVE && connection_is_dead(stream->connection)) {
    connection_abandon(stream->connection, OUTCOME_DEVICE_LOST);
    set_state(stream, STREAM_DEAD);
  }
  end_operation(stream);
  return stream_state(stream);
}

/* ---- stopping and closing ---- */

/* A stream that died before is as good as stopped; its actions tell that the device was lost. */
static bool halt(struct stream *stream, bool at_once, struct failure *failure) {
  struct failure reason = {.code = FAILURE_NONE};
  bool stopped = connection_stop(stream->connection, at_once, &reason);
  bool lost = !stopped && reason.code == FAILURE_DEVICE_LOST;
  set_state(stream, lost ? STREAM_DEAD : STREAM_STOPPED);
  return stopped || lost || failure_set(failure, reason.code, "%s", reason.sentence);
}

static bool halt_if_active(struct stream *stream, bool at_once, struct failure *failure) {
  begin_operation(stream);
  bool halted = true;
  if (stream_state(stream) == STREAM_CLOSED) {
    halted = failure_set(failure, FAILURE_STREAM_CLOSED,
                         "The stream is already closed; open a new one to go on.");
  } else if (stream_state(stream) == STREAM_ACTIVE) {
    halted = halt(stream, at_once, failure);
  }
  end_operation(stream);
  return halted;
}

bool stream_stop(struct stream *stream, struct failure *failure) {
  return halt_if_active(stream, false, failure);
}

bool stream_abort(struct stream *stream, struct failure *failure) {
  return halt_if_active(stream, true, failure);
}

bool stream_close(struct stream *stream, struct failure *failure) {
  begin_operation(stream);
  bool closed = true;
  if (stream_state(stream) != STREAM_CLOSED) {
    if (stream_state(stream) == STREAM_ACTIVE) {
      closed = halt(stream, true, failure);
    }
    closed = connection_close(stream->connection, closed ? failure : NULL) && closed;
    set_state(stream, STREAM_CLOSED);
  }
  end_operation(stream);
  return closed;
}

void stream_destroy(struct stream *stream) {
  if (stream != NULL) {
    stream_close(stream, NULL);
    connection_destroy(stream->connection);
    free(stream);
  }
}

/* ---- reading ---- */

enum stream_state stream_state(const struct stream *stream) {
  return (enum stream_state)atomic_load(&stream->state);
}

void stream_info(const struct stream *stream, struct stream_info *info) {
  connection_info(stream->connection, info);
}

double stream_time(const struct stream *stream) {
  return connection_time(stream->connection);
}

double stream_cpu_load(const struct stream *stream) {
  return stream_state(stream) == STREAM_ACTIVE ? connection_cpu_load(stream->connection) : 0;
}

struct mixer *stream_mixer(struct stream *stream) {
  return connection_mixer(stream->connection);
}
