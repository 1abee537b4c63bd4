#include "addon/take_writer.h"

#include <string>
#include <vector>

#include "addon/env.h"
#include "addon/job.h"
#include "addon/ring_buffer.h"
#include "base/sample_buffer.h"
#include "file/take/take_recover.h"

namespace {

Napi::Value open_take_writer(const Napi::CallbackInfo &info) {
  Napi::Object object = info[0].As<Napi::Object>();
  auto path = std::make_shared<std::string>(object.Get("path").ToString().Utf8Value());
  struct take_writer_settings settings = {};
  settings.path = path->c_str();
  settings.channels = count_of(object.Get("channels"), MAX_CHANNELS, "The number of channels");
  settings.sample_rate = number_of(object.Get("sampleRate"), "The sample rate");
  settings.ring_seconds = number_of(object.Get("ringSeconds"), "The ring's seconds");
  settings.header_seconds = number_of(object.Get("headerSeconds"), "The header's seconds");
  return run_opening_job(
      info.Env(), &AddonEnv::take_writer_class, take_writer_release,
      [path, settings](struct failure *failure) { return take_writer_open(&settings, failure); });
}

/** From an array of labels and an array of two numbers for each: frame, frames. */
class CueList {
public:
  CueList(const Napi::Value &label_list, const Napi::Value &number_list) {
    Napi::Array given = label_list.As<Napi::Array>();
    Napi::Float64Array numbers = number_list.As<Napi::Float64Array>();
    size_t count = std::min<size_t>(given.Length(), numbers.ElementLength() / 2);
    for (size_t k = 0; k < count; k++) {
      labels.push_back(given.Get(static_cast<uint32_t>(k)).ToString().Utf8Value());
    }
    for (size_t k = 0; k < count; k++) {
      cues.push_back({integer_of_double(numbers[2 * k]), integer_of_double(numbers[2 * k + 1]),
                      labels[k].c_str()});
    }
  }

  std::vector<std::string> labels;
  std::vector<struct wave_cue> cues;
};

struct Recovered {
  int64_t frames = 0;
  int64_t recovered_frames = 0;
};

/** recoverTake(path, labels, numbers): promise of { frames, recoveredFrames }. */
Napi::Value recover_take(const Napi::CallbackInfo &info) {
  std::string path = info[0].ToString().Utf8Value();
  auto list = std::make_shared<CueList>(info[1], info[2]);
  auto found = std::make_shared<Recovered>();
  return run_job(
      info.Env(),
      [path, list, found](struct failure *failure) {
        return take_recover(path.c_str(), list->cues.data(), list->cues.size(), &found->frames,
                            &found->recovered_frames, failure);
      },
      [found](Napi::Env env) {
        Napi::Object value = Napi::Object::New(env);
        value.Set("frames", static_cast<double>(found->frames));
        value.Set("recoveredFrames", static_cast<double>(found->recovered_frames));
        return value;
      });
}

} // namespace

void TakeWriterWrap::define(Napi::Env env, Napi::Object exports) {
  Napi::Function constructor = DefineClass(env, "AddonTakeWriter",
                                           {InstanceMethod("ring", &TakeWriterWrap::ring),
                                            InstanceMethod("status", &TakeWriterWrap::status),
                                            InstanceMethod("peaks", &TakeWriterWrap::peaks),
                                            InstanceMethod("finish", &TakeWriterWrap::finish),
                                            InstanceMethod("release", &TakeWriterWrap::release)});
  AddonEnv::of(env).take_writer_class = Napi::Persistent(constructor);
  exports.Set("recoverTake", Napi::Function::New(env, recover_take));
  exports.Set("openTakeWriter", Napi::Function::New(env, open_take_writer));
}

TakeWriterWrap::TakeWriterWrap(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<TakeWriterWrap>(info),
      writer(external_of<struct take_writer>(info), take_writer_release) {}

struct take_writer *TakeWriterWrap::open_writer(Napi::Env env) const {
  if (writer == nullptr) {
    throw_invalid(env, "This take was disposed; its file is finished.");
  }
  return writer.get();
}

Napi::Value TakeWriterWrap::ring(const Napi::CallbackInfo &info) {
  struct take_writer *open = open_writer(info.Env());
  if (ring_hold == nullptr) {
    ring_hold = RingBufferWrap::hold_native(take_writer_ring(open));
  }
  return RingBufferWrap::wrap(info.Env(), ring_hold);
}

Napi::Value TakeWriterWrap::status(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  struct take_status status;
  take_writer_status(open_writer(env), &status);
  Napi::Object value = Napi::Object::New(env);
  value.Set("state", static_cast<double>(status.state));
  value.Set("frames", static_cast<double>(status.frames));
  value.Set("safeFrames", static_cast<double>(status.safe_frames));
  value.Set("wasRemoved", status.was_removed);
  value.Set("cutFrames", static_cast<double>(status.cut_frames));
  value.Set("maxFillFrames", static_cast<double>(status.max_fill_frames));
  value.Set("failure",
            status.state == TAKE_FAILED ? failure_value(env, status.failure) : env.Null());
  return value;
}

/** peaks(startFrame, framesPerBin, triples: Float32Array, bins): how many bins are known so far. */
Napi::Value TakeWriterWrap::peaks(const Napi::CallbackInfo &info) {
  struct take_writer *open = open_writer(info.Env());
  Napi::Float32Array triples = info[2].As<Napi::Float32Array>();
  size_t channels = ring_buffer_element_size(take_writer_ring(open)) / sizeof(float);
  uint32_t bins = count_of(info[3], 1U << 20, "The number of bins");
  if (triples.ElementLength() < bins * channels * 3) {
    throw_invalid(info.Env(), "Peaks need three numbers per bin and channel.");
  }
  int64_t known = take_writer_peaks(open, integer_of(info[0], "The first frame"),
                                    number_of(info[1], "The frames per bin"), bins, triples.Data());
  return number_value(info.Env(), known);
}

/** finish(labels, numbers): the cue points of the file. */
void TakeWriterWrap::finish(const Napi::CallbackInfo &info) {
  struct take_writer *open = open_writer(info.Env());
  CueList list(info[0], info[1]);
  take_writer_set_cues(open, list.cues.data(), list.cues.size());
  take_writer_finish(open);
}

/** release(): promise; finishing may wait for the disk, so a worker thread does it. */
Napi::Value TakeWriterWrap::release(const Napi::CallbackInfo &info) {
  auto last = std::make_shared<std::shared_ptr<struct take_writer>>(std::move(writer));
  writer.reset();
  /* JavaScript's object of the ring lives until it is collected; the memory goes at once. */
  if (ring_hold != nullptr) {
    ring_hold->let_go();
  }
  return run_job(info.Env(), [last](struct failure *) {
    last->reset();
    return true;
  });
}
