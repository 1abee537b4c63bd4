/* The addon's entry: one set of classes per JavaScript environment, and the lists of names that C
 * and TypeScript share (a test compares them). */
#include <napi.h>

#include <vector>

#include "addon/account_row.h"
#include "addon/clock_map.h"
#include "addon/columns.h"
#include "addon/devices.h"
#include "addon/dropout_row.h"
#include "addon/env.h"
#include "addon/file_lock.h"
#include "addon/media.h"
#include "addon/offline_mixer.h"
#include "addon/recorded_loss_row.h"
#include "addon/requests.h"
#include "addon/sample_buffer.h"
#include "addon/series.h"
#include "addon/stream.h"
#include "addon/take_writer.h"
#include "device/portaudio/host_apis.h"
#include "file/sound/resample.h"

namespace {

Napi::Array list_of(Napi::Env env, const std::vector<const char *> &names) {
  Napi::Array list = Napi::Array::New(env, names.size());
  uint32_t index = 0;
  for (const char *name : names) {
    list.Set(index++, name);
  }
  return list;
}

/* Of each type. */
constexpr const char *kind_names[] = {"player", "recorder", "command"};

#define TEXT(name, text, ...)           text,
#define KIND(name, text, kind, handler) kind_names[ACTION_##kind],

/** C's lists, whole, in the order of their numbers or bits. */
Napi::Object names_of(Napi::Env env) {
  Napi::Object names = Napi::Object::New(env);
  names.Set("actionTypes", list_of(env, {ACTION_TYPES(TEXT)}));
  names.Set("actionKinds", list_of(env, {ACTION_TYPES(KIND)}));
  names.Set("actionStates", list_of(env, {ACTION_STATES(TEXT)}));
  names.Set("belatedPolicies", list_of(env, {BELATED_POLICIES(TEXT)}));
  names.Set("starvePolicies", list_of(env, {STARVE_POLICIES(TEXT)}));
  names.Set("lossPolicies", list_of(env, {LOSS_POLICIES(TEXT)}));
  names.Set("lossSources", list_of(env, {LOSS_SOURCES(TEXT)}));
  names.Set("recordedLossFields", list_of(env, {RECORDED_LOSS_FIELDS(TEXT)}));
  names.Set("fadeCurves", list_of(env, {FADE_CURVES(TEXT)}));
  names.Set("busChanges", list_of(env, {BUS_CHANGES(TEXT)}));
  names.Set("rowLoops", list_of(env, {ROW_LOOPS(TEXT)}));
  names.Set("startKinds", list_of(env, {ROW_START_KINDS(TEXT)}));
  names.Set("clockMapFields", list_of(env, {CLOCK_MAP_LAYOUT(TEXT)}));
  names.Set("mediaKinds", list_of(env, {MEDIA_KINDS(TEXT)}));
  names.Set("mediaStates", list_of(env, {MEDIA_STATES(TEXT)}));
  names.Set("resampleQualities", list_of(env, {RESAMPLE_QUALITIES(TEXT)}));
  names.Set("takeStates", list_of(env, {TAKE_STATES(TEXT)}));
  names.Set("streamStates", list_of(env, {STREAM_STATES(TEXT)}));
  names.Set("priorityPolicies", list_of(env, {THREAD_POLICIES(TEXT)}));
  names.Set("priorityReasons", list_of(env, {PRIORITY_REASONS(TEXT)}));
  names.Set("virtualFaults", list_of(env, {VIRTUAL_FAULTS(TEXT)}));
  names.Set("conversionQualities", list_of(env, {CORE_AUDIO_QUALITIES(TEXT)}));
  names.Set("hostApiTypes", list_of(env, {PORTAUDIO_HOST_APIS(TEXT) "other", "virtual"}));
  names.Set("outcomes", list_of(env, {ACTION_OUTCOMES(TEXT)}));
  names.Set("failureCodes", list_of(env, {FAILURE_CODES(TEXT)}));
  names.Set("requestFields",
            list_of(env, {std::begin(row_column_names), std::end(row_column_names)}));
  names.Set("accountFields", list_of(env, {ACCOUNT_FIELDS(TEXT)}));
  names.Set("dropoutFields", list_of(env, {DROPOUT_FIELDS(TEXT)}));
  names.Set("dropoutFlags", list_of(env, {DROPOUT_FLAGS(TEXT)}));
  return names;
}

#undef TEXT
#undef KIND

/** setErrorClass(constructor): the class of thrown failures, made with (code, sentence). */
void set_error_class(const Napi::CallbackInfo &info) {
  AddonEnv::of(info.Env()).error_class = Napi::Persistent(info[0].As<Napi::Function>());
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
  FileLockWrap::define(env, exports);
  define_devices(env, exports);
  exports.Set("setErrorClass", Napi::Function::New(env, set_error_class));
  exports.Set("names", names_of(env));
  return exports;
}

} // namespace

NODE_API_MODULE(rtmixer, initialize)
