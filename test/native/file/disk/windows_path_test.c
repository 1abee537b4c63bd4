/* Paths as Windows takes them, and on Windows files at the end of long ones. */
#include "file/disk/windows_path.h"

#include "check.h"

#ifdef _WIN32
#include "file/disk/disk_file.h"
#include "sound_fixtures.h"
#endif

#ifdef _WIN32
#include <errno.h>
#include <windows.h>
#endif

static bool becomes(const wchar_t *full, const wchar_t *expected) {
  wchar_t extended[64 + WINDOWS_PATH_EXTRA];
  windows_path_extend(full, extended);
  return wcscmp(extended, expected) == 0;
}

static void full_paths_are_extended(void) {
  CHECK(becomes(L"C:\\a\\b c.wav", L"\\\\?\\C:\\a\\b c.wav"));
  CHECK(becomes(L"z:\\", L"\\\\?\\z:\\"));
  CHECK(becomes(L"\\\\server\\share\\a", L"\\\\?\\UNC\\server\\share\\a"));
}

static void what_is_extended_or_no_full_path_stays(void) {
  CHECK(becomes(L"\\\\?\\C:\\a", L"\\\\?\\C:\\a"));
  CHECK(becomes(L"\\\\?\\UNC\\server\\share", L"\\\\?\\UNC\\server\\share"));
  CHECK(becomes(L"\\\\.\\NUL", L"\\\\.\\NUL"));
  CHECK(becomes(L"C:a", L"C:a"));
  CHECK(becomes(L"a\\b", L"a\\b"));
  CHECK(becomes(L"", L""));
}

#ifdef _WIN32

static bool make_folder(const char *path) {
  wchar_t full[1000], extended[1000 + WINDOWS_PATH_EXTRA];
  wchar_t wide[1000];
  MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 1000);
  GetFullPathNameW(wide, 1000, full, NULL);
  windows_path_extend(full, extended);
  return CreateDirectoryW(extended, NULL) || GetLastError() == ERROR_ALREADY_EXISTS;
}

static void put(const char *path, enum disk_file_access access) {
  int error = 0;
  struct disk_file *file = disk_file_open(path, access, &error);
  CHECK(file != NULL);
  CHECK_EQUAL(disk_file_write(file, 0, "long", 4, &error), 4);
  CHECK(disk_file_close(file));
}

static void files_at_the_end_of_long_paths_are_files(void) {
  char path[900], other[950];
  int error = 0;
  struct disk_file_facts facts;
  snprintf(path, sizeof(path), "%s", fixture_path("long"));
  for (int k = 0; k < 5; k++) {
    CHECK(make_folder(path));
    size_t length = strlen(path);
    /* Both kinds of separators, and parts that lead nowhere. */
    snprintf(
        path + length, sizeof(path) - length, "%s%s", k % 2 == 0 ? "/./" : "\\",
        "a folder with a name that is rather long, \xc3\xa4\xc3\xb6\xc3\xbc, and goes on and on");
  }
  snprintf(other, sizeof(other), "%s - copy", path);
  CHECK(strlen(path) > 300);
  put(path, DISK_FILE_CREATE);
  put(path, DISK_FILE_REPLACE);
  put(other, DISK_FILE_SHARED);
  CHECK(disk_file_examine(path, &facts, &error));
  CHECK_EQUAL(facts.bytes, 4);
  CHECK(!disk_file_is_same(path, other));
  CHECK(disk_file_replace(path, other, &error));
  CHECK(!disk_file_examine(path, &facts, &error));
  CHECK(disk_file_examine(other, &facts, &error));
  CHECK(disk_file_remove(other, &error));
}

/* Another program's open file, which shares nothing. */
static void a_file_that_another_keeps_is_busy(void) {
  char path[900];
  wchar_t wide[900];
  int error = 0;
  snprintf(path, sizeof(path), "%s", fixture_path("kept"));
  put(path, DISK_FILE_REPLACE);
  MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 900);
  HANDLE handle = CreateFileW(wide, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
  CHECK(handle != INVALID_HANDLE_VALUE);
  struct disk_file *file = disk_file_open(path, DISK_FILE_READ, &error);
  bool removed = disk_file_remove(path, &error);
  CloseHandle(handle);
  CHECK(file == NULL && !removed);
  CHECK_EQUAL(error, EBUSY);
  CHECK(disk_file_remove(path, &error));
}

static DWORD WINAPI close_soon(LPVOID handle) {
  Sleep(50);
  CloseHandle(handle);
  return 0;
}

static void a_file_that_is_busy_for_a_moment_is_renamed_all_the_same(void) {
  char path[900], other[900];
  wchar_t wide[900];
  int error = 0;
  snprintf(path, sizeof(path), "%s", fixture_path("scanned"));
  snprintf(other, sizeof(other), "%s", fixture_path("renamed"));
  put(path, DISK_FILE_REPLACE);
  MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 900);
  HANDLE handle = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  HANDLE scanner = CreateThread(NULL, 0, close_soon, handle, 0, NULL);
  CHECK(disk_file_replace(path, other, &error));
  WaitForSingleObject(scanner, INFINITE);
  CloseHandle(scanner);
  CHECK(disk_file_remove(other, &error));
}

#endif

static const struct check_test tests[] = {
    {"full paths are extended", full_paths_are_extended},
    {"what is extended or no full path stays", what_is_extended_or_no_full_path_stays},
#ifdef _WIN32
    {"files at the end of long paths are made, read, renamed and removed",
     files_at_the_end_of_long_paths_are_files},
    {"a file that another program keeps is busy", a_file_that_another_keeps_is_busy},
    {"a file that is busy for a moment is renamed all the same",
     a_file_that_is_busy_for_a_moment_is_renamed_all_the_same},
#endif
};

CHECK_MAIN(tests)
