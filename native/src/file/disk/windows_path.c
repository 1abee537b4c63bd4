#include "file/disk/windows_path.h"

#include <stdbool.h>

static bool is_in_namespace(const wchar_t *full) {
  return wcsncmp(full, L"\\\\?\\", 4) == 0 || wcsncmp(full, L"\\\\.\\", 4) == 0;
}

void windows_path_extend(const wchar_t *full, wchar_t *target) {
  const wchar_t *prefix = L"";
  const wchar_t *rest = full;
  if (!is_in_namespace(full)) {
    if (wcsncmp(full, L"\\\\", 2) == 0) {
      prefix = L"\\\\?\\UNC\\";
      rest = full + 2;
    } else if (full[0] != L'\0' && full[1] == L':' && full[2] == L'\\') {
      prefix = L"\\\\?\\";
    }
  }
  size_t length = 0;
  for (; *prefix != L'\0'; prefix++) {
    target[length++] = *prefix;
  }
  for (; *rest != L'\0'; rest++) {
    target[length++] = *rest;
  }
  target[length] = L'\0';
}
