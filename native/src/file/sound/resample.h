/* Streaming sample rate conversion of interleaved float32 through libsamplerate, for any number of
 * channels up to 256. Output frame 0 sounds where input frame 0 did. Job threads; one at a time per
 * resampler. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"

/* X(enum name, JavaScript name) */
#define RESAMPLE_QUALITIES(X)                                                                      \
  X(BEST, "best")                                                                                  \
  X(MEDIUM, "medium")                                                                              \
  X(FASTEST, "fastest")

enum resample_quality {
#define X(name, text) RESAMPLE_##name,
  RESAMPLE_QUALITIES(X)
#undef X
};

/** Frames that `frames` frames at `from` Hz become at `to` Hz: round(frames * to / from), but never
 * none of some. The one definition of a sound's length at another rate. */
int64_t resampled_frames(int64_t frames, double from, double to);

struct resampler;

/** Converts `from` to `to` Hz, at most 256 times up or down. NULL + failure (invalid-argument,
 * out-of-memory). */
struct resampler *resampler_create(uint32_t channels, double from, double to,
                                   enum resample_quality quality, struct failure *failure);
/** NULL is fine. */
void resampler_destroy(struct resampler *resampler);

struct resample_piece {
  const float *input;
  int64_t input_frames;
  float *output;
  int64_t output_frames; /* room in `output` */
  int64_t used_frames;   /* result: input frames taken */
  int64_t made_frames;   /* result: output frames written */
};

/** Converts as much as fits; call again with the rest of the input. The last frames come out after
 * more input than theirs (resample_source.h). False = libsamplerate failed. */
bool resampler_process(struct resampler *resampler, struct resample_piece *piece);
