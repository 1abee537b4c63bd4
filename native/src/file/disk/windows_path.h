/* Paths as Windows takes them. With the prefix of the file namespace a path may be longer than 260
 * characters; without it Windows refuses such a path as one that does not exist.
 */
#pragma once

#include <stddef.h>
#include <wchar.h>

/** Characters that an extended path has more than the full path. */
enum { WINDOWS_PATH_EXTRA = 8 };

/** Writes the extended form of `full` to `target`, which has room for its length,
 * WINDOWS_PATH_EXTRA and a zero: `C:\a` becomes `\\?\C:\a`, `\\server\share\a` becomes
 * `\\?\UNC\server\share\a`. What is in a namespace already (`\\?\`, `\\.\`) and what is no full
 * path stays. `full` has backslashes only, no `.` and no `..`, as GetFullPathNameW() gives it:
 * behind the prefix nothing is resolved. Any thread. */
void windows_path_extend(const wchar_t *full, wchar_t *target);
