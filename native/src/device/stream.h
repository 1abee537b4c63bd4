/* An open audio stream: a mixer driven by a backend (PortAudio, virtual or offline).
 *
 * Life: open -> (start -> stop or abort)* -> close. Every call is bounded in time: where a driver
 * hangs (PortAudio's stop does when a JACK server died) the backend is abandoned, the mixer sealed,
 * and the call returns. All calls: one control thread at a time; stream_open/start/stop/abort/close
 * block and may run on a worker thread instead (never two at once for one stream).
 */
#ifndef RTMIXER_STREAM_H
#define RTMIXER_STREAM_H

#include "device/device_list.h"
#include "device/host_api_options.h"
#include "mixer/mixer.h"

#ifdef __cplusplus
extern "C" {
#endif

struct stream;

/** Faults of the virtual device, each once per matching block; frames count from the run's start.
 */
enum virtual_fault_kind {
  FAULT_INPUT_UNDERFLOW, /* raises the flag in the block that holds `frame` */
  FAULT_INPUT_OVERFLOW,
  FAULT_OUTPUT_UNDERFLOW,
  FAULT_OUTPUT_OVERFLOW,
  FAULT_LOST_BLOCKS, /* `count` blocks of wall-clock time pass without a callback; flags are raised
                        as a driver would: input overflow and output underflow */
  FAULT_DISAPPEAR    /* callbacks stop for ever, no notice */
};

struct virtual_fault {
  enum virtual_fault_kind kind;
  int64_t frame;
  int64_t count;        /* lost blocks; else 1 */
  int64_t every_frames; /* > 0: repeats with this period */
};

struct virtual_settings {
  int64_t delay_frames;  /* -1 = one block; input at frame n = output at n - delay */
  double speed;          /* 1 = real time; 0 = as fast as possible; default 1 */
  double jitter_seconds; /* uniform lateness of each callback; device times stay true */
  uint64_t seed;
  const struct virtual_fault *faults; /* copied */
  uint32_t fault_count;
};

/* Stands for a device's index where there is none. */
#define NO_DEVICE   (-1)
#define ALSA_DEVICE (-2) /* the options of the host API name an ALSA PCM */

/** What a device's index meant when it was chosen. */
struct device_identity {
  char host_api[DEVICE_NAME_SIZE], name[DEVICE_NAME_SIZE]; /* as in the list */
  uint32_t ordinal; /* from 0, among devices of the same host API and name */
};

struct stream_settings {
  int32_t input_device;                     /* index of devices_list(), NO_DEVICE, ALSA_DEVICE */
  int32_t output_device;                    /* the same */
  uint32_t input_channels, output_channels; /* 0 where there is no device */
  double sample_rate;                       /* 0 = the device's default */
  uint32_t block_size;                      /* 0 = the driver's choice */
  double input_latency, output_latency;     /* seconds; -1 = the device's low, -2 = its high */
  uint32_t bus_count;                       /* 0...64 buses of the mixer; they need an output */
  bool clip_off, dither_off, never_drop_input, prime_output;
  struct virtual_settings virtual_settings; /* used by the virtual device only */
  struct host_api_options host_api_options;
  char jack_client_name[JACK_NAME_SIZE]; /* "" = whatever it is */
  /* Of the device_list that the indices are from: in a later one their devices are found again by
     what they were. 0 = indices of the present list. */
  uint32_t list_number;
  struct device_identity input_identity, output_identity;
};

enum stream_state {
  STREAM_STOPPED,
  STREAM_ACTIVE,
  STREAM_DEAD, /* the heartbeat stopped or the driver said so; actions ended device-lost */
  STREAM_CLOSED
};

struct stream_info {
  double sample_rate;                   /* Hz, the stream's real one */
  uint32_t block_size;                  /* as asked; 0 = the driver's choice */
  double input_latency, output_latency; /* seconds, the driver's claim; 0 = unused direction */
  uint32_t input_channels, output_channels;
  int32_t input_device, output_device;
  struct reported_flags reports; /* which xrun flags this host API reports */
};

/** Opens without starting. NULL + failure (device-not-found, device-refused, rate-refused,
 * channels-refused, host-api-option, host-error, stream-timeout, invalid-argument,
 * out-of-memory). */
struct stream *stream_open(const struct stream_settings *settings, struct failure *failure);
/** Begins a new run at frame 0 and waits for the first callback (bounded: stream-timeout). */
bool stream_start(struct stream *stream, struct failure *failure);
/** Lets pending output sound, then stops; every action ends stream-stopped. Always settles. */
bool stream_stop(struct stream *stream, struct failure *failure);
/** Stops at once. */
bool stream_abort(struct stream *stream, struct failure *failure);
/** Aborts if needed, closes and frees the backend; the stream object stays readable. */
bool stream_close(struct stream *stream, struct failure *failure);
/** Closes if needed and frees everything. NULL is fine. */
void stream_destroy(struct stream *stream);

/** Looks at the heartbeat (monotonic time since the last callback against what was promised, never
 * below 1 s) and the driver's word; a dead stream is abandoned and its actions end device-lost.
 * Call it a few times a second from the control side. */
enum stream_state stream_poll(struct stream *stream);
enum stream_state stream_state(const struct stream *stream);
void stream_info(const struct stream *stream, struct stream_info *info);
/** Device time in seconds, now; the time base of START_SECONDS. Works from open to close. */
double stream_time(const struct stream *stream);
/** Fraction of each block's time that the callback uses, 0 when stopped. */
double stream_cpu_load(const struct stream *stream);
/** The stream's mixer; owned by the stream. */
struct mixer *stream_mixer(struct stream *stream);

/** Would stream_open() accept these settings? Nothing is opened for good. */
bool stream_check_settings(const struct stream_settings *settings, struct failure *failure);

#ifdef __cplusplus
}
#endif
#endif
