/* Locks of folders, for JavaScript. */
#pragma once

#include <napi.h>

#include <memory>

#include "file/disk/file_lock.h"

class FileLockWrap : public Napi::ObjectWrap<FileLockWrap> {
public:
  static void define(Napi::Env env, Napi::Object exports);

  explicit FileLockWrap(const Napi::CallbackInfo &info);

private:
  void release(const Napi::CallbackInfo &info);

  std::unique_ptr<struct disk_file, bool (*)(struct disk_file *)> file; /* empty once released */
};
