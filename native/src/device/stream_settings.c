#include "device/stream_settings.h"

#include <stdlib.h>
#include <string.h>

static bool check_side(int32_t device, uint32_t channels, const char *side, const char *alsa_pcm,
                       struct failure *failure) {
  if (device == ALSA_DEVICE && !alsa_pcm[0]) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The name of an ALSA device is missing; give one, for instance hw:0,0.");
  }
  if (device < NO_DEVICE && device != ALSA_DEVICE) {
    return failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                       "There is no device number %d; take an index from the device list.", device);
  }
  if (device != NO_DEVICE && channels == 0) {
    return failure_set(failure, FAILURE_CHANNELS_REFUSED,
                       "Ask for at least one %s channel, or for no %s device.", side, side);
  }
  if (device == NO_DEVICE && channels > 0) {
    return failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                       "%u %s channels need an %s device; choose one from the device list.",
                       channels, side, side);
  }
  if (channels > MAX_CHANNELS) {
    return failure_set(failure, FAILURE_CHANNELS_REFUSED,
                       "A stream has at most %d channels per direction; ask for fewer.",
                       MAX_CHANNELS);
  }
  return true;
}

/* Only its own options may name an ALSA device. */
static bool check_alsa(const struct stream_settings *settings, struct failure *failure) {
  bool named = settings->input_device == ALSA_DEVICE || settings->output_device == ALSA_DEVICE;
  return !named || settings->host_api_options.kind == HOST_API_OPTIONS_ALSA ||
         failure_set(failure, FAILURE_HOST_API_OPTION,
                     "A device that ALSA's name stands for takes the options of ALSA only.");
}

static bool is_latency(double seconds) {
  return (seconds >= 0 && seconds <= 60) || seconds == -1 || seconds == -2;
}

static bool check_settings(const struct stream_settings *settings, struct failure *failure) {
  if (!settings) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT, "A stream needs settings.");
  }
  if (!check_side(settings->input_device, settings->input_channels, "input",
                  settings->host_api_options.alsa_input, failure) ||
      !check_side(settings->output_device, settings->output_channels, "output",
                  settings->host_api_options.alsa_output, failure) ||
      !check_alsa(settings, failure)) {
    return false;
  }
  if (settings->input_channels + settings->output_channels == 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A stream needs an input or an output device; choose at least one.");
  }
  double rate = settings->sample_rate;
  if (rate != 0 && !(rate >= 1000 && rate <= 1000000)) {
    return failure_set(failure, FAILURE_RATE_REFUSED,
                       "A stream runs at 1000 to 1000000 Hz; choose a rate in between, or 0 for "
                       "the device's own.");
  }
  if (settings->block_size > LARGEST_BLOCK_SIZE) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A block has at most %d frames; choose a smaller block size, or 0 for the "
                       "driver's choice.",
                       LARGEST_BLOCK_SIZE);
  }
  if (!is_latency(settings->input_latency) || !is_latency(settings->output_latency)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A latency is 0 to 60 seconds, or the device's low or high one.");
  }
  return true;
}

static bool is_virtual(int32_t device, const struct device_identity *identity,
                       const struct stream_settings *settings) {
  return settings->list_number ? device >= 0 && !strcmp(identity->host_api, VIRTUAL_HOST_API)
                               : device == virtual_device_index();
}

static bool check_index(int32_t device, struct failure *failure) {
  return device <= virtual_device_index() ||
         failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                     "There is no device number %d; take an index from the device list.", device);
}

static const struct backend_ops *choose_backend(const struct stream_settings *settings,
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
                "The virtual device has a clock of its own and pairs with itself only; choose it "
                "for both directions or for none.");
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

struct stream *stream_open(const struct stream_settings *settings, struct failure *failure) {
  if (!check_settings(settings, failure)) {
    return NULL;
  }
  const struct backend_ops *ops = choose_backend(settings, failure);
  return ops ? stream_open_on(ops, settings, failure) : NULL;
}

bool stream_check_settings(const struct stream_settings *settings, struct failure *failure) {
  if (!check_settings(settings, failure)) {
    return false;
  }
  const struct backend_ops *ops = choose_backend(settings, failure);
  return ops && ops->check(settings, failure);
}

bool stream_settings_copy(struct stream_settings *copy, const struct stream_settings *settings) {
  const struct virtual_settings *own = &settings->virtual_settings;
  struct virtual_fault *faults = calloc((size_t)own->fault_count + 1, sizeof *faults);
  if (!faults) {
    return false;
  }
  if (own->faults) {
    memcpy(faults, own->faults, own->fault_count * sizeof *faults);
  }
  *copy = *settings;
  copy->virtual_settings.faults = faults;
  return true;
}

void stream_settings_release(struct stream_settings *copy) {
  free((void *)copy->virtual_settings.faults);
  copy->virtual_settings.faults = NULL;
}
