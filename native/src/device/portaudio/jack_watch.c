#include "device/portaudio/jack_watch.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "device/portaudio/library.h"

#if defined(HAS_PRIVATE_COPIES) && defined(HAS_PA_JACK)

#include <dlfcn.h>

enum { NO_START_SERVER = 1 }; /* JackNoStartServer of jack/types.h */

struct jack_client;
typedef struct jack_client *client_open_function(const char *name, int options, int *status, ...);
typedef void on_shutdown_function(struct jack_client *client, void (*callback)(void *),
                                  void *context);
typedef int client_close_function(struct jack_client *client);

struct jack_watch {
  struct jack_client *client;
  client_close_function *close;
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
      function_of(portaudio, "jack_client_close", &watch->close) == NULL) {
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

bool jack_watch_is_lost(const struct jack_watch *watch) {
  return watch != NULL && atomic_load(&watch->lost);
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

bool jack_watch_is_lost(const struct jack_watch *watch) {
  (void)watch;
  return false;
}

void jack_watch_end(struct jack_watch *watch) {
  (void)watch;
}

#endif
