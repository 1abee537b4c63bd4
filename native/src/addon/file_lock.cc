#include "addon/file_lock.h"

#include <string>

#include "addon/env.h"
#include "addon/job.h"

namespace {

/** lockFile(path, holder): promise of a lock. */
Napi::Value lock_file(const Napi::CallbackInfo &info) {
  std::string path = info[0].ToString().Utf8Value();
  std::string holder = info[1].ToString().Utf8Value();
  auto unlock = [](struct disk_file *file) { disk_file_close(file); };
  return run_opening_job<struct disk_file>(
      info.Env(), &AddonEnv::file_lock_class, unlock, [path, holder](struct failure *failure) {
        return file_lock_take(path.c_str(), holder.c_str(), failure);
      });
}

} // namespace

void FileLockWrap::define(Napi::Env env, Napi::Object exports) {
  Napi::Function constructor =
      DefineClass(env, "AddonFileLock", {InstanceMethod("release", &FileLockWrap::release)});
  AddonEnv::of(env).file_lock_class = Napi::Persistent(constructor);
  exports.Set("lockFile", Napi::Function::New(env, lock_file));
}

FileLockWrap::FileLockWrap(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<FileLockWrap>(info),
      file(external_of<struct disk_file>(info), disk_file_close) {}

void FileLockWrap::release(const Napi::CallbackInfo &) {
  file.reset();
}
