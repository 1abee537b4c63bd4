/* The inner loops: adding voices into the output.
 *
 * Every output sample is the sum, voice after voice in the order given, of gain * sample, each
 * product and each sum rounded to float; however many voices one pass takes, the bits are the same.
 */
#ifndef RTMIXER_MIX_H
#define RTMIXER_MIX_H

#include <stddef.h>
#include <stdint.h>

#include "rt.h"

/** Voices that one pass over the output can add. */
enum { MIX_VOICES = 8 };

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

/** output[k] += gain * samples[k] for `count` samples, 1 to MIX_VOICES voices. Callback-safe. */
void mix_voices(float *restrict output, const struct mix_voice *voices, uint32_t voice_count,
                size_t count) RT_SAFE;
/** The same without the processor's newest instructions, for comparison. */
void mix_voices_plain(float *restrict output, const struct mix_voice *voices, uint32_t voice_count,
                      size_t count) RT_SAFE;
/** One voice through a channel map. */
void mix_mapped(const struct mix_target *target, const struct mix_voice *voice,
                size_t frames) RT_SAFE;
/** One voice through a channel map with a gain for each frame. */
void mix_ramped(const struct mix_target *target, const float *samples, const float *gains,
                size_t frames) RT_SAFE;

#endif
