#include "addon/single.h"

#include "addon/clock_map.h"
#include "addon/env.h"

namespace {

/** The map of this turn; the first call of the turn reads it, and all others have the same one. */
struct clock_map read_turns_map(const struct mixer *mixer, double *packed) {
  struct clock_map map = {};
  if (packed[0] == CLOCK_MAP_UNREAD) {
    mixer_clock_map(mixer, &map);
    pack_map(map, packed);
  } else {
    unpack_map(packed, &map);
  }
  return map;
}

double schedule_one(const Napi::CallbackInfo &info, const BoundSingle &single) {
  Napi::Env env = info.Env();
  if (single.side == nullptr) {
    throw_invalid(env, "The mixer is gone.");
  }
  struct mixer *mixer = single.side->control(env);
  ActionTable &actions = single.side->actions;
  const double *row = single.row_numbers;
  std::shared_ptr<RingHold> ring =
      row[ROW_ring] == 0 ? RingBufferWrap::hold_of(env, info[0]) : nullptr;
  const RowSources sources = {single.channel_numbers, *single.samples, &ring,
                              ring == nullptr ? 0U : 1U};
  int32_t ring_number;
  struct action_request request = read_request(env, row, sources, actions, &ring_number);
  struct clock_map map = read_turns_map(mixer, single.map_numbers);
  struct action *made = nullptr;
  struct failure failure;
  if (!mixer_schedule(mixer, &request, 1, nullptr, map.valid ? &map : nullptr, &made, &failure)) {
    throw_failure(env, failure);
  }
  if (map.valid) {
    pack_map(map, single.map_numbers);
  }
  return static_cast<double>(actions.add(made, ring));
}

} // namespace

std::shared_ptr<BoundSingle> bind_single(const Napi::CallbackInfo &info, ControlSide *side) {
  Napi::Float64Array row = info[0].As<Napi::Float64Array>();
  Napi::Uint32Array channels = info[1].As<Napi::Uint32Array>();
  Napi::Float64Array map = info[2].As<Napi::Float64Array>();
  if (row.ElementLength() < ROW_LENGTH || map.ElementLength() < CLOCK_MAP_FIELDS) {
    throw_invalid(info.Env(), "A row or a clock map is too short.");
  }
  auto single = std::make_shared<BoundSingle>();
  single->side = side;
  single->samples = AddonEnv::of(info.Env()).samples;
  single->row = Napi::Persistent(row);
  single->channels = Napi::Persistent(channels);
  single->map = Napi::Persistent(map);
  single->row_numbers = row.Data();
  single->map_numbers = map.Data();
  single->channel_numbers = {channels.Data(), channels.ElementLength()};
  return single;
}

Napi::Function function_of_single(Napi::Env env, const std::shared_ptr<BoundSingle> &single) {
  return Napi::Function::New(env, [single](const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), schedule_one(info, *single));
  });
}
