#include "addon/media.h"

#include <algorithm>
#include <new>
#include <string>

#include "addon/env.h"
#include "addon/job.h"
#include "addon/ring_buffer.h"
#include "addon/sample_buffer.h"
#include "file/sound/sound_reader.h"

namespace {

using Scan = std::shared_ptr<struct sound_scan>;

/** createScan(): { cancel(), fraction(), native }, to be handed to probeFile() and openMedia(). */
Napi::Value create_scan(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  struct sound_scan *created = sound_scan_create();
  if (created == nullptr) {
    throw std::bad_alloc();
  }
  Scan scan(created, sound_scan_destroy);
  Napi::Object value = Napi::Object::New(env);
  value.Set("native", Napi::External<Scan>::New(env, new Scan(scan),
                                                [](Napi::Env, Scan *kept) { delete kept; }));
  value.Set("cancel", Napi::Function::New(env, [scan](const Napi::CallbackInfo &) {
              sound_scan_cancel(scan.get());
            }));
  value.Set("fraction", Napi::Function::New(env, [scan](const Napi::CallbackInfo &call) {
              return Napi::Number::New(call.Env(), sound_scan_fraction(scan.get()));
            }));
  return value;
}

/** Empty where `value` is no scan. */
Scan scan_of(const Napi::Value &value) {
  if (!value.IsObject()) {
    return nullptr;
  }
  return *value.As<Napi::Object>().Get("native").As<Napi::External<Scan>>().Data();
}

/** The settings and the strings that they point to. */
struct OpenSettings {
  Scan scan;
  std::string path, copy_path, peaks_path;
  struct media_settings settings = {};

  explicit OpenSettings(const Napi::Object &object) {
    path = object.Get("path").ToString().Utf8Value();
    settings.path = path.c_str();
    scan = scan_of(object.Get("scan"));
    settings.scan = scan.get();
    settings.copy_path = optional_path(object.Get("copyPath"), copy_path);
    settings.peaks_path = optional_path(object.Get("peaksPath"), peaks_path);
    settings.sample_rate = number_of(object.Get("sampleRate"), "The sample rate");
    settings.resident_limit_frames =
        integer_of(object.Get("residentLimitFrames"), "The resident limit");
    settings.quality = static_cast<int>(integer_of(object.Get("quality"), "The quality"));
  }

private:
  static const char *optional_path(const Napi::Value &value, std::string &kept) {
    if (!value.IsString()) {
      return nullptr;
    }
    kept = value.As<Napi::String>().Utf8Value();
    return kept.c_str();
  }
};

Napi::Value sound_file_version(const Napi::CallbackInfo &info) {
  return Napi::String::New(info.Env(), sound_reader_library_version());
}

/** probeFile(path, scan | null): promise of { channels, frames, sampleRate, format, truncated }. */
Napi::Value probe_file(const Napi::CallbackInfo &info) {
  std::string path = info[0].ToString().Utf8Value();
  auto found = std::make_shared<struct sound_file_info>();
  Scan scan = scan_of(info[1]);
  return run_job(
      info.Env(),
      [path, found, scan](struct failure *failure) {
        return sound_reader_probe(path.c_str(), found.get(), scan.get(), failure);
      },
      [found](Napi::Env env) {
        Napi::Object value = Napi::Object::New(env);
        value.Set("channels", found->channels);
        value.Set("frames", static_cast<double>(found->frames));
        value.Set("sampleRate", found->sample_rate);
        value.Set("format", found->format);
        value.Set("claimedFrames",
                  found->claimed_frames < 0
                      ? env.Null()
                      : Napi::Number::New(env, static_cast<double>(found->claimed_frames)));
        value.Set("truncated", found->truncated);
        value.Set("unreadBytes", static_cast<double>(found->unread_bytes));
        return value;
      });
}

Napi::Value open_media(const Napi::CallbackInfo &info) {
  auto settings = std::make_shared<OpenSettings>(info[0].As<Napi::Object>());
  return run_opening_job(
      info.Env(), &AddonEnv::media_class, media_release,
      [settings](struct failure *failure) { return media_open(&settings->settings, failure); });
}

struct FoundPeaks {
  std::vector<float> triples;
  int64_t known_bins = 0;
};

Napi::Value peaks_value(Napi::Env env, const FoundPeaks &found) {
  Napi::Float32Array triples = Napi::Float32Array::New(env, found.triples.size());
  std::copy(found.triples.begin(), found.triples.end(), triples.Data());
  Napi::Object value = Napi::Object::New(env);
  value.Set("knownBins", static_cast<double>(found.known_bins));
  value.Set("triples", triples);
  return value;
}

/** The first `frames` of `samples`, which it releases; NULL where that fails or `frames` is < 0. */
struct sample_buffer *first_frames(struct sample_buffer *samples, int64_t frames,
                                   struct failure *failure) {
  struct sample_buffer *part = nullptr;
  if (frames >= 0) {
    uint32_t channels = sample_buffer_channels(samples);
    part =
        sample_buffer_create(channels, frames, sample_buffer_sample_rate(samples), false, failure);
    if (part != nullptr) {
      std::copy_n(sample_buffer_data(samples), frames * channels, sample_buffer_data(part));
    }
  }
  sample_buffer_release(samples);
  return part;
}

} // namespace

void MediaWrap::define(Napi::Env env, Napi::Object exports) {
  Napi::Function constructor = DefineClass(
      env, "AddonMedia",
      {InstanceMethod("status", &MediaWrap::status), InstanceMethod("samples", &MediaWrap::samples),
       InstanceMethod("peaks", &MediaWrap::peaks), InstanceMethod("read", &MediaWrap::read),
       InstanceMethod("openReader", &MediaWrap::open_reader),
       InstanceMethod("cancel", &MediaWrap::cancel),
       InstanceMethod("release", &MediaWrap::release)});
  AddonEnv::of(env).media_class = Napi::Persistent(constructor);
  exports.Set("createScan", Napi::Function::New(env, create_scan));
  exports.Set("soundFileVersion", Napi::Function::New(env, sound_file_version));
  exports.Set("probeFile", Napi::Function::New(env, probe_file));
  exports.Set("openMedia", Napi::Function::New(env, open_media));
}

MediaWrap::MediaWrap(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<MediaWrap>(info), media(external_of<struct media>(info), media_release) {}

const std::shared_ptr<struct media> &MediaWrap::alive(Napi::Env env) const {
  if (media == nullptr) {
    throw_invalid(env, "This sound file was disposed; open it again.");
  }
  return media;
}

Napi::Value MediaWrap::status(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  struct media_status status;
  media_status(alive(env).get(), &status);
  bool failed = status.state == MEDIA_FAILED || status.state == MEDIA_CANCELLED;
  Napi::Object value = Napi::Object::New(env);
  value.Set("kind", static_cast<double>(status.kind));
  value.Set("state", static_cast<double>(status.state));
  value.Set("frames", static_cast<double>(status.frames));
  value.Set("readyFrames", static_cast<double>(status.ready_frames));
  value.Set("channels", status.channels);
  value.Set("sourceSampleRate", status.source_sample_rate);
  value.Set("quality", status.quality);
  value.Set("replacedSamples", static_cast<double>(status.replaced_samples));
  value.Set("format", status.format);
  value.Set("failure", failed ? failure_value(env, status.failure) : env.Null());
  return value;
}

Napi::Value MediaWrap::samples(const Napi::CallbackInfo &info) {
  struct sample_buffer *samples = media_samples(alive(info.Env()).get());
  if (samples == nullptr) {
    return info.Env().Null();
  }
  return SampleBufferWrap::wrap(info.Env(), sample_buffer_retain(samples));
}

/** peaks(startFrame, framesPerBin, count): promise of { knownBins, triples }. */
Napi::Value MediaWrap::peaks(const Napi::CallbackInfo &info) {
  std::shared_ptr<struct media> media = alive(info.Env());
  int64_t start_frame = integer_of(info[0], "The first frame");
  double frames_per_bin = number_of(info[1], "The frames per bin");
  uint32_t count = count_of(info[2], 1U << 20, "The number of bins");
  auto found = std::make_shared<FoundPeaks>();
  return run_job(
      info.Env(),
      [media, start_frame, frames_per_bin, count, found](struct failure *) {
        struct media_status status;
        media_status(media.get(), &status);
        found->triples.resize(size_t{count} * status.channels * 3);
        found->known_bins =
            media_peaks(media.get(), start_frame, frames_per_bin, count, found->triples.data());
        return true;
      },
      [found](Napi::Env env) { return peaks_value(env, *found); });
}

/** read(startFrame, frames): promise of an AddonSampleBuffer with the frames there were. */
Napi::Value MediaWrap::read(const Napi::CallbackInfo &info) {
  std::shared_ptr<struct media> media = alive(info.Env());
  int64_t start_frame = integer_of(info[0], "The first frame");
  int64_t frames = integer_of(info[1], "The number of frames");
  double sample_rate = number_of(info[2], "The sample rate");
  return run_opening_job(
      info.Env(), &AddonEnv::sample_buffer_class, sample_buffer_release,
      [media, start_frame, frames, sample_rate](struct failure *failure) {
        struct media_status status;
        media_status(media.get(), &status);
        int64_t there = std::max<int64_t>(0, std::min(frames, status.frames - start_frame));
        struct sample_buffer *samples =
            sample_buffer_create(status.channels, there, sample_rate, false, failure);
        if (samples == nullptr) {
          return samples;
        }
        int64_t done =
            media_read(media.get(), start_frame, there, sample_buffer_data(samples), failure);
        return done == there ? samples : first_frames(samples, done, failure);
      });
}

/** openReader(startFrame, frames, loopStart, loopEnd, ringSeconds): promise of an AddonDiskReader,
 * not yet prefilled.
 */
Napi::Value MediaWrap::open_reader(const Napi::CallbackInfo &info) {
  std::shared_ptr<struct media> media = alive(info.Env());
  struct disk_range range = {.start_frame = integer_of(info[0], "The first frame"),
                             .length = integer_of(info[1], "The number of frames"),
                             .loop_start = integer_of(info[2], "The loop's first frame"),
                             .loop_end = integer_of(info[3], "The loop's end")};
  double ring_seconds = number_of(info[4], "The ring's seconds");
  return run_opening_job(info.Env(), &AddonEnv::disk_reader_class, disk_reader_release,
                         [media, range, ring_seconds](struct failure *failure) {
                           return disk_reader_open(media.get(), &range, ring_seconds, failure);
                         });
}

void MediaWrap::cancel(const Napi::CallbackInfo &info) {
  media_cancel(alive(info.Env()).get());
}

void MediaWrap::release(const Napi::CallbackInfo &) {
  media.reset();
}

void DiskReaderWrap::define(Napi::Env env, Napi::Object) {
  Napi::Function constructor =
      DefineClass(env, "AddonDiskReader",
                  {InstanceMethod("ring", &DiskReaderWrap::ring),
                   InstanceMethod("bufferedFrames", &DiskReaderWrap::buffered_frames),
                   InstanceMethod("prefilled", &DiskReaderWrap::prefilled),
                   InstanceMethod("failure", &DiskReaderWrap::failure),
                   InstanceMethod("release", &DiskReaderWrap::release)});
  AddonEnv::of(env).disk_reader_class = Napi::Persistent(constructor);
}

DiskReaderWrap::DiskReaderWrap(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<DiskReaderWrap>(info),
      reader(external_of<struct disk_reader>(info), disk_reader_release) {}

Napi::Value DiskReaderWrap::ring(const Napi::CallbackInfo &info) {
  if (reader == nullptr) {
    throw_invalid(info.Env(), "This reader was disposed; open another one.");
  }
  if (ring_hold == nullptr) {
    ring_hold = RingBufferWrap::hold_native(disk_reader_ring(reader.get()));
  }
  return RingBufferWrap::wrap(info.Env(), ring_hold);
}

Napi::Value DiskReaderWrap::buffered_frames(const Napi::CallbackInfo &info) {
  int64_t frames = 0;
  if (reader != nullptr) {
    frames = ring_buffer_read_available(disk_reader_ring(reader.get()));
  }
  return Napi::Number::New(info.Env(), static_cast<double>(frames));
}

Napi::Value DiskReaderWrap::prefilled(const Napi::CallbackInfo &info) {
  return Napi::Boolean::New(info.Env(), reader == nullptr || disk_reader_prefilled(reader.get()));
}

Napi::Value DiskReaderWrap::failure(const Napi::CallbackInfo &info) {
  struct failure failure;
  if (reader == nullptr || !disk_reader_failure(reader.get(), &failure)) {
    return info.Env().Null();
  }
  return failure_value(info.Env(), failure);
}

void DiskReaderWrap::release(const Napi::CallbackInfo &) {
  reader.reset();
  if (ring_hold != nullptr) {
    ring_hold->let_go();
  }
}
