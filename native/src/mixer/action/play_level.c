#include "mixer/action/play_level.h"

#include <math.h>

/** Frames for which levels are computed at a time. */
enum { LEVELS_AT_A_TIME = 64 };

static float level_of_frame(const struct action *action, int64_t frame, int64_t position) RT_SAFE {
  const struct sound_shape *shape = action_shape(action);
  const float gain = gain_at(&action->gain, frame) * fade_at(&action->fade, frame);
  if (shape == NULL) {
    return gain;
  }
  const float level = gain * fade_step(&shape->fade_in, position) *
                      fade_step(&shape->fade_out, shape->sound_frames - position);
  return shape->gain_line == NULL ? level : level * gain_line_at(shape->gain_line, position);
}

static bool is_in_fade(const struct sound_shape *shape, struct span span) RT_SAFE {
  return span.position < shape->fade_in.frames ||
         (shape->fade_out.frames > 0 &&
          shape->sound_frames - (span.position + span.frames) < shape->fade_out.frames);
}

/* Whether the gain line has more than one level within the span. */
static bool line_changes(const struct sound_shape *shape, struct span span) RT_SAFE {
  struct gain_line *line = shape->gain_line;
  if (line == NULL) {
    return false;
  }
  if (span.position < line->since || span.position >= line->until) {
    gain_line_seek(line, span.position);
  }
  return span.position + span.frames > line->until || !gain_line_is_flat(line);
}

/* Whether the level changes within the span. */
static bool level_changes(const struct action *action, struct span span, int64_t frame) RT_SAFE {
  const struct sound_shape *shape = action_shape(action);
  return action->fade.active || gain_is_ramping(&action->gain, frame) ||
         (shape != NULL && (is_in_fade(shape, span) || line_changes(shape, span)));
}

static void meter_changing(struct action *action, struct span span, const float *levels) RT_SAFE {
  const uint32_t width = action_source_channels(action);
  float peak = 0;
  for (int64_t k = 0; k < span.frames; k++) {
    const float level = fabsf(levels[k]) * peak_of(span.samples + k * width, width);
    peak = level > peak ? level : peak;
  }
  peak_raise(&action->peak, peak);
}

static void mix_changing(struct block_context *context, struct action *action, struct span span,
                         int64_t frame) RT_SAFE {
  float levels[LEVELS_AT_A_TIME];
  struct mix_target target = block_mix_target(context, action, frame);
  while (span.frames > 0) {
    const int64_t count = span.frames < LEVELS_AT_A_TIME ? span.frames : LEVELS_AT_A_TIME;
    for (int64_t k = 0; k < count; k++) {
      levels[k] = level_of_frame(action, frame + k, span.position + k);
    }
    if (FIELD_GET(action, metered)) {
      meter_changing(action, (struct span){.samples = span.samples, .frames = count}, levels);
    }
    mix_ramped(&target, span.samples, levels, (size_t)count);
    target.output += count * target.output_channels;
    span.samples += count * action_source_channels(action);
    span.frames -= count;
    span.position += count;
    frame += count;
  }
}

void play_mix_span(struct block_context *context, struct action *action, struct span span,
                   int64_t frame) RT_SAFE {
  if (level_changes(action, span, frame)) {
    mix_changing(context, action, span, frame);
    return;
  }
  const struct sound_shape *shape = action_shape(action);
  float gain = gain_at(&action->gain, frame);
  if (shape != NULL && shape->gain_line != NULL) {
    gain *= gain_line_at(shape->gain_line, span.position);
  }
  if (FIELD_GET(action, metered)) {
    const size_t count = (size_t)span.frames * action_source_channels(action);
    peak_raise(&action->peak, fabsf(gain) * peak_of(span.samples, count));
  }
  block_mix_voice(context, action, span.samples, gain, frame, span.frames);
}
