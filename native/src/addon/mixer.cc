#include "addon/mixer.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "addon/clock_map.h"
#include "addon/dropout_row.h"
#include "addon/recorded_loss_row.h"
#include "addon/requests.h"
#include "addon/ring_claims.h"

namespace {

Napi::Array list_of_counts(Napi::Env env, const std::vector<uint64_t> &counts) {
  Napi::Array list = Napi::Array::New(env, counts.size());
  for (uint32_t k = 0; k < counts.size(); k++) {
    list.Set(k, static_cast<double>(counts[k]));
  }
  return list;
}

void write_levels(const std::vector<struct level> &levels, float *packed) {
  for (size_t k = 0; k < levels.size(); k++) {
    packed[2 * k] = levels[k].peak;
    packed[2 * k + 1] = levels[k].rms;
  }
}

/** Throws where there is no such bus. */
uint32_t channels_of_bus(Napi::Env env, const struct mixer *mixer, uint32_t number) {
  uint32_t channels = mixer_bus_channels(mixer, number);
  if (channels == 0) {
    throw_invalid(env, "There is no bus of that number.");
  }
  return channels;
}

} // namespace

/** schedule(count, rows, channels, rings, origin, map | null, ids, tables): fills `ids`. The typed
 * arrays may be larger than needed, because JavaScript uses them again. */
void MixerMethods::schedule(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  struct mixer *mixer = control(env);
  RequestBatch batch;
  size_t count = count_of(info[0], 1U << 30, "The number of requests");
  Napi::Float64Array ids = info[6].As<Napi::Float64Array>();
  batch.read(env, count, info[1].As<Napi::Float64Array>(), info[2].As<Napi::Uint32Array>(),
             info[7].As<Napi::Float64Array>(), info[3].As<Napi::Array>(), actions);
  if (ids.ElementLength() < count) {
    throw_invalid(env, "There is less room for ids than there are requests.");
  }
  struct group_origin origin = read_origin(env, info[4]);
  struct clock_map map = {};
  bool has_map = read_map(info[5], &map);
  std::vector<struct action *> made(batch.requests.size());
  std::optional<RingClaims> claims;
  if (!batch.rings.empty()) {
    claims.emplace().require_free(env, batch);
  }
  struct failure failure;
  if (!mixer_schedule(mixer, batch.requests.data(), batch.requests.size(), &origin,
                      has_map ? &map : nullptr, made.data(), &failure)) {
    throw_failure(env, failure);
  }
  if (has_map) {
    write_map(map, info[5].As<Napi::Float64Array>());
  }
  for (size_t i = 0; i < made.size(); i++) {
    int32_t ring = batch.ring_of_request[i];
    if (ring >= 0) {
      bool plays = action_kind_of(batch.requests[i].type) == ACTION_PLAYER;
      claims->enter(made[i], batch.rings[ring]->ring, plays);
    }
    ids[i] = static_cast<double>(actions.add(made[i], ring < 0 ? nullptr : &batch.rings[ring]));
  }
}

/** collect(rows: Float64Array, quiet: Float64Array, all): how many rows of finished actions were
 * written. Those of a series come without a row, unless they are watched or `all` is true. `quiet`
 * gets how many these are, how many series have ended, and the first id of each of these. */
Napi::Value MixerMethods::collect(const Napi::CallbackInfo &info) {
  if (busy()) {
    return Napi::Number::New(info.Env(), 0);
  }
  Napi::Float64Array rows = info[0].As<Napi::Float64Array>();
  size_t capacity = rows.ElementLength() / ACCOUNT_FIELD_COUNT;
  Napi::Float64Array packed = info[1].As<Napi::Float64Array>();
  if (packed.ElementLength() < 3) {
    throw_invalid(info.Env(), "The array for series is too short; it needs three numbers or more.");
  }
  struct quiet_endings quiet = {info[2].ToBoolean(), 0, 0, packed.ElementLength() - 2,
                                packed.Data() + 2};
  size_t count = actions.collect(control(info.Env()), rows.Data(), capacity, quiet);
  packed[0] = static_cast<double>(quiet.actions);
  packed[1] = static_cast<double>(quiet.series);
  return number_value(info.Env(), count);
}

/** readAction(id, row: Float64Array): true when the row was written. */
Napi::Value MixerMethods::read_action(const Napi::CallbackInfo &info) {
  struct action *action =
      actions.find_unfinished(static_cast<uint64_t>(integer_of(info[0], "The id")));
  Napi::Float64Array row = info[1].As<Napi::Float64Array>();
  if (action == nullptr || row.ElementLength() < ACCOUNT_FIELD_COUNT) {
    return Napi::Boolean::New(info.Env(), false);
  }
  struct action_account account;
  action_read(action, &account);
  write_account(account, row.Data());
  return Napi::Boolean::New(info.Env(), true);
}

Napi::Value MixerMethods::take_action_peak(const Napi::CallbackInfo &info) {
  struct action *action =
      actions.find_unfinished(static_cast<uint64_t>(integer_of(info[0], "The id")));
  double peak = action == nullptr ? 0 : mixer_take_action_peak(action);
  return Napi::Number::New(info.Env(), peak);
}

/** clockMap(packed: Float64Array): valid, frame, DAC, ADC and current time, seconds per frame,
 * pinned. */
Napi::Value MixerMethods::read_clock_map(const Napi::CallbackInfo &info) {
  Napi::Float64Array packed = info[0].As<Napi::Float64Array>();
  struct clock_map map;
  mixer_clock_map(control(info.Env()), &map);
  write_map(map, packed);
  return Napi::Boolean::New(info.Env(), map.valid);
}

Napi::Value MixerMethods::stream_stats(const Napi::CallbackInfo &info) {
  const struct mixer *mixer = readable();
  struct ::stream_stats live;
  mixer_stream_stats(mixer, &live);
  std::vector<uint64_t> clipped(mixer_config_of(mixer)->output_channels);
  uint64_t clipped_samples = mixer_clipped_samples(mixer, clipped.data());
  const struct stats &stats = live.stats;
  Napi::Object value = Napi::Object::New(info.Env());
  value.Set("blocks", static_cast<double>(stats.blocks));
  value.Set("minBlockSize", static_cast<double>(stats.min_block_size));
  value.Set("maxBlockSize", static_cast<double>(stats.max_block_size));
  value.Set("inputUnderflows", static_cast<double>(stats.input_underflows));
  value.Set("inputOverflows", static_cast<double>(stats.input_overflows));
  value.Set("outputUnderflows", static_cast<double>(stats.output_underflows));
  value.Set("outputOverflows", static_cast<double>(stats.output_overflows));
  value.Set("inferredDropouts", static_cast<double>(live.inferred_dropouts));
  value.Set("inferredDropoutFrames", live.inferred_dropout_frames);
  value.Set("clippedSamples", static_cast<double>(clipped_samples));
  value.Set("clippedSamplesByChannel", list_of_counts(info.Env(), clipped));
  return value;
}

/** takeLevels(levels: Float32Array): peak and RMS of each channel in turn: inputs, then outputs. */
void MixerMethods::take_levels(const Napi::CallbackInfo &info) {
  struct mixer *mixer = control(info.Env());
  Napi::Float32Array packed = info[0].As<Napi::Float32Array>();
  const struct mixer_config *config = mixer_config_of(mixer);
  std::vector<struct level> levels(config->input_channels + config->output_channels);
  if (packed.ElementLength() < 2 * levels.size()) {
    throw_invalid(info.Env(), "Levels need two numbers per channel.");
  }
  mixer_take_levels(mixer, levels.data(), levels.data() + config->input_channels);
  write_levels(levels, packed.Data());
}

/** takeBusLevels(numbers: Uint32Array, levels: Float32Array): the same of the channels of each bus
 * in turn. */
void MixerMethods::take_bus_levels(const Napi::CallbackInfo &info) {
  struct mixer *mixer = control(info.Env());
  Napi::Uint32Array numbers = info[0].As<Napi::Uint32Array>();
  Napi::Float32Array packed = info[1].As<Napi::Float32Array>();
  std::vector<struct level> levels;
  size_t done = 0;
  for (size_t k = 0; k < numbers.ElementLength(); k++) {
    levels.resize(channels_of_bus(info.Env(), mixer, numbers[k]));
    if (packed.ElementLength() < 2 * (done + levels.size())) {
      throw_invalid(info.Env(), "Levels need two numbers per channel.");
    }
    mixer_take_bus_levels(mixer, numbers[k], levels.data());
    write_levels(levels, packed.Data() + 2 * done);
    done += levels.size();
  }
}

/** addBus(channels, gain, pan | null, switches: Array of muted, soloed, soloSafe, matrix:
 * Float64Array of from, to, gain): the bus's number. */
Napi::Value MixerMethods::add_bus(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  struct mixer *mixer = control(env);
  Napi::Array switches = info[3].As<Napi::Array>();
  Napi::Float64Array matrix = info[4].As<Napi::Float64Array>();
  struct bus_settings settings = {};
  settings.channels = count_of(info[0], MAX_CHANNELS, "The number of channels");
  settings.state.gain = static_cast<float>(number_of(info[1], "The gain"));
  settings.is_panned = info[2].IsNumber();
  settings.state.pan = settings.is_panned ? static_cast<float>(number_of(info[2], "The pan")) : 0;
  settings.state.muted = switches.Get(0U).ToBoolean();
  settings.state.soloed = switches.Get(1U).ToBoolean();
  settings.state.is_safe = switches.Get(2U).ToBoolean();
  settings.matrix_count = static_cast<uint32_t>(matrix.ElementLength() / 3);
  if (settings.matrix_count > 0) {
    settings.matrix = reinterpret_cast<const struct matrix_entry *>(matrix.Data());
  }
  uint32_t number = 0;
  struct failure failure;
  if (!mixer_add_bus(mixer, &settings, &number, &failure)) {
    throw_failure(env, failure);
  }
  return number_value(env, number);
}

/** removeBus(number). */
void MixerMethods::remove_bus(const Napi::CallbackInfo &info) {
  struct mixer *mixer = control(info.Env());
  uint32_t number = count_of(info[0], MAX_BUSES, "The number of the bus");
  channels_of_bus(info.Env(), mixer, number);
  mixer_remove_bus(mixer, number);
}

/** busState(number from 1, 0 = the master): { gain, pan, muted, soloed, soloSafe }. */
Napi::Value MixerMethods::bus_state(const Napi::CallbackInfo &info) {
  const struct mixer *mixer = readable();
  uint32_t number = count_of(info[0], MAX_BUSES, "The number of the bus");
  if (number > 0) {
    channels_of_bus(info.Env(), mixer, number);
  }
  struct ::bus_state state;
  mixer_bus_state(mixer, number, &state);
  Napi::Object value = Napi::Object::New(info.Env());
  value.Set("gain", state.gain);
  value.Set("pan", state.pan);
  value.Set("muted", state.muted);
  value.Set("soloed", state.soloed);
  value.Set("soloSafe", state.is_safe);
  return value;
}

/** takeFetchedClipped(id): the clipped samples of each output channel that a collected
 * fetchAndResetStats fetched; once. */
Napi::Value MixerMethods::take_fetched_clipped(const Napi::CallbackInfo &info) {
  return list_of_counts(info.Env(), actions.take_fetched_clipped(
                                        static_cast<uint64_t>(integer_of(info[0], "The id"))));
}

/** takeRecordedLosses(rows: Float64Array): how many rows were written, as they became known. */
Napi::Value MixerMethods::take_recorded_losses(const Napi::CallbackInfo &info) {
  Napi::Float64Array rows = info[0].As<Napi::Float64Array>();
  constexpr size_t piece = 64;
  struct recorded_loss losses[piece];
  size_t room = std::min(piece, rows.ElementLength() / RECORDED_LOSS_FIELD_COUNT);
  size_t count = busy() ? 0 : mixer_take_recorded_losses(control(info.Env()), losses, room);
  for (size_t k = 0; k < count; k++) {
    write_recorded_loss(losses[k], rows.Data() + k * RECORDED_LOSS_FIELD_COUNT);
  }
  return number_value(info.Env(), count);
}

/** takeDropouts(rows: Float64Array): how many rows were written, in the order of the dropouts. */
Napi::Value MixerMethods::take_dropouts(const Napi::CallbackInfo &info) {
  Napi::Float64Array rows = info[0].As<Napi::Float64Array>();
  std::vector<struct dropout> dropouts(rows.ElementLength() / DROPOUT_FIELD_COUNT);
  size_t count = mixer_take_dropouts(control(info.Env()), dropouts.data(), dropouts.size());
  for (size_t k = 0; k < count; k++) {
    write_dropout(dropouts[k], rows.Data() + k * DROPOUT_FIELD_COUNT);
  }
  return number_value(info.Env(), count);
}

/** clockBound(): seconds; NaN = not known. */
Napi::Value MixerMethods::clock_bound(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), mixer_clock_bound(readable()));
}

Napi::Value MixerMethods::take_worst_load(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), mixer_take_worst_load(readable()));
}

Napi::Value MixerMethods::frame(const Napi::CallbackInfo &info) {
  return number_value(info.Env(), mixer_frame(readable()));
}

Napi::Value MixerMethods::stream_number(const Napi::CallbackInfo &info) {
  return number_value(info.Env(), mixer_stream_number(readable()));
}
