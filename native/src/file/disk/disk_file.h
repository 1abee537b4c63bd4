/* Files for the disk and job threads: UTF-8 paths, reads and writes at a position, errors as errno
 * values. All differences between POSIX and Windows files are here.
 *
 * All calls block on the disk: job and disk threads, never the audio callback. An open file belongs
 * to one thread at a time; the path functions may be called from any.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct disk_file;

enum disk_file_access {
  DISK_FILE_READ,
  DISK_FILE_CREATE,  /* for writing; must not exist */
  DISK_FILE_REPLACE, /* for writing; what is there, a link too, is removed first */
  DISK_FILE_UPDATE,  /* for reading and writing; must exist, and be no link */
  DISK_FILE_SHARED   /* for reading and writing; made if it does not exist, and no link */
};

struct disk_file_facts {
  bool is_folder;
  bool is_regular; /* neither a folder nor a pipe, socket or device */
  int64_t bytes;
  int64_t modified_nanoseconds; /* since the system's epoch */
};

/** Reads the facts of what `path` leads to. False and `*error` = errno. */
bool disk_file_examine(const char *path, struct disk_file_facts *facts, int *error);
/** Whether both paths lead to the same existing file, links included. */
bool disk_file_is_same(const char *path, const char *other);
/** NULL and `*error` = errno. */
struct disk_file *disk_file_open(const char *path, enum disk_file_access access, int *error);
/** NULL is fine. False when the system reports a late write error. */
bool disk_file_close(struct disk_file *file);
/** Up to `bytes` bytes from `position`; less only at the end of the file. -1 and `*error`. */
int64_t disk_file_read(struct disk_file *file, int64_t position, void *target, size_t bytes,
                       int *error);
/** Returns how many bytes were written; less than `bytes` means `*error`. */
int64_t disk_file_write(struct disk_file *file, int64_t position, const void *source, size_t bytes,
                        int *error);
/** False once the open file is in no folder any more: what is written to it is lost when it is
 * closed. Always true on Windows, where an open file keeps its name. */
bool disk_file_is_linked(struct disk_file *file);
/** The size now, in bytes; -1 and `*error`. */
int64_t disk_file_bytes(struct disk_file *file, int *error);
bool disk_file_truncate(struct disk_file *file, int64_t bytes, int *error);
/** Waits until everything written would survive a power loss. */
bool disk_file_sync(struct disk_file *file, int *error);

/** Takes the lock of the file without waiting; it ends with the file or with the process. False and
 * `*error` = EWOULDBLOCK where another holds it. Advisory: it keeps nobody from reading. */
bool disk_file_lock(struct disk_file *file, int *error);

/** Renames `from` to `to`, replacing what is there in one step. */
bool disk_file_replace(const char *from, const char *to, int *error);
bool disk_file_remove(const char *path, int *error);

#ifdef RTMIXER_FAULTY_DISK
/** Simulates a slow or failing disk, in builds for tests only: called before every read and write
 * of every file with the position and the byte count. It returns 0 to let it happen, or the errno
 * it fails with. NULL = off. Set it while no file is in use. */
typedef int (*disk_file_fault)(bool is_write, int64_t position, size_t bytes);
void disk_file_set_fault(disk_file_fault fault);
#endif

#ifdef __cplusplus
}
#endif
