/* The inner loops. */
#include "mixer/dsp/mix.h"

#include <math.h>

#include "check.h"

enum { LONGEST = 301 };

static float noise(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return (float)(*seed >> 8) / 8388608.0f - 1;
}

/* Sums of any number of voices over any number of samples, unaligned, against one voice after the
 * other. */
static void check_sums(uint32_t voice_count, size_t count, uint32_t seed) {
  float samples[MIX_VOICES][LONGEST + 3], before[LONGEST + 1], expected[2][LONGEST + 1];
  struct mix_voice voices[MIX_VOICES];
  for (size_t k = 0; k <= count; k++) {
    before[k] = expected[0][k] = noise(&seed);
    expected[1][k] = k < count ? 0 : before[k];
  }
  for (uint32_t v = 0; v < voice_count; v++) {
    voices[v] = (struct mix_voice){.samples = samples[v] + v % 3, .gain = 2 * noise(&seed)};
    for (size_t k = 0; k < count; k++) {
      samples[v][v % 3 + k] = noise(&seed);
      const volatile float product = voices[v].gain * samples[v][v % 3 + k];
      expected[0][k] += product;
      expected[1][k] += product;
    }
  }
  for (enum instruction_set set = INSTRUCTIONS_PLAIN; set <= INSTRUCTIONS_BEST; set++) {
    for (int overwrites = 0; overwrites < 2; overwrites++) {
      float output[LONGEST + 1];
      memcpy(output, before, (count + 1) * sizeof(float));
      mix_voices_with(set, output, voices, voice_count, count, overwrites);
      CHECK_EQUAL(memcmp(expected[overwrites], output, (count + 1) * sizeof(float)), 0);
    }
  }
}

static void all_variants_give_the_same_bits(void) {
  for (uint32_t voices = 1; voices <= MIX_VOICES; voices++) {
    for (size_t count = 0; count < LONGEST; count += count < 70 ? 1 : 33) {
      check_sums(voices, count, (uint32_t)count * 77 + voices);
    }
  }
}

/* Voices that begin anywhere in the output, the last sample included, against one after the other.
 * Before the samples of each lies NaN, which must not be read. */
static void check_staggered(uint32_t voice_count, size_t count, uint32_t seed) {
  float samples[MIX_VOICES][LONGEST + 8], expected[LONGEST + 1] = {0};
  struct mix_voice voices[MIX_VOICES];
  for (uint32_t v = 0; v < voice_count; v++) {
    const uint32_t first = v == 0 ? 0 : (uint32_t)((noise(&seed) + 1) / 2 * (float)count);
    voices[v] = (struct mix_voice){.samples = samples[v] + 8,
                                   .gain = 2 * noise(&seed),
                                   .first = v == 1 ? (uint32_t)count - 1 : first};
    for (size_t k = 0; k < 8; k++) {
      samples[v][k] = NAN;
    }
    for (size_t k = voices[v].first; k < count; k++) {
      float *sample = &samples[v][8 + k - voices[v].first];
      *sample = noise(&seed);
      const volatile float product = voices[v].gain * *sample;
      expected[k] += product;
    }
  }
  for (enum instruction_set set = INSTRUCTIONS_PLAIN; set <= INSTRUCTIONS_BEST; set++) {
    float output[LONGEST + 1] = {0};
    mix_staggered_with(set, output, voices, voice_count, count);
    CHECK_EQUAL(memcmp(expected, output, sizeof(output)), 0);
  }
}

static void voices_begin_anywhere_in_the_output(void) {
  for (uint32_t voices = 1; voices <= MIX_VOICES; voices++) {
    for (size_t count = 1; count < LONGEST; count += count < 70 ? 1 : 33) {
      check_staggered(voices, count, (uint32_t)count * 77 + voices);
    }
  }
}

static void maps_and_ramps_reach_their_channels(void) {
  const float samples[] = {1, 10, 2, 20, 3, 30};
  const float gains[] = {1, 0.5f, 2};
  const uint8_t indices[] = {2, 0};
  float output[12] = {0};
  const struct mix_target target = {
      .output = output, .output_channels = 4, .indices = indices, .width = 2, .source_channels = 2};
  const struct mix_voice voice = {.samples = samples, .gain = 2};
  mix_mapped(&target, &voice, 3);
  const float mapped[12] = {20, 0, 2, 0, 40, 0, 4, 0, 60, 0, 6, 0};
  CHECK_EQUAL(memcmp(output, mapped, sizeof(mapped)), 0);
  memset(output, 0, sizeof(output));
  mix_ramped(&target, samples, gains, 3);
  const float ramped[12] = {10, 0, 1, 0, 10, 0, 1, 0, 60, 0, 6, 0};
  CHECK_EQUAL(memcmp(output, ramped, sizeof(ramped)), 0);
}

static void one_channel_reaches_all_channels_of_its_map(void) {
  const float samples[] = {1, 2, 3};
  const float gains[] = {1, 0.5f, 2};
  const uint8_t indices[] = {2, 0};
  float output[12] = {0};
  const struct mix_target target = {
      .output = output, .output_channels = 4, .indices = indices, .width = 2, .source_channels = 1};
  const struct mix_voice voice = {.samples = samples, .gain = 2};
  mix_mapped(&target, &voice, 3);
  const float mapped[12] = {2, 0, 2, 0, 4, 0, 4, 0, 6, 0, 6, 0};
  CHECK_EQUAL(memcmp(output, mapped, sizeof(mapped)), 0);
  memset(output, 0, sizeof(output));
  mix_ramped(&target, samples, gains, 3);
  const float ramped[12] = {1, 0, 1, 0, 1, 0, 1, 0, 6, 0, 6, 0};
  CHECK_EQUAL(memcmp(output, ramped, sizeof(ramped)), 0);
}

static const struct check_test tests[] = {
    {"any number of voices gives the same bits in every variant", all_variants_give_the_same_bits},
    {"voices begin anywhere in the output", voices_begin_anywhere_in_the_output},
    {"maps and ramps reach their channels", maps_and_ramps_reach_their_channels},
    {"one channel reaches all channels of its map", one_channel_reaches_all_channels_of_its_map},
};

CHECK_MAIN(tests)
