/* Checks and the runner of a C test program.
 *
 * A test is a function without arguments; a failing check ends it at once and the next one runs.
 * `CHECK_SKIP(reason)` ends it, too, and it counts as skipped. `CHECK_MAIN(tests)` gives the
 * program its main(): every argument is a part of a test's name, and only tests that contain one of
 * them run. Checks belong to the thread that runs the test.
 */
#pragma once

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct check_test {
  const char *name; /* a sentence of behaviour */
  void (*run)(void);
};

static jmp_buf check_end_of_test;

static const char *check_skip_reason;

#ifdef __MINGW32__
#define CHECK_FORMAT gnu_printf
#else
#define CHECK_FORMAT printf
#endif

/** Ends the test that runs, with this sentence. */
#if defined(__GNUC__)
__attribute__((noreturn, format(CHECK_FORMAT, 3, 4)))
#endif
static inline void check_fail(const char *file, int line, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("  %s:%d: ", file, line);
  vprintf(format, arguments);
  printf("\n");
  va_end(arguments);
  longjmp(check_end_of_test, 1);
}

static inline void check_true(bool condition, const char *text, const char *file, int line) {
  if (!condition) {
    check_fail(file, line, "%s is false", text);
  }
}

static inline void check_equal(long long actual, long long expected, const char *text,
                               const char *file, int line) {
  if (actual != expected) {
    check_fail(file, line, "%s is %lld instead of %lld", text, actual, expected);
  }
}

static inline void check_near(double actual, double expected, double tolerance, const char *text,
                              const char *file, int line) {
  if (!(fabs(actual - expected) <= tolerance)) {
    check_fail(file, line, "%s is %.17g instead of %.17g", text, actual, expected);
  }
}

static inline void check_text(const char *actual, const char *expected, const char *text,
                              const char *file, int line) {
  if (actual == NULL || strcmp(actual, expected) != 0) {
    check_fail(file, line, "%s is \"%s\" instead of \"%s\"", text,
               actual == NULL ? "(null)" : actual, expected);
  }
}

/** Ends the test that runs: it cannot run here. */
#define CHECK_SKIP(reason) (check_skip_reason = (reason), longjmp(check_end_of_test, 1))
#define CHECK_FAIL(...)    check_fail(__FILE__, __LINE__, __VA_ARGS__)
#define CHECK(condition)   check_true((condition), #condition, __FILE__, __LINE__)
/** Integers of any width and sign. */
#define CHECK_EQUAL(actual, expected)                                                              \
  check_equal((long long)(actual), (long long)(expected), #actual, __FILE__, __LINE__)
#define CHECK_NEAR(actual, expected, tolerance)                                                    \
  check_near((double)(actual), (double)(expected), (double)(tolerance), #actual, __FILE__, __LINE__)
#define CHECK_TEXT(actual, expected) check_text((actual), (expected), #actual, __FILE__, __LINE__)

static inline bool check_is_wanted(const char *name, int argc, char **argv) {
  for (int k = 1; k < argc; k++) {
    if (strstr(name, argv[k]) != NULL) {
      return true;
    }
  }
  return argc < 2;
}

static inline int check_run(const struct check_test *tests, size_t count, int argc, char **argv) {
  volatile int failed = 0, wanted = 0; /* volatile: longjmp keeps them */
  setvbuf(stdout, NULL, _IOLBF, 1024);
  for (volatile size_t k = 0; k < count; k++) {
    if (!check_is_wanted(tests[k].name, argc, argv)) {
      continue;
    }
    wanted = wanted + 1;
    check_skip_reason = NULL;
    if (setjmp(check_end_of_test) == 0) {
      tests[k].run();
      printf("ok %s\n", tests[k].name);
    } else if (check_skip_reason != NULL) {
      printf("skip %s: %s\n", tests[k].name, check_skip_reason);
    } else {
      printf("not ok %s: see the line above\n", tests[k].name);
      failed = failed + 1;
    }
  }
  if (wanted == 0) {
    printf("not ok No name of a test has any of these parts\n");
  }
  return failed == 0 && wanted > 0 ? 0 : 1;
}

#define CHECK_MAIN(tests)                                                                          \
  int main(int argc, char **argv) {                                                                \
    return check_run(tests, sizeof(tests) / sizeof((tests)[0]), argc, argv);                       \
  }
