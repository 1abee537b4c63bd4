#include "device/backend.h"

#include <string.h>

#include "device/portaudio/backend.h"
#include "device/virtual/backend.h"

static bool is_virtual(int32_t device, const struct device_identity *identity,
                       const struct stream_settings *settings) {
  return settings->list_number ? device >= 0 && strcmp(identity->host_api, VIRTUAL_HOST_API) == 0
                               : device == device_list_virtual_index();
}

static bool check_index(int32_t device, struct failure *failure) {
  return device <= device_list_virtual_index() ||
         failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                     "There is no device number %d; take an index from the device list.", device);
}

const struct backend_ops *backend_for(const struct stream_settings *settings,
                                      struct failure *failure) {
  int32_t input = settings->input_device;
  int32_t output = settings->output_device;
  if (!settings->list_number && (!check_index(input, failure) || !check_index(output, failure))) {
    return NULL;
  }
  bool virtual_input = is_virtual(input, &settings->input_identity, settings);
  bool virtual_output = is_virtual(output, &settings->output_identity, settings);
  if ((virtual_input && output != NO_DEVICE && !virtual_output) ||
      (virtual_output && input != NO_DEVICE && !virtual_input)) {
    failure_set(failure, FAILURE_DEVICE_REFUSED,
                "The virtual device has a clock of its own and cannot be combined with another "
                "device; choose it for both directions or for none.");
    return NULL;
  }
  if (!virtual_input && !virtual_output) {
    return &portaudio_backend_ops;
  }
  if (settings->host_api_options.kind != HOST_API_OPTIONS_NONE) {
    failure_set(failure, FAILURE_HOST_API_OPTION,
                "The virtual device takes no options of a host API; leave them out.");
    return NULL;
  }
  return &virtual_backend_ops;
}
