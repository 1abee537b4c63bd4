/* Rows of numbers, as JavaScript packs requests, turned into the mixer's action_request. */
#pragma once

#include <napi.h>

#include <memory>
#include <vector>

#include "addon/ring_buffer.h"
#include "addon/sample_table.h"
#include "mixer/mixer.h"

/** The columns of a request's row, all doubles: REQUEST_FIELDS in mixer/action/action.h. */
enum row_column {
#define NUMBER(c_type, member, text) ROW_##member,
#define FADE(member, text)           ROW_##member##_frames, ROW_##member##_curve,
#define LOOP(member, text)                                                                         \
  ROW_##member##_start_frame, ROW_##member##_end_frame, ROW_##member##_times,                      \
      ROW_##member##_total_frames,
#define REFERENCE(column, text) ROW_##column,
  REQUEST_FIELDS(NUMBER, FADE, LOOP, REFERENCE)
#undef NUMBER
#undef FADE
#undef LOOP
#undef REFERENCE
      ROW_LENGTH
};

/** Their names in JavaScript. */
constexpr const char *row_column_names[] = {
#define NUMBER(c_type, member, text) text,
#define FADE(member, text)           text "Frames", text "Curve",
#define LOOP(member, text) text "StartFrame", text "EndFrame", text "Times", text "TotalFrames",
#define REFERENCE(column, text) text,
    REQUEST_FIELDS(NUMBER, FADE, LOOP, REFERENCE)
#undef NUMBER
#undef FADE
#undef LOOP
#undef REFERENCE
};

/** The column startKind, X(enum name, JavaScript name): `start` is a frame, seconds, the id of the
 * action to follow, the number of an earlier request to follow, or the frame at which something
 * ended in the stream startStreamNumber. */
#define ROW_START_KINDS(X)                                                                         \
  START_KINDS(X)                                                                                   \
  X(AFTER_REQUEST, "afterRequest")                                                                 \
  X(AFTER_END, "afterEnd")

enum row_start_kind {
#define X(name, text) ROW_START_##name,
  ROW_START_KINDS(X)
#undef X
};

class ActionTable;

/** Borrowed: the rows say where in it their channels are. */
struct ChannelNumbers {
  const uint32_t *numbers;
  size_t count;
};

/** Borrowed: points of gain lines (frame, decibels) and entries of matrices (from, to, gain), one
 * after another; the rows say where in it theirs are. */
struct RequestTables {
  const double *numbers;
  size_t count;
};

/** What rows refer to by number; borrowed. */
struct RowSources {
  ChannelNumbers channels;
  RequestTables tables;
  const SampleTable &samples;
  const std::shared_ptr<RingHold> *rings;
  size_t ring_count;
};

/** Reads one row; throws for anything that does not fit. *ring = the number of its ring, -1 = none.
 */
struct action_request read_request(Napi::Env env, const double *row, const RowSources &sources,
                                   const ActionTable &actions, int32_t *ring);

/** One schedule() call: borrows JavaScript's arrays while it lasts. */
struct RequestBatch {
  std::vector<struct action_request> requests;
  std::vector<std::shared_ptr<RingHold>> rings; /* the distinct rings of the batch */
  std::vector<int32_t> ring_of_request;         /* index into `rings`, -1 = none */

  /** Reads `count` rows, which refer to the channels and tables, to sample buffers by their numbers
   * and to JavaScript's list of rings; throws for anything that does not fit. */
  void read(Napi::Env env, size_t count, const Napi::Float64Array &rows,
            const Napi::Uint32Array &channels, const Napi::Float64Array &tables,
            const Napi::Array &ring_objects, const ActionTable &actions);
};

/** (grouped, start kind, start) as packed by JavaScript. */
struct group_origin read_origin(Napi::Env env, const Napi::Value &value);
