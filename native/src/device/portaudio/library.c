#include "device/portaudio/library.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAS_PRIVATE_COPIES
#include <dlfcn.h>
#include <limits.h>
#include <unistd.h>
#endif

static struct portaudio_library linked = {
#define X(result, member, function, parameters) .member = (function),
    PORTAUDIO_FUNCTIONS(X)
#undef X
};

static struct portaudio_library *_Atomic current = &linked;

struct portaudio_library *portaudio_library(void) {
  return atomic_load(&current);
}

#ifdef HAS_PRIVATE_COPIES

static bool find_function(void *handle, const char *name, void *target) {
  void *found = dlsym(handle, name);
  memcpy(target, &found, sizeof(found));
  return found != NULL;
}

/* A copy of the C library begins with the environment that the process was started with. */
static void hand_over_environment(void *handle) {
  char ***theirs = dlsym(handle, "environ");
  size_t count = 0;
  while (environ[count] != NULL) {
    count++;
  }
  char **copy = theirs != NULL ? calloc(count + 1, sizeof(*copy)) : NULL;
  if (copy == NULL) {
    return;
  }
  for (size_t k = 0; k < count; k++) {
    copy[k] = strdup(environ[k]);
    if (copy[k] == NULL) {
      break;
    }
  }
  *theirs = copy; /* the copy's for good */
}

/* In packages a library of ours stands in for JACK's, beside PortAudio (native/weak-jack). A new
 * namespace knows nothing of the addon's folder, so it is loaded there first. Its namespace. */
static Lmid_t load_weak_jack(const char *portaudio) {
  static const char name[] = "libwjack.so";
  char path[PATH_MAX];
  const char *slash = strrchr(portaudio, '/');
  size_t folder = slash != NULL ? (size_t)(slash - portaudio) + 1 : 0;
  if (folder + sizeof(name) > sizeof(path)) {
    return LM_ID_NEWLM;
  }
  memcpy(path, portaudio, folder);
  memcpy(path + folder, name, sizeof(name));
  Lmid_t names = LM_ID_NEWLM;
  void *handle = access(path, R_OK) == 0 ? dlmopen(LM_ID_NEWLM, path, RTLD_NOW | RTLD_LOCAL) : NULL;
  if (handle != NULL && dlinfo(handle, RTLD_DI_LMID, &names) != 0) {
    names = LM_ID_NEWLM;
  }
  return names;
}

/* Of the library that is linked; NULL = unknown. */
static const char *linked_path(void) {
  Dl_info place = {0};
  void *address = NULL;
  memcpy(&address, &linked.initialise, sizeof(address));
  return dladdr(address, &place) == 0 ? NULL : place.dli_fname;
}

static void *load_copy(void) {
  const char *path = linked_path();
  return path == NULL ? NULL : dlmopen(load_weak_jack(path), path, RTLD_NOW | RTLD_LOCAL);
}

/* ALSA loads the plug-ins of sound servers, which crash in a copy (seen with PulseAudio 16.1). */
static bool has_sound_server_plugin(void) {
  static const char *const names[] = {"libpulse.so.0", "libpipewire-0.3.so.0"};
  for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
    void *loaded = dlopen(names[k], RTLD_LAZY | RTLD_NOLOAD);
    if (loaded != NULL) {
      dlclose(loaded);
      return true;
    }
  }
  return false;
}

static struct portaudio_library *create_copy(void) {
  if (has_sound_server_plugin()) {
    return NULL;
  }
  struct portaudio_library *library = calloc(1, sizeof(*library));
  void *handle = library != NULL ? load_copy() : NULL;
  bool complete = handle != NULL;
#define X(result, member, function, parameters)                                                    \
  complete = complete && find_function(handle, #function, &library->member);
  PORTAUDIO_FUNCTIONS(X)
#undef X
  if (!complete) {
    if (handle != NULL) {
      dlclose(handle);
    }
    free(library);
    return NULL;
  }
  hand_over_environment(handle);
  library->handle = handle;
  return library;
}

void *portaudio_library_handle(struct portaudio_library *library) {
  const char *path = library == &linked && library->handle == NULL ? linked_path() : NULL;
  if (path != NULL) {
    library->handle = dlopen(path, RTLD_LAZY | RTLD_NOLOAD);
  }
  return library->handle;
}

#else

void *portaudio_library_handle(struct portaudio_library *library) {
  (void)library;
  return NULL;
}

static struct portaudio_library *create_copy(void) {
  return NULL;
}

#endif

bool portaudio_library_replace(struct failure *failure) {
  struct portaudio_library *library = create_copy();
  if (library == NULL) {
    return failure_set(failure, FAILURE_RESTART_NEEDED,
                       "The audio server was lost, and this program cannot reach a new one any "
                       "more; restart the program.");
  }
  library->copy = portaudio_library()->copy + 1;
  atomic_store(&current, library);
  return true;
}
