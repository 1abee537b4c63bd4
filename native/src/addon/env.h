/* The addon's data for one JavaScript environment (main thread or worker).
 *
 * Nothing is static: each environment has its own classes, error class and list of streams. The
 * streams are closed before the environment ends. JavaScript's thread only.
 */
#pragma once

#include <napi.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <unordered_set>

#include "addon/sample_table.h"
#include "base/failure.h"

/** Something with a callback that must end before JavaScript does. */
class Closable {
public:
  virtual ~Closable() = default;
  /** Ends its callback within bounded time; may be called again. */
  virtual void close_now() = 0;
};

struct AddonEnv {
  Napi::FunctionReference error_class; /* (code, sentence) -> Error; set by set_error_class() */
  Napi::FunctionReference sample_buffer_class;
  Napi::FunctionReference ring_buffer_class;
  Napi::FunctionReference series_class;
  Napi::FunctionReference stream_class;
  Napi::FunctionReference offline_mixer_class;
  Napi::FunctionReference media_class;
  Napi::FunctionReference disk_reader_class;
  Napi::FunctionReference take_writer_class;
  Napi::FunctionReference file_lock_class;
  /** Shared with the buffers and the mixers, which may be finalized after this. */
  std::shared_ptr<SampleTable> samples = std::make_shared<SampleTable>();
  /** Shared with the streams for the same reason. */
  std::shared_ptr<std::unordered_set<Closable *>> open_streams =
      std::make_shared<std::unordered_set<Closable *>>();

  static AddonEnv &of(Napi::Env env) { return *env.GetInstanceData<AddonEnv>(); }
};

/** The failure as an Error with `code`, made by the library's own error class. */
Napi::Error error_of(Napi::Env env, const struct failure &failure);
/** The failure as { code, message }, null for FAILURE_NONE. */
Napi::Value failure_value(Napi::Env env, const struct failure &failure);
[[noreturn]] void throw_failure(Napi::Env env, const struct failure &failure);
[[noreturn]] void throw_invalid(Napi::Env env, const char *sentence);

template <typename T> Napi::Value number_value(Napi::Env env, T number) {
  return Napi::Number::New(env, static_cast<double>(number));
}

/** A finite number from JavaScript, else invalid-argument with `what` in the sentence. */
double number_of(const Napi::Value &value, const char *what);
/** A whole number that fits, rounded to the nearest and clamped; NaN is refused. */
int64_t integer_of(const Napi::Value &value, const char *what);
/** The nearest whole number, clamped to int64's range (a plain cast of a huge double is undefined).
 * NaN becomes 0. */
inline int64_t integer_of_double(double value) {
  constexpr double limit = 9.2e18;
  if (value > -limit && value < limit) {
    auto whole = static_cast<int64_t>(value);
    return static_cast<double>(whole) == value ? whole
                                               : static_cast<int64_t>(std::nearbyint(value));
  }
  return std::isnan(value) ? 0 : static_cast<int64_t>(value < 0 ? -limit : limit);
}
/** A count from 0 to `limit`, else invalid-argument. */
uint32_t count_of(const Napi::Value &value, uint32_t limit, const char *what);

/** A native object and what gives it back. */
template <typename T> using Owned = std::unique_ptr<T, void (*)(T *)>;

/** Takes over the native object that the library passes to a constructor. Throws where JavaScript
 * called `new` by itself. */
template <typename T> T *external_of(const Napi::CallbackInfo &info) {
  if (info.Length() < 1 || !info[0].IsExternal()) {
    throw_invalid(info.Env(), "This class is made by the library, not by its constructor.");
  }
  return info[0].As<Napi::External<Owned<T>>>().Data()->release();
}

/** A new object of one of AddonEnv's classes over `native`, which it takes over. In a worker that
 * is being terminated there may be none: then `native` is given back here. */
template <typename T>
Napi::Object wrap_native(Napi::Env env, Napi::FunctionReference AddonEnv::*native_class,
                         Owned<T> native) {
  return (AddonEnv::of(env).*native_class).New({Napi::External<Owned<T>>::New(env, &native)});
}

/** The native object behind `value`, or invalid-argument with `sentence`. */
template <typename T>
T *unwrap(Napi::Env env, const Napi::Value &value, const napi_type_tag &tag, const char *sentence) {
  if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&tag)) {
    throw_invalid(env, sentence);
  }
  return T::Unwrap(value.As<Napi::Object>());
}
