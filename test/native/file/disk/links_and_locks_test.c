/* Files in a folder that somebody else may have laid out. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "file/disk/disk_file.h"
#include "file/disk/file_lock.h"
#include "file/take/take_recover.h"
#include "sound_fixtures.h"

static const char precious[] = "precious";

static void put(const char *path, const char *text) {
  int error = 0;
  struct disk_file *file = disk_file_open(path, DISK_FILE_REPLACE, &error);
  CHECK(file != NULL);
  CHECK_EQUAL(disk_file_write(file, 0, text, strlen(text), &error), (long long)strlen(text));
  disk_file_close(file);
}

static void expect_text(const char *path, const char *expected) {
  char text[64] = {0};
  int error = 0;
  struct disk_file *file = disk_file_open(path, DISK_FILE_READ, &error);
  CHECK(file != NULL);
  disk_file_read(file, 0, text, sizeof(text) - 1, &error);
  disk_file_close(file);
  CHECK_TEXT(text, expected);
}

/* A file outside and a link to it; fixture_path() reuses its memory. */
static void lay_link(char outside[static 512], char link_path[static 512]) {
  snprintf(outside, 512, "%s", fixture_path("outside"));
  snprintf(link_path, 512, "%s", fixture_path("link"));
  put(outside, precious);
  unlink(link_path);
#ifdef _WIN32
  CHECK_SKIP("links need a right of their own on Windows");
#else
  CHECK_EQUAL(symlink(outside, link_path), 0);
#endif
}

static void a_file_that_is_replaced_takes_the_place_of_a_link(void) {
  char outside[512], link_path[512];
  lay_link(outside, link_path);
  put(link_path, "new");
  expect_text(outside, precious);
  expect_text(link_path, "new");
}

static void a_link_is_neither_repaired_nor_locked_nor_made_again(void) {
  char outside[512], link_path[512];
  int64_t frames, recovered;
  int error = 0;
  struct failure failure = {0};
  lay_link(outside, link_path);
  CHECK(!take_recover(link_path, NULL, 0, &frames, &recovered, &failure));
  CHECK_EQUAL(failure.code, FAILURE_FILE_WRITE_FAILED);
  CHECK(strstr(failure.sentence, "is a link") != NULL);
  CHECK(file_lock_take(link_path, "x", &failure) == NULL);
  CHECK_EQUAL(failure.code, FAILURE_FILE_WRITE_FAILED);
  CHECK(disk_file_open(link_path, DISK_FILE_CREATE, &error) == NULL);
  expect_text(outside, precious);
}

static void a_pipe_is_not_waited_for(void) {
#ifdef _WIN32
  CHECK_SKIP("pipes of Windows are in no folder");
#else
  int64_t frames, recovered;
  struct failure failure = {0};
  const char *path = fixture_path("pipe");
  unlink(path);
  CHECK_EQUAL(mkfifo(path, 0600), 0);
  CHECK(!take_recover(path, NULL, 0, &frames, &recovered, &failure));
  struct disk_file *lock = file_lock_take(path, "x", &failure);
  disk_file_close(lock);
#endif
}

static void a_lock_is_held_by_one_until_its_file_is_closed(void) {
  struct failure failure = {0};
  const char *path = fixture_path("lock");
  struct disk_file *lock = file_lock_take(path, "the first", &failure);
  CHECK(lock != NULL);
  CHECK(file_lock_take(path, "the second", &failure) == NULL);
  CHECK_EQUAL(failure.code, FAILURE_FILE_LOCKED);
  CHECK_TEXT(failure.sentence, "It is in use by the first.");
  disk_file_close(lock);
  lock = file_lock_take(path, "the second", &failure);
  CHECK(lock != NULL);
  disk_file_close(lock);
}

static void what_a_lock_says_is_cut_at_what_is_no_text(void) {
  struct failure failure = {0};
  const char *path = fixture_path("odd-lock");
  struct disk_file *lock = file_lock_take(path, "it\nand\x1b[31m", &failure);
  CHECK(file_lock_take(path, "", &failure) == NULL);
  CHECK_TEXT(failure.sentence, "It is in use by it.");
  disk_file_close(lock);
  char longest[1000];
  memset(longest, 'a', sizeof(longest) - 1);
  longest[sizeof(longest) - 1] = '\0';
  lock = file_lock_take(path, longest, &failure);
  CHECK(file_lock_take(path, "", &failure) == NULL);
  CHECK_EQUAL((long long)strlen(failure.sentence), 200 + (long long)strlen("It is in use by ."));
  disk_file_close(lock);
}

static const struct check_test tests[] = {
    {"a file that is replaced takes the place of a link",
     a_file_that_is_replaced_takes_the_place_of_a_link},
    {"a link is neither repaired nor locked nor made again",
     a_link_is_neither_repaired_nor_locked_nor_made_again},
    {"a pipe is not waited for", a_pipe_is_not_waited_for},
    {"a lock is held by one until its file is closed",
     a_lock_is_held_by_one_until_its_file_is_closed},
    {"what a lock says is cut at what is no text", what_a_lock_says_is_cut_at_what_is_no_text},
};

CHECK_MAIN(tests)
