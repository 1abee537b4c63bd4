/* Buses: players are summed on a bus, the buses into the output; for the mixer alone.
 *
 * - Number 0 is what goes straight to the output; the buses count from 1. All have its width.
 * - A bus has one level per frame: its gain, or 0 while it is muted or another one is soloed and it
 *   is not. Each change leads there along a ramp.
 * - A block is rendered in portions of at most BUS_FRAMES, without buses as a whole. Nothing
 *   depends on where portions begin: neither a bit of the output nor a count.
 * - Within a portion voices are gathered by bus and added in order of ids (bus_flush); then the
 *   levels are applied, up to the frame of each setBus; then the buses are added to number 0 in
 *   order of their numbers.
 * - `sounds` says that `samples` belong to this portion. Until then they are old, and the first
 *   voices overwrite them; a bus that does not sound is neither cleared nor added.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "mixer/dsp/envelope.h"
#include "mixer/dsp/meters.h"
#include "mixer/dsp/mix.h"
#include "mixer/mixer.h"

/** Frames that a bus holds: a longer block is rendered in portions. */
enum { BUS_FRAMES = 512 };

/** Voices that are added together: of the same stretch of the output. */
struct voice_group {
  struct mix_voice voices[MIX_VOICES];
  uint32_t count;
  bool is_staggered; /* some begin within the stretch */
  float *output;
  size_t samples;
};

struct bus {
  /* Written by the callback, read by any thread. */
  _Atomic(float) gain;
  atomic_bool muted, soloed;
  struct meters *meters; /* NULL for number 0 */

  /* The callback's. */
  float *samples;           /* of the present portion; number 0: the output's own */
  size_t sample_count;      /* of the present portion */
  bool sounds;              /* `samples` are of this portion */
  struct gain_ramp level;   /* where it is, or is going */
  struct voice_group group; /* not added to `samples` yet */
};

struct buses {
  uint32_t count; /* without number 0 */
  uint32_t channels;
  uint32_t soloed;  /* how many buses are */
  float *samples;   /* memory of them all */
  struct bus bus[]; /* by number, 0 first */
};

struct block_context;

/** `count` buses with a gain of 1 beside number 0, or NULL when memory is short. Control side. */
struct buses *buses_create(uint32_t count, uint32_t channels);
/** NULL is fine. Control side. */
void buses_destroy(struct buses *buses);
/** Ends all ramps where they lead to. No callback may run. */
void buses_settle(struct buses *buses);

/** Begins the portion of the block from context->portion_frame on; returns its end. Callback-safe,
 * as all that follows. */
int64_t buses_begin_portion(struct block_context *context) RT_SAFE;
/** Applies levels and setBus actions of the portion, then adds all buses to the output in order of
 * their numbers. */
void buses_end_portion(struct block_context *context) RT_SAFE;
/** Clears the bus for the portion, unless something was added to it already. */
void bus_be_heard(struct bus *bus) RT_SAFE;
/** Adds the gathered voices to the bus. */
void bus_flush(struct bus *bus) RT_SAFE;

/** Gathers a voice of `count` samples for `output`, which lies in the bus's. */
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

/** Gathers a voice that begins at a sample of the portion and lasts until its end. */
static inline void bus_gather_start(struct bus *bus, struct mix_voice voice,
                                    uint32_t first) RT_SAFE {
  if (bus->sample_count > MOST_STAGGERED_SAMPLES) {
    bus_gather(bus, voice, bus->samples + first, bus->sample_count - first);
    return;
  }
  voice.first = first;
  bus_gather(bus, voice, bus->samples, bus->sample_count);
  bus->group.is_staggered |= first > 0;
}

/** The group for voices of a whole portion. */
static inline struct voice_group *bus_gather_portion(struct bus *bus) RT_SAFE {
  struct voice_group *group = &bus->group;
  if (group->output != bus->samples || group->samples != bus->sample_count) {
    bus_flush(bus);
    group->output = bus->samples;
    group->samples = bus->sample_count;
  }
  return group;
}
