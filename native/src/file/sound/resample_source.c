#include "file/sound/resample_source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Frames at each end whose steps are compared; shorter sounds are loops only where they are
 * constant. */
enum { COMPARED_FRAMES = 8, LOOP_FRAMES_MIN = 2 * COMPARED_FRAMES };
/* More than half of libsamplerate's longest filter, in frames of the lower rate. */
enum { FILTER_FRAMES = 160 };
#define STEP_FACTOR 1.5f
#define STEP_SILENT 1e-4f

static int64_t common_divisor(int64_t one, int64_t other) {
  while (other != 0) {
    const int64_t rest = one % other;
    one = other;
    other = rest;
  }
  return one;
}

/* The largest step between neighbours in `channel_index`. */
static float largest_step(const float *samples, int64_t frames, uint32_t channels,
                          uint32_t channel_index) {
  float largest = 0;
  for (int64_t k = 1; k < frames; k++) {
    largest = fmaxf(largest, fabsf(samples[k * channels + channel_index] -
                                   samples[(k - 1) * channels + channel_index]));
  }
  return largest;
}

static bool ends_meet(const float *first, const float *last, uint32_t channels, uint32_t channel) {
  const float step = fmaxf(largest_step(first, COMPARED_FRAMES, channels, channel),
                           largest_step(last, COMPARED_FRAMES, channels, channel));
  const float seam = fabsf(first[channel] - last[(COMPARED_FRAMES - 1) * channels + channel]);
  return seam <= STEP_FACTOR * step + STEP_SILENT;
}

/* Too short to tell a loop from a click by its ends: what does not change goes on as it is. */
static void find_constants(struct resample_source *source) {
  const uint32_t channels = source->channels;
  float *samples = malloc(LOOP_FRAMES_MIN * channels * sizeof(float));
  if (samples != NULL && source->frames > 0 &&
      sound_reader_read(source->reader, samples, source->frames, NULL) == source->frames) {
    for (uint32_t channel = 0; channel < channels; channel++) {
      source->is_loop[channel] =
          largest_step(samples, source->frames, channels, channel) <= STEP_SILENT;
      source->has_loops |= source->is_loop[channel];
    }
  }
  free(samples);
}

static void find_loops(struct resample_source *source) {
  const uint32_t channels = source->channels;
  if (source->frames < LOOP_FRAMES_MIN) {
    find_constants(source);
    return;
  }
  float *samples = malloc(2 * COMPARED_FRAMES * channels * sizeof(float));
  float *last = samples + (size_t)COMPARED_FRAMES * channels;
  if (samples != NULL &&
      sound_reader_read(source->reader, samples, COMPARED_FRAMES, NULL) == COMPARED_FRAMES &&
      sound_reader_seek(source->reader, source->frames - COMPARED_FRAMES) &&
      sound_reader_read(source->reader, last, COMPARED_FRAMES, NULL) == COMPARED_FRAMES) {
    for (uint32_t channel = 0; channel < channels; channel++) {
      source->is_loop[channel] = ends_meet(samples, last, channels, channel);
      source->has_loops |= source->is_loop[channel];
    }
  }
  free(samples);
}

static void silence_others(const struct resample_source *source, float *samples, int64_t frames) {
  for (uint32_t channel = 0; channel < source->channels; channel++) {
    for (int64_t k = 0; !source->is_loop[channel] && k < frames; k++) {
      samples[k * source->channels + channel] = 0;
    }
  }
}

bool resample_source_begin(struct resample_source *source, struct sound_reader *reader,
                           int64_t frames, double from, double to) {
  *source = (struct resample_source){
      .reader = reader, .frames = frames, .channels = sound_reader_channels(reader)};
  /* What comes before must become whole frames, so that the sound's first falls on one. */
  if (from == floor(from) && to == floor(to)) {
    const int64_t divisor = common_divisor((int64_t)from, (int64_t)to);
    const int64_t step = (int64_t)from / divisor;
    const int64_t wanted = (int64_t)ceil(FILTER_FRAMES * fmax(1, from / to));
    const int64_t steps = (wanted + step - 1) / step;
    find_loops(source);
    if (source->has_loops) {
      source->position = -steps * step;
      source->skipped_frames = steps * ((int64_t)to / divisor);
    }
  }
  return sound_reader_seek(reader, 0);
}

int64_t resample_source_read(struct resample_source *source, float *target, int64_t frames,
                             int64_t *replaced) {
  int64_t done = 0;
  while (done < frames) {
    const bool is_outside = source->position < 0 || source->position >= source->frames;
    float *at = target + done * source->channels;
    int64_t part = frames - done;
    if (is_outside && !source->has_loops) {
      memset(at, 0, (size_t)(part * source->channels) * sizeof(float));
      source->position += part;
      return frames;
    }
    /* A loop goes on in the other round. */
    int64_t inside = source->position % source->frames;
    inside = inside < 0 ? inside + source->frames : inside;
    part = part < source->frames - inside ? part : source->frames - inside;
    const int64_t read =
        sound_reader_seek(source->reader, inside)
            ? sound_reader_read(source->reader, at, part, is_outside ? NULL : replaced)
            : 0;
    if (is_outside) {
      silence_others(source, at, read);
    }
    source->position += read;
    done += read;
    if (read < part) {
      break;
    }
  }
  return done;
}
