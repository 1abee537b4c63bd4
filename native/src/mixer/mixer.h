/* The mixer: requests in, blocks of samples through, accounts out.
 *
 * - The CONTROL SIDE, one thread at a time (JavaScript's main thread), schedules, collects,
 *   reads.
 * - The CALLBACK SIDE calls mixer_process() once per block and nothing else.
 * - They share atomics only. A batch is handed over by one exchange, so the callback sees all of
 *   it or none. Finished actions come back as a list through the actions themselves, so nothing
 *   can be full and nothing is lost.
 * - The control side alone allocates and frees.
 */
#pragma once

#include <stddef.h>

#include "mixer/action/action.h"
#include "mixer/block.h"
#include "mixer/dropout.h"
#include "mixer/dsp/level.h"
#include "mixer/loss.h"

#ifdef __cplusplus
extern "C" {
#endif

struct mixer;

struct mixer_config {
  uint32_t input_channels;  /* 0...256 */
  uint32_t output_channels; /* 0...256; not both 0 */
  double sample_rate;       /* Hz, 1000...1000000 */
  uint32_t bus_count;       /* 0...MAX_BUSES that it begins with, numbers from 1, as wide as the
                               output and not panned; buses need output channels */
};

/** The most buses of a mixer. */
enum { MAX_BUSES = 1024 };

/** The settings of a bus after the changes so far; a ramp to them may still be under way. */
struct bus_state {
  float gain; /* linear */
  float pan;  /* from -1 (left) to 1 (right) */
  bool muted, soloed;
  bool is_safe; /* not silenced while others are soloed */
};

/** What a bus is made of; copied. */
struct bus_settings {
  struct bus_state state; /* that it begins with */
  uint32_t channels;      /* of the bus, from 1 */
  bool is_panned;         /* it has two channels; sources of one channel without channel numbers are
                             placed between them, all else is balanced (dsp/pan.h) */
  const struct matrix_entry *matrix; /* from its channels to the output's; NULL: each to its own */
  uint32_t matrix_count;
};

/** A map between stream frames and device time; all requests of one JavaScript turn use the same.
 * - `valid` is false before the first block of a stream.
 * - The first request in seconds that mixer_schedule() resolves with it pins it: from then on it
 *   counts at the nominal rate, so that requests n / rate seconds apart lie n frames apart,
 *   whatever the device drifts. */
struct clock_map {
  bool valid, pinned;
  int64_t frame;       /* a stream frame ... */
  double dac_time;     /* ... and when it leaves the output converter, */
  double adc_time;     /* ... enters at the input converter, */
  double current_time; /* ... is handled; seconds of device time */
  double seconds_per_frame;
};

/** The origin that the starts of a group count from. Without a group (`grouped` false) each start
 * stands for itself. Seconds of the origin are DAC time (ADC time on a stream without outputs);
 * seconds from the origin are frames at the nominal rate. */
struct group_origin {
  bool grouped;
  struct action_start start;
};

struct stream_stats {
  struct stats stats;
  uint64_t inferred_dropouts;     /* steps of device time against the frame counter */
  double inferred_dropout_frames; /* their sum */
  uint64_t clipped_samples;       /* output samples beyond +-1, of all channels */
};

struct mixer *mixer_create(const struct mixer_config *config, struct failure *failure);
/** Ends every action as stream-stopped and frees. No callback may run. Uncollected actions that the
 * control side still references stay readable until released. */
void mixer_destroy(struct mixer *mixer);

/** Checks all requests, then hands them over as one atomic batch: all or none. `map` (may be NULL)
 * resolves seconds and is pinned by it; without a valid map the first block of the run does.
 * actions[i] gets one reference for the caller. false + failure (invalid-argument, invalid-channel,
 * invalid-time, rate-mismatch, foreign-action, out-of-memory): nothing was scheduled; the sentence
 * names the request by its number from 1 when count > 1. Control side, O(count log count). */
bool mixer_schedule(struct mixer *mixer, const struct action_request *requests, size_t count,
                    const struct group_origin *origin, struct clock_map *map,
                    struct action **actions, struct failure *failure);

/** Takes up to `capacity` finished actions, in the order they finished. They are the references
 * that the mixer held: release each. Control side. */
size_t mixer_collect(struct mixer *mixer, struct action **actions, size_t capacity);

/** A new stream begins: frame 0, new clock, next stream number. No callback may run. */
void mixer_begin_stream(struct mixer *mixer);
/** After the last callback of a stream: every pending and active action ends with `outcome`
 * (stream-stopped or device-lost) and can be collected. No callback may run. */
void mixer_end_stream(struct mixer *mixer, enum action_outcome outcome);
/** Processes one block. Callback side only. Overwrites all of block->output.
 * - Events of the block are handled in order of (frame, id).
 * - Voices are added in order of their ids, those straight to the output and those of each bus
 *   for themselves, then the buses in order of their numbers: the same schedule gives the same
 *   bits.
 * - The thread keeps flushing denormals to zero afterwards (denormals.h); a thread that is not
 *   the device's own restores that. */
void mixer_process(struct mixer *mixer, const struct block *block) RT_SAFE;

/** Frames handled since the stream began. Any thread. */
int64_t mixer_frame(const struct mixer *mixer);
/** Number of the current or last stream, from 1. Any thread. */
uint64_t mixer_stream_number(const struct mixer *mixer);
/** The newest map. Control side. */
void mixer_clock_map(const struct mixer *mixer, struct clock_map *map);
/** The stream's counters since the last fetchAndResetStats. Each field is read as a whole, not all
 * of them together. Any thread. */
void mixer_stream_stats(const struct mixer *mixer, struct stream_stats *stats);
/** Samples beyond +-1 of each output channel since then; returns their sum. Any thread. */
uint64_t mixer_clipped_samples(const struct mixer *mixer, uint64_t *clipped);

/** How far the times of the present or last stream may be off the device's clock, seconds: see
 * mixer/clock/clock.h. NaN = not known: no block has come, or the device tells no usable times. Any
 * thread. */
double mixer_clock_bound(const struct mixer *mixer);
/** The largest part of its time that a block has used since the last call, or since the stream
 * began; 0 = none is known. One thread takes; any thread. */
double mixer_take_worst_load(struct mixer *mixer);

/** Takes up to `capacity` dropouts, in their order; how many. MOST_DROPOUTS and one wait at most.
 * Control side. */
size_t mixer_take_dropouts(struct mixer *mixer, struct dropout *dropouts, size_t capacity);

/** A loss within what a recorder recorded. */
struct recorded_loss {
  uint64_t action_id;
  int64_t frame;         /* of the recording, as done_frames counts: where the loss lies */
  int64_t filled_frames; /* zeros that stand there for it */
  struct loss loss;
};

/** How many wait to be taken; later ones are in the accounts' numbers alone. */
enum { MOST_RECORDED_LOSSES = 4096 };

/** Takes up to `capacity` of them, in the order in which they became known; how many. Those of a
 * finished action can be taken once it is collected. Control side. */
size_t mixer_take_recorded_losses(struct mixer *mixer, struct recorded_loss *losses,
                                  size_t capacity);

/** Peak and RMS of each channel over all frames since the last call, both of the same frames.
 * `input` and `output` hold as many levels as the mixer has channels, or are NULL. Control side. */
void mixer_take_levels(struct mixer *mixer, struct level *input, struct level *output);

/** Adds a bus, also while the stream runs: the callback has it before anything that is scheduled
 * from now on. *number = a free one from 1. false + failure (invalid-argument, invalid-channel,
 * out-of-memory). Control side. */
bool mixer_add_bus(struct mixer *mixer, const struct bus_settings *settings, uint32_t *number,
                   struct failure *failure);
/** Nothing can be scheduled on the bus any more. What was is heard to its end; then the bus is
 * freed and its number may be given again. Control side. */
void mixer_remove_bus(struct mixer *mixer, uint32_t number);
/** Of a bus that was added and not removed; 0 = there is none of that number. Control side. */
uint32_t mixer_bus_channels(const struct mixer *mixer, uint32_t number);
/** As mixer_take_levels(), of a bus (number from 1) after gain, mute, solo and pan; `levels` holds
 * as many as it has channels. Control side. */
void mixer_take_bus_levels(struct mixer *mixer, uint32_t number, struct level *levels);
/** Of a bus that was added and not removed; number 0: gain and mute of the master. Control side. */
void mixer_bus_state(const struct mixer *mixer, uint32_t number, struct bus_state *state);
/** Peak of a player's or recorder's signal since the last call. The first call returns 0 and begins
 * the measuring, so that an action whose peak is not read costs nothing. Control side. */
float mixer_take_action_peak(struct action *action);

/** As it was created; valid as long as the mixer. Any thread. */
const struct mixer_config *mixer_config_of(const struct mixer *mixer);

#ifdef __cplusplus
}
#endif
