/* Buses: players are summed on a bus, the buses into the output; for the mixer alone.
 *
 * - Number 0 is what goes straight to the output, as wide as that; the others count from 1, each
 *   with channels of its own and a way to the output. What all make together is the master bus: it
 *   has a gain and a mute.
 * - A bus has one level per frame: its gain, or 0 while it is muted or another one is soloed and it
 *   is neither soloed nor solo safe. Each change leads there along a ramp.
 * - A panned bus has two channels and two sums: one of both channels, which is balanced, and one of
 *   the sources of one channel that are placed between them (pan.h).
 * - A block is rendered in portions of at most BUS_FRAMES, without buses as a whole. Nothing
 *   depends on where portions begin: neither a bit of the output nor a count.
 * - Within a portion voices are gathered by sum and added in order of ids (bus_flush); then the
 *   levels are applied, up to the frame of each setBus; then the buses are added to number 0 in
 *   order of their numbers; then the master's level is applied.
 * - Only buses that something was added to in a portion are walked (`touched`); the others cost
 *   nothing. `sounds` says that the samples of a sum belong to this portion. Until then they are
 *   old, and the first voices overwrite them.
 * - The control side makes a bus and hands it over, the callback links it at the beginning of its
 *   next block; it hands back what it has unlinked (bus_list.h).
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "base/mailbox.h"
#include "mixer/action/action_state.h"
#include "mixer/dsp/channel_matrix.h"
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

/** Voices of one width, added up. */
struct bus_sum {
  float *samples;      /* of the present portion; number 0: the output's own */
  size_t sample_count; /* of the present portion */
  uint32_t channels;
  bool sounds;              /* `samples` are of this portion */
  struct voice_group group; /* not added to `samples` yet */
};

/** How loud and where; the callback's, but for what is atomic, which any thread reads. */
struct bus_level {
  _Atomic(float) gain, pan;
  atomic_bool muted, soloed, is_safe;
  bool is_linked;
  struct gain_ramp level; /* where it is, or is going */
  struct gain_ramp place; /* the same of pan */
};

struct bus {
  /* Once, before it is handed over. */
  uint32_t number;
  struct bus_settings settings;
  bool is_straight;              /* its channels are the output's */
  struct channel_matrix *matrix; /* to the output, unless is_straight */
  struct meters *meters;         /* NULL for number 0 */

  /* The callback's. */
  struct bus_sum sums[SUMS]; /* the second one of panned buses only */
  uint64_t portion;          /* the last one that it was touched in */

  struct mail mail;      /* to the callback to be linked, and back when it is unlinked */
  struct mail leave;     /* to the callback to be unlinked */
  atomic_bool is_linked; /* it has its level */
};

enum { BUS_WORD_BITS = 64, BUS_WORDS = MAX_BUSES / BUS_WORD_BITS + 1 };

struct buses {
  /* The callback's. */
  uint32_t channels;              /* of the output; once */
  uint32_t linked;                /* how many, without number 0 */
  uint32_t end;                   /* all linked ones have smaller numbers */
  uint32_t soloed;                /* how many are */
  int64_t frames_of_ramps;        /* of what is linked or unlinked while others sound; once */
  uint64_t portion;               /* counts them, from 1 */
  uint32_t touched_words;         /* which words of `touched` are not 0, as bits */
  uint64_t touched[BUS_WORDS];    /* buses that something was added to in this portion, as bits;
                                     not number 0, which each portion begins with */
  struct bus *bus[MAX_BUSES + 1]; /* by number; NULL: not linked */
  struct bus_level levels[MAX_BUSES + 1], master;
  struct mail_list unlinked; /* to be handed back */
  struct bus straight;       /* number 0 */

  /* Shared. */
  struct mailbox coming, leaving;       /* buses from the control side, to be linked, unlinked */
  struct mailbox going;                 /* unlinked ones, back to the control side */
  atomic_uint_least64_t handled_frames; /* of all streams, when a block is over */
};

struct block_context;

/** Links and unlinks what the control side has handed over. Callback-safe, as all that follows. */
void buses_accept(struct buses *buses, int64_t frame) RT_SAFE;
/** Whether it has handed over anything. */
static inline bool buses_have_mail(struct buses *buses) RT_SAFE {
  return atomic_load_explicit(&buses->coming.first, memory_order_relaxed) != NULL ||
         atomic_load_explicit(&buses->leaving.first, memory_order_relaxed) != NULL;
}
/** Begins the portion of the block from context->portion_frame on; returns its end. */
int64_t buses_begin_portion(struct block_context *context) RT_SAFE;
/** Applies levels and setBus actions of the portion, and adds all buses to the output in order of
 * their numbers. */
void buses_end_portion(struct block_context *context) RT_SAFE;
/** Adds all gathered voices to their sums. */
void buses_flush(struct buses *buses) RT_SAFE;
/** Makes a bus ready for the present portion. */
void bus_touch(struct buses *buses, struct bus *bus, size_t portion_frames) RT_SAFE;
/** Clears the sum for the portion, unless something was added to it already. */
void bus_be_heard(struct bus_sum *sum) RT_SAFE;
/** Adds the gathered voices to the sum. */
void bus_flush(struct bus_sum *sum) RT_SAFE;

/** A bus's sum, ready for the present portion. `number`: of the sum, as actions have it. */
static inline struct bus_sum *buses_sum(struct buses *buses, uint32_t number,
                                        size_t portion_frames) RT_SAFE {
  struct bus *bus = buses->bus[number / SUMS];
  if (bus->portion != buses->portion) {
    bus_touch(buses, bus, portion_frames);
  }
  return &bus->sums[number % SUMS];
}

/** Gathers a voice of `count` samples for `output`, which lies in the sum's. */
static inline void bus_gather(struct bus_sum *sum, struct mix_voice voice, float *output,
                              size_t count) RT_SAFE {
  struct voice_group *group = &sum->group;
  if (group->count == MIX_VOICES || group->output != output || group->samples != count) {
    bus_flush(sum);
    group->output = output;
    group->samples = count;
  }
  group->voices[group->count++] = voice;
  mix_prefetch(voice.samples, mix_prefetch_samples(count));
}

/** Gathers a voice that begins at a sample of the portion and lasts until its end. */
static inline void bus_gather_start(struct bus_sum *sum, struct mix_voice voice,
                                    uint32_t first) RT_SAFE {
  if (sum->sample_count > MOST_STAGGERED_SAMPLES) {
    bus_gather(sum, voice, sum->samples + first, sum->sample_count - first);
    return;
  }
  voice.first = first;
  bus_gather(sum, voice, sum->samples, sum->sample_count);
  sum->group.is_staggered |= first > 0;
}

/** The group for voices of a whole portion. */
static inline struct voice_group *bus_gather_portion(struct bus_sum *sum) RT_SAFE {
  struct voice_group *group = &sum->group;
  if (group->output != sum->samples || group->samples != sum->sample_count) {
    bus_flush(sum);
    group->output = sum->samples;
    group->samples = sum->sample_count;
  }
  return group;
}
