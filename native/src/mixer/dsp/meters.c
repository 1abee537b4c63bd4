/* How a window goes from one thread to the other:
 *
 * - There are three places for a window, always in different hands: `writing` is the measuring
 *   thread's, `reading` the taking thread's, and `newest` holds the third.
 * - While `newest` is FRESH it holds the window so far, which either thread may read and neither
 *   writes. The measuring thread writes that window and its new frames to `writing`, and exchanges
 *   the two, unless the window was taken meanwhile.
 * - Otherwise the place in `newest` is the one that the taking thread gave back: the measuring
 *   thread publishes a new window with its frames alone, and writes there next.
 * - Taking exchanges `newest` for `reading`. The divisions and roots are done by that thread.
 * - Publishing releases, taking acquires: a window is whole when it is taken, all channels over the
 *   same frames.
 */
#include "mixer/dsp/meters.h"
#include "base/callback_memory.h"
#include "base/instruction_sets.h"

#include <math.h>
#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

enum { PLACES = 3, PLACE_BITS = 3, FRESH = 4 };

struct meters {
  uint32_t channels;
  uint32_t stride;         /* structs of sums for each place; once */
  atomic_uint newest;      /* a place; | FRESH: not taken yet */
  uint32_t published;      /* the measuring thread's: what it published last, */
  uint32_t writing;        /* what it writes next */
  uint32_t reading;        /* the taking thread's */
  uint64_t frames[PLACES]; /* measured; or the place where they end */
  uint64_t taken_until;    /* the taking thread's: the place where the window begins */
  alignas(CACHE_LINE_BYTES) struct column_sums sums[]; /* by places; whole vectors */
};

void peak_raise(atomic_peak *peak, float value) RT_SAFE {
  uint_least32_t bits;
  memcpy(&bits, &value, sizeof(value));
  uint_least32_t before = atomic_load_explicit(peak, memory_order_relaxed);
  if (bits <= before) {
    return;
  }
  /* When the exchange fails the other side has just taken the old peak; the new one starts at 0. */
  if (!atomic_compare_exchange_strong_explicit(peak, &before, bits, memory_order_relaxed,
                                               memory_order_relaxed)) {
    atomic_store_explicit(peak, bits, memory_order_relaxed);
  }
}

float peak_take(atomic_peak *peak) {
  const uint_least32_t bits = atomic_exchange_explicit(peak, 0, memory_order_relaxed);
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

/* ---- windows ---- */

struct meters *meters_create(uint32_t channels) {
  struct meters *meters = callback_memory_allocate(
      sizeof(*meters) + PLACES * column_sums_count(channels) * sizeof(meters->sums[0]));
  if (meters != NULL) {
    meters->channels = channels;
    meters->stride = (uint32_t)column_sums_count(channels);
    meters->writing = 1;
    meters->reading = 2;
  }
  return meters;
}

static struct column_sums *sums_at(struct meters *meters, uint32_t place) RT_SAFE {
  return &meters->sums[place * meters->stride];
}

static const struct column_sums nothing[(MAX_CHANNELS + SUM_COLUMNS - 1) / SUM_COLUMNS];

/** Frames to be added. */
struct addition {
  const float *samples;
  size_t frames;
  uint64_t end; /* the place where they end; 0 = they are counted */
};

/* Makes the next window: the frames alone, or added to what was published. Returns whether one of
 * their samples is clipped. */
static INLINE bool write_window(struct meters *meters, bool continues,
                                struct addition more) RT_SAFE {
  const uint32_t before = meters->published, after = meters->writing;
  const struct column_sums *from = continues ? sums_at(meters, before) : nothing;
  meters->frames[after] =
      more.end != 0 ? more.end : more.frames + (continues ? meters->frames[before] : 0);
  return column_sums_add(sums_at(meters, after), from, more.samples, meters->channels, more.frames);
}

/* Adds frames; returns whether one is clipped. */
static bool add(struct meters *meters, struct addition more) RT_SAFE {
  const uint32_t before = meters->published, after = meters->writing;
  unsigned expected = before | FRESH;
  const bool continues = atomic_load_explicit(&meters->newest, memory_order_relaxed) == expected;
  const bool is_clipped = write_window(meters, continues, more);
  meters->published = after;
  if (continues) {
    if (atomic_compare_exchange_strong_explicit(&meters->newest, &expected, after | FRESH,
                                                memory_order_release, memory_order_relaxed)) {
      meters->writing = before;
      return is_clipped;
    }
    write_window(meters, false, more); /* taken meanwhile, without these frames */
  }
  /* It is not taken before it is FRESH again. */
  meters->writing = atomic_load_explicit(&meters->newest, memory_order_acquire) & PLACE_BITS;
  atomic_store_explicit(&meters->newest, after | FRESH, memory_order_release);
  return is_clipped;
}

/* Takes the window into `reading`; false = nothing was added to it. */
static bool take_window(struct meters *meters) {
  if ((atomic_load_explicit(&meters->newest, memory_order_relaxed) & FRESH) == 0) {
    return false;
  }
  meters->reading =
      atomic_exchange_explicit(&meters->newest, meters->reading, memory_order_acq_rel) & PLACE_BITS;
  return true;
}

static void read_levels(struct meters *meters, uint64_t frames, struct level *levels) {
  for (uint32_t c = 0; c < meters->channels; c++) {
    const struct channel_sum sum =
        channel_sum_of(sums_at(meters, meters->reading), meters->channels, c);
    levels[c].peak = sum.peak;
    levels[c].rms = (float)sqrt(sum.squares / (double)frames);
  }
}

void meters_take(struct meters *meters, struct level *levels) {
  memset(levels, 0, meters->channels * sizeof(levels[0]));
  if (take_window(meters)) {
    read_levels(meters, meters->frames[meters->reading], levels);
  }
}

void meters_begin_at(struct meters *meters, uint64_t place) {
  meters->taken_until = place;
}

void meters_take_until(struct meters *meters, uint64_t now, struct level *levels) {
  memset(levels, 0, meters->channels * sizeof(levels[0]));
  const bool sounds = take_window(meters);
  const uint64_t last = sounds ? meters->frames[meters->reading] : 0;
  const uint64_t end = last > now ? last : now;
  if (sounds) {
    read_levels(meters, end - meters->taken_until, levels);
  }
  meters->taken_until = end > meters->taken_until ? end : meters->taken_until;
}

/* ---- blocks ---- */

static uint64_t count_clipped(const float *samples, uint32_t stride, size_t frames) RT_SAFE {
  uint64_t clipped = 0;
  for (size_t frame = 0; frame < frames; frame++) {
    clipped += fabsf(samples[frame * stride]) > 1;
  }
  return clipped;
}

void meters_add_block(struct meters *meters, atomic_uint_least64_t *clipped, const float *samples,
                      size_t frames) RT_SAFE {
  const uint32_t channels = meters->channels;
  const struct addition more = {.samples = samples, .frames = frames};
  if (!add(meters, more) || clipped == NULL) {
    return;
  }
  for (uint32_t c = 0; c < channels; c++) {
    const uint64_t before = atomic_load_explicit(&clipped[c], memory_order_relaxed);
    atomic_store_explicit(&clipped[c], before + count_clipped(samples + c, channels, frames),
                          memory_order_relaxed);
  }
}

void meters_add_until(struct meters *meters, const float *samples, size_t frames,
                      uint64_t end) RT_SAFE {
  add(meters, (struct addition){.samples = samples, .frames = frames, .end = end});
}
