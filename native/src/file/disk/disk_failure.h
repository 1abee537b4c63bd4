/* What people read about a file: its name, and a sentence about what went wrong with it. Any
 * thread. */
#pragma once

#include <stdbool.h>

#include "base/failure.h"

enum { DISK_FILE_NAME_BYTES = 128 };

/** The last part of `path`, in double quotes and short enough for a sentence: control characters
 * and broken UTF-8 become '?', the middle of a long name an ellipsis. `text` holds
 * DISK_FILE_NAME_BYTES. Returns `text`. */
const char *disk_file_name(const char *path, char *text);

/** Turns an errno into a failure that names the file and says what to do. Returns false. */
bool disk_read_failure(struct failure *failure, const char *path, int error);
bool disk_write_failure(struct failure *failure, const char *path, int error);
/** Of a failure that names `path`: says "the decoded copy of" and the name of `sound_path` instead,
 * for files whose own names mean nothing to people. */
void disk_failure_of_copy(struct failure *failure, const char *path, const char *sound_path);
