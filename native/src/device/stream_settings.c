#include "device/stream_settings.h"

#include <stdlib.h>
#include <string.h>

static bool check_side(int32_t device, uint32_t channels, const char *side, const char *alsa_pcm,
                       struct failure *failure) {
  if (device == ALSA_DEVICE && alsa_pcm[0] == '\0') {
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
    return failure_set(
        failure, FAILURE_DEVICE_NOT_FOUND,
        "Recording or playing on %u channel%s takes an %s device; choose one from the "
        "device list.",
        channels, plural_ending(channels), side);
  }
  if (channels > MAX_CHANNELS) {
    return failure_set(failure, FAILURE_CHANNELS_REFUSED,
                       "A stream has at most %d channels per direction; ask for fewer.",
                       MAX_CHANNELS);
  }
  return true;
}

/* The name of an ALSA device is in the options of ALSA. */
static bool check_alsa(const struct stream_settings *settings, struct failure *failure) {
  bool named = settings->input_device == ALSA_DEVICE || settings->output_device == ALSA_DEVICE;
  return !named || settings->host_api_options.kind == HOST_API_OPTIONS_ALSA ||
         failure_set(
             failure, FAILURE_HOST_API_OPTION,
             "A device given by its ALSA name takes the options of ALSA only; leave the others "
             "out.");
}

static bool is_latency(double seconds) {
  return (seconds >= 0 && seconds <= 60) || seconds == -1 || seconds == -2;
}

bool stream_settings_check(const struct stream_settings *settings, struct failure *failure) {
  if (settings == NULL) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A stream needs settings; give an object of them.");
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
  if (rate != 0 && !is_sample_rate(rate)) {
    return failure_set(failure, FAILURE_RATE_REFUSED,
                       "A stream runs at 1,000 to 1,000,000 Hz; choose a rate in between, or 0 for "
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

bool stream_settings_copy(struct stream_settings *copy, const struct stream_settings *settings) {
  const struct virtual_settings *own = &settings->virtual_settings;
  struct virtual_fault *faults = calloc((size_t)own->fault_count + 1, sizeof(*faults));
  if (faults == NULL) {
    return false;
  }
  if (own->faults != NULL) {
    memcpy(faults, own->faults, own->fault_count * sizeof(*faults));
  }
  *copy = *settings;
  copy->virtual_settings.faults = faults;
  return true;
}

void stream_settings_release(struct stream_settings *copy) {
  free((void *)copy->virtual_settings.faults);
  copy->virtual_settings.faults = NULL;
}
