/* The device list for JavaScript. */
#pragma once

#include <napi.h>

#include "device/device_list.h"

void define_devices(Napi::Env env, Napi::Object exports);
Napi::Object reported_flags_value(Napi::Env env, const struct reported_flags &flags);
