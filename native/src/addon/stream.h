/* An open stream for JavaScript. Calls that may block come in two forms: at once, for scripts, and
 * on a worker thread with a promise, for programs that must not wait. */
#pragma once

#include <mutex>

#include "addon/mixer.h"
#include "device/stream.h"

class StreamWrap : public MixerWrap<StreamWrap>, public Closable {
public:
  static void define(Napi::Env env, Napi::Object exports);

  explicit StreamWrap(const Napi::CallbackInfo &info);
  ~StreamWrap() override;
  void close_now() override;

private:
  /** stream_start, stream_stop, stream_abort or stream_close. */
  using Step = bool (*)(struct stream *stream, struct failure *failure);

  struct mixer *control(Napi::Env env) override;
  bool busy() const override { return is_stepping_async; }
  struct mixer *readable() override { return stream_mixer(stream); }

  bool take_step(Step step, struct failure *failure);
  template <Step step> void step_now(const Napi::CallbackInfo &info);
  template <Step step> Napi::Value step_async(const Napi::CallbackInfo &info);
  Napi::Value info(const Napi::CallbackInfo &info);
  Napi::Value poll(const Napi::CallbackInfo &info);
  Napi::Value state(const Napi::CallbackInfo &info);
  Napi::Value time(const Napi::CallbackInfo &info);
  Napi::Value cpu_load(const Napi::CallbackInfo &info);

  struct stream *stream;
  std::shared_ptr<std::unordered_set<Closable *>> open_streams;
  std::mutex
      stepping; /* one lifecycle call at a time, the one at the end of the process included */
  bool is_stepping_async = false; /* a worker thread makes such a call; JavaScript's thread only */
};
