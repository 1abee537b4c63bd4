/* One request by the shortest way: JavaScript writes a row into memory that it shares with the
 * addon once and for all, and calls a function that is bound to its mixer, so that nothing has to
 * be converted, unwrapped or checked for its type.
 */
#ifndef RTMIXER_ADDON_SINGLE_H
#define RTMIXER_ADDON_SINGLE_H

#include <napi.h>

#include <memory>

#include "addon/action_table.h"
#include "addon/sample_table.h"

/** What a mixer's JavaScript object has for whoever schedules. */
class ControlSide {
public:
  virtual ~ControlSide() = default;
  /** The mixer for the control side; throws while another thread is the control side. */
  virtual struct mixer *control(Napi::Env env) = 0;

  ActionTable actions;
};

/** What the function reads and writes: memory of typed arrays that JavaScript keeps for it. */
struct BoundSingle {
  ControlSide *side; /* NULL once the mixer's object is gone */
  std::shared_ptr<const SampleTable> samples;
  Napi::Reference<Napi::Float64Array> row, map;
  Napi::Reference<Napi::Uint32Array> channels;
  const double *row_numbers;
  double *map_numbers;
  ChannelNumbers channel_numbers;
};

/** (row, channels, map): binds them to a mixer. */
std::shared_ptr<BoundSingle> bind_single(const Napi::CallbackInfo &info, ControlSide *side);
/** The function (ring): id. Takes the bound row as schedule() takes many, with the bound clock map,
 * which it reads first where that is unread; `ring` is looked at only where the row has one. */
Napi::Function function_of_single(Napi::Env env, const std::shared_ptr<BoundSingle> &single);

#endif
