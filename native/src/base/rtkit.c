#include "base/rtkit.h"

#include <stddef.h>

#ifdef __linux__

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/real_time_limit.h"
#include "base/thread.h"

/* Of one call over D-Bus, and of all of a request together. */
enum { CALL_MILLISECONDS = 1000 };
#define REQUEST_SECONDS 4.0

/* Ends the arguments of a message. */
enum { NO_MORE_TYPES = 0 };

#define BUS_ADDRESS "unix:path=/var/run/dbus/system_bus_socket"
#define BUS_NAME    "org.freedesktop.DBus"
#define BUS_PATH    "/org/freedesktop/DBus"
#define RTKIT_NAME  "org.freedesktop.RealtimeKit1"
#define RTKIT_PATH  "/org/freedesktop/RealtimeKit1"
#define PROPERTIES  "org.freedesktop.DBus.Properties"
#define ERRORS      "org.freedesktop.DBus.Error."

/* Types of libdbus 1, whose binary interface is fixed. */
struct dbus_error {
  const char *name;
  const char *message;
  unsigned flags;
  void *padding;
};

struct dbus_iterator {
  void *opaque[16]; /* more than it needs */
};

#define DBUS_FUNCTIONS(X)                                                                          \
  X(void, error_init, (struct dbus_error * error))                                                 \
  X(void, error_free, (struct dbus_error * error))                                                 \
  X(void *, connection_open_private, (const char *address, struct dbus_error *error))              \
  X(void, connection_close, (void *connection))                                                    \
  X(void, connection_unref, (void *connection))                                                    \
  X(void *, connection_send_with_reply_and_block,                                                  \
    (void *connection, void *message, int milliseconds, struct dbus_error *error))                 \
  X(void *, message_new_method_call,                                                               \
    (const char *name, const char *path, const char *interface, const char *method))               \
  X(void, message_unref, (void *message))                                                          \
  X(unsigned, message_append_args, (void *message, int first_type, ...))                           \
  X(unsigned, message_iter_init, (void *message, struct dbus_iterator *iterator))                  \
  X(int, message_iter_get_arg_type, (struct dbus_iterator * iterator))                             \
  X(void, message_iter_recurse, (struct dbus_iterator * iterator, struct dbus_iterator * inner))   \
  X(void, message_iter_get_basic, (struct dbus_iterator * iterator, void *value))

struct dbus_library {
#define X(result, name, parameters) result(*name) parameters;
  DBUS_FUNCTIONS(X)
#undef X
};

struct rtkit_request {
  atomic_int owners; /* the caller and the thread */
  atomic_int answer;
  int32_t thread_number, level;
  double deadline; /* monotonic */
};

/* One conversation with the system bus. */
struct conversation {
  struct dbus_library library;
  void *connection;
  struct dbus_error error;
};

/* Stays loaded: libdbus keeps memory of its own. */
static bool load_library(struct dbus_library *library) {
  void *handle = dlopen("libdbus-1.so.3", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    return false;
  }
  void *found = NULL;
#define X(result, name, parameters)                                                                \
  found = dlsym(handle, "dbus_" #name);                                                            \
  if (found == NULL) {                                                                             \
    return false;                                                                                  \
  }                                                                                                \
  memcpy(&library->name, &found, sizeof(found));
  DBUS_FUNCTIONS(X)
#undef X
  return true;
}

static bool is_error(const struct conversation *conversation, const char *name) {
  return conversation->error.name != NULL && strcmp(conversation->error.name, name) == 0;
}

/* What the last error means. */
static enum rtkit_answer answer_of_error(const struct conversation *conversation) {
  static const char *const silent[] = {ERRORS "NoReply", ERRORS "Timeout", ERRORS "TimedOut"};
  static const char *const missing[] = {
      ERRORS "ServiceUnknown", ERRORS "NameHasNoOwner", ERRORS "NoServer",  ERRORS "FileNotFound",
      ERRORS "Disconnected",   ERRORS "AuthFailed",     ERRORS "BadAddress"};
  static const char spawning[] = ERRORS "Spawn."; /* rtkit is there, but does not start */
  for (size_t k = 0; k < sizeof(silent) / sizeof(silent[0]); k++) {
    if (is_error(conversation, silent[k])) {
      return RTKIT_SILENT;
    }
  }
  for (size_t k = 0; k < sizeof(missing) / sizeof(missing[0]); k++) {
    if (is_error(conversation, missing[k])) {
      return RTKIT_MISSING;
    }
  }
  bool was_not_started = conversation->error.name != NULL &&
                         strncmp(conversation->error.name, spawning, sizeof(spawning) - 1) == 0;
  return was_not_started ? RTKIT_MISSING : RTKIT_REFUSED;
}

/* Sends `message`, which may be NULL, and frees it. The reply, or NULL + error. */
static void *send_message(struct conversation *conversation, void *message) {
  if (message == NULL) {
    return NULL;
  }
  const struct dbus_library *library = &conversation->library;
  library->error_free(&conversation->error);
  void *reply = library->connection_send_with_reply_and_block(
      conversation->connection, message, CALL_MILLISECONDS, &conversation->error);
  library->message_unref(message);
  return reply;
}

static bool connect_to_bus(struct conversation *conversation) {
  const struct dbus_library *library = &conversation->library;
  const char *address = getenv("DBUS_SYSTEM_BUS_ADDRESS");
  conversation->connection = library->connection_open_private(
      address != NULL && address[0] != '\0' ? address : BUS_ADDRESS, &conversation->error);
  if (conversation->connection == NULL) {
    return false;
  }
  void *reply = send_message(
      conversation, library->message_new_method_call(BUS_NAME, BUS_PATH, BUS_NAME, "Hello"));
  if (reply == NULL) {
    return false;
  }
  library->message_unref(reply);
  return true;
}

/* Reads a whole number, which may be in a variant. */
static bool read_number(const struct dbus_library *library, void *reply, int64_t *number) {
  struct dbus_iterator iterator;
  struct dbus_iterator inner;
  if (library->message_iter_init(reply, &iterator) == 0) {
    return false;
  }
  int type = library->message_iter_get_arg_type(&iterator);
  if (type == 'v') {
    library->message_iter_recurse(&iterator, &inner);
    iterator = inner;
    type = library->message_iter_get_arg_type(&iterator);
  }
  if (type == 'x') {
    library->message_iter_get_basic(&iterator, number);
    return true;
  }
  if (type == 'i') {
    int32_t value = 0;
    library->message_iter_get_basic(&iterator, &value);
    *number = value;
    return true;
  }
  return false;
}

static bool get_property(struct conversation *conversation, const char *name, int64_t *value) {
  const struct dbus_library *library = &conversation->library;
  const char *interface = RTKIT_NAME;
  void *message = library->message_new_method_call(RTKIT_NAME, RTKIT_PATH, PROPERTIES, "Get");
  if (message != NULL && library->message_append_args(message, (int)'s', &interface, (int)'s',
                                                      &name, NO_MORE_TYPES) == 0) {
    library->message_unref(message);
    message = NULL;
  }
  void *reply = send_message(conversation, message);
  if (reply == NULL) {
    return false;
  }
  bool is_read = read_number(library, reply, value);
  library->message_unref(reply);
  return is_read;
}

static bool make_real_time(struct conversation *conversation, uint64_t thread_number,
                           uint32_t level) {
  const struct dbus_library *library = &conversation->library;
  void *message =
      library->message_new_method_call(RTKIT_NAME, RTKIT_PATH, RTKIT_NAME, "MakeThreadRealtime");
  if (message != NULL && library->message_append_args(message, (int)'t', &thread_number, (int)'u',
                                                      &level, NO_MORE_TYPES) == 0) {
    library->message_unref(message);
    message = NULL;
  }
  void *reply = send_message(conversation, message);
  if (reply == NULL) {
    return false;
  }
  library->message_unref(reply);
  return true;
}

/* The calls after that to the bus, in rtkit's order. */
static enum rtkit_answer converse(struct conversation *conversation,
                                  const struct rtkit_request *request) {
  int64_t most_level = 0;
  int64_t most_microseconds = 0;
  if (!connect_to_bus(conversation) ||
      !get_property(conversation, "MaxRealtimePriority", &most_level) ||
      !get_property(conversation, "RTTimeUSecMax", &most_microseconds)) {
    return answer_of_error(conversation);
  }
  if (most_level < 1 || most_microseconds < 1 ||
      !real_time_limit_set((uint64_t)most_microseconds)) {
    return RTKIT_REFUSED;
  }
  int64_t level = request->level < most_level ? request->level : most_level;
  return make_real_time(conversation, (uint64_t)request->thread_number, (uint32_t)level)
             ? RTKIT_GRANTED
             : answer_of_error(conversation);
}

static void release(struct rtkit_request *request) {
  if (atomic_fetch_sub(&request->owners, 1) == 1) {
    free(request);
  }
}

static void ask(void *context) {
  struct rtkit_request *request = context;
  struct conversation conversation = {.connection = NULL};
  enum rtkit_answer answer = RTKIT_NO_LIBRARY;
  if (load_library(&conversation.library)) {
    const struct dbus_library *library = &conversation.library;
    library->error_init(&conversation.error);
    answer = converse(&conversation, request);
    library->error_free(&conversation.error);
    if (conversation.connection != NULL) {
      library->connection_close(conversation.connection);
      library->connection_unref(conversation.connection);
    }
  }
  atomic_store(&request->answer, (int)answer);
  release(request);
}

struct rtkit_request *rtkit_ask(int32_t thread_number, int32_t level) {
  struct rtkit_request *request = thread_number > 0 ? calloc(1, sizeof(*request)) : NULL;
  if (request == NULL) {
    return NULL;
  }
  atomic_init(&request->owners, 2);
  atomic_init(&request->answer, (int)RTKIT_ASKED);
  request->thread_number = thread_number;
  request->level = level;
  request->deadline = monotonic_seconds() + REQUEST_SECONDS;
  struct thread *thread = thread_start("rtkit", ask, request);
  if (thread == NULL) {
    free(request);
    return NULL;
  }
  thread_detach(thread);
  return request;
}

enum rtkit_answer rtkit_answer_to(struct rtkit_request *request) {
  enum rtkit_answer answer = (enum rtkit_answer)atomic_load(&request->answer);
  bool is_late = answer == RTKIT_ASKED && monotonic_seconds() >= request->deadline;
  return is_late ? RTKIT_SILENT : answer;
}

void rtkit_release(struct rtkit_request *request) {
  if (request != NULL) {
    release(request);
  }
}

#else

struct rtkit_request *rtkit_ask(int32_t thread_number, int32_t level) {
  (void)thread_number;
  (void)level;
  return NULL;
}

enum rtkit_answer rtkit_answer_to(struct rtkit_request *request) {
  (void)request;
  return RTKIT_MISSING;
}

void rtkit_release(struct rtkit_request *request) {
  (void)request;
}

#endif
