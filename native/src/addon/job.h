/* Work that may block (a device, a disk), done on Node's worker threads, with a promise for
 * JavaScript. The work uses C only; its result is turned into JavaScript values afterwards, on
 * JavaScript's thread. */
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "addon/env.h"

/** Worker thread: does the work; false + failure rejects the promise. */
using JobWork = std::function<bool(struct failure *failure)>;
/** JavaScript's thread, after work that succeeded: the promise's value. */
using JobResult = std::function<Napi::Value(Napi::Env env)>;
/** JavaScript's thread, whether it succeeded or not, before the promise settles. */
using JobEnd = std::function<void()>;

/** Queues the work. Without `result` the promise's value is undefined. `owner` (may be empty) stays
 * alive until the promise settles. */
Napi::Promise run_job(Napi::Env env, JobWork work, JobResult result = nullptr, JobEnd end = nullptr,
                      Napi::Object owner = Napi::Object());

/** run_job() for work that opens something: `open` returns it, or NULL + failure. The promise's
 * value is an object of that class, which takes it over. `close` gives it back where JavaScript
 * ended meanwhile. */
template <typename Native, typename Open>
Napi::Promise run_opening_job(Napi::Env env, Napi::FunctionReference AddonEnv::*native_class,
                              void (*close)(Native *), Open open) {
  auto opened = std::make_shared<Owned<Native>>(nullptr, close);
  return run_job(
      env,
      [open, opened](struct failure *failure) {
        opened->reset(open(failure));
        return *opened != nullptr;
      },
      [native_class, opened](Napi::Env env) {
        return wrap_native(env, native_class, std::move(*opened));
      });
}
