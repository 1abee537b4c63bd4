#include "file/disk/busy_file.h"

enum { ATTEMPTS = 8 };
#define FIRST_PAUSE_SECONDS 0.005

bool busy_file_try(file_attempt_function attempt, void *context, void (*pause)(double seconds)) {
  double seconds = FIRST_PAUSE_SECONDS;
  for (int k = 1;; k++) {
    enum file_attempt result = attempt(context);
    if (result != FILE_ATTEMPT_BUSY || k == ATTEMPTS) {
      return result == FILE_ATTEMPT_DONE;
    }
    pause(seconds);
    seconds *= 2;
  }
}
