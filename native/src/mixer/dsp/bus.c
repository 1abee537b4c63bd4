#include "mixer/dsp/bus.h"

#include <string.h>

#include "base/callback_memory.h"
#include "mixer/block_context.h"

/* ---- control side ---- */

struct buses *buses_create(uint32_t count, uint32_t channels) {
  struct buses *buses =
      callback_memory_allocate(sizeof(*buses) + (count + 1) * sizeof(buses->bus[0]));
  float *samples =
      callback_memory_allocate(((size_t)count * BUS_FRAMES * channels + 1) * sizeof(*samples));
  if (buses == NULL || samples == NULL) {
    callback_memory_free(buses);
    callback_memory_free(samples);
    return NULL;
  }
  buses->count = count;
  buses->channels = channels;
  buses->samples = samples;
  for (uint32_t number = 0; number <= count; number++) {
    struct bus *bus = &buses->bus[number];
    FIELD_SET(bus, gain, 1);
    bus->level = (struct gain_ramp){.from = 1, .to = 1};
    if (number > 0) {
      bus->samples = samples + (size_t)(number - 1) * BUS_FRAMES * channels;
      bus->meters = meters_create(channels);
      if (bus->meters == NULL) {
        buses_destroy(buses);
        return NULL;
      }
    }
  }
  return buses;
}

void buses_destroy(struct buses *buses) {
  if (buses != NULL) {
    callback_memory_free(buses->samples);
    for (uint32_t number = 1; number <= buses->count; number++) {
      callback_memory_free(buses->bus[number].meters);
    }
    callback_memory_free(buses);
  }
}

void buses_settle(struct buses *buses) {
  for (uint32_t number = 0; number <= buses->count; number++) {
    struct gain_ramp *level = &buses->bus[number].level;
    *level = (struct gain_ramp){.from = level->to, .to = level->to};
  }
}

/* ---- what is added to a bus ---- */

void bus_be_heard(struct bus *bus) RT_SAFE {
  if (!bus->sounds) {
    bus->sounds = true;
    memset(bus->samples, 0, bus->sample_count * sizeof(float));
  }
}

void bus_flush(struct bus *bus) RT_SAFE {
  struct voice_group *group = &bus->group;
  if (group->count == 0) {
    return;
  }
  /* The first voices of a whole portion overwrite it. */
  const bool overwrites =
      !bus->sounds && !group->is_staggered && group->samples == bus->sample_count;
  if (overwrites) {
    bus->sounds = true;
  } else {
    bus_be_heard(bus);
  }
  if (group->is_staggered) {
    mix_staggered(group->output, group->voices, group->count, group->samples);
  } else {
    mix_voices(group->output, group->voices, group->count, group->samples, overwrites);
  }
  group->count = 0;
  group->is_staggered = false;
}

int64_t buses_begin_portion(struct block_context *context) RT_SAFE {
  struct buses *buses = context->mixer->buses;
  const int64_t longest = context->portion_frame + BUS_FRAMES;
  const int64_t portion_end =
      buses->count > 0 && longest < context->end_frame ? longest : context->end_frame;
  const size_t sample_count = (size_t)(portion_end - context->portion_frame) * buses->channels;
  for (uint32_t number = 0; number <= buses->count; number++) {
    buses->bus[number].sample_count = sample_count;
  }
  buses->bus[0].sounds = false;
  if (context->block->output != NULL) {
    buses->bus[0].samples =
        context->block->output + (context->portion_frame - context->first_frame) * buses->channels;
  }
  return portion_end;
}

/* ---- how loud they are ---- */

/* While a bus is soloed only soloed ones are heard. */
static bool is_heard(const struct buses *buses, const struct bus *bus) RT_SAFE {
  return !FIELD_GET(bus, muted) && (buses->soloed == 0 || FIELD_GET(bus, soloed));
}

/* Leads a bus to the level that gain, mute and solo make. A ramp that leads there already goes on,
 * unless the change `restarts` it. */
static void aim(const struct buses *buses, struct bus *bus, const struct action *change,
                bool restarts) RT_SAFE {
  const int64_t frame = FIELD_GET(change, actual_frame);
  const float to = is_heard(buses, bus) ? FIELD_GET(bus, gain) : 0;
  if (to != bus->level.to || restarts) {
    bus->level = (struct gain_ramp){.from = gain_at(&bus->level, frame),
                                    .to = to,
                                    .first_frame = frame,
                                    .frames = change->ramp_frames};
  }
}

static void apply(struct buses *buses, const struct action *change) RT_SAFE {
  struct bus *bus = &buses->bus[change->bus];
  const bool was_soloed = FIELD_GET(bus, soloed);
  const bool some_were = buses->soloed > 0;
  const uint32_t what = change->bus_changes;
  if ((what & BUS_GAIN) != 0) {
    FIELD_SET(bus, gain, change->new_gain);
  }
  if ((what & (BUS_MUTE | BUS_UNMUTE)) != 0) {
    FIELD_SET(bus, muted, (what & BUS_MUTE) != 0);
  }
  if ((what & (BUS_SOLO | BUS_UNSOLO)) != 0) {
    const bool is_soloed = (what & BUS_SOLO) != 0;
    FIELD_SET(bus, soloed, is_soloed);
    buses->soloed += (uint32_t)is_soloed - (uint32_t)was_soloed;
  }
  if (some_were != (buses->soloed > 0)) {
    for (uint32_t number = 0; number <= buses->count; number++) {
      aim(buses, &buses->bus[number], change, false);
    }
  }
  /* A new gain that is heard has its own ramp, even if another one leads there already. */
  aim(buses, bus, change, (what & BUS_GAIN) != 0 && is_heard(buses, bus));
}

/* Applies the bus's level to frames of the portion. Adding 0 turns -0 into 0, the sum of nothing,
 * so that no bit depends on where portions begin. */
static void shape(struct block_context *context, struct bus *bus, int64_t frame,
                  int64_t until) RT_SAFE {
  const uint32_t channels = context->mixer->config.output_channels;
  float *samples = bus->samples + (frame - context->portion_frame) * channels;
  for (; frame < until && gain_is_ramping(&bus->level, frame); frame++) {
    const float gain = gain_at(&bus->level, frame);
    for (uint32_t c = 0; c < channels; c++) {
      *samples = *samples * gain + 0.0f;
      samples++;
    }
  }
  const size_t left = (size_t)(until - frame) * channels;
  const float gain = bus->level.to;
  if (gain == 0) {
    memset(samples, 0, left * sizeof(float));
  } else if (gain != 1) {
    for (size_t k = 0; k < left; k++) {
      samples[k] = samples[k] * gain + 0.0f;
    }
  }
}

static void shape_all(struct block_context *context, int64_t frame, int64_t until) RT_SAFE {
  struct buses *buses = context->mixer->buses;
  for (uint32_t number = 0; frame < until && number <= buses->count; number++) {
    if (buses->bus[number].sounds) {
      shape(context, &buses->bus[number], frame, until);
    }
  }
}

/* No more changes than a block takes (schedule.c). */
static void shape_portion(struct block_context *context) RT_SAFE {
  int64_t frame = context->portion_frame;
  struct action *change;
  while ((change = context->bus_changes.first) != NULL &&
         FIELD_GET(change, actual_frame) < context->portion_end) {
    const int64_t until = FIELD_GET(change, actual_frame);
    shape_all(context, frame, until);
    frame = until;
    context->bus_changes.first = change->next_active;
    apply(context->mixer->buses, change);
    block_finish(context, change, OUTCOME_COMPLETED);
  }
  shape_all(context, frame, context->portion_end);
}

/* ---- into the output ---- */

static void add_all(struct block_context *context) RT_SAFE {
  struct buses *buses = context->mixer->buses;
  const int64_t frames = context->portion_end - context->portion_frame;
  const size_t samples = (size_t)frames * buses->channels;
  struct bus *straight = &buses->bus[0];
  for (uint32_t number = 1; number <= buses->count; number++) {
    struct bus *bus = &buses->bus[number];
    if (!bus->sounds) {
      meters_add_silence(bus->meters, (size_t)frames);
      continue;
    }
    bus->sounds = false;
    meters_add_block(bus->meters, NULL, bus->samples, (size_t)frames);
    if (straight->group.count == MIX_VOICES) {
      bus_flush(straight);
    }
    straight->group.output = straight->samples;
    straight->group.samples = samples;
    straight->group.voices[straight->group.count++] =
        (struct mix_voice){.samples = bus->samples, .gain = 1};
  }
  bus_flush(straight);
}

void buses_end_portion(struct block_context *context) RT_SAFE {
  struct buses *buses = context->mixer->buses;
  block_flush_voices(context);
  if (buses->count > 0) {
    shape_portion(context);
    add_all(context);
  }
  if (context->block->output != NULL) {
    bus_be_heard(&buses->bus[0]);
  }
}
