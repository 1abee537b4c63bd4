#include "device/portaudio/jack_watch.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "device/portaudio/library.h"

#if defined(HAS_PRIVATE_COPIES) && defined(HAS_PA_JACK)

#include <dlfcn.h>

/* Of jack/types.h. */
#define AUDIO_TYPE "32 bit float mono audio"
enum { NO_START_SERVER = 1, PORT_IS_INPUT = 1 };

struct jack_client;
struct jack_port;
typedef struct jack_client *client_open_function(const char *name, int options, int *status, ...);
typedef void on_shutdown_function(struct jack_client *client, void (*callback)(void *),
                                  void *context);
typedef int client_close_function(struct jack_client *client);
typedef struct jack_port *port_register_function(struct jack_client *client, const char *name,
                                                 const char *type, unsigned long flags,
                                                 unsigned long size);
typedef int port_unregister_function(struct jack_client *client, struct jack_port *port);

struct jack_watch {
  struct jack_client *client;
  client_close_function *close;
  port_register_function *register_port;
  port_unregister_function *unregister_port;
  atomic_bool lost;
};

/* On a thread of JACK's library. */
static void note_loss(void *context) {
  struct jack_watch *watch = context;
  atomic_store(&watch->lost, true);
}

static void *function_of(void *portaudio, const char *name, void *target) {
  void *found = dlsym(portaudio, name);
  memcpy(target, &found, sizeof(found));
  return found;
}

struct jack_watch *jack_watch_begin(void *portaudio) {
  client_open_function *open = NULL;
  on_shutdown_function *on_shutdown = NULL;
  struct jack_watch *watch = calloc(1, sizeof(*watch));
  if (watch == NULL || portaudio == NULL ||
      function_of(portaudio, "jack_client_open", &open) == NULL ||
      function_of(portaudio, "jack_on_shutdown", &on_shutdown) == NULL ||
      function_of(portaudio, "jack_client_close", &watch->close) == NULL ||
      function_of(portaudio, "jack_port_register", &watch->register_port) == NULL ||
      function_of(portaudio, "jack_port_unregister", &watch->unregister_port) == NULL) {
    free(watch);
    return NULL;
  }
  int status = 0;
  watch->client = open("RtMixer-watch", NO_START_SERVER, &status);
  if (watch->client == NULL) {
    free(watch);
    return NULL;
  }
  on_shutdown(watch->client, note_loss, watch);
  return watch;
}

/* The notice of a server's end comes some milliseconds after it. */
bool jack_watch_is_lost(struct jack_watch *watch) {
  if (watch == NULL) {
    return false;
  }
  if (!atomic_load(&watch->lost)) {
    struct jack_port *port =
        watch->register_port(watch->client, "alive", AUDIO_TYPE, PORT_IS_INPUT, 0);
    if (port == NULL || watch->unregister_port(watch->client, port) != 0) {
      atomic_store(&watch->lost, true);
    }
  }
  return atomic_load(&watch->lost);
}

void jack_watch_end(struct jack_watch *watch) {
  if (watch != NULL && !atomic_load(&watch->lost)) {
    watch->close(watch->client);
    free(watch);
  }
}

#else

struct jack_watch *jack_watch_begin(void *portaudio) {
  (void)portaudio;
  return NULL;
}

bool jack_watch_is_lost(struct jack_watch *watch) {
  (void)watch;
  return false;
}

void jack_watch_end(struct jack_watch *watch) {
  (void)watch;
}

#endif
