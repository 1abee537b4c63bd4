/* The lock of a folder: a file in it that one program at a time holds. It ends with its process, so
 * that a crash leaves nothing locked. Blocks on the disk: job threads. */
#pragma once

#include "base/failure.h"
#include "file/disk/disk_file.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Makes the file if it is not there, locks it, and writes `holder` (who holds it, for people) into
 * it. The caller closes the file, which ends the lock. NULL + failure: file-locked with the
 * holder's text as the sentence, else as disk_write_failure(), also on file systems without locks.
 */
struct disk_file *file_lock_take(const char *path, const char *holder, struct failure *failure);

#ifdef __cplusplus
}
#endif
