#include "file/disk/windows_error.h"

#include <errno.h>
#include <stddef.h>

/* Names and numbers of Windows, which not every set of its headers has. */
#define WINDOWS_ERRORS(X)                                                                          \
  X(FILE_NOT_FOUND, 2, ENOENT)                                                                     \
  X(PATH_NOT_FOUND, 3, ENOENT)                                                                     \
  X(TOO_MANY_OPEN_FILES, 4, EMFILE)                                                                \
  X(ACCESS_DENIED, 5, EACCES)                                                                      \
  X(NOT_ENOUGH_MEMORY, 8, ENOMEM)                                                                  \
  X(OUTOFMEMORY, 14, ENOMEM)                                                                       \
  X(INVALID_DRIVE, 15, ENODEV)                                                                     \
  X(WRITE_PROTECT, 19, EROFS)                                                                      \
  X(BAD_UNIT, 20, ENODEV)                                                                          \
  X(NOT_READY, 21, ENODEV)                                                                         \
  X(SHARING_VIOLATION, 32, EBUSY)                                                                  \
  X(LOCK_VIOLATION, 33, EBUSY)                                                                     \
  X(WRONG_DISK, 34, ENODEV)                                                                        \
  X(HANDLE_DISK_FULL, 39, ENOSPC)                                                                  \
  X(REM_NOT_LIST, 51, ENODEV)                                                                      \
  X(BAD_NETPATH, 53, ENODEV)                                                                       \
  X(DEV_NOT_EXIST, 55, ENODEV)                                                                     \
  X(UNEXP_NET_ERR, 59, ENODEV)                                                                     \
  X(NETNAME_DELETED, 64, ENODEV)                                                                   \
  X(NETWORK_ACCESS_DENIED, 65, EACCES)                                                             \
  X(BAD_NET_NAME, 67, ENODEV)                                                                      \
  X(FILE_EXISTS, 80, EEXIST)                                                                       \
  X(DRIVE_LOCKED, 108, EBUSY)                                                                      \
  X(DISK_FULL, 112, ENOSPC)                                                                        \
  X(SEM_TIMEOUT, 121, ENODEV)                                                                      \
  X(INVALID_NAME, 123, ENOENT)                                                                     \
  X(BAD_PATHNAME, 161, ENOENT)                                                                     \
  X(ALREADY_EXISTS, 183, EEXIST)                                                                   \
  X(FILENAME_EXCED_RANGE, 206, ENAMETOOLONG)                                                       \
  X(FILE_TOO_LARGE, 223, EFBIG)                                                                    \
  X(VIRUS_INFECTED, 225, EACCES)                                                                   \
  X(VIRUS_DELETED, 226, EACCES)                                                                    \
  X(DIRECTORY, 267, ENOENT)                                                                        \
  X(DELETE_PENDING, 303, EBUSY)                                                                    \
  X(DIRECTORY_NOT_SUPPORTED, 336, EISDIR)                                                          \
  X(CLOUD_FILE_PROVIDER_NOT_RUNNING, 362, ENODEV)                                                  \
  X(CLOUD_FILE_NETWORK_UNAVAILABLE, 388, ENODEV)                                                   \
  X(CLOUD_FILE_UNSUCCESSFUL, 389, ENODEV)                                                          \
  X(CLOUD_FILE_IN_USE, 391, EBUSY)                                                                 \
  X(CLOUD_FILE_ACCESS_DENIED, 395, EACCES)                                                         \
  X(NO_MEDIA_IN_DRIVE, 1112, ENODEV)                                                               \
  X(DEVICE_NOT_CONNECTED, 1167, ENODEV)                                                            \
  X(NO_NET_OR_BAD_PATH, 1203, ENODEV)                                                              \
  X(USER_MAPPED_FILE, 1224, EBUSY)                                                                 \
  X(NETWORK_UNREACHABLE, 1231, ENODEV)                                                             \
  X(HOST_UNREACHABLE, 1232, ENODEV)                                                                \
  X(DISK_QUOTA_EXCEEDED, 1295, ENOSPC)                                                             \
  X(PRIVILEGE_NOT_HELD, 1314, EACCES)                                                              \
  X(NO_SYSTEM_RESOURCES, 1450, EMFILE)                                                             \
  X(COMMITMENT_LIMIT, 1455, ENOMEM)                                                                \
  X(DEVICE_REMOVED, 1617, ENODEV)                                                                  \
  X(CANT_ACCESS_FILE, 1920, EACCES)                                                                \
  X(FILE_OFFLINE, 4350, ENODEV)

static const struct {
  uint32_t code;
  int error;
} ERRORS[] = {
#define X(name, number, error) {number, error},
    WINDOWS_ERRORS(X)
#undef X
};

int windows_error_number(uint32_t code) {
  for (size_t k = 0; k < sizeof(ERRORS) / sizeof(ERRORS[0]); k++) {
    if (ERRORS[k].code == code) {
      return ERRORS[k].error;
    }
  }
  return EIO;
}
