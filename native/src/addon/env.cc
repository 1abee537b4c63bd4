#include "addon/env.h"

Napi::Error error_of(Napi::Env env, const struct failure &failure) {
  const char *code = failure_code_name(failure.code);
  Napi::FunctionReference &error_class = AddonEnv::of(env).error_class;
  if (!error_class.IsEmpty()) {
    Napi::Object error =
        error_class.New({Napi::String::New(env, code), Napi::String::New(env, failure.sentence)});
    return Napi::Error(env, error);
  }
  Napi::Error error = Napi::Error::New(env, failure.sentence);
  error.Set("code", code);
  return error;
}

Napi::Value failure_value(Napi::Env env, const struct failure &failure) {
  if (failure.code == FAILURE_NONE) {
    return env.Null();
  }
  Napi::Object value = Napi::Object::New(env);
  value.Set("code", failure_code_name(failure.code));
  value.Set("message", failure.sentence);
  return value;
}

void throw_failure(Napi::Env env, const struct failure &failure) {
  throw error_of(env, failure);
}

void throw_invalid(Napi::Env env, const char *sentence) {
  struct failure failure;
  failure_set(&failure, FAILURE_INVALID_ARGUMENT, "%s", sentence);
  throw error_of(env, failure);
}

double number_of(const Napi::Value &value, const char *what) {
  double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : std::nan("");
  if (!std::isfinite(number)) {
    struct failure failure;
    failure_set(&failure, FAILURE_INVALID_ARGUMENT, "%s must be a finite number.", what);
    throw error_of(value.Env(), failure);
  }
  return number;
}

int64_t integer_of(const Napi::Value &value, const char *what) {
  return integer_of_double(number_of(value, what));
}

uint32_t count_of(const Napi::Value &value, uint32_t limit, const char *what) {
  int64_t count = integer_of(value, what);
  if (count < 0 || count > limit) {
    struct failure failure;
    failure_set(&failure, FAILURE_INVALID_ARGUMENT, "%s must be between 0 and %u.", what, limit);
    throw error_of(value.Env(), failure);
  }
  return static_cast<uint32_t>(count);
}
