#include "addon/devices.h"

#include <memory>
#include <string>

#include "addon/env.h"
#include "addon/job.h"
#include "addon/stream_settings.h"

namespace {

Napi::Object host_api_value(Napi::Env env, const struct host_api_info &info) {
  Napi::Object value = Napi::Object::New(env);
  value.Set("name", info.name);
  value.Set("type", info.type);
  value.Set("defaultInputDevice", info.default_input_device);
  value.Set("defaultOutputDevice", info.default_output_device);
  value.Set("reports", reported_flags_value(env, info.reports));
  return value;
}

Napi::Object device_value(Napi::Env env, const struct device_info &info) {
  Napi::Object value = Napi::Object::New(env);
  value.Set("name", info.name);
  value.Set("hostApiIndex", info.host_api);
  value.Set("maxInputChannels", info.max_input_channels);
  value.Set("maxOutputChannels", info.max_output_channels);
  value.Set("defaultSampleRate", info.default_sample_rate);
  value.Set("lowInputLatency", info.low_input_latency);
  value.Set("highInputLatency", info.high_input_latency);
  value.Set("lowOutputLatency", info.low_output_latency);
  value.Set("highOutputLatency", info.high_output_latency);
  return value;
}

Napi::Value list_value(Napi::Env env, const struct device_list &list) {
  Napi::Array host_apis = Napi::Array::New(env, list.host_api_count);
  for (uint32_t i = 0; i < list.host_api_count; i++) {
    host_apis.Set(i, host_api_value(env, list.host_apis[i]));
  }
  Napi::Array devices = Napi::Array::New(env, list.device_count);
  for (uint32_t i = 0; i < list.device_count; i++) {
    devices.Set(i, device_value(env, list.devices[i]));
  }
  Napi::Object value = Napi::Object::New(env);
  value.Set("number", list.number);
  value.Set("hostApis", host_apis);
  value.Set("devices", devices);
  return value;
}

Napi::Value list_devices(const Napi::CallbackInfo &info) {
  struct failure failure;
  std::unique_ptr<struct device_list, void (*)(struct device_list *)> list(
      device_list_create(&failure), device_list_free);
  if (list == nullptr) {
    throw_failure(info.Env(), failure);
  }
  return list_value(info.Env(), *list);
}

Napi::Value list_devices_async(const Napi::CallbackInfo &info) {
  auto list = std::make_shared<std::shared_ptr<struct device_list>>();
  return run_job(
      info.Env(),
      [list](struct failure *failure) {
        struct device_list *found = device_list_create(failure);
        if (found == nullptr) {
          return false;
        }
        list->reset(found, device_list_free);
        return true;
      },
      [list](Napi::Env env) { return list_value(env, **list); });
}

void refresh_devices(const Napi::CallbackInfo &info) {
  struct failure failure;
  if (!device_list_refresh(&failure)) {
    throw_failure(info.Env(), failure);
  }
}

Napi::Value refresh_devices_async(const Napi::CallbackInfo &info) {
  return run_job(info.Env(), [](struct failure *failure) { return device_list_refresh(failure); });
}

Napi::Value portaudio_version_text(const Napi::CallbackInfo &info) {
  return Napi::String::New(info.Env(), device_list_portaudio_version());
}

void set_jack_client_name(const Napi::CallbackInfo &info) {
  std::string name = info[0].ToString().Utf8Value();
  struct failure failure;
  if (!device_list_set_jack_client_name(name.c_str(), &failure)) {
    throw_failure(info.Env(), failure);
  }
}

Napi::Value set_jack_client_name_async(const Napi::CallbackInfo &info) {
  auto name = std::make_shared<std::string>(info[0].ToString().Utf8Value());
  return run_job(info.Env(), [name](struct failure *failure) {
    return device_list_set_jack_client_name(name->c_str(), failure);
  });
}

void check_settings(const Napi::CallbackInfo &info) {
  StreamSettings settings(info[0]);
  struct failure failure;
  if (!stream_check_settings(settings.get(), &failure)) {
    throw_failure(info.Env(), failure);
  }
}

} // namespace

Napi::Object reported_flags_value(Napi::Env env, const struct reported_flags &flags) {
  Napi::Object value = Napi::Object::New(env);
  value.Set("inputUnderflow", flags.input_underflow);
  value.Set("inputOverflow", flags.input_overflow);
  value.Set("outputUnderflow", flags.output_underflow);
  value.Set("outputOverflow", flags.output_overflow);
  return value;
}

void define_devices(Napi::Env env, Napi::Object exports) {
  exports.Set("listDevices", Napi::Function::New(env, list_devices));
  exports.Set("listDevicesAsync", Napi::Function::New(env, list_devices_async));
  exports.Set("refreshDevices", Napi::Function::New(env, refresh_devices));
  exports.Set("refreshDevicesAsync", Napi::Function::New(env, refresh_devices_async));
  exports.Set("setJackClientName", Napi::Function::New(env, set_jack_client_name));
  exports.Set("setJackClientNameAsync", Napi::Function::New(env, set_jack_client_name_async));
  exports.Set("portAudioVersion", Napi::Function::New(env, portaudio_version_text));
  exports.Set("checkSettings", Napi::Function::New(env, check_settings));
}
