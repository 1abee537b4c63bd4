#include "addon/files.h"

#include <memory>
#include <string>

#include "addon/env.h"
#include "addon/job.h"
#include "file/sound/sound_file.h"
#include "file/take/take_writer.h"

namespace {

Napi::Value probe_file(const Napi::CallbackInfo &info) {
  std::string path = info[0].ToString().Utf8Value();
  auto found = std::make_shared<struct sound_file_info>();
  return run_job(
      info.Env(), Napi::Object(),
      [path, found](struct failure *failure) {
        return sound_file_probe(path.c_str(), found.get(), failure);
      },
      [found](Napi::Env env) {
        Napi::Object value = Napi::Object::New(env);
        value.Set("channels", found->channels);
        value.Set("frames", static_cast<double>(found->frames));
        value.Set("sampleRate", found->sample_rate);
        value.Set("format", found->format);
        value.Set("truncated", found->truncated);
        return value;
      });
}

struct Recovered {
  int64_t frames = 0;
  int64_t recovered_frames = 0;
};

Napi::Value recover_take(const Napi::CallbackInfo &info) {
  std::string path = info[0].ToString().Utf8Value();
  auto found = std::make_shared<Recovered>();
  return run_job(
      info.Env(), Napi::Object(),
      [path, found](struct failure *failure) {
        return take_recover(path.c_str(), &found->frames, &found->recovered_frames, failure);
      },
      [found](Napi::Env env) {
        Napi::Object value = Napi::Object::New(env);
        value.Set("frames", static_cast<double>(found->frames));
        value.Set("recoveredFrames", static_cast<double>(found->recovered_frames));
        return value;
      });
}

} // namespace

void define_files(Napi::Env env, Napi::Object exports) {
  exports.Set("probeFile", Napi::Function::New(env, probe_file));
  exports.Set("recoverTake", Napi::Function::New(env, recover_take));
}
