/* A mixer for tests: invented blocks go in, all output is kept.
 *
 * Device times are ideal unless a test changes them: frame n is heard `latency` seconds after
 * epoch + n / rate and was recorded as long before.
 */
#pragma once

#include "mixer/mixer.h"

#define RIG_RATE 48000.0

struct rig {
  struct mixer *mixer;
  uint32_t input_channels, output_channels;
  double epoch, latency; /* seconds */
  double late_seconds;   /* added to all device times of the next blocks */
  uint32_t flags;        /* of the next blocks */
  bool tells_losses;     /* of the next blocks, and of the next one alone: */
  int64_t lost_input, lost_output;
  int64_t input_offset; /* of the input from the frames handled: the input that was lost so far */
  float *output;        /* interleaved: every frame since rig_begin() */
  int64_t frame;        /* frames handled since rig_begin() */
  int64_t capacity;
  /* Input sample of a frame of the device and channel (0-based); NULL = silence. */
  float (*input)(int64_t frame, uint32_t channel);
};

/** A mixer whose first stream has begun. */
struct rig rig_begin(uint32_t input_channels, uint32_t output_channels);
/** The same with buses. */
struct rig rig_begin_with_buses(uint32_t input_channels, uint32_t output_channels, uint32_t buses);
void rig_end(struct rig *rig);
/** One block of `frames`. */
void rig_block(struct rig *rig, uint32_t frames);
/** Blocks of `block` frames until `frames` more are handled. */
void rig_process(struct rig *rig, int64_t frames, uint32_t block);
/** What sounded. */
float rig_heard(const struct rig *rig, int64_t frame, uint32_t channel);

/** A buffer whose sample at frame n, channel c is n + 1 + c / 4 (exact in float32). */
struct sample_buffer *rig_count_up(uint32_t channels, int64_t frames);
/** A buffer of one value. */
struct sample_buffer *rig_level(uint32_t channels, int64_t frames, float level);

struct action_start at_frame(int64_t frame);
struct action_start at_seconds(double seconds);
struct action_start asap(void);

/** A request to play all of `samples` on channels 1...n with gain 1. */
struct action_request play(struct sample_buffer *samples, struct action_start start);
struct action_request play_ring(struct ring_buffer *ring, struct action_start start);
struct action_request record(struct sample_buffer *samples, struct action_start start);
struct action_request record_ring(struct ring_buffer *ring, struct action_start start);
struct action_request cancel(struct action *target, struct action_start start);
struct action_request set_gain(struct action *target, float gain, int64_t ramp_frames,
                               struct action_start start);
/** Without a range (end 0): no loop. */
struct action_request set_loop(struct action *target, struct loop_request loop,
                               struct action_start start);
/** `changes`: enum bus_change. */
struct action_request set_bus(uint32_t bus, uint32_t changes, float gain, int64_t ramp_frames,
                              struct action_start start);
struct action_request fetch_stats(struct action_start start);

/** The request, to begin after an action; unchanged where that is NULL. */
struct action_request after(struct action *action, struct action_request request);
/** The request, to begin after an earlier one of the same call, from 1; unchanged with 0. */
struct action_request after_request(size_t number, struct action_request request);

/** Schedules one request with the newest map; fails the test when it is refused. The rig keeps the
 * caller's reference until rig_end(). */
struct action *rig_schedule(struct rig *rig, struct action_request request);
/** Collects and releases all finished actions; returns how many. */
size_t rig_collect(struct rig *rig);
struct action_account rig_account(const struct action *action);
