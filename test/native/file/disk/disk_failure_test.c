/* What people are told of files: by errno, and by the errors of Windows that stand for it. */
#include "file/disk/disk_failure.h"

#include <errno.h>

#include "check.h"
#include "file/disk/windows_error.h"

/* The sentence for an error of Windows while `path` is read or written. */
static const char *said(uint32_t code, bool is_write) {
  static struct failure failure;
  failure = (struct failure){0};
  const char *path = "C:\\takes/take 1.wav";
  int error = windows_error_number(code);
  CHECK(is_write ? !disk_write_failure(&failure, path, error)
                 : !disk_read_failure(&failure, path, error));
  return failure.sentence;
}

static bool tells(uint32_t code, bool is_write, const char *part) {
  return strstr(said(code, is_write), part) != NULL;
}

static void errors_of_windows_name_the_cause(void) {
  enum { SHARING_VIOLATION = 32, DISK_FULL = 112, WRITE_PROTECT = 19, NOT_READY = 21 };
  enum { FILE_TOO_LARGE = 223, BAD_NETPATH = 53, ACCESS_DENIED = 5, NO_FILE = 2, NO_PATH = 3 };
  CHECK(tells(SHARING_VIOLATION, false, "Another program keeps"));
  CHECK(tells(SHARING_VIOLATION, true, "Another program keeps"));
  CHECK(tells(DISK_FULL, true, "no room left"));
  CHECK(tells(FILE_TOO_LARGE, true, "limits the size of files"));
  CHECK(tells(WRITE_PROTECT, true, "the disk is read-only"));
  CHECK(tells(NOT_READY, false, "is not connected"));
  CHECK(tells(BAD_NETPATH, true, "is not connected"));
  CHECK(tells(ACCESS_DENIED, false, "not allowed to read"));
  CHECK(tells(ACCESS_DENIED, true, "not allowed to write"));
  CHECK(tells(NO_FILE, false, "does not exist"));
  CHECK(tells(NO_PATH, true, "its folder does not exist"));
}

static void an_unknown_error_is_one_of_the_disk(void) {
  CHECK_EQUAL(windows_error_number(23), EIO); /* a wrong sum on the disk */
  CHECK_EQUAL(windows_error_number(0xffffffff), EIO);
}

static void a_path_that_is_too_long_to_write_says_so(void) {
  struct failure failure = {0};
  CHECK(!disk_write_failure(&failure, "/a/b.wav", ENAMETOOLONG));
  CHECK(strstr(failure.sentence, "too long") != NULL);
}

static void what_looks_like_a_full_disk_has_its_own_cause(void) {
  struct failure failure = {0};
  CHECK(!disk_write_failure(&failure, "/a/b.wav", EFBIG));
  CHECK(strstr(failure.sentence, "limits the size of files") != NULL);
  CHECK(!disk_write_failure(&failure, "/a/b.wav", EMFILE));
  CHECK(strstr(failure.sentence, "too many files are open") != NULL);
#ifdef EDQUOT
  CHECK(!disk_write_failure(&failure, "/a/b.wav", EDQUOT));
  CHECK(failure.code == FAILURE_DISK_FULL);
  CHECK(strstr(failure.sentence, "quota") != NULL);
#endif
#ifdef ESTALE
  CHECK(!disk_read_failure(&failure, "/a/b.wav", ESTALE));
  CHECK(strstr(failure.sentence, "is not connected") != NULL);
#endif
}

static const struct check_test tests[] = {
    {"errors of Windows name the cause", errors_of_windows_name_the_cause},
    {"an unknown error of Windows is one of the disk", an_unknown_error_is_one_of_the_disk},
    {"a limit of size, a quota and too many open files are not told as a full disk",
     what_looks_like_a_full_disk_has_its_own_cause},
    {"a path that is too long to write says so", a_path_that_is_too_long_to_write_says_so},
};

CHECK_MAIN(tests)
