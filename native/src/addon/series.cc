#include "addon/series.h"

#include "addon/account_row.h"
#include "addon/env.h"

namespace {

/** The least bytes that an action takes, reported to JavaScript's garbage collector. */
constexpr int64_t bytes_per_action = 256;

int64_t bytes_of(const Series &series) {
  return static_cast<int64_t>(series.count()) * bytes_per_action;
}

} // namespace

Series::Series(struct action_series *given)
    : series(given), first(0), unfinished(action_series_count(given)), open(unfinished, true) {
  first = action_id(action_series_at(series, 0));
}

Series::~Series() {
  action_series_release(series);
}

void Series::watch(size_t index) {
  if (watched.empty()) {
    watched.resize(open.size());
  }
  watched[index] = true;
}

void Series::close(size_t index) {
  open[index] = false;
  unfinished--;
}

void SeriesWrap::define(Napi::Env env, Napi::Object) {
  Napi::Function constructor = DefineClass(env, "AddonSeries",
                                           {InstanceMethod("firstId", &SeriesWrap::first_id),
                                            InstanceMethod("watch", &SeriesWrap::watch),
                                            InstanceMethod("read", &SeriesWrap::read)});
  AddonEnv::of(env).series_class = Napi::Persistent(constructor);
}

Napi::Object SeriesWrap::wrap(Napi::Env env, const std::shared_ptr<Series> &series) {
  auto shared = series;
  return wrap_native<std::shared_ptr<Series>>(env, &AddonEnv::series_class,
                                              {&shared, [](std::shared_ptr<Series> *) {}});
}

SeriesWrap::SeriesWrap(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<SeriesWrap>(info), series(*external_of<std::shared_ptr<Series>>(info)) {
  Napi::MemoryManagement::AdjustExternalMemory(info.Env(), bytes_of(*series));
}

SeriesWrap::~SeriesWrap() {
  Napi::MemoryManagement::AdjustExternalMemory(Env(), -bytes_of(*series));
}

Napi::Value SeriesWrap::first_id(const Napi::CallbackInfo &info) {
  return number_value(info.Env(), series->first_id());
}

/** watch(index): true when it is unfinished; collect() will give its account. */
Napi::Value SeriesWrap::watch(const Napi::CallbackInfo &info) {
  auto index = static_cast<size_t>(count_of(info[0], UINT32_MAX, "The index"));
  bool is_open = series->is_open(index);
  if (is_open) {
    series->watch(index);
  }
  return Napi::Boolean::New(info.Env(), is_open);
}

/** read(index, row: Float64Array): the account as it is now. */
void SeriesWrap::read(const Napi::CallbackInfo &info) {
  auto index = static_cast<size_t>(count_of(info[0], UINT32_MAX, "The index"));
  Napi::Float64Array row = info[1].As<Napi::Float64Array>();
  if (index < series->count() && row.ElementLength() >= ACCOUNT_FIELD_COUNT) {
    struct action_account account;
    action_read(series->at(index), &account);
    write_account(account, row.Data());
  }
}
