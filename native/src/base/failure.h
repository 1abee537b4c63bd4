/* A failure as a value: a stable code for programs and a sentence for people.
 *
 * JavaScript sees the code as `error.code`; the sentence says what to do next.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __MINGW32__
/* The formats of C, not those of Microsoft's library (native/compiler.cmake). */
#define FAILURE_FORMAT gnu_printf
#else
#define FAILURE_FORMAT printf
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* X(enum name, JavaScript name) */
#define FAILURE_CODES(X)                                                                           \
  X(NONE, "none")                                                                                  \
  X(INVALID_ARGUMENT, "invalid-argument")                                                          \
  X(INVALID_CHANNEL, "invalid-channel")                                                            \
  X(INVALID_TIME, "invalid-time")                                                                  \
  X(RATE_MISMATCH, "rate-mismatch")                                                                \
  X(OUT_OF_MEMORY, "out-of-memory")                                                                \
  X(FOREIGN_ACTION, "foreign-action")                                                              \
  X(STREAM_CLOSED, "stream-closed")                                                                \
  X(STREAM_ACTIVE, "stream-active")                                                                \
  X(STREAM_NOT_ACTIVE, "stream-not-active")                                                        \
  X(STREAM_TIMEOUT, "stream-timeout")                                                              \
  X(DEVICE_NOT_FOUND, "device-not-found")                                                          \
  X(DEVICE_LOST, "device-lost")                                                                    \
  X(DEVICE_REFUSED, "device-refused")                                                              \
  X(RATE_REFUSED, "rate-refused")                                                                  \
  X(CHANNELS_REFUSED, "channels-refused")                                                          \
  X(HOST_API_NOT_FOUND, "host-api-not-found")                                                      \
  X(HOST_API_OPTION, "host-api-option")                                                            \
  X(RESTART_NEEDED, "restart-needed")                                                              \
  X(HOST_ERROR, "host-error")                                                                      \
  X(FILE_NOT_FOUND, "file-not-found")                                                              \
  X(FILE_UNREADABLE, "file-unreadable")                                                            \
  X(FILE_NOT_AUDIO, "file-not-audio")                                                              \
  X(FILE_UNSUPPORTED, "file-unsupported")                                                          \
  X(FILE_DAMAGED, "file-damaged")                                                                  \
  X(FILE_EMPTY, "file-empty")                                                                      \
  X(FILE_TOO_LARGE, "file-too-large")                                                              \
  X(FILE_WRITE_FAILED, "file-write-failed")                                                        \
  X(FILE_LOCKED, "file-locked")                                                                    \
  X(DISK_FULL, "disk-full")                                                                        \
  X(JOB_CANCELLED, "job-cancelled")                                                                \
  X(INTERNAL, "internal")

enum failure_code {
#define X(name, text) FAILURE_##name,
  FAILURE_CODES(X)
#undef X
      FAILURE_CODE_COUNT
};

/** Of a noun after a count: `failure_set(..., "%u channel%s", count, plural_ending(count))`. */
static inline const char *plural_ending(uint64_t count) {
  return count == 1 ? "" : "s";
}

struct failure {
  enum failure_code code;
  char sentence[320]; /* UTF-8, ends with a full stop */
};

/** The code as JavaScript sees it, e.g. "device-not-found". Any thread. */
const char *failure_code_name(enum failure_code code);

/** Fills `failure` (may be NULL) and returns false, so that callers can `return failure_set(...)`.
 * Never call it in the audio callback. */
bool failure_set(struct failure *failure, enum failure_code code, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(FAILURE_FORMAT, 3, 4)))
#endif
    ;
/** out-of-memory with what the memory was for: "There is not enough memory PURPOSE; close ...".
 * Returns false. `failure` may be NULL. Any thread but the callback. */
bool failure_out_of_memory(struct failure *failure, const char *purpose);

#ifdef __cplusplus
}
#endif
