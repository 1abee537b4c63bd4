#include "file/sound/resample.h"

#include <math.h>
#include <samplerate.h>
#include <stdlib.h>
#include <string.h>

#include "base/sample_buffer.h"
#include "file/sound/sound_info.h"

/* libsamplerate's sinc converters take at most 128 channels: more go through several of them. */
enum { GROUP_CHANNELS = 128 };
#define GROUP_COUNT (MAX_CHANNELS / GROUP_CHANNELS)
/* Frames handed over at a time where channels must be split into groups. */
enum { GROUP_FRAMES = 1024 };
#define RATIO_MAX 256.0

struct resampler {
  SRC_STATE *groups[GROUP_COUNT];
  uint32_t channels;
  double ratio;
  float *group_input; /* GROUP_FRAMES of one group, only with more than one */
  float *group_output;
};

int64_t resampled_frames(int64_t frames, double from, double to) {
  if (from == to) {
    return frames;
  }
  const int64_t resampled = bounded_count(round((double)frames * to / from));
  return resampled < 1 && frames > 0 ? 1 : resampled;
}

static uint32_t group_channels(const struct resampler *resampler, uint32_t first_index) {
  uint32_t rest = resampler->channels - first_index;
  return rest < GROUP_CHANNELS ? rest : GROUP_CHANNELS;
}

static bool create_groups(struct resampler *resampler, enum resample_quality quality) {
  static const int converters[] = {SRC_SINC_BEST_QUALITY, SRC_SINC_MEDIUM_QUALITY,
                                   SRC_SINC_FASTEST};
  for (uint32_t first = 0; first < resampler->channels; first += GROUP_CHANNELS) {
    int error = 0;
    int channels = (int)group_channels(resampler, first);
    resampler->groups[first / GROUP_CHANNELS] = src_new(converters[quality], channels, &error);
    if (resampler->groups[first / GROUP_CHANNELS] == NULL) {
      return false;
    }
  }
  if (resampler->channels > GROUP_CHANNELS) {
    resampler->group_input = malloc(sizeof(float) * GROUP_FRAMES * GROUP_CHANNELS);
    resampler->group_output = malloc(sizeof(float) * GROUP_FRAMES * GROUP_CHANNELS);
    return resampler->group_input != NULL && resampler->group_output != NULL;
  }
  return true;
}

struct resampler *resampler_create(uint32_t channels, double from, double to,
                                   enum resample_quality quality, struct failure *failure) {
  double ratio = to / from;
  if (!(ratio <= RATIO_MAX && ratio >= 1 / RATIO_MAX)) {
    failure_set(failure, FAILURE_INVALID_ARGUMENT,
                "A sample rate of %.0f Hz cannot be converted to %.0f Hz: the limit is %.0f times "
                "up or down. Convert the file to a rate in between first.",
                from, to, RATIO_MAX);
    return NULL;
  }
  struct resampler *resampler = calloc(1, sizeof(*resampler));
  if (resampler != NULL) {
    resampler->channels = channels;
    resampler->ratio = ratio;
    if (create_groups(resampler, quality)) {
      return resampler;
    }
  }
  resampler_destroy(resampler);
  failure_out_of_memory(failure, "to convert the sample rate");
  return NULL;
}

void resampler_destroy(struct resampler *resampler) {
  if (resampler != NULL) {
    for (int k = 0; k < GROUP_COUNT; k++) {
      if (resampler->groups[k] != NULL) {
        src_delete(resampler->groups[k]);
      }
    }
    free(resampler->group_input);
    free(resampler->group_output);
    free(resampler);
  }
}

static bool convert(SRC_STATE *state, double ratio, struct resample_piece *piece) {
  SRC_DATA data = {.data_in = piece->input,
                   .data_out = piece->output,
                   .input_frames = (long)piece->input_frames,
                   .output_frames = (long)piece->output_frames,
                   .end_of_input = 0,
                   .src_ratio = ratio};
  int error = src_process(state, &data);
  piece->used_frames = data.input_frames_used;
  piece->made_frames = data.output_frames_gen;
  return error == 0;
}

static void copy_channels(float *target, uint32_t target_stride, const float *source,
                          uint32_t source_stride, uint32_t channels, int64_t frames) {
  for (int64_t frame = 0; frame < frames; frame++) {
    memcpy(target + frame * target_stride, source + frame * source_stride,
           channels * sizeof(float));
  }
}

bool resampler_process(struct resampler *resampler, struct resample_piece *piece) {
  const uint32_t all = resampler->channels;
  if (all <= GROUP_CHANNELS) {
    return convert(resampler->groups[0], resampler->ratio, piece);
  }
  struct resample_piece part = {
      .input = resampler->group_input,
      .input_frames = piece->input_frames < GROUP_FRAMES ? piece->input_frames : GROUP_FRAMES,
      .output = resampler->group_output,
      .output_frames = piece->output_frames < GROUP_FRAMES ? piece->output_frames : GROUP_FRAMES};
  for (uint32_t first = 0; first < all; first += GROUP_CHANNELS) {
    uint32_t channels = group_channels(resampler, first);
    copy_channels(resampler->group_input, channels, piece->input + first, all, channels,
                  part.input_frames);
    if (!convert(resampler->groups[first / GROUP_CHANNELS], resampler->ratio, &part)) {
      return false;
    }
    copy_channels(piece->output + first, all, resampler->group_output, channels, channels,
                  part.made_frames);
  }
  piece->used_frames = part.used_frames;
  piece->made_frames = part.made_frames;
  return true;
}
