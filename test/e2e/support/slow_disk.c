/* Preloaded into the app by a test: as long as the file named by SLOW_DISK_GATE exists, every write
 * to a path that contains SLOW_DISK_MATCH waits, as on a disk that stalls. Linux, glibc.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static bool is_slow(int descriptor) {
  const char *match = getenv("SLOW_DISK_MATCH");
  const char *guard = getenv("SLOW_DISK_GATE");
  if (match == NULL || guard == NULL) {
    return false;
  }
  char link[64];
  char path[4096];
  snprintf(link, sizeof(link), "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof(path) - 1);
  if (length <= 0) {
    return false;
  }
  path[length] = '\0';
  return strstr(path, match) != NULL && access(guard, F_OK) == 0;
}

static void wait_for_disk(int descriptor) {
  const struct timespec pause = {0, 20 * 1000 * 1000};
  while (is_slow(descriptor)) {
    nanosleep(&pause, NULL);
  }
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  static ssize_t (*next)(int, const void *, size_t);
  if (next == NULL) {
    *(void **)&next = dlsym(RTLD_NEXT, "write");
  }
  wait_for_disk(descriptor);
  return next(descriptor, bytes, count);
}

int fsync(int descriptor) {
  static int (*next)(int);
  if (next == NULL) {
    *(void **)&next = dlsym(RTLD_NEXT, "fsync");
  }
  wait_for_disk(descriptor);
  return next(descriptor);
}
