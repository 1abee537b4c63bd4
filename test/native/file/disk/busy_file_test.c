/* Files that another program keeps busy for a moment, in a file system that this test makes up. */
#include "file/disk/busy_file.h"

#include "check.h"

static int busy_attempts, attempts;
static enum file_attempt end;
static double paused_seconds;

static enum file_attempt attempt(void *context) {
  CHECK(context == &attempts);
  attempts++;
  return attempts <= busy_attempts ? FILE_ATTEMPT_BUSY : end;
}

static void pause_nowhere(double seconds) {
  paused_seconds += seconds;
}

static bool tried(int busy, enum file_attempt then) {
  busy_attempts = busy;
  end = then;
  attempts = 0;
  paused_seconds = 0;
  return busy_file_try(attempt, &attempts, pause_nowhere);
}

static void a_free_file_is_not_waited_for(void) {
  CHECK(tried(0, FILE_ATTEMPT_DONE));
  CHECK_EQUAL(attempts, 1);
  CHECK_NEAR(paused_seconds, 0, 0);
}

static void a_busy_file_is_tried_until_it_is_free(void) {
  CHECK(tried(3, FILE_ATTEMPT_DONE));
  CHECK_EQUAL(attempts, 4);
  CHECK_NEAR(paused_seconds, 0.035, 1e-9);
}

static void what_stays_busy_is_given_up(void) {
  CHECK(!tried(1000, FILE_ATTEMPT_DONE));
  CHECK_EQUAL(attempts, 8);
  CHECK_NEAR(paused_seconds, 0.635, 1e-9);
}

static void what_fails_for_another_reason_is_not_tried_again(void) {
  CHECK(!tried(0, FILE_ATTEMPT_FAILED));
  CHECK_EQUAL(attempts, 1);
  CHECK(!tried(2, FILE_ATTEMPT_FAILED));
  CHECK_EQUAL(attempts, 3);
}

static const struct check_test tests[] = {
    {"a free file is not waited for", a_free_file_is_not_waited_for},
    {"a busy file is tried again until it is free", a_busy_file_is_tried_until_it_is_free},
    {"what stays busy is given up after a bounded time", what_stays_busy_is_given_up},
    {"what fails for another reason is not tried again",
     what_fails_for_another_reason_is_not_tried_again},
};

CHECK_MAIN(tests)
