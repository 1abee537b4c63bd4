/* Stream settings from JavaScript, checked by type only; stream_settings.c checks their values. */
#pragma once

#include <napi.h>

#include <vector>

#include "device/stream.h"

class StreamSettings {
public:
  explicit StreamSettings(const Napi::Value &value);
  StreamSettings(const StreamSettings &) = delete;
  StreamSettings &operator=(const StreamSettings &) = delete;

  const struct stream_settings *get() const { return &settings; }

private:
  struct stream_settings settings = {};
  std::vector<struct virtual_fault> faults; /* `settings` points into it */
};
