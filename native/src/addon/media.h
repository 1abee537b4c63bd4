/* Sound files for JavaScript: probed, decoded, streamed or copied, with their peaks. */
#pragma once

#include <napi.h>

#include <memory>

#include "addon/ring_buffer.h"
#include "file/disk/disk_reader.h"
#include "file/media/media.h"

class MediaWrap : public Napi::ObjectWrap<MediaWrap> {
public:
  static void define(Napi::Env env, Napi::Object exports);

  explicit MediaWrap(const Napi::CallbackInfo &info);

private:
  Napi::Value status(const Napi::CallbackInfo &info);
  Napi::Value samples(const Napi::CallbackInfo &info);
  Napi::Value peaks(const Napi::CallbackInfo &info);
  Napi::Value read(const Napi::CallbackInfo &info);
  Napi::Value open_reader(const Napi::CallbackInfo &info);
  void cancel(const Napi::CallbackInfo &info);
  void release(const Napi::CallbackInfo &info);

  const std::shared_ptr<struct media> &alive(Napi::Env env) const;

  std::shared_ptr<struct media> media; /* shared with running jobs; empty once released */
};

/** A streamed file's reader; its ring is played like any other. */
class DiskReaderWrap : public Napi::ObjectWrap<DiskReaderWrap> {
public:
  static void define(Napi::Env env, Napi::Object exports);

  explicit DiskReaderWrap(const Napi::CallbackInfo &info);

private:
  Napi::Value ring(const Napi::CallbackInfo &info);
  Napi::Value buffered_frames(const Napi::CallbackInfo &info);
  Napi::Value prefilled(const Napi::CallbackInfo &info);
  Napi::Value failure(const Napi::CallbackInfo &info);
  void release(const Napi::CallbackInfo &info);

  std::unique_ptr<struct disk_reader, void (*)(struct disk_reader *)>
      reader;                          /* NULL once released */
  std::shared_ptr<RingHold> ring_hold; /* empty until JavaScript asked for the ring */
};
