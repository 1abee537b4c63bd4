#include "addon/requests.h"

#include "addon/action_table.h"
#include "addon/env.h"

namespace {

struct action_start read_start(Napi::Env env, double kind, double start) {
  struct action_start value = {START_ASAP, 0, 0};
  if (kind == START_FRAME) {
    value.kind = START_FRAME;
    value.frame = integer_of_double(start);
  } else if (kind == START_SECONDS) {
    value.kind = START_SECONDS;
    value.seconds = start;
  } else if (kind != START_ASAP) {
    throw_invalid(env, "An action starts as soon as possible, at a frame or at a time.");
  }
  return value;
}

/** What the row's action begins behind; the frame it counts from is not read for the others. */
struct predecessor read_predecessor(Napi::Env env, const double *row, const ActionTable &actions) {
  struct predecessor after = {};
  double value = row[REQUEST_START];
  after.ended_frame = -1;
  if (row[REQUEST_START_KIND] == ROW_START_AFTER_REQUEST) {
    after.request = value >= 1 ? static_cast<size_t>(integer_of_double(value)) : SIZE_MAX;
  } else if (row[REQUEST_START_KIND] == ROW_START_AFTER_END) {
    after.ended_frame = integer_of_double(value);
    after.stream_number = static_cast<uint64_t>(integer_of_double(row[REQUEST_START_STREAM]));
  } else {
    after.action = actions.find_unfinished(static_cast<uint64_t>(integer_of_double(value)));
    if (after.action == nullptr) {
      throw_invalid(env, "The action to follow is gone; collect before you ask for it.");
    }
  }
  return after;
}

/** What number the row has as a curve; the mixer refuses those that it does not know. */
enum fade_curve read_curve(double value) {
  return value >= 0 && value < FADE_CURVE_COUNT ? static_cast<enum fade_curve>(value)
                                                : FADE_CURVE_COUNT;
}

void read_sound_shape(const double *row, struct action_request &request) {
  request.fade_frames = integer_of_double(row[REQUEST_FADE]);
  request.fade_curve = read_curve(row[REQUEST_FADE_CURVE]);
  request.fade_in.frames = integer_of_double(row[REQUEST_FADE_IN]);
  request.fade_in.curve = read_curve(row[REQUEST_FADE_IN_CURVE]);
  request.fade_out.frames = integer_of_double(row[REQUEST_FADE_OUT]);
  request.fade_out.curve = read_curve(row[REQUEST_FADE_OUT_CURVE]);
  request.loop.start_frame = integer_of_double(row[REQUEST_LOOP_START]);
  request.loop.end_frame = integer_of_double(row[REQUEST_LOOP_END]);
  request.loop.times = integer_of_double(row[REQUEST_LOOP_TIMES]);
}

/** An index within [0, size), or -1; anything else is refused. */
int32_t read_index(Napi::Env env, double value, size_t size) {
  if (value == -1) {
    return -1;
  }
  if (!(value >= 0 && value < static_cast<double>(size))) {
    throw_invalid(env, "A request refers to something that was not given.");
  }
  return static_cast<int32_t>(value);
}

/** By its number; -1 = none. */
struct sample_buffer *read_samples(Napi::Env env, double number, const SampleTable &samples) {
  struct sample_buffer *found = samples.find(number);
  if (found == nullptr && number != -1) {
    throw_invalid(env, "A request refers to samples that are not there.");
  }
  return found;
}

} // namespace

struct action_request read_request(Napi::Env env, const double *row, const RowSources &sources,
                                   const ActionTable &actions, int32_t *ring) {
  const ChannelNumbers &channels = sources.channels;
  struct action_request request = {};
  int32_t type = read_index(env, row[REQUEST_TYPE], ACTION_TYPE_COUNT);
  int32_t belated = read_index(env, row[REQUEST_BELATED], BELATED_POLICY_COUNT);
  double channel_end = row[REQUEST_CHANNEL_OFFSET] + row[REQUEST_CHANNEL_COUNT];
  if (type < 0 || belated < 0 || !(row[REQUEST_CHANNEL_OFFSET] >= 0) ||
      !(row[REQUEST_CHANNEL_COUNT] >= 0) || !(channel_end <= static_cast<double>(channels.count))) {
    throw_invalid(env, "A request's row does not fit.");
  }
  request.type = static_cast<enum action_type>(type);
  request.belated = static_cast<enum belated_policy>(belated);
  if (row[REQUEST_START_KIND] >= START_AFTER && row[REQUEST_START_KIND] <= ROW_START_AFTER_END) {
    request.start.kind = START_AFTER;
    request.after = read_predecessor(env, row, actions);
  } else {
    request.start = read_start(env, row[REQUEST_START_KIND], row[REQUEST_START]);
  }
  request.channel_count = static_cast<uint32_t>(row[REQUEST_CHANNEL_COUNT]);
  if (request.channel_count > 0) {
    request.channel_numbers = channels.numbers + static_cast<size_t>(row[REQUEST_CHANNEL_OFFSET]);
  }
  request.samples = read_samples(env, row[REQUEST_SAMPLES], sources.samples);
  *ring = read_index(env, row[REQUEST_RING], sources.ring_count);
  request.ring = *ring < 0 ? nullptr : sources.rings[static_cast<size_t>(*ring)]->ring;
  request.offset_frames = integer_of_double(row[REQUEST_OFFSET]);
  request.length_frames = integer_of_double(row[REQUEST_LENGTH]);
  request.on_starve =
      static_cast<enum starve_policy>(read_index(env, row[REQUEST_ON_STARVE], STARVE_POLICY_COUNT));
  request.gain = static_cast<float>(row[REQUEST_GAIN]);
  request.ramp_frames = integer_of_double(row[REQUEST_RAMP]);
  read_sound_shape(row, request);
  request.bus = static_cast<uint32_t>(integer_of_double(row[REQUEST_BUS]));
  request.bus_changes = static_cast<uint32_t>(integer_of_double(row[REQUEST_BUS_CHANGES]));
  request.cuts_chain = row[REQUEST_CUTS_CHAIN] != 0;
  if (row[REQUEST_TARGET] != 0) {
    int32_t target_type = read_index(env, row[REQUEST_TARGET_TYPE], ACTION_TYPE_COUNT);
    request.target =
        actions.find(static_cast<uint64_t>(integer_of_double(row[REQUEST_TARGET])), target_type);
    if (request.target == nullptr) {
      struct failure failure;
      failure_set(&failure, FAILURE_FOREIGN_ACTION,
                  "The action to change belongs to another stream; use the stream that made it.");
      throw_failure(env, failure);
    }
  }
  return request;
}

void RequestBatch::read(Napi::Env env, size_t count, const Napi::Float64Array &rows,
                        const Napi::Uint32Array &channels, const Napi::Array &ring_objects,
                        const ActionTable &actions) {
  if (count > rows.ElementLength() / REQUEST_FIELD_COUNT) {
    throw_invalid(env, "There are fewer rows than requests.");
  }
  for (uint32_t i = 0; i < ring_objects.Length(); i++) {
    rings.push_back(RingBufferWrap::hold_of(env, ring_objects.Get(i)));
  }
  const RowSources sources = {{channels.Data(), channels.ElementLength()},
                              *AddonEnv::of(env).samples,
                              rings.data(),
                              rings.size()};
  requests.reserve(count);
  ring_of_request.reserve(count);
  for (size_t i = 0; i < count; i++) {
    int32_t ring;
    requests.push_back(
        read_request(env, rows.Data() + i * REQUEST_FIELD_COUNT, sources, actions, &ring));
    ring_of_request.push_back(ring);
  }
}

struct group_origin read_origin(Napi::Env env, const Napi::Value &value) {
  Napi::Float64Array packed = value.As<Napi::Float64Array>();
  struct group_origin origin = {};
  origin.grouped = packed[0] != 0;
  origin.start = read_start(env, packed[1], packed[2]);
  return origin;
}
