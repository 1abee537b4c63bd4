/* Buses: players are summed on a bus, the buses into the output; for the mixer core alone.
 *
 * Number 0 is no bus but what goes straight to the output; the others count from 1. A bus has the
 * width of the output and is as loud as its gain, its mute and everybody's solo make it: one gain
 * per frame, on its way along a ramp after each change.
 */
#ifndef RTMIXER_BUS_H
#define RTMIXER_BUS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "mixer/dsp/envelope.h"
#include "mixer/dsp/meters.h"
#include "mixer/dsp/mix.h"
#include "mixer/mixer.h"

/** Frames that a bus holds: a longer block is rendered in portions. */
enum { BUS_FRAMES = 512 };

/** Voices gathered for one pass of the inner loop. */
struct voice_group {
  struct mix_voice voices[MIX_VOICES];
  uint32_t count;
  float *output;
  size_t samples;
};

struct bus {
  /* Written by the callback, read by anybody. */
  _Atomic(float) gain;
  atomic_bool muted, soloed;
  struct meters *meters; /* NULL for number 0 */

  /* The callback's. */
  float *samples;      /* of the present portion; number 0: the output's own */
  size_t sample_count; /* of the present portion */
  bool sounds;         /* `samples` are of this portion */
  struct gain_ramp level;
  struct voice_group group; /* not added to `samples` yet */
};

struct buses {
  uint32_t count; /* without number 0 */
  uint32_t channels;
  uint32_t soloed;  /* how many are */
  float *samples;   /* memory of them all */
  struct bus bus[]; /* by number, 0 first */
};

struct block_context;

/** `count` buses with a gain of 1 beside number 0, or NULL when memory is short. Control side. */
struct buses *buses_create(uint32_t count, uint32_t channels);
/** NULL is fine. Control side. */
void buses_destroy(struct buses *buses);
/** Ramps are over: what they led to is reached. No callback may run. */
void buses_settle(struct buses *buses);

/** Begins the portion of the block from pass->portion_frame on; says where it ends. */
int64_t buses_begin_portion(struct block_context *context) RT_SAFE;
/** Carries out what changes buses within the portion, then adds all buses to the output in order
 * of their numbers. */
void buses_end_portion(struct block_context *context) RT_SAFE;
/** Silences the bus for the portion if nothing was added to it yet. */
void bus_be_heard(struct bus *bus) RT_SAFE;
/** Adds what was gathered for a bus. */
void bus_flush(struct bus *bus) RT_SAFE;

/** Gathers a voice of `count` samples for `output`, which lies in the bus's. Callback-safe. */
static inline void bus_gather(struct bus *bus, struct mix_voice voice, float *output,
                              size_t count) RT_SAFE {
  struct voice_group *group = &bus->group;
  if (group->count == MIX_VOICES || group->output != output || group->samples != count) {
    bus_flush(bus);
    group->output = output;
    group->samples = count;
  }
  group->voices[group->count++] = voice;
  mix_prefetch(voice.samples, mix_prefetch_samples(count));
}

/** The group for voices of a whole portion. Callback-safe. */
static inline struct voice_group *bus_gather_portion(struct bus *bus) RT_SAFE {
  struct voice_group *group = &bus->group;
  if (group->output != bus->samples || group->samples != bus->sample_count) {
    bus_flush(bus);
    group->output = bus->samples;
    group->samples = bus->sample_count;
  }
  return group;
}

#endif
