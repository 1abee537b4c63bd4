/* What streams and offline mixers have in common for JavaScript: scheduling, collecting accounts,
 * reading levels and counters. */
#pragma once

#include <napi.h>

#include "addon/action_table.h"
#include "addon/columns.h"
#include "addon/env.h"
#include "mixer/mixer.h"

/** The methods of both, apart from their class in JavaScript. */
class MixerMethods {
public:
  void schedule(const Napi::CallbackInfo &info);
  Napi::Value columns(const Napi::CallbackInfo &info) {
    return schedule_columns(info, control(info.Env()), actions);
  }
  Napi::Value collect(const Napi::CallbackInfo &info);
  Napi::Value read_action(const Napi::CallbackInfo &info);
  Napi::Value take_action_peak(const Napi::CallbackInfo &info);
  Napi::Value read_clock_map(const Napi::CallbackInfo &info);
  Napi::Value stream_stats(const Napi::CallbackInfo &info);
  void take_levels(const Napi::CallbackInfo &info);
  void take_bus_levels(const Napi::CallbackInfo &info);
  Napi::Value add_bus(const Napi::CallbackInfo &info);
  void remove_bus(const Napi::CallbackInfo &info);
  Napi::Value bus_state(const Napi::CallbackInfo &info);
  Napi::Value take_fetched_clipped(const Napi::CallbackInfo &info);
  Napi::Value take_dropouts(const Napi::CallbackInfo &info);
  Napi::Value take_recorded_losses(const Napi::CallbackInfo &info);
  Napi::Value clock_bound(const Napi::CallbackInfo &info);
  Napi::Value take_worst_load(const Napi::CallbackInfo &info);
  Napi::Value frame(const Napi::CallbackInfo &info);
  Napi::Value stream_number(const Napi::CallbackInfo &info);

protected:
  ~MixerMethods() = default;
  /** The mixer for the control side; throws while another thread is the control side. */
  virtual struct mixer *control(Napi::Env env) = 0;
  /** Whether another thread is the control side. */
  virtual bool busy() const { return false; }
  /** The mixer for functions that any thread may call. */
  virtual struct mixer *readable() = 0;

  ActionTable actions;
};

template <class T> class MixerWrap : public Napi::ObjectWrap<T>, public MixerMethods {
public:
  explicit MixerWrap(const Napi::CallbackInfo &info) : Napi::ObjectWrap<T>(info) {}

protected:
  static std::vector<Napi::ClassPropertyDescriptor<T>> mixer_methods() {
    using Wrap = Napi::ObjectWrap<T>;
    return {Wrap::InstanceMethod("schedule", &T::schedule),
            Wrap::InstanceMethod("scheduleColumns", &T::columns),
            Wrap::InstanceMethod("collect", &T::collect),
            Wrap::InstanceMethod("readAction", &T::read_action),
            Wrap::InstanceMethod("takeActionPeak", &T::take_action_peak),
            Wrap::InstanceMethod("clockMap", &T::read_clock_map),
            Wrap::InstanceMethod("streamStats", &T::stream_stats),
            Wrap::InstanceMethod("takeLevels", &T::take_levels),
            Wrap::InstanceMethod("takeBusLevels", &T::take_bus_levels),
            Wrap::InstanceMethod("addBus", &T::add_bus),
            Wrap::InstanceMethod("removeBus", &T::remove_bus),
            Wrap::InstanceMethod("busState", &T::bus_state),
            Wrap::InstanceMethod("takeFetchedClipped", &T::take_fetched_clipped),
            Wrap::InstanceMethod("takeDropouts", &T::take_dropouts),
            Wrap::InstanceMethod("takeRecordedLosses", &T::take_recorded_losses),
            Wrap::InstanceMethod("clockBound", &T::clock_bound),
            Wrap::InstanceMethod("takeWorstLoad", &T::take_worst_load),
            Wrap::InstanceMethod("frame", &T::frame),
            Wrap::InstanceMethod("streamNumber", &T::stream_number)};
  }
};
