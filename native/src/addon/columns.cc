#include "addon/columns.h"

#include "addon/clock_map.h"
#include "addon/env.h"
#include "addon/requests.h"
#include "addon/series.h"

namespace {

/* In the order of the list that JavaScript gives. */
enum { COLUMN_START, COLUMN_OFFSET, COLUMN_LENGTH, COLUMN_GAIN, COLUMN_COUNT };

enum column_kind kind_of(Napi::Env env, napi_typedarray_type type) {
  switch (type) {
  case napi_float64_array:
    return COLUMN_FLOAT64;
  case napi_float32_array:
    return COLUMN_FLOAT32;
  case napi_int32_array:
    return COLUMN_INT32;
  case napi_uint32_array:
    return COLUMN_UINT32;
  default:
    throw_invalid(env, "A column is an array of floats or of 32-bit integers.");
  }
}

/** Borrows the array's memory while the call lasts; null = no column. */
struct column read_column(Napi::Env env, const Napi::Value &value, size_t rows) {
  if (!value.IsTypedArray()) {
    return {COLUMN_NONE, nullptr};
  }
  napi_typedarray_type type;
  size_t length = 0;
  void *values = nullptr;
  napi_get_typedarray_info(env, value, &type, &length, &values, nullptr, nullptr);
  if (length < rows) {
    throw_invalid(env, "A column has fewer values than there are rows.");
  }
  return {kind_of(env, type), values};
}

struct player_columns read_columns(const Napi::CallbackInfo &info,
                                   const struct action_request &common) {
  Napi::Env env = info.Env();
  struct player_columns columns = {};
  Napi::Array given = info[4].As<Napi::Array>();
  struct column read[COLUMN_COUNT];
  columns.count = count_of(info[0], 1U << 30, "The number of rows");
  for (uint32_t k = 0; k < COLUMN_COUNT; k++) {
    read[k] = read_column(env, given.Get(k), columns.count);
  }
  columns.common = common;
  columns.start = read[COLUMN_START];
  columns.offset_frames = read[COLUMN_OFFSET];
  columns.length_frames = read[COLUMN_LENGTH];
  columns.gain = read[COLUMN_GAIN];
  columns.sample_indices =
      static_cast<const uint32_t *>(read_column(env, info[5], columns.count).values);
  return columns;
}

/** By their numbers; borrowed. */
std::vector<struct sample_buffer *> read_samples(Napi::Env env, const Napi::Uint32Array &numbers) {
  const SampleTable &table = *AddonEnv::of(env).samples;
  std::vector<struct sample_buffer *> samples;
  for (size_t k = 0; k < numbers.ElementLength(); k++) {
    samples.push_back(table.find(numbers[k]));
    if (samples.back() == nullptr) {
      throw_invalid(env, "The columns refer to samples that are not there.");
    }
  }
  return samples;
}

} // namespace

Napi::Value schedule_columns(const Napi::CallbackInfo &info, struct mixer *mixer,
                             ActionTable &actions) {
  Napi::Env env = info.Env();
  RequestBatch batch;
  batch.read(env, 1, info[1].As<Napi::Float64Array>(), info[2].As<Napi::Uint32Array>(),
             info[8].As<Napi::Float64Array>(), Napi::Array::New(env), actions);
  struct player_columns columns = read_columns(info, batch.requests[0]);
  std::vector<struct sample_buffer *> samples = read_samples(env, info[3].As<Napi::Uint32Array>());
  columns.samples = samples.data();
  columns.sample_count = samples.size();
  struct group_origin origin = read_origin(env, info[6]);
  struct clock_map map = {};
  bool has_map = read_map(info[7], &map);
  struct action_series *made = nullptr;
  struct failure failure;
  if (!mixer_schedule_columns(mixer, &columns, &origin, has_map ? &map : nullptr, &made,
                              &failure)) {
    throw_failure(env, failure);
  }
  if (has_map) {
    write_map(map, info[7].As<Napi::Float64Array>());
  }
  auto series = std::make_shared<Series>(made);
  actions.add(series);
  return SeriesWrap::wrap(env, series);
}
