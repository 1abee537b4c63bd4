#include "file/disk/disk_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#ifdef _WIN32
#include <wchar.h>
#include <windows.h>

#include "file/disk/busy_file.h"
#include "file/disk/windows_error.h"
#include "file/disk/windows_path.h"
#else
#include <sys/file.h>
#include <unistd.h>
#endif

/* One system call moves at most this much, so that a cancel never waits for a huge one. */
#define TRANSFER_BYTES_MAX ((size_t)64 << 20)

#ifdef RTMIXER_FAULTY_DISK
static _Atomic(disk_file_fault) fault_hook;

void disk_file_set_fault(disk_file_fault fault) {
  atomic_store(&fault_hook, fault);
}

static int fault_error(bool is_write, int64_t position, size_t bytes) {
  disk_file_fault fault = atomic_load_explicit(&fault_hook, memory_order_relaxed);
  return fault == NULL ? 0 : fault(is_write, position, bytes);
}
#endif

#ifdef _WIN32

struct disk_file {
  HANDLE handle;
};

static int system_error(void) {
  return windows_error_number(GetLastError());
}

/* The path as the system takes it, of any length; NULL = there is no memory or no such path. */
static wchar_t *wide_path(const char *path) {
  int length = MultiByteToWideChar(CP_UTF8, 0, path, -1, NULL, 0);
  wchar_t *wide = length > 0 ? malloc((size_t)length * sizeof(*wide)) : NULL;
  if (wide == NULL) {
    SetLastError(length > 0 ? ERROR_OUTOFMEMORY : ERROR_INVALID_NAME);
    return NULL;
  }
  MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, length);
  DWORD room = GetFullPathNameW(wide, 0, NULL, NULL);
  wchar_t *full = room > 0 ? malloc(room * sizeof(*full)) : NULL;
  wchar_t *extended = room > 0 ? malloc((room + WINDOWS_PATH_EXTRA) * sizeof(*extended)) : NULL;
  DWORD used = full != NULL && extended != NULL ? GetFullPathNameW(wide, room, full, NULL) : 0;
  if (used > 0 && used < room) {
    windows_path_extend(full, extended);
  } else {
    free(extended);
    extended = NULL;
    SetLastError(room > 0 ? ERROR_OUTOFMEMORY : ERROR_INVALID_NAME);
  }
  free(full);
  free(wide);
  return extended;
}

static void pause_thread(double seconds) {
  Sleep((DWORD)(seconds * 1000));
}

/* One call for files, which another program may refuse for a moment. */
struct file_call {
  const wchar_t *path;
  const wchar_t *target; /* of a rename */
  enum disk_file_access access;
  HANDLE handle;
  DWORD error;
};

static enum file_attempt attempt_result(struct file_call *call, bool done) {
  call->error = done ? ERROR_SUCCESS : GetLastError();
  switch (call->error) {
  case ERROR_SUCCESS:
    return FILE_ATTEMPT_DONE;
  case ERROR_SHARING_VIOLATION:
  case ERROR_LOCK_VIOLATION:
  case ERROR_DELETE_PENDING:
  case ERROR_USER_MAPPED_FILE:
    return FILE_ATTEMPT_BUSY;
  case ERROR_ACCESS_DENIED:
    /* Also said of a file that is being removed. */
    return call->access == DISK_FILE_READ ? FILE_ATTEMPT_FAILED : FILE_ATTEMPT_BUSY;
  default:
    return FILE_ATTEMPT_FAILED;
  }
}

bool disk_file_examine(const char *path, struct disk_file_facts *facts, int *error) {
  WIN32_FILE_ATTRIBUTE_DATA data;
  wchar_t *wide = wide_path(path);
  bool found = wide != NULL && GetFileAttributesExW(wide, GetFileExInfoStandard, &data);
  if (!found) {
    *error = system_error();
    free(wide);
    return false;
  }
  free(wide);
  facts->is_folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  facts->is_regular =
      (data.dwFileAttributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_DEVICE)) == 0;
  facts->bytes = (int64_t)(((uint64_t)data.nFileSizeHigh << 32) | data.nFileSizeLow);
  facts->modified_nanoseconds =
      100 * (int64_t)(((uint64_t)data.ftLastWriteTime.dwHighDateTime << 32) |
                      data.ftLastWriteTime.dwLowDateTime);
  return true;
}

static bool file_identity(const char *path, BY_HANDLE_FILE_INFORMATION *identity) {
  wchar_t *wide = wide_path(path);
  HANDLE handle = wide == NULL
                      ? INVALID_HANDLE_VALUE
                      : CreateFileW(wide, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                    NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
  free(wide);
  bool found = handle != INVALID_HANDLE_VALUE && GetFileInformationByHandle(handle, identity);
  if (handle != INVALID_HANDLE_VALUE) {
    CloseHandle(handle);
  }
  return found;
}

bool disk_file_is_same(const char *path, const char *other) {
  BY_HANDLE_FILE_INFORMATION one, two;
  return file_identity(path, &one) && file_identity(other, &two) &&
         one.dwVolumeSerialNumber == two.dwVolumeSerialNumber &&
         one.nFileIndexHigh == two.nFileIndexHigh && one.nFileIndexLow == two.nFileIndexLow;
}

/* Whether the open file leads to another one. Files of the cloud are reparse points, too, and lead
   nowhere. */
static bool is_link(HANDLE handle) {
  FILE_ATTRIBUTE_TAG_INFO info;
  return GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof(info)) &&
         (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
         IsReparseTagNameSurrogate(info.ReparseTag);
}

static enum file_attempt attempt_open(void *context) {
  static const DWORD dispositions[] = {OPEN_EXISTING, CREATE_NEW, CREATE_NEW, OPEN_EXISTING,
                                       OPEN_ALWAYS};
  struct file_call *call = context;
  DWORD rights = call->access == DISK_FILE_READ ? GENERIC_READ : GENERIC_READ | GENERIC_WRITE;
  if (call->access == DISK_FILE_REPLACE) {
    DeleteFileW(call->path);
  }
  /* A link is opened itself, so that what it leads to is never written. */
  const DWORD flags =
      FILE_ATTRIBUTE_NORMAL | (call->access == DISK_FILE_READ ? 0 : FILE_FLAG_OPEN_REPARSE_POINT);
  call->handle =
      CreateFileW(call->path, rights, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                  dispositions[call->access], flags, NULL);
  return attempt_result(call, call->handle != INVALID_HANDLE_VALUE);
}

struct disk_file *disk_file_open(const char *path, enum disk_file_access access, int *error) {
  struct disk_file *file = malloc(sizeof(*file));
  wchar_t *wide = wide_path(path);
  struct file_call call = {.path = wide, .access = access, .error = GetLastError()};
  bool is_open = file != NULL && wide != NULL && busy_file_try(attempt_open, &call, pause_thread);
  free(wide);
  if (!is_open) {
    *error = file == NULL ? ENOMEM : windows_error_number(call.error);
    free(file);
    return NULL;
  }
  if (access != DISK_FILE_READ && is_link(call.handle)) {
    CloseHandle(call.handle);
    free(file);
    *error = ELOOP;
    return NULL;
  }
  file->handle = call.handle;
  return file;
}

bool disk_file_close(struct disk_file *file) {
  bool done = file == NULL || CloseHandle(file->handle);
  free(file);
  return done;
}

static int64_t system_transfer(struct disk_file *file, bool is_write, int64_t position,
                               void *memory, size_t bytes, int *error) {
  DWORD moved = 0;
  OVERLAPPED where = {.Offset = (DWORD)position, .OffsetHigh = (DWORD)(position >> 32)};
  BOOL done = is_write ? WriteFile(file->handle, memory, (DWORD)bytes, &moved, &where)
                       : ReadFile(file->handle, memory, (DWORD)bytes, &moved, &where);
  if (!done && !is_write && GetLastError() == ERROR_HANDLE_EOF) {
    return 0;
  }
  if (!done) {
    *error = system_error();
    return -1;
  }
  return (int64_t)moved;
}

int64_t disk_file_bytes(struct disk_file *file, int *error) {
  LARGE_INTEGER bytes;
  if (!GetFileSizeEx(file->handle, &bytes)) {
    *error = system_error();
    return -1;
  }
  return bytes.QuadPart;
}

bool disk_file_is_linked(struct disk_file *file) {
  (void)file;
  return true;
}

bool disk_file_truncate(struct disk_file *file, int64_t bytes, int *error) {
  LARGE_INTEGER end = {.QuadPart = bytes};
  bool done = SetFilePointerEx(file->handle, end, NULL, FILE_BEGIN) && SetEndOfFile(file->handle);
  if (!done) {
    *error = system_error();
  }
  return done;
}

bool disk_file_sync(struct disk_file *file, int *error) {
  bool done = FlushFileBuffers(file->handle);
  if (!done) {
    *error = system_error();
  }
  return done;
}

bool disk_file_lock(struct disk_file *file, int *error) {
  /* Far after any text, so that others can read that: locks of Windows keep readers out. */
  OVERLAPPED where = {.OffsetHigh = 1};
  bool done = LockFileEx(file->handle, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
                         &where);
  if (!done) {
    *error = GetLastError() == ERROR_LOCK_VIOLATION ? EWOULDBLOCK : system_error();
  }
  return done;
}

static enum file_attempt attempt_rename(void *context) {
  struct file_call *call = context;
  return attempt_result(call, MoveFileExW(call->path, call->target,
                                          MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH));
}

static enum file_attempt attempt_remove(void *context) {
  struct file_call *call = context;
  return attempt_result(call, DeleteFileW(call->path));
}

bool disk_file_replace(const char *from, const char *to, int *error) {
  wchar_t *wide_from = wide_path(from), *wide_to = wide_path(to);
  struct file_call call = {
      .path = wide_from, .target = wide_to, .access = DISK_FILE_REPLACE, .error = GetLastError()};
  bool done =
      wide_from != NULL && wide_to != NULL && busy_file_try(attempt_rename, &call, pause_thread);
  if (!done) {
    *error = windows_error_number(call.error);
  }
  free(wide_from);
  free(wide_to);
  return done;
}

bool disk_file_remove(const char *path, int *error) {
  wchar_t *wide = wide_path(path);
  struct file_call call = {.path = wide, .access = DISK_FILE_REPLACE, .error = GetLastError()};
  bool done = wide != NULL && busy_file_try(attempt_remove, &call, pause_thread);
  if (!done) {
    *error = windows_error_number(call.error);
  }
  free(wide);
  return done;
}

#else

struct disk_file {
  int descriptor;
};

bool disk_file_examine(const char *path, struct disk_file_facts *facts, int *error) {
  struct stat status;
  if (stat(path, &status) != 0) {
    *error = errno;
    return false;
  }
#ifdef __APPLE__
  const struct timespec modified = status.st_mtimespec;
#else
  const struct timespec modified = status.st_mtim;
#endif
  facts->is_folder = S_ISDIR(status.st_mode);
  facts->is_regular = S_ISREG(status.st_mode);
  facts->bytes = status.st_size;
  facts->modified_nanoseconds = (int64_t)modified.tv_sec * 1000000000 + modified.tv_nsec;
  return true;
}

bool disk_file_is_same(const char *path, const char *other) {
  struct stat one, two;
  return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev &&
         one.st_ino == two.st_ino;
}

struct disk_file *disk_file_open(const char *path, enum disk_file_access access, int *error) {
  /* Never wait for the other end of a pipe. Nothing is written through a link. */
  static const int flags[] = {O_RDONLY | O_NONBLOCK, O_RDWR | O_CREAT | O_EXCL,
                              O_RDWR | O_CREAT | O_EXCL, O_RDWR | O_NOFOLLOW | O_NONBLOCK,
                              O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK};
  struct disk_file *file = malloc(sizeof(*file));
  if (file == NULL) {
    *error = ENOMEM;
    return NULL;
  }
  if (access == DISK_FILE_REPLACE) {
    unlink(path);
  }
  do {
    file->descriptor = open(path, flags[access] | O_CLOEXEC, 0666);
  } while (file->descriptor < 0 && errno == EINTR);
  if (file->descriptor < 0) {
    *error = errno;
    free(file);
    return NULL;
  }
  return file;
}

bool disk_file_close(struct disk_file *file) {
  bool done = file == NULL || close(file->descriptor) == 0 || errno == EINTR;
  free(file);
  return done;
}

static int64_t system_transfer(struct disk_file *file, bool is_write, int64_t position,
                               void *memory, size_t bytes, int *error) {
  ssize_t moved;
  do {
    moved = is_write ? pwrite(file->descriptor, memory, bytes, (off_t)position)
                     : pread(file->descriptor, memory, bytes, (off_t)position);
  } while (moved < 0 && errno == EINTR);
  if (moved < 0) {
    *error = errno;
  }
  return moved;
}

int64_t disk_file_bytes(struct disk_file *file, int *error) {
  struct stat status;
  if (fstat(file->descriptor, &status) != 0) {
    *error = errno;
    return -1;
  }
  return status.st_size;
}

bool disk_file_is_linked(struct disk_file *file) {
  struct stat status;
  return fstat(file->descriptor, &status) != 0 || status.st_nlink > 0;
}

static bool system_result(int result, int *error) {
  if (result != 0) {
    *error = errno;
  }
  return result == 0;
}

bool disk_file_truncate(struct disk_file *file, int64_t bytes, int *error) {
  return system_result(ftruncate(file->descriptor, (off_t)bytes), error);
}

bool disk_file_sync(struct disk_file *file, int *error) {
#ifdef F_FULLFSYNC
  /* On macOS fsync() alone leaves the data in the drive's own cache. */
  if (fcntl(file->descriptor, F_FULLFSYNC) == 0) {
    return true;
  }
#endif
  const int result = fsync(file->descriptor);
  /* Some network and user-space file systems cannot be told to sync: that loses nothing by itself.
   */
  if (result != 0 && (errno == EINVAL || errno == ENOTSUP)) {
    return true;
  }
  return system_result(result, error);
}

bool disk_file_lock(struct disk_file *file, int *error) {
  int result;
  do {
    result = flock(file->descriptor, LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  return system_result(result, error);
}

bool disk_file_replace(const char *from, const char *to, int *error) {
  return system_result(rename(from, to), error);
}

bool disk_file_remove(const char *path, int *error) {
  return system_result(remove(path), error);
}

#endif

static int64_t transfer(struct disk_file *file, bool is_write, int64_t position, void *memory,
                        size_t bytes, int *error) {
  size_t done = 0;
  *error = 0;
#ifdef RTMIXER_FAULTY_DISK
  *error = fault_error(is_write, position, bytes);
  if (*error != 0) {
    return is_write ? 0 : -1;
  }
#endif
  while (done < bytes) {
    size_t part = bytes - done < TRANSFER_BYTES_MAX ? bytes - done : TRANSFER_BYTES_MAX;
    int64_t moved = system_transfer(file, is_write, position + (int64_t)done, (char *)memory + done,
                                    part, error);
    if (moved < 0) {
      return is_write ? (int64_t)done : -1;
    }
    if (moved == 0) {
      *error = is_write ? ENOSPC : 0;
      break;
    }
    done += (size_t)moved;
  }
  return (int64_t)done;
}

int64_t disk_file_read(struct disk_file *file, int64_t position, void *target, size_t bytes,
                       int *error) {
  return transfer(file, false, position, target, bytes, error);
}

int64_t disk_file_write(struct disk_file *file, int64_t position, const void *source, size_t bytes,
                        int *error) {
  return transfer(file, true, position, (void *)(uintptr_t)source, bytes, error);
}
