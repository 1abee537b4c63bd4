/* The inner loops: adding voices into the output.
 *
 * Every output sample is the sum, voice after voice in the order given, of gain * sample, each
 * product and each sum rounded to float; however many voices one pass takes, the bits are the same.
 */
#ifndef RTMIXER_MIX_H
#define RTMIXER_MIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instruction_sets.h"
#include "base/rt.h"

/** Voices that are gathered before they are added. One pass over the output adds eight of them; but
 * memory is asked for their samples when they are gathered, and answers meanwhile. */
enum { MIX_VOICES = 16 };

/** Samples of a voice worth asking for: where more follow, the processor foresees them itself. */
enum { PREFETCH_SAMPLES = 256, SAMPLES_PER_CACHE_LINE = 16 };

struct mix_voice {
  const float *samples;
  float gain;
};

/** Which channels of an interleaved output a voice's channels go to. */
struct mix_target {
  float *output;            /* of the first frame */
  uint32_t output_channels; /* stride */
  const uint8_t *indices;   /* 0-based, `width` of them */
  uint32_t width;           /* the voice's channels */
};

/** How many of `count` samples of a voice are worth asking for. */
static inline size_t mix_prefetch_samples(size_t count) RT_SAFE {
  return count <= PREFETCH_SAMPLES ? count : 0;
}

/** Asks memory for so many samples of a voice that is added soon, in fours of cache lines: what is
 * too much is wanted by the next block. Callback-safe. A call of it would be left out by compilers
 * that see no effect. */
static INLINE void mix_prefetch(const float *samples, size_t count) RT_SAFE {
#if defined(__GNUC__) || defined(__clang__)
  enum { LINE = SAMPLES_PER_CACHE_LINE };
  for (size_t k = 0; k < count; k += (size_t)4 * LINE) {
    __builtin_prefetch(samples + k);
    __builtin_prefetch(samples + k + LINE);
    __builtin_prefetch(samples + k + (size_t)2 * LINE);
    __builtin_prefetch(samples + k + (size_t)3 * LINE);
  }
#else
  (void)samples, (void)count;
#endif
}

/** output[k] += gain * samples[k] for `count` samples, 1 to MIX_VOICES voices; `anew`: what was in
 * the output counts as 0. Takes the set of instructions asked for, or the next one that the
 * processor has, and returns which. Callback-safe. */
enum instruction_set mix_voices_with(enum instruction_set set, float *restrict output,
                                     const struct mix_voice *voices, uint32_t voice_count,
                                     size_t count, bool overwrites) RT_SAFE;
/** The same with the best set of instructions. */
static inline void mix_voices(float *restrict output, const struct mix_voice *voices,
                              uint32_t voice_count, size_t count, bool overwrites) RT_SAFE {
  mix_voices_with(INSTRUCTIONS_BEST, output, voices, voice_count, count, overwrites);
}
/** One voice through a channel map. */
void mix_mapped(const struct mix_target *target, const struct mix_voice *voice,
                size_t frames) RT_SAFE;
/** One voice through a channel map with a gain for each frame. */
void mix_ramped(const struct mix_target *target, const float *samples, const float *gains,
                size_t frames) RT_SAFE;

#endif
