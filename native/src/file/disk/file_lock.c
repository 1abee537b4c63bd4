#include "file/disk/file_lock.h"

#include <errno.h>
#include <string.h>

#include "file/disk/disk_failure.h"

enum { HOLDER_BYTES = 200 };

/* What the file says, on one line: anybody may have written it. */
static bool held_failure(struct disk_file *file, struct failure *failure) {
  char holder[HOLDER_BYTES + 1];
  int error = 0;
  int64_t bytes = disk_file_read(file, 0, holder, HOLDER_BYTES, &error);
  size_t length = bytes > 0 ? (size_t)bytes : 0;
  for (size_t index = 0; index < length; index++) {
    if (holder[index] < ' ' || holder[index] > '~') {
      length = index;
    }
  }
  holder[length] = '\0';
  return failure_set(failure, FAILURE_FILE_LOCKED, "It is in use by %s.",
                     length > 0 ? holder : "another program");
}

/* The text is a courtesy: a full disk must not keep the lock from being held. */
static void write_holder(struct disk_file *file, const char *holder) {
  int ignored = 0;
  disk_file_truncate(file, 0, &ignored);
  disk_file_write(file, 0, holder, strlen(holder), &ignored);
}

struct disk_file *file_lock_take(const char *path, const char *holder, struct failure *failure) {
  int error = 0;
  struct disk_file *file = disk_file_open(path, DISK_FILE_SHARED, &error);
  if (file == NULL) {
    disk_write_failure(failure, path, error);
    return NULL;
  }
  if (!disk_file_lock(file, &error)) {
    if (error == EWOULDBLOCK) {
      held_failure(file, failure);
    } else {
      disk_write_failure(failure, path, error);
    }
    disk_file_close(file);
    return NULL;
  }
  write_holder(file, holder);
  return file;
}
