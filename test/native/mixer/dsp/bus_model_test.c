/* Buses under random schedules, against a mixer written frame by frame. */
#include <stdlib.h>

#include "check.h"
#include "mixer_rig.h"

enum { BUSES = 3, CHANNELS = 2, FRAMES = 3000, VOICES = 14, CHANGES = 24 };

struct model_voice {
  int64_t frame, frames;
  uint32_t bus;
  float gain;
};

struct model_change {
  int64_t frame, ramp;
  uint32_t bus, what;
  float gain;
};

struct model_bus {
  float gain, from, to;
  bool muted, soloed;
  int64_t first, ramp;
};

static uint32_t random_state;

static uint32_t below(uint32_t limit) {
  random_state = random_state * 1664525u + 1013904223u;
  return (random_state >> 8) % limit;
}

static float level_at(const struct model_bus *bus, int64_t frame) {
  if (frame >= bus->first + bus->ramp) {
    return bus->to;
  }
  const double way = (double)(frame - bus->first) / (double)bus->ramp;
  return (float)(bus->from + ((double)bus->to - bus->from) * way);
}

static void model_apply(struct model_bus *buses, const struct model_change *change) {
  struct model_bus *bus = &buses[change->bus];
  bus->gain = (change->what & BUS_GAIN) != 0 ? change->gain : bus->gain;
  bus->muted = (change->what & BUS_MUTE) != 0     ? true
               : (change->what & BUS_UNMUTE) != 0 ? false
                                                  : bus->muted;
  bus->soloed = (change->what & BUS_SOLO) != 0     ? true
                : (change->what & BUS_UNSOLO) != 0 ? false
                                                   : bus->soloed;
  bool any_solo = false;
  for (uint32_t b = 1; b <= BUSES; b++) {
    any_solo = any_solo || buses[b].soloed;
  }
  for (uint32_t b = 0; b <= BUSES; b++) {
    const bool heard = !buses[b].muted && (!any_solo || buses[b].soloed);
    const float to = heard ? buses[b].gain : 0;
    if (to != buses[b].to || (b == change->bus && heard && (change->what & BUS_GAIN) != 0)) {
      buses[b].from = level_at(&buses[b], change->frame);
      buses[b].to = to;
      buses[b].first = change->frame;
      buses[b].ramp = change->ramp;
    }
  }
}

/* A frame of a channel: each voice on its bus, then the buses in order. */
static float model_sample(const struct model_voice *voices, const struct model_bus *buses,
                          int64_t frame, uint32_t channel) {
  float sums[BUSES + 1] = {0}, sum = 0;
  for (size_t v = 0; v < VOICES; v++) {
    const int64_t place = frame - voices[v].frame;
    if (place >= 0 && place < voices[v].frames) {
      sums[voices[v].bus] += voices[v].gain * ((float)(place + 1) + (float)channel / 4);
    }
  }
  for (uint32_t b = 0; b <= BUSES; b++) {
    sum += sums[b] * level_at(&buses[b], frame);
  }
  return sum;
}

/* `changes` in order of time. */
static void model_render(const struct model_voice *voices, const struct model_change *changes,
                         float *output) {
  struct model_bus buses[BUSES + 1];
  size_t next = 0;
  for (uint32_t b = 0; b <= BUSES; b++) {
    buses[b] = (struct model_bus){.gain = 1, .from = 1, .to = 1};
  }
  for (int64_t frame = 0; frame < FRAMES; frame++) {
    for (; next < CHANGES && changes[next].frame == frame; next++) {
      model_apply(buses, &changes[next]);
    }
    for (uint32_t c = 0; c < CHANNELS; c++) {
      output[frame * CHANNELS + c] = model_sample(voices, buses, frame, c);
    }
  }
}

static int by_frame(const void *a, const void *b) {
  const struct model_change *one = a, *other = b;
  return one->frame < other->frame ? -1 : one->frame > other->frame;
}

static void make_up(struct model_voice *voices, struct model_change *changes) {
  static const uint32_t whats[] = {BUS_GAIN,   BUS_MUTE,   BUS_UNMUTE,          BUS_SOLO,
                                   BUS_UNSOLO, BUS_UNSOLO, BUS_GAIN | BUS_MUTE, BUS_UNMUTE};
  static const uint32_t ramps[] = {0, 0, 1, 7, 240, 900};
  for (size_t v = 0; v < VOICES; v++) {
    voices[v] = (struct model_voice){.frame = below(FRAMES),
                                     .frames = 1 + below(1200),
                                     .bus = below(BUSES + 1),
                                     .gain = (float)below(19) / 10 - 0.9f};
  }
  for (size_t k = 0; k < CHANGES; k++) {
    /* Distinct frames: the order of equal ones is another test's. */
    const int64_t frame = (int64_t)k * (FRAMES / CHANGES) + below(FRAMES / CHANGES);
    changes[k] = (struct model_change){.frame = frame,
                                       .ramp = ramps[below(6)],
                                       .bus = 1 + below(BUSES),
                                       .what = whats[below(8)],
                                       .gain = (float)below(20) / 10 - 0.5f};
  }
  qsort(changes, CHANGES, sizeof(changes[0]), by_frame);
}

static void schedule_all(struct rig *rig, struct sample_buffer *samples,
                         const struct model_voice *voices, const struct model_change *changes) {
  for (size_t v = 0; v < VOICES; v++) {
    struct action_request request = play(samples, at_frame(voices[v].frame));
    request.length_frames = voices[v].frames;
    request.gain = voices[v].gain;
    request.bus = voices[v].bus;
    rig_schedule(rig, request);
  }
  for (size_t k = CHANGES; k-- > 0;) {
    rig_schedule(rig, set_bus(changes[k].bus, changes[k].what, changes[k].gain, changes[k].ramp,
                              at_frame(changes[k].frame)));
  }
}

static void check_seed(uint32_t seed) {
  static float expected[FRAMES * CHANNELS];
  struct model_voice voices[VOICES];
  struct model_change changes[CHANGES];
  random_state = seed;
  make_up(voices, changes);
  model_render(voices, changes, expected);
  struct rig rig = rig_begin_with_buses(0, CHANNELS, BUSES);
  struct sample_buffer *samples = rig_count_up(CHANNELS, 1200);
  schedule_all(&rig, samples, voices, changes);
  const uint32_t largest = seed % 4 == 0 ? 16 : seed % 4 == 1 ? 200 : 2000;
  while (rig.frame < FRAMES) {
    rig_block(&rig, 1 + below(largest));
  }
  for (int64_t k = 0; k < (int64_t)FRAMES * CHANNELS; k++) {
    if (memcmp(&rig.output[k], &expected[k], sizeof(float)) != 0) {
      CHECK_FAIL("seed %u: frame %lld channel %d is %.9g instead of %.9g", (unsigned)seed,
                 (long long)(k / CHANNELS), (int)(k % CHANNELS) + 1, (double)rig.output[k],
                 (double)expected[k]);
    }
  }
  sample_buffer_release(samples);
  rig_end(&rig);
}

static void sounds_as_frame_by_frame(void) {
  for (uint32_t seed = 1; seed <= 200; seed++) {
    check_seed(seed);
  }
}

static const struct check_test tests[] = {
    {"buses sound as in a mixer written frame by frame, to the bit, for any block sizes",
     sounds_as_frame_by_frame},
};

CHECK_MAIN(tests)
