#include "file/disk/disk_failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Bytes of the name that are shown before and after an ellipsis. */
enum { HEAD_BYTES = 70, TAIL_BYTES = 30 };

static const char *last_part(const char *path) {
  const char *part = path;
  for (const char *at = path; *at != '\0'; at++) {
#ifdef _WIN32
    bool is_separator = *at == '/' || *at == '\\';
#else
    bool is_separator = *at == '/';
#endif
    if (is_separator && at[1] != '\0') {
      part = at + 1;
    }
  }
  return part;
}

/* Bytes of the UTF-8 character at `at`, or 0 where there is none. */
static size_t character_bytes(const char *at) {
  const unsigned char first = (unsigned char)*at;
  size_t bytes = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first >= 0xf5 || (first >= 0x80 && first < 0xc2)) {
    return 0;
  }
  for (size_t k = 1; k < bytes; k++) {
    if (((unsigned char)at[k] & 0xc0) != 0x80) {
      return 0;
    }
  }
  return bytes;
}

/* Copies whole characters until `limit` bytes are used; returns where it stopped reading. */
static const char *copy_characters(const char *at, size_t limit, char *text, size_t *length) {
  while (*at != '\0') {
    size_t bytes = character_bytes(at);
    bool is_shown = bytes > 0 && (unsigned char)*at >= 0x20 && *at != 0x7f;
    size_t shown_bytes = is_shown ? bytes : 1;
    if (*length + shown_bytes > limit) {
      break;
    }
    if (is_shown) {
      memcpy(text + *length, at, bytes);
    } else {
      text[*length] = '?';
    }
    *length += shown_bytes;
    at += bytes > 0 ? bytes : 1;
  }
  return at;
}

const char *disk_file_name(const char *path, char *text) {
  const char *name = last_part(path);
  size_t name_bytes = strlen(name);
  size_t length = 0;
  text[length++] = '"';
  if (name_bytes <= HEAD_BYTES + TAIL_BYTES) {
    copy_characters(name, DISK_FILE_NAME_BYTES - 2, text, &length);
  } else {
    static const char ellipsis[] = "\xe2\x80\xa6";
    copy_characters(name, HEAD_BYTES, text, &length);
    memcpy(text + length, ellipsis, sizeof(ellipsis) - 1);
    length += sizeof(ellipsis) - 1;
    const char *tail = name + name_bytes - TAIL_BYTES;
    while (((unsigned char)*tail & 0xc0) == 0x80) {
      tail++;
    }
    copy_characters(tail, DISK_FILE_NAME_BYTES - 2, text, &length);
  }
  text[length++] = '"';
  text[length] = '\0';
  return text;
}

bool disk_read_failure(struct failure *failure, const char *path, int error) {
  char name[DISK_FILE_NAME_BYTES];
  disk_file_name(path, name);
  switch (error) {
  case ENOENT:
  case ENOTDIR:
  case ENAMETOOLONG:
    return failure_set(
        failure, FAILURE_FILE_NOT_FOUND,
        "The file %s does not exist; check whether it was moved, renamed or deleted.", name);
  case EBUSY:
    return failure_set(failure, FAILURE_FILE_UNREADABLE,
                       "Another program keeps %s for itself; close it there and try again.", name);
  case ENODEV:
  case ENXIO:
  case ENOTCONN:
  case ETIMEDOUT:
#ifdef ESTALE
  case ESTALE:
#endif
    return failure_set(failure, FAILURE_FILE_UNREADABLE,
                       "The disk or the network folder of %s is not connected; connect it and try "
                       "again.",
                       name);
  case EACCES:
  case EPERM:
    return failure_set(failure, FAILURE_FILE_UNREADABLE,
                       "RtMixer is not allowed to read %s; change its permissions or copy it to a "
                       "folder of your own.",
                       name);
  case EISDIR:
    return failure_set(failure, FAILURE_FILE_UNREADABLE,
                       "%s is a folder; choose a sound file inside it.", name);
  case ENOMEM:
    return failure_set(failure, FAILURE_OUT_OF_MEMORY,
                       "There is not enough memory to open %s; close other programs and try again.",
                       name);
  case EMFILE:
  case ENFILE:
    return failure_set(failure, FAILURE_FILE_UNREADABLE,
                       "%s cannot be opened because too many files are open; close other programs "
                       "and try again.",
                       name);
  default:
    return failure_set(failure, FAILURE_FILE_UNREADABLE,
                       "%s cannot be read (%s); check the disk and try again.", name,
                       strerror(error));
  }
}

/* What there is no room for: true, and the failure is set. */
static bool has_no_room(struct failure *failure, const char *name, int error) {
  switch (error) {
  case ENOSPC:
    failure_set(failure, FAILURE_DISK_FULL,
                "The disk has no room left for %s; free some space and try again.", name);
    return true;
#ifdef EDQUOT
  case EDQUOT:
    failure_set(failure, FAILURE_DISK_FULL,
                "Your quota on the disk of %s is used up; delete files of yours there and try "
                "again.",
                name);
    return true;
#endif
  case EFBIG:
    failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                "%s may not become larger, because its disk or the system limits the size of "
                "files; choose a folder on another disk.",
                name);
    return true;
  default:
    return false;
  }
}

/* Of a name or a path. */
static bool is_refused_by_name(struct failure *failure, const char *name, int error) {
  switch (error) {
  case EEXIST:
    failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                "%s already exists and was not overwritten; choose another name.", name);
    return true;
  case ENOENT:
  case ENOTDIR:
    failure_set(
        failure, FAILURE_FILE_WRITE_FAILED,
        "%s cannot be written because its folder does not exist any more; choose another folder.",
        name);
    return true;
  case ENAMETOOLONG:
    failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                "The name or the path of %s is too long; choose a shorter one.", name);
    return true;
  case ELOOP:
    failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                "%s is a link, and nothing is written through links; put the file itself there.",
                name);
    return true;
  default:
    return false;
  }
}

bool disk_write_failure(struct failure *failure, const char *path, int error) {
  char name[DISK_FILE_NAME_BYTES];
  disk_file_name(path, name);
  if (has_no_room(failure, name, error) || is_refused_by_name(failure, name, error)) {
    return false;
  }
  switch (error) {
  case EBUSY:
    return failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                       "Another program keeps %s for itself; close it there and try again.", name);
  case ENODEV:
  case ENXIO:
  case ENOTCONN:
  case ETIMEDOUT:
#ifdef ESTALE
  case ESTALE:
#endif
    return failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                       "The disk or the network folder of %s is not connected; connect it and try "
                       "again.",
                       name);
  case EROFS:
    return failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                       "%s cannot be written because the disk is read-only; choose another folder.",
                       name);
  case EACCES:
  case EPERM:
    return failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                       "RtMixer is not allowed to write %s there; choose a folder of your own.",
                       name);
  case EMFILE:
  case ENFILE:
    return failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                       "%s cannot be written because too many files are open; close other programs "
                       "and try again.",
                       name);
  case ENOMEM:
    return failure_set(
        failure, FAILURE_OUT_OF_MEMORY,
        "There is not enough memory to write %s; close other programs and try again.", name);
  default:
    return failure_set(failure, FAILURE_FILE_WRITE_FAILED,
                       "%s cannot be written (%s); check the disk and try again.", name,
                       strerror(error));
  }
}

void disk_failure_of_copy(struct failure *failure, const char *path, const char *sound_path) {
  char name[DISK_FILE_NAME_BYTES], sound[DISK_FILE_NAME_BYTES];
  struct failure named = {0};
  const char *const found =
      failure == NULL ? NULL : strstr(failure->sentence, disk_file_name(path, name));
  if (found == NULL) {
    return;
  }
  const int before = (int)(found - failure->sentence);
  failure_set(&named, failure->code, "%.*s%s decoded copy of %s%s", before, failure->sentence,
              before == 0 ? "The" : "the", disk_file_name(sound_path, sound), found + strlen(name));
  *failure = named;
}
