/* Calls that another program may refuse for a moment. On Windows virus scanners and indexers open
 * what was just written; until they close it, it can be neither renamed nor removed.
 */
#pragma once

#include <stdbool.h>

enum file_attempt {
  FILE_ATTEMPT_DONE,
  FILE_ATTEMPT_BUSY, /* may succeed in a moment */
  FILE_ATTEMPT_FAILED
};

typedef enum file_attempt (*file_attempt_function)(void *context);

/** Calls `attempt` until it is done or fails, at most eight times in 0.64 s: `pause` is called
 * between them, with 5 ms first and twice as much each time. True = done. Blocks; disk and job
 * threads. */
bool busy_file_try(file_attempt_function attempt, void *context, void (*pause)(double seconds));
