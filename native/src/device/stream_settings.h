/* What a stream is opened with, and the checks of it that need no driver.
 *
 * Plain values, apart from the faults of the virtual device, which are borrowed.
 */
#pragma once

#include "device/device_list.h"
#include "device/host_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Largest block that a stream may ask for, frames. */
enum { LARGEST_BLOCK_SIZE = 65536 };

/** Faults of the virtual device, each once per matching block; frames count from the stream's
 * start:
 * - the four flags: raised in the block that holds `frame`;
 * - LOST_BLOCKS: frames of device time pass before that block without a callback: what the
 *   converters take in and give out meanwhile is lost. Flags are raised as a driver would, input
 *   overflow and output underflow;
 * - LOST_INPUT, LOST_OUTPUT: the same in one direction; the buffers of the other one bridge it;
 * - DISAPPEAR: callbacks stop for good, without notice;
 * - RETURN: a device that has disappeared is absent until this frame, counted as if the stream
 *   had gone on. Without it the device is never absent and can be opened at once. */
#define VIRTUAL_FAULTS(X)                                                                          \
  X(INPUT_UNDERFLOW, "inputUnderflow")                                                             \
  X(INPUT_OVERFLOW, "inputOverflow")                                                               \
  X(OUTPUT_UNDERFLOW, "outputUnderflow")                                                           \
  X(OUTPUT_OVERFLOW, "outputOverflow")                                                             \
  X(LOST_BLOCKS, "lostBlocks")                                                                     \
  X(LOST_INPUT, "lostInput")                                                                       \
  X(LOST_OUTPUT, "lostOutput")                                                                     \
  X(DISAPPEAR, "disappear")                                                                        \
  X(RETURN, "return")

enum virtual_fault_kind {
#define X(name, text) FAULT_##name,
  VIRTUAL_FAULTS(X)
#undef X
};

struct virtual_fault {
  enum virtual_fault_kind kind;
  int64_t frame;
  int64_t count;        /* of a loss: blocks; else 1 */
  int64_t frames;       /* of a loss: > 0 = so many frames in place of blocks */
  int64_t every_frames; /* > 0: repeats with this period */
};

struct virtual_settings {
  /* Frames from output to input while nothing is lost. -1 = one block, and what its faults lose of
     the input alone: a shorter delay would have to hear what has not been played. */
  int64_t delay_frames;
  double speed;          /* 1 = real time; 0 = as fast as possible; default 1 */
  double jitter_seconds; /* uniform lateness of each callback; device times stay true */
  uint64_t seed;
  const struct virtual_fault *faults; /* copied */
  uint32_t fault_count;
};

/* Stands for a device's index where there is none. */
enum {
  NO_DEVICE = -1,
  ALSA_DEVICE = -2, /* the options of the host API name an ALSA PCM */
};

/** Which device an index meant when it was chosen. */
struct device_identity {
  char host_api[DEVICE_NAME_SIZE], name[DEVICE_NAME_SIZE]; /* as in the list */
  uint32_t ordinal; /* from 0, among devices of the same host API and name */
};

struct stream_settings {
  int32_t input_device;                     /* index in the device list, NO_DEVICE, ALSA_DEVICE */
  int32_t output_device;                    /* the same */
  uint32_t input_channels, output_channels; /* 0 where there is no device */
  double sample_rate;                       /* 0 = the device's default */
  uint32_t block_size;                      /* 0 = the driver's choice */
  double input_latency, output_latency;     /* seconds; -1 = the device's low, -2 = its high */
  uint32_t bus_count; /* 0...1024 that the mixer begins with; they need an output */
  bool clip_off, dither_off, never_drop_input, prime_output;
  struct virtual_settings virtual_settings; /* used by the virtual device only */
  struct host_api_options host_api_options;
  char jack_client_name[JACK_NAME_SIZE]; /* "" = as it is */
  /* Number of the device list that the indices are from. Where PortAudio has a later list, the
     devices are found in it by their identities. 0 = indices of the present list. */
  uint32_t list_number;
  struct device_identity input_identity, output_identity;
};

/** Whether the settings make sense by themselves. False + device-not-found, channels-refused,
 * rate-refused, host-api-option, invalid-argument. Any thread. */
bool stream_settings_check(const struct stream_settings *settings, struct failure *failure);
/** A copy that owns its faults; false when there is no memory. Any thread. */
bool stream_settings_copy(struct stream_settings *copy, const struct stream_settings *settings);
/** Frees what a copy owns. Any thread. */
void stream_settings_release(struct stream_settings *copy);

#ifdef __cplusplus
}
#endif
