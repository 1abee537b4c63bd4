/* The inner loops: adding voices into the output.
 *
 * - Every output sample is the sum of gain * sample, voice after voice in the order given, each
 *   product and each sum rounded to float. Contraction is off for the whole core, so the bits are
 *   the same however many voices are added at a time, and on every processor.
 *
 * What each optimisation brings, in blocks of 64 frames:
 * - Up to eight voices at a time, so that the output is loaded and stored once for all of them: one
 *   by one, 16 to 1,024 voices cost a third to a half more; without the steps of four and two, 7
 *   voices cost a fifth more.
 * - AVX2 and AVX-512: without them 16 to 256 voices cost a fifth more.
 * - Prefetch: 1,024 voices take 22.8 us with it and 32.9 us without.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instruction_sets.h"
#include "base/rt.h"
#include "mixer/dsp/channel_matrix.h"

/** Voices that are gathered before they are added: twice as many as are added at a time, so that
 * their samples, prefetched when they are gathered, arrive meanwhile. With half as many 1,024
 * voices cost a tenth more. */
enum { MIX_VOICES = 16 };

/** Voices from which on AVX-512 is faster than AVX2: 64 voices in blocks of 64 frames by a twelfth;
 * 4 voices cost a tenth more with it. */
enum { WIDEST_FROM_VOICES = 8 };

/** The most samples of a voice that are prefetched: of longer stretches the processor prefetches
 * itself. */
enum { PREFETCH_SAMPLES = 256, SAMPLES_PER_CACHE_LINE = 16 };

struct mix_voice {
  const float *samples;
  float gain;
  uint32_t first; /* sample of the output at which it begins; 0 but in mix_staggered() */
};

/** Stretches of the output that are worth it to be added to as a whole by voices that begin within
 * them: longer ones cost more than a loop for each voice. */
enum { MOST_STAGGERED_SAMPLES = 512 };

/** Which channels of an interleaved output a voice's channels go to: each to its own, one to all,
 * or as a matrix says. */
struct mix_target {
  float *output;                       /* of the first frame */
  uint32_t output_channels;            /* stride */
  const uint8_t *indices;              /* 0-based, `width` of them */
  uint32_t width;                      /* output channels of the voice, repeated ones counted */
  uint32_t source_channels;            /* of the samples: `width` or 1 */
  const struct channel_matrix *matrix; /* NULL: `indices` */
};

/** How many of `count` samples of a voice to prefetch. Callback-safe. */
static inline size_t mix_prefetch_samples(size_t count) RT_SAFE {
  return count <= PREFETCH_SAMPLES ? count : 0;
}

/** Prefetches so many samples of a voice that is added soon, in fours of cache lines: what is too
 * much belongs to the next block. Always inlined, since compilers drop a call without effects.
 * Callback-safe. */
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

/** output[k] += gain * samples[k] for `count` samples, 1 to MIX_VOICES voices; `overwrites`: the
 * output's own samples count as 0. Takes the set of instructions asked for, or the next one that
 * the processor has, and returns which. Callback-safe. */
enum instruction_set mix_voices_with(enum instruction_set set, float *restrict output,
                                     const struct mix_voice *voices, uint32_t voice_count,
                                     size_t count, bool overwrites) RT_SAFE;
/** The same with the best set of instructions for so many. */
static inline void mix_voices(float *restrict output, const struct mix_voice *voices,
                              uint32_t voice_count, size_t count, bool overwrites) RT_SAFE {
  const enum instruction_set set =
      voice_count < WIDEST_FROM_VOICES ? INSTRUCTIONS_AVX2 : INSTRUCTIONS_BEST;
  mix_voices_with(set, output, voices, voice_count, count, overwrites);
}
/** The same for voices that begin within the stretch and last until its end. One after the other
 * they would wait for what the last one stored, and for the processor to guess where they end: a
 * thousand starts in a block cost half more. Returns the set that was taken. */
enum instruction_set mix_staggered_with(enum instruction_set set, float *restrict output,
                                        const struct mix_voice *voices, uint32_t voice_count,
                                        size_t count) RT_SAFE;
/** The same with the best set of instructions. */
static inline void mix_staggered(float *restrict output, const struct mix_voice *voices,
                                 uint32_t voice_count, size_t count) RT_SAFE {
  mix_staggered_with(INSTRUCTIONS_BEST, output, voices, voice_count, count);
}
/** One voice through a channel map. */
void mix_mapped(const struct mix_target *target, const struct mix_voice *voice,
                size_t frames) RT_SAFE;
/** One voice through a channel map with a gain for each frame. */
void mix_ramped(const struct mix_target *target, const float *samples, const float *gains,
                size_t frames) RT_SAFE;
