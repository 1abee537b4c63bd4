/* The addon's entry: one set of classes per JavaScript environment, and the names that C and
 * TypeScript share (a test compares them).
 */
#include <napi.h>

#include "addon/clock_map.h"
#include "addon/columns.h"
#include "addon/devices.h"
#include "addon/env.h"
#include "addon/media.h"
#include "addon/offline_mixer.h"
#include "addon/sample_buffer.h"
#include "addon/series.h"
#include "addon/stream.h"
#include "addon/take_writer.h"

namespace {

#define TEXT(name, text, ...) text,
constexpr const char *action_types[] = {ACTION_TYPES(TEXT)};
constexpr const char *action_states[] = {ACTION_STATES(TEXT)};
constexpr const char *outcomes[] = {ACTION_OUTCOMES(TEXT)};
constexpr const char *belated_policies[] = {BELATED_POLICIES(TEXT)};
constexpr const char *starve_policies[] = {STARVE_POLICIES(TEXT)};
constexpr const char *fade_curves[] = {FADE_CURVES(TEXT)};
constexpr const char *bus_changes[] = {BUS_CHANGES(TEXT)};
constexpr const char *row_loops[] = {ROW_LOOPS(TEXT)};
constexpr const char *start_kinds[] = {ROW_START_KINDS(TEXT)};
constexpr const char *clock_map_fields[] = {CLOCK_MAP_LAYOUT(TEXT)};
constexpr const char *failure_codes[] = {FAILURE_CODES(TEXT)};
constexpr const char *account_fields[] = {ACCOUNT_FIELDS(TEXT)};
#undef TEXT

/* Of each type. */
constexpr const char *kind_names[] = {"player", "recorder", "command"};
constexpr const char *action_kinds[] = {
#define X(name, text, kind, handler) kind_names[ACTION_##kind],
    ACTION_TYPES(X)
#undef X
};

template <size_t count> Napi::Array list_of(Napi::Env env, const char *const (&names)[count]) {
  Napi::Array list = Napi::Array::New(env, count);
  for (uint32_t i = 0; i < count; i++) {
    list.Set(i, names[i]);
  }
  return list;
}

Napi::Object names_of(Napi::Env env) {
  Napi::Object names = Napi::Object::New(env);
  names.Set("actionTypes", list_of(env, action_types));
  names.Set("actionKinds", list_of(env, action_kinds));
  names.Set("actionStates", list_of(env, action_states));
  names.Set("belatedPolicies", list_of(env, belated_policies));
  names.Set("starvePolicies", list_of(env, starve_policies));
  names.Set("fadeCurves", list_of(env, fade_curves));
  names.Set("busChanges", list_of(env, bus_changes)); /* in the order of their bits */
  names.Set("rowLoops", list_of(env, row_loops));     /* in the order of their bits */
  names.Set("startKinds", list_of(env, start_kinds));
  names.Set("clockMapFields", list_of(env, clock_map_fields));
  names.Set("outcomes", list_of(env, outcomes));
  names.Set("failureCodes", list_of(env, failure_codes));
  names.Set("requestFields", list_of(env, row_column_names));
  names.Set("accountFields", list_of(env, account_fields));
  return names;
}

/** setErrorClass(constructor): what failures are thrown as; (code, sentence). */
Napi::Value set_error_class(const Napi::CallbackInfo &info) {
  AddonEnv::of(info.Env()).error_class = Napi::Persistent(info[0].As<Napi::Function>());
  return info.Env().Undefined();
}

/** Runs before the environment's objects are finalized: no callback outlives JavaScript. */
void close_streams(AddonEnv *data) {
  for (Closable *stream : *data->open_streams) {
    stream->close_now();
  }
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  auto *data = new AddonEnv();
  env.SetInstanceData(data);
  env.AddCleanupHook(close_streams, data);
  SampleBufferWrap::define(env, exports);
  RingBufferWrap::define(env, exports);
  SeriesWrap::define(env, exports);
  StreamWrap::define(env, exports);
  OfflineMixerWrap::define(env, exports);
  MediaWrap::define(env, exports);
  DiskReaderWrap::define(env, exports);
  TakeWriterWrap::define(env, exports);
  define_devices(env, exports);
  exports.Set("setErrorClass", Napi::Function::New(env, set_error_class));
  exports.Set("names", names_of(env));
  return exports;
}

} // namespace

NODE_API_MODULE(rtmixer, initialize)
