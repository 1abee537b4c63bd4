/* The device list for JavaScript. */
#ifndef RTMIXER_ADDON_DEVICES_H
#define RTMIXER_ADDON_DEVICES_H

#include <napi.h>

#include "device/device_list.h"

void define_devices(Napi::Env env, Napi::Object exports);
Napi::Object reported_flags_value(Napi::Env env, const struct reported_flags &flags);

#endif
