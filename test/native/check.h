/* Checks and the runner of a C test program.
 *
 * A test is a function without arguments; a failing check ends it at once and the next one runs.
 * `CHECK_MAIN(tests)` gives the program its main(): every argument is a part of a test's name, and
 * only tests that contain one of them run. Checks belong to the thread that runs the test.
 */
#ifndef RTMIXER_CHECK_H
#define RTMIXER_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct check_test {
  const char *name; /* a sentence of behaviour */
  void (*run)(void);
};

static jmp_buf check_end_of_test;

#define CHECK_FAIL(...)                                                                            \
  do {                                                                                             \
    printf("  %s:%d: ", __FILE__, __LINE__);                                                       \
    printf(__VA_ARGS__);                                                                           \
    printf("\n");                                                                                  \
    longjmp(check_end_of_test, 1);                                                                 \
  } while (0)

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      CHECK_FAIL("%s is false", #condition);                                                       \
    }                                                                                              \
  } while (0)

/** Integers of any width and sign. */
#define CHECK_EQUAL(actual, expected)                                                              \
  do {                                                                                             \
    long long check_actual = (long long)(actual), check_expected = (long long)(expected);          \
    if (check_actual != check_expected) {                                                          \
      CHECK_FAIL("%s is %lld instead of %lld", #actual, check_actual, check_expected);             \
    }                                                                                              \
  } while (0)

#define CHECK_NEAR(actual, expected, tolerance)                                                    \
  do {                                                                                             \
    double check_actual = (double)(actual), check_expected = (double)(expected);                   \
    if (!(fabs(check_actual - check_expected) <= (double)(tolerance))) {                           \
      CHECK_FAIL("%s is %.17g instead of %.17g", #actual, check_actual, check_expected);           \
    }                                                                                              \
  } while (0)

#define CHECK_TEXT(actual, expected)                                                               \
  do {                                                                                             \
    const char *check_actual = (actual), *check_expected = (expected);                             \
    if (check_actual == NULL || strcmp(check_actual, check_expected) != 0) {                       \
      CHECK_FAIL("%s is \"%s\" instead of \"%s\"", #actual,                                        \
                 check_actual == NULL ? "(null)" : check_actual, check_expected);                  \
    }                                                                                              \
  } while (0)

static inline bool check_is_wanted(const char *name, int argc, char **argv) {
  for (int k = 1; k < argc; k++) {
    if (strstr(name, argv[k]) != NULL) {
      return true;
    }
  }
  return argc < 2;
}

static inline int check_run(const struct check_test *tests, size_t count, int argc, char **argv) {
  volatile int failed = 0; /* volatile: longjmp keeps them */
  setvbuf(stdout, NULL, _IOLBF, 1024);
  for (volatile size_t k = 0; k < count; k++) {
    if (!check_is_wanted(tests[k].name, argc, argv)) {
      continue;
    }
    if (setjmp(check_end_of_test) == 0) {
      tests[k].run();
      printf("ok %s\n", tests[k].name);
    } else {
      printf("not ok %s: see the line above\n", tests[k].name);
      failed = failed + 1;
    }
  }
  return failed == 0 ? 0 : 1;
}

#define CHECK_MAIN(tests)                                                                          \
  int main(int argc, char **argv) {                                                                \
    return check_run(tests, sizeof(tests) / sizeof((tests)[0]), argc, argv);                       \
  }

#endif
