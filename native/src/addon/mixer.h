/* What streams and offline mixers have in common for JavaScript: scheduling, collecting accounts,
 * reading levels and counters. */
#pragma once

#include <napi.h>

#include "addon/action_table.h"
#include "addon/columns.h"
#include "addon/env.h"
#include "mixer/mixer.h"

/** The free functions behind MixerWrap's methods. */
Napi::Value schedule_requests(const Napi::CallbackInfo &info, struct mixer *mixer,
                              ActionTable &actions);
Napi::Value collect_finished(const Napi::CallbackInfo &info, struct mixer *mixer,
                             ActionTable &actions);
Napi::Value read_action(const Napi::CallbackInfo &info, const ActionTable &actions);
Napi::Value take_action_peak(const Napi::CallbackInfo &info, const ActionTable &actions);
Napi::Value read_clock_map(const Napi::CallbackInfo &info, const struct mixer *mixer);
Napi::Value read_stream_stats(const Napi::CallbackInfo &info, const struct mixer *mixer);
Napi::Value take_levels(const Napi::CallbackInfo &info, struct mixer *mixer);
Napi::Value bus_state(const Napi::CallbackInfo &info, const struct mixer *mixer);
Napi::Value take_fetched_clipped(const Napi::CallbackInfo &info, ActionTable &actions);

template <class T> class MixerWrap : public Napi::ObjectWrap<T> {
public:
  explicit MixerWrap(const Napi::CallbackInfo &info) : Napi::ObjectWrap<T>(info) {}

protected:
  /** The mixer for the control side; throws while another thread is the control side. */
  virtual struct mixer *control(Napi::Env env) = 0;
  /** Whether another thread is the control side. */
  virtual bool busy() const { return false; }
  /** The mixer for functions that any thread may call. */
  virtual struct mixer *readable() = 0;

  static std::vector<Napi::ClassPropertyDescriptor<T>> mixer_methods() {
    return {Napi::ObjectWrap<T>::InstanceMethod("schedule", &T::schedule),
            Napi::ObjectWrap<T>::InstanceMethod("scheduleColumns", &T::columns),
            Napi::ObjectWrap<T>::InstanceMethod("collect", &T::collect),
            Napi::ObjectWrap<T>::InstanceMethod("readAction", &T::read),
            Napi::ObjectWrap<T>::InstanceMethod("takeActionPeak", &T::action_peak),
            Napi::ObjectWrap<T>::InstanceMethod("clockMap", &T::clock_map),
            Napi::ObjectWrap<T>::InstanceMethod("streamStats", &T::stream_stats),
            Napi::ObjectWrap<T>::InstanceMethod("takeLevels", &T::levels),
            Napi::ObjectWrap<T>::InstanceMethod("busState", &T::state_of_bus),
            Napi::ObjectWrap<T>::InstanceMethod("takeFetchedClipped", &T::fetched_clipped),
            Napi::ObjectWrap<T>::InstanceMethod("frame", &T::frame),
            Napi::ObjectWrap<T>::InstanceMethod("streamNumber", &T::stream_number)};
  }

  Napi::Value schedule(const Napi::CallbackInfo &info) {
    return schedule_requests(info, control(info.Env()), actions);
  }
  Napi::Value columns(const Napi::CallbackInfo &info) {
    return schedule_columns(info, control(info.Env()), actions);
  }
  Napi::Value collect(const Napi::CallbackInfo &info) {
    return busy() ? Napi::Number::New(info.Env(), 0)
                  : collect_finished(info, control(info.Env()), actions);
  }
  Napi::Value read(const Napi::CallbackInfo &info) { return read_action(info, actions); }
  Napi::Value action_peak(const Napi::CallbackInfo &info) {
    return take_action_peak(info, actions);
  }
  Napi::Value clock_map(const Napi::CallbackInfo &info) {
    return read_clock_map(info, control(info.Env()));
  }
  Napi::Value stream_stats(const Napi::CallbackInfo &info) {
    return read_stream_stats(info, readable());
  }
  Napi::Value levels(const Napi::CallbackInfo &info) {
    return take_levels(info, control(info.Env()));
  }
  Napi::Value state_of_bus(const Napi::CallbackInfo &info) { return bus_state(info, readable()); }
  Napi::Value fetched_clipped(const Napi::CallbackInfo &info) {
    return take_fetched_clipped(info, actions);
  }
  Napi::Value frame(const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), static_cast<double>(mixer_frame(readable())));
  }
  Napi::Value stream_number(const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), static_cast<double>(mixer_stream_number(readable())));
  }

  ActionTable actions;
};
