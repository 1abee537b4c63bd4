/* JACK's client library for PortAudio, where it may be missing.
 *
 * PortAudio is linked with libjack.so.0 and would not load without it. In packages it is linked
 * with this library instead, which loads JACK's at run time. Where that is missing, no client can
 * be opened, and PortAudio leaves JACK out, as it does where no server runs.
 *
 * - Everything is looked up when this library is loaded, so that the audio callback only jumps.
 * - A function is called with a client or a port only, of which there is none without JACK's
 * library, except those that PortAudio calls before it has a client.
 * - Loaded into a namespace of its own (dlmopen), it loads another copy of JACK's library there.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Only handed on. */
struct client;
struct port;
struct latency_range;
typedef uint32_t frame_count;

enum { SERVER_NAME_FOLLOWS = 4, FAILURE = 1 };

/* X(result, function, parameters, arguments, result where JACK's library is missing) */
#define FUNCTIONS(X)                                                                               \
  X(int, activate, (struct client * client), (client), FAILURE)                                    \
  X(int, client_close, (struct client * client), (client), FAILURE)                                \
  X(int, client_name_size, (void), (), 64)                                                         \
  X(int, connect, (struct client * client, const char *source, const char *target),                \
    (client, source, target), FAILURE)                                                             \
  X(int, deactivate, (struct client * client), (client), FAILURE)                                  \
  X(frame_count, frame_time, (const struct client *client), (client), 0)                           \
  X(frame_count, get_buffer_size, (struct client * client), (client), 0)                           \
  X(char *, get_client_name, (struct client * client), (client), NULL)                             \
  X(const char **, get_ports,                                                                      \
    (struct client * client, const char *names, const char *types, unsigned long flags),           \
    (client, names, types, flags), NULL)                                                           \
  X(frame_count, get_sample_rate, (struct client * client), (client), 0)                           \
  X(uint64_t, get_time, (void), (), 0)                                                             \
  X(struct port *, port_by_name, (struct client * client, const char *name), (client, name), NULL) \
  X(int, port_connected, (const struct port *port), (port), 0)                                     \
  X(int, port_disconnect, (struct client * client, struct port * port), (client, port), FAILURE)   \
  X(void *, port_get_buffer, (struct port * port, frame_count frames), (port, frames), NULL)       \
  X(frame_count, port_get_latency, (struct port * port), (port), 0)                                \
  X(const char *, port_name, (const struct port *port), (port), NULL)                              \
  X(int, port_name_size, (void), (), 320)                                                          \
  X(struct port *, port_register,                                                                  \
    (struct client * client, const char *name, const char *type, unsigned long flags,              \
     unsigned long size),                                                                          \
    (client, name, type, flags, size), NULL)                                                       \
  X(int, port_unregister, (struct client * client, struct port * port), (client, port), FAILURE)   \
  X(int, set_process_callback,                                                                     \
    (struct client * client, int (*callback)(frame_count, void *), void *context),                 \
    (client, callback, context), FAILURE)                                                          \
  X(int, set_sample_rate_callback,                                                                 \
    (struct client * client, int (*callback)(frame_count, void *), void *context),                 \
    (client, callback, context), FAILURE)                                                          \
  X(int, set_xrun_callback, (struct client * client, int (*callback)(void *), void *context),      \
    (client, callback, context), FAILURE)

/* X(function, parameters, arguments), those that give nothing. */
#define PROCEDURES(X)                                                                              \
  X(free, (void *memory), (memory))                                                                \
  X(on_shutdown, (struct client * client, void (*callback)(void *), void *context),                \
    (client, callback, context))                                                                   \
  X(port_get_latency_range, (struct port * port, int mode, struct latency_range *range),           \
    (port, mode, range))                                                                           \
  X(set_error_function, (void (*callback)(const char *)), (callback))

static struct {
  struct client *(*client_open)(const char *name, int options, int *status, ...);
#define X(result, function, parameters, arguments, missing) result(*function) parameters;
  FUNCTIONS(X)
#undef X
#define X(function, parameters, arguments) void(*function) parameters;
  PROCEDURES(X)
#undef X
} jack;

static void find(void *handle, const char *name, void *target) {
  void *found = dlsym(handle, name);
  memcpy(target, &found, sizeof(found));
}

__attribute__((constructor)) static void load(void) {
  void *handle = dlopen("libjack.so.0", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    return;
  }
  find(handle, "jack_client_open", &jack.client_open);
#define X(result, function, parameters, arguments, missing)                                        \
  find(handle, "jack_" #function, &jack.function);
  FUNCTIONS(X)
#undef X
#define X(function, parameters, arguments) find(handle, "jack_" #function, &jack.function);
  PROCEDURES(X)
#undef X
}

__attribute__((visibility("default"))) struct client *
jack_client_open(const char *name, int options, int *status, ...) {
  if (jack.client_open == NULL) {
    if (status != NULL) {
      *status = FAILURE;
    }
    return NULL;
  }
  if ((options & SERVER_NAME_FOLLOWS) == 0) {
    return jack.client_open(name, options, status);
  }
  va_list rest;
  va_start(rest, status);
  const char *server = va_arg(rest, const char *);
  va_end(rest);
  return jack.client_open(name, options, status, server);
}

#define X(result, function, parameters, arguments, missing)                                        \
  __attribute__((visibility("default"))) result jack_##function parameters {                       \
    return jack.function != NULL ? jack.function arguments : (missing);                            \
  }
FUNCTIONS(X)
#undef X

#define X(function, parameters, arguments)                                                         \
  __attribute__((visibility("default"))) void jack_##function parameters {                         \
    if (jack.function != NULL) {                                                                   \
      jack.function arguments;                                                                     \
    }                                                                                              \
  }
PROCEDURES(X)
#undef X
