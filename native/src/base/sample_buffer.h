/* Interleaved float32 samples that C owns and that actions, jobs and JavaScript objects share.
 *
 * - Reference counted, on any thread outside the audio callback.
 * - The memory is allocated and written to (prefaulted) at creation, so that the callback has no
 *   page fault there.
 * - A decoder may fill it from the front while it plays. Frames from `ready_frames` on are silence,
 *   counted as starved; where the decoder has failed a player ends `starved`.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "base/rt.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sample_buffer;

/** The largest channel count anywhere in RtMixer. */
enum { MAX_CHANNELS = 256 };
/** The sample rates that streams, sounds and takes may have, Hz. */
#define MIN_SAMPLE_RATE 1000.0
#define MAX_SAMPLE_RATE 1000000.0
/** False for NaN, too. Any thread. */
static inline bool is_sample_rate(double rate) {
  return rate >= MIN_SAMPLE_RATE && rate <= MAX_SAMPLE_RATE;
}

/** Creates `frames` frames of zeros, owned by the caller (one reference). `channels` 1...256,
 * `frames` >= 0, `sample_rate` > 0 Hz. All frames count as ready unless `growing`. NULL + failure
 * (invalid-argument, out-of-memory). Main or job thread. */
struct sample_buffer *sample_buffer_create(uint32_t channels, int64_t frames, double sample_rate,
                                           bool growing, struct failure *failure);
/** Another reference; returns `buffer`. NULL is fine. Not in the audio callback. */
struct sample_buffer *sample_buffer_retain(struct sample_buffer *buffer);
/** Drops one reference; the last one frees. NULL is fine. Not in the audio callback. */
void sample_buffer_release(struct sample_buffer *buffer);

uint32_t sample_buffer_channels(const struct sample_buffer *buffer) RT_SAFE;
int64_t sample_buffer_frames(const struct sample_buffer *buffer) RT_SAFE;
double sample_buffer_sample_rate(const struct sample_buffer *buffer) RT_SAFE;
/** frames * channels floats, valid as long as a reference is held. */
float *sample_buffer_data(struct sample_buffer *buffer) RT_SAFE;

/** Frames filled so far (acquire). Callback-safe. */
int64_t sample_buffer_ready_frames(const struct sample_buffer *buffer) RT_SAFE;
/** Publishes more frames (release). Only the one thread that fills the buffer. */
void sample_buffer_set_ready_frames(struct sample_buffer *buffer, int64_t ready_frames) RT_SAFE;

/** The frames that are not ready now never will be. After the last
 * sample_buffer_set_ready_frames(), only the thread that filled the buffer. */
void sample_buffer_end_growth(struct sample_buffer *buffer) RT_SAFE;
/** False once no more frames become ready; read it before the ready frames. Callback-safe. */
bool sample_buffer_may_grow(const struct sample_buffer *buffer) RT_SAFE;

#ifdef __cplusplus
}
#endif
