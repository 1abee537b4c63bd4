/* Requests as JavaScript packs them (rows of numbers) turned into the mixer's action_request. */
#ifndef RTMIXER_ADDON_REQUESTS_H
#define RTMIXER_ADDON_REQUESTS_H

#include <napi.h>

#include <memory>
#include <vector>

#include "addon/ring_buffer.h"
#include "addon/sample_table.h"
#include "mixer/mixer.h"

/* X(enum name, JavaScript name): the columns of a request's row, all doubles. */
#define REQUEST_FIELDS(X)                                                                          \
  X(TYPE, "type")                                                                                  \
  X(START_KIND, "startKind")                                                                       \
  X(START, "start")                                                                                \
  X(START_STREAM, "startStreamNumber")                                                             \
  X(BELATED, "belated")                                                                            \
  X(CHANNEL_OFFSET, "channelOffset")                                                               \
  X(CHANNEL_COUNT, "channelCount")                                                                 \
  X(SAMPLES, "samples")                                                                            \
  X(RING, "ring")                                                                                  \
  X(OFFSET, "offsetFrames")                                                                        \
  X(LENGTH, "lengthFrames")                                                                        \
  X(ON_STARVE, "onStarve")                                                                         \
  X(GAIN, "gain")                                                                                  \
  X(RAMP, "rampFrames")                                                                            \
  X(FADE, "fadeFrames")                                                                            \
  X(FADE_CURVE, "fadeCurve")                                                                       \
  X(CUTS_CHAIN, "cutsChain")                                                                       \
  X(FADE_IN, "fadeInFrames")                                                                       \
  X(FADE_IN_CURVE, "fadeInCurve")                                                                  \
  X(FADE_OUT, "fadeOutFrames")                                                                     \
  X(FADE_OUT_CURVE, "fadeOutCurve")                                                                \
  X(LOOP_START, "loopStartFrame")                                                                  \
  X(LOOP_END, "loopEndFrame")                                                                      \
  X(LOOP_TIMES, "loopTimes")                                                                       \
  X(TARGET, "target")                                                                              \
  X(TARGET_TYPE, "targetType")                                                                     \
  X(BUS, "bus")                                                                                    \
  X(BUS_CHANGES, "busChanges")

/* X(enum name, JavaScript name): the values of the column START_KIND. AFTER gives the id of an
 * action, AFTER_REQUEST the number of an earlier request, AFTER_END the frame at which something
 * ended in the stream START_STREAM. */
#define ROW_START_KINDS(X)                                                                         \
  START_KINDS(X)                                                                                   \
  X(AFTER_REQUEST, "afterRequest")                                                                 \
  X(AFTER_END, "afterEnd")

enum row_start_kind {
#define X(name, text) ROW_START_##name,
  ROW_START_KINDS(X)
#undef X
};

enum request_field {
#define X(name, text) REQUEST_##name,
  REQUEST_FIELDS(X)
#undef X
      REQUEST_FIELD_COUNT
};

class ActionTable;

/** Borrowed: the rows say where in it their channels are. */
struct ChannelNumbers {
  const uint32_t *numbers;
  size_t count;
};

/** What rows refer to by number; borrowed. */
struct RowSources {
  ChannelNumbers channels;
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

  /** Reads `count` rows, which refer to the channels, to sample buffers by their numbers and to
   * JavaScript's list of rings; throws for anything that does not fit. */
  void read(Napi::Env env, size_t count, const Napi::Float64Array &rows,
            const Napi::Uint32Array &channels, const Napi::Array &ring_objects,
            const ActionTable &actions);
};

/** (grouped, start kind, start) as packed by JavaScript. */
struct group_origin read_origin(Napi::Env env, const Napi::Value &value);

#endif
