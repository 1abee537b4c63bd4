#include "addon/requests.h"

#include <cmath>
#include <type_traits>

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

/** What the row's action begins after. */
struct predecessor read_predecessor(Napi::Env env, const double *row, const ActionTable &actions) {
  struct predecessor after = {};
  double value = row[ROW_start];
  after.ended_frame = UNKNOWN_FRAME;
  if (row[ROW_start_kind] == ROW_START_AFTER_REQUEST) {
    after.request = value >= 1 ? static_cast<size_t>(integer_of_double(value)) : SIZE_MAX;
  } else if (row[ROW_start_kind] == ROW_START_AFTER_END) {
    after.ended_frame = std::isnan(value) ? UNKNOWN_FRAME : integer_of_double(value);
    after.stream_number = static_cast<uint64_t>(integer_of_double(row[ROW_start_stream_number]));
  } else {
    after.action = actions.find_unfinished(static_cast<uint64_t>(integer_of_double(value)));
    if (after.action == nullptr) {
      throw_invalid(env, "The action to follow is gone; collect before you ask for it.");
    }
  }
  return after;
}

constexpr int count_of_values(enum action_type) {
  return ACTION_TYPE_COUNT;
}
constexpr int count_of_values(enum belated_policy) {
  return BELATED_POLICY_COUNT;
}
constexpr int count_of_values(enum starve_policy) {
  return STARVE_POLICY_COUNT;
}
constexpr int count_of_values(enum loss_policy) {
  return LOSS_POLICY_COUNT;
}
constexpr int count_of_values(enum fade_curve) {
  return FADE_CURVE_COUNT;
}

/** A number of a row as the type of its member; the mixer refuses those that it does not know. An
 * enum needs count_of_values(). */
template <typename Type> Type read_number(double value) {
  if constexpr (std::is_same_v<Type, bool>) {
    return value != 0;
  } else if constexpr (std::is_floating_point_v<Type>) {
    return static_cast<Type>(value);
  } else if constexpr (std::is_enum_v<Type>) {
    constexpr int count = count_of_values(Type{});
    return static_cast<Type>(value >= 0 && value < count ? static_cast<int>(value) : count);
  } else {
    return static_cast<Type>(integer_of_double(value));
  }
}

/** What a row says in numbers; the rest is zero. */
struct action_request read_numbers(const double *row) {
  struct action_request request = {};
#define NUMBER(c_type, member, text) request.member = read_number<c_type>(row[ROW_##member]);
#define FADE(member, text)                                                                         \
  request.member.frames = read_number<int64_t>(row[ROW_##member##_frames]);                        \
  request.member.curve = read_number<enum fade_curve>(row[ROW_##member##_curve]);
#define LOOP(member, text)                                                                         \
  request.member.start_frame = read_number<int64_t>(row[ROW_##member##_start_frame]);              \
  request.member.end_frame = read_number<int64_t>(row[ROW_##member##_end_frame]);                  \
  request.member.times = read_number<int64_t>(row[ROW_##member##_times]);                          \
  request.member.total_frames = read_number<int64_t>(row[ROW_##member##_total_frames]);
#define REFERENCE(column, text)
  REQUEST_FIELDS(NUMBER, FADE, LOOP, REFERENCE)
#undef NUMBER
#undef FADE
#undef LOOP
#undef REFERENCE
  return request;
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

/** `count` records of a table, from the number at `offset` on; null = none. */
template <typename Record>
const Record *read_table(Napi::Env env, const RequestTables &tables, double offset, double count) {
  constexpr double numbers = sizeof(Record) / sizeof(double);
  if (count == 0) {
    return nullptr;
  }
  if (!(offset >= 0) || !(count > 0) ||
      !(offset + count * numbers <= static_cast<double>(tables.count))) {
    throw_invalid(env, "A request's table does not fit.");
  }
  return reinterpret_cast<const Record *>(tables.numbers + static_cast<size_t>(offset));
}

void read_tables(Napi::Env env, const double *row, const RequestTables &tables,
                 struct action_request *request) {
  request->gain_line =
      read_table<gain_point>(env, tables, row[ROW_gain_line_offset], row[ROW_gain_line_count]);
  request->gain_line_count = static_cast<uint32_t>(row[ROW_gain_line_count]);
  request->matrix =
      read_table<matrix_entry>(env, tables, row[ROW_matrix_offset], row[ROW_matrix_count]);
  request->matrix_count = static_cast<uint32_t>(row[ROW_matrix_count]);
}

} // namespace

struct action_request read_request(Napi::Env env, const double *row, const RowSources &sources,
                                   const ActionTable &actions, int32_t *ring) {
  const ChannelNumbers &channels = sources.channels;
  struct action_request request = read_numbers(row);
  double channel_end = row[ROW_channel_offset] + row[ROW_channel_count];
  if (!(row[ROW_channel_offset] >= 0) || !(row[ROW_channel_count] >= 0) ||
      !(channel_end <= static_cast<double>(channels.count))) {
    throw_invalid(env, "A request's row does not fit.");
  }
  if (row[ROW_start_kind] >= ROW_START_AFTER && row[ROW_start_kind] <= ROW_START_AFTER_END) {
    request.start.kind = START_AFTER;
    request.after = read_predecessor(env, row, actions);
  } else {
    request.start = read_start(env, row[ROW_start_kind], row[ROW_start]);
  }
  request.channel_count = static_cast<uint32_t>(row[ROW_channel_count]);
  if (request.channel_count > 0) {
    request.channel_numbers = channels.numbers + static_cast<size_t>(row[ROW_channel_offset]);
  }
  read_tables(env, row, sources.tables, &request);
  request.samples = read_samples(env, row[ROW_samples], sources.samples);
  *ring = read_index(env, row[ROW_ring], sources.ring_count);
  request.ring = *ring < 0 ? nullptr : sources.rings[static_cast<size_t>(*ring)]->ring;
  if (row[ROW_target] != 0) {
    int32_t target_type = read_index(env, row[ROW_target_type], ACTION_TYPE_COUNT);
    request.target =
        actions.find(static_cast<uint64_t>(integer_of_double(row[ROW_target])), target_type);
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
                        const Napi::Uint32Array &channels, const Napi::Float64Array &tables,
                        const Napi::Array &ring_objects, const ActionTable &actions) {
  if (count > rows.ElementLength() / ROW_LENGTH) {
    throw_invalid(env, "There are fewer rows than requests.");
  }
  for (uint32_t i = 0; i < ring_objects.Length(); i++) {
    rings.push_back(RingBufferWrap::hold_of(env, ring_objects.Get(i)));
  }
  const RowSources sources = {{channels.Data(), channels.ElementLength()},
                              {tables.Data(), tables.ElementLength()},
                              *AddonEnv::of(env).samples,
                              rings.data(),
                              rings.size()};
  requests.reserve(count);
  ring_of_request.reserve(count);
  for (size_t i = 0; i < count; i++) {
    int32_t ring;
    requests.push_back(read_request(env, rows.Data() + i * ROW_LENGTH, sources, actions, &ring));
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
