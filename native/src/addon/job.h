/* Work that may block (a device, a disk), done on Node's worker threads, with a promise for
 * JavaScript. The work uses C only; its result is turned into JavaScript values afterwards, on
 * JavaScript's thread. */
#pragma once

#include <napi.h>

#include <functional>

#include "base/failure.h"

/** Worker thread: does the work; false + failure rejects the promise. */
using JobWork = std::function<bool(struct failure *failure)>;
/** JavaScript's thread, after work that succeeded: the promise's value. */
using JobResult = std::function<Napi::Value(Napi::Env env)>;
/** JavaScript's thread, whether it succeeded or not, before the promise settles. */
using JobEnd = std::function<void()>;

/** Queues the work. `owner` (may be empty) stays alive until the promise settles. */
Napi::Promise run_job(Napi::Env env, Napi::Object owner, JobWork work, JobResult result,
                      JobEnd end = nullptr);
