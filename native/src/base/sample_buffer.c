#include "base/sample_buffer.h"

#include <math.h>

#include "base/callback_memory.h"
#include "base/sample_buffer_state.h"

static bool sample_buffer_check(uint32_t channels, int64_t frames, double sample_rate,
                                struct failure *failure) {
  if (channels < 1 || channels > MAX_CHANNELS) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A sample buffer has 1 to %d channels, not %u.", MAX_CHANNELS,
                       (unsigned)channels);
  }
  if (frames < 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A sample buffer cannot have %lld frames; give 0 or more.",
                       (long long)frames);
  }
  if (!isfinite(sample_rate) || sample_rate <= 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A sample buffer needs a sample rate above 0 Hz.");
  }
  return true;
}

struct sample_buffer *sample_buffer_create(uint32_t channels, int64_t frames, double sample_rate,
                                           bool growing, struct failure *failure) {
  if (!sample_buffer_check(channels, frames, sample_rate, failure)) {
    return NULL;
  }
  const uint64_t frame_bytes = channels * sizeof(float);
  struct sample_buffer *buffer = NULL;
  float *data = NULL;
  if ((uint64_t)frames <= PTRDIFF_MAX / (MAX_CHANNELS * sizeof(float))) {
    buffer = callback_memory_allocate(sizeof(*buffer));
    data = callback_memory_allocate((size_t)((uint64_t)frames * frame_bytes));
  }
  if (buffer == NULL || data == NULL) {
    callback_memory_free(buffer);
    callback_memory_free(data);
    failure_set(
        failure, FAILURE_OUT_OF_MEMORY,
        "There is not enough memory for %lld frames of %u channel%s; use shorter samples or "
        "stream them from a file.",
        (long long)frames, (unsigned)channels, plural_ending(channels));
    return NULL;
  }
  atomic_init(&buffer->references, 1);
  atomic_init(&buffer->ready_frames, growing ? 0 : frames);
  atomic_init(&buffer->may_grow, growing);
  buffer->data = data;
  buffer->frames = frames;
  buffer->sample_rate = sample_rate;
  buffer->channels = channels;
  return buffer;
}

struct sample_buffer *sample_buffer_retain(struct sample_buffer *buffer) {
  if (buffer != NULL) {
    atomic_fetch_add_explicit(&buffer->references, 1, memory_order_relaxed);
  }
  return buffer;
}

void sample_buffer_release(struct sample_buffer *buffer) {
  if (buffer != NULL &&
      atomic_fetch_sub_explicit(&buffer->references, 1, memory_order_acq_rel) == 1) {
    callback_memory_free(buffer->data);
    callback_memory_free(buffer);
  }
}

uint32_t sample_buffer_channels(const struct sample_buffer *buffer) RT_SAFE {
  return buffer->channels;
}

int64_t sample_buffer_frames(const struct sample_buffer *buffer) RT_SAFE {
  return buffer->frames;
}

double sample_buffer_sample_rate(const struct sample_buffer *buffer) RT_SAFE {
  return buffer->sample_rate;
}

float *sample_buffer_data(struct sample_buffer *buffer) RT_SAFE {
  return buffer->data;
}

int64_t sample_buffer_ready_frames(const struct sample_buffer *buffer) RT_SAFE {
  return atomic_load_explicit(&buffer->ready_frames, memory_order_acquire);
}

void sample_buffer_set_ready_frames(struct sample_buffer *buffer, int64_t ready_frames) RT_SAFE {
  atomic_store_explicit(&buffer->ready_frames, ready_frames, memory_order_release);
}

void sample_buffer_end_growth(struct sample_buffer *buffer) RT_SAFE {
  atomic_store_explicit(&buffer->may_grow, false, memory_order_release);
}

bool sample_buffer_may_grow(const struct sample_buffer *buffer) RT_SAFE {
  return atomic_load_explicit(&buffer->may_grow, memory_order_acquire);
}
