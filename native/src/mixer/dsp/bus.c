#include "mixer/dsp/bus.h"

#include <string.h>

#include "mixer/block_context.h"
#include "mixer/dsp/pan.h"

/* ---- what is added to a bus ---- */

void bus_be_heard(struct bus_sum *sum) RT_SAFE {
  if (!sum->sounds) {
    sum->sounds = true;
    memset(sum->samples, 0, sum->sample_count * sizeof(float));
  }
}

void bus_flush(struct bus_sum *sum) RT_SAFE {
  struct voice_group *group = &sum->group;
  if (group->count == 0) {
    return;
  }
  /* The first voices of a whole portion overwrite it. */
  const bool overwrites =
      !sum->sounds && !group->is_staggered && group->samples == sum->sample_count;
  if (overwrites) {
    sum->sounds = true;
  } else {
    bus_be_heard(sum);
  }
  if (group->is_staggered) {
    mix_staggered(group->output, group->voices, group->count, group->samples);
  } else {
    mix_voices(group->output, group->voices, group->count, group->samples, overwrites);
  }
  group->count = 0;
  group->is_staggered = false;
}

void bus_touch(struct buses *buses, struct bus *bus, size_t portion_frames) RT_SAFE {
  const uint32_t word = bus->number / BUS_WORD_BITS;
  bus->portion = buses->portion;
  buses->touched[word] |= UINT64_C(1) << bus->number % BUS_WORD_BITS;
  buses->touched_words |= UINT32_C(1) << word;
  bus->sums[SUM_ALL].sample_count = portion_frames * bus->sums[SUM_ALL].channels;
  bus->sums[SUM_ALL].sounds = false;
  bus->sums[SUM_PLACED].sample_count = portion_frames;
  bus->sums[SUM_PLACED].sounds = false;
}

_Static_assert(BUS_WORDS < 32, "the words of `touched` are bits of one number");

/* The touched bus with the smallest number that is at least `number` (from 1); NULL = none is. */
static inline struct bus *next_touched(const struct buses *buses, uint32_t number) RT_SAFE {
  uint32_t word = number / BUS_WORD_BITS;
  uint64_t bits =
      word < BUS_WORDS ? buses->touched[word] & (UINT64_MAX << number % BUS_WORD_BITS) : 0;
  if (bits == 0) {
    const uint32_t words = buses->touched_words & (UINT32_MAX << 1 << word);
    if (words == 0) {
      return NULL;
    }
    word = (uint32_t)__builtin_ctz(words);
    bits = buses->touched[word];
  }
  return buses->bus[word * BUS_WORD_BITS + (uint32_t)__builtin_ctzll(bits)];
}

static void forget_touched(struct buses *buses) RT_SAFE {
  for (; buses->touched_words != 0; buses->touched_words &= buses->touched_words - 1) {
    buses->touched[__builtin_ctz(buses->touched_words)] = 0;
  }
}

static inline void flush(struct bus_sum *sum) RT_SAFE {
  if (sum->group.count > 0) {
    bus_flush(sum);
  }
}

void buses_flush(struct buses *buses) RT_SAFE {
  flush(&buses->straight.sums[SUM_ALL]);
  if (buses->touched_words == 0) {
    return;
  }
  for (struct bus *bus = next_touched(buses, 1); bus != NULL;
       bus = next_touched(buses, bus->number + 1)) {
    flush(&bus->sums[SUM_ALL]);
    flush(&bus->sums[SUM_PLACED]);
  }
}

int64_t buses_begin_portion(struct block_context *context) RT_SAFE {
  struct buses *buses = context->mixer->buses;
  struct bus_sum *sum = &buses->straight.sums[SUM_ALL];
  const int64_t longest = context->portion_frame + BUS_FRAMES;
  const int64_t portion_end =
      buses->linked > 0 && longest < context->end_frame ? longest : context->end_frame;
  if (context->block->output != NULL) {
    sum->samples =
        context->block->output + (context->portion_frame - context->first_frame) * buses->channels;
  }
  sum->sample_count = (size_t)(portion_end - context->portion_frame) * buses->channels;
  sum->sounds = false;
  buses->straight.portion = ++buses->portion;
  return portion_end;
}

/* ---- how loud they are ---- */

/** What changes levels: from its frame on, along a ramp. */
struct level_change {
  int64_t frame, ramp_frames;
};

/* While a bus is soloed only soloed ones are heard, and safe ones. */
static bool is_heard(const struct buses *buses, const struct bus_level *bus) RT_SAFE {
  return !FIELD_GET(bus, muted) &&
         (buses->soloed == 0 || FIELD_GET(bus, soloed) || FIELD_GET(bus, is_safe));
}

static void ramp_to(struct gain_ramp *ramp, float to, struct level_change change) RT_SAFE {
  *ramp = (struct gain_ramp){.from = gain_at(ramp, change.frame),
                             .to = to,
                             .first_frame = change.frame,
                             .frames = change.ramp_frames};
}

/* Leads a bus to the level that gain, mute and solo make. A ramp that leads there already goes on,
 * unless the change `restarts` it. */
static void aim(struct bus_level *bus, bool is_heard, struct level_change change,
                bool restarts) RT_SAFE {
  const float to = is_heard ? FIELD_GET(bus, gain) : 0;
  if (to != bus->level.to || restarts) {
    ramp_to(&bus->level, to, change);
  }
}

/* After the first bus was soloed, or the last one is no more. */
static void aim_all(struct buses *buses, struct level_change change) RT_SAFE {
  for (uint32_t number = 0; number < buses->end; number++) {
    struct bus_level *bus = &buses->levels[number];
    if (bus->is_linked) {
      aim(bus, is_heard(buses, bus), change, false);
    }
  }
}

static void count_solo(struct buses *buses, bool before, bool after,
                       struct level_change change) RT_SAFE {
  const bool some_were = buses->soloed > 0;
  buses->soloed += (uint32_t)after - (uint32_t)before;
  if (some_were != (buses->soloed > 0)) {
    aim_all(buses, change);
  }
}

static void apply_switches(struct bus_level *bus, uint32_t what) RT_SAFE {
  if ((what & (BUS_MUTE | BUS_UNMUTE)) != 0) {
    FIELD_SET(bus, muted, (what & BUS_MUTE) != 0);
  }
  if ((what & (BUS_SOLO | BUS_UNSOLO)) != 0) {
    FIELD_SET(bus, soloed, (what & BUS_SOLO) != 0);
  }
  if ((what & (BUS_SAFE | BUS_UNSAFE)) != 0) {
    FIELD_SET(bus, is_safe, (what & BUS_SAFE) != 0);
  }
}

static void apply(struct buses *buses, const struct action *action) RT_SAFE {
  const uint32_t number = action_bus(action), what = action->bus_changes;
  struct bus_level *bus = number == 0 ? &buses->master : &buses->levels[number];
  const struct level_change change = {FIELD_GET(action, actual_frame), action->ramp_frames};
  const bool was_soloed = FIELD_GET(bus, soloed);
  if ((what & BUS_GAIN) != 0) {
    FIELD_SET(bus, gain, action->new_gain);
  }
  if ((what & BUS_PAN) != 0) {
    FIELD_SET(bus, pan, action->new_pan);
    ramp_to(&bus->place, action->new_pan, change);
  }
  apply_switches(bus, what);
  if (number > 0) {
    count_solo(buses, was_soloed, FIELD_GET(bus, soloed), change);
  }
  /* A new gain that is heard has its own ramp, even if another one leads there already. */
  const bool heard = number == 0 ? !FIELD_GET(bus, muted) : is_heard(buses, bus);
  aim(bus, heard, change, (what & BUS_GAIN) != 0 && heard);
}

/* ---- buses come and go ---- */

/* The load spares most blocks the exchange. */
static struct mail *take_mail(struct mailbox *box) RT_SAFE {
  return atomic_load_explicit(&box->first, memory_order_relaxed) != NULL ? mailbox_take(box) : NULL;
}

static void link_bus(struct buses *buses, struct bus *bus, struct level_change change) RT_SAFE {
  struct bus_level *level = &buses->levels[bus->number];
  const struct bus_settings *settings = &bus->settings;
  buses->bus[bus->number] = bus;
  buses->linked++;
  buses->end = bus->number < buses->end ? buses->end : bus->number + 1;
  FIELD_SET(level, gain, settings->state.gain);
  FIELD_SET(level, pan, settings->state.pan);
  FIELD_SET(level, muted, settings->state.muted);
  FIELD_SET(level, soloed, settings->state.soloed);
  FIELD_SET(level, is_safe, settings->state.is_safe);
  level->is_linked = true;
  level->place = (struct gain_ramp){.from = settings->state.pan, .to = settings->state.pan};
  count_solo(buses, false, settings->state.soloed, change);
  const float to = is_heard(buses, level) ? settings->state.gain : 0;
  level->level = (struct gain_ramp){.from = to, .to = to};
  atomic_store_explicit(&bus->is_linked, true, memory_order_release);
}

static void unlink_bus(struct buses *buses, struct bus *bus, struct level_change change) RT_SAFE {
  struct bus_level *level = &buses->levels[bus->number];
  level->is_linked = false;
  count_solo(buses, FIELD_GET(level, soloed), false, change);
  buses->bus[bus->number] = NULL;
  buses->linked--;
  while (buses->end > 1 && buses->bus[buses->end - 1] == NULL) {
    buses->end--;
  }
  mail_list_add(&buses->unlinked, &bus->mail);
}

/* Whatever leaves was handed over before: what came is taken last and linked first. No more than
 * MAX_BUSES of each: a number is given again only after its bus has come back. */
void buses_accept(struct buses *buses, int64_t frame) RT_SAFE {
  const struct level_change change = {frame, buses->frames_of_ramps};
  struct mail *leaving = take_mail(&buses->leaving);
  for (struct mail *mail = take_mail(&buses->coming), *next; mail != NULL; mail = next) {
    next = mail->next;
    link_bus(buses, MAIL_OWNER(mail, struct bus, mail), change);
  }
  for (struct mail *next; leaving != NULL; leaving = next) {
    next = leaving->next;
    unlink_bus(buses, MAIL_OWNER(leaving, struct bus, leave), change);
  }
  mailbox_send(&buses->going, &buses->unlinked);
}

/* ---- levels of samples ---- */

/** The samples of a bus from a frame of the portion on, up to another. */
struct stretch {
  int64_t frame, until;
  size_t first; /* frame of the portion */
};

static size_t frames_of(const struct stretch *stretch) RT_SAFE {
  return (size_t)(stretch->until - stretch->frame);
}

/* Applies a level to interleaved samples. Adding 0 turns -0 into 0, the sum of nothing, so that no
 * bit depends on where portions begin. */
static void shape(const struct gain_ramp *level, float *samples, uint32_t channels, int64_t frame,
                  int64_t until) RT_SAFE {
  for (; frame < until && gain_is_ramping(level, frame); frame++) {
    const float gain = gain_at(level, frame);
    for (uint32_t c = 0; c < channels; c++) {
      *samples = *samples * gain + 0.0f;
      samples++;
    }
  }
  const size_t left = (size_t)(until - frame) * channels;
  const float gain = level->to;
  if (gain == 0) {
    memset(samples, 0, left * sizeof(float));
  } else if (gain != 1) {
    for (size_t k = 0; k < left; k++) {
      samples[k] = samples[k] * gain + 0.0f;
    }
  }
}

static struct pan_gains at_level(struct pan_gains gains, float level) RT_SAFE {
  return (struct pan_gains){level * gains.left, level * gains.right};
}

/* One frame of both sums, at the level of the bus. */
static void place_frame(float *both, const float *placed, struct pan_gains balance,
                        struct pan_gains place) RT_SAFE {
  both[0] = both[0] * balance.left + 0.0f;
  both[1] = both[1] * balance.right + 0.0f;
  if (placed != NULL) {
    both[0] += *placed * place.left;
    both[1] += *placed * place.right;
  }
}

/* Balances the first sum of a panned bus and adds the second one to it. */
static void shape_panned(const struct bus_level *level, struct bus *bus,
                         const struct stretch *stretch) RT_SAFE {
  struct bus_sum *all = &bus->sums[SUM_ALL], *single = &bus->sums[SUM_PLACED];
  bus_be_heard(all);
  float *both = all->samples + 2 * stretch->first;
  const float *placed = single->sounds ? single->samples + stretch->first : NULL;
  int64_t frame = stretch->frame;
  for (; frame < stretch->until &&
         (gain_is_ramping(&level->level, frame) || gain_is_ramping(&level->place, frame));
       frame++) {
    const float gain = gain_at(&level->level, frame);
    const double pan = (double)gain_at(&level->place, frame);
    place_frame(both, placed, at_level(pan_balanced(pan), gain), at_level(pan_placed(pan), gain));
    both += 2;
    placed = placed != NULL ? placed + 1 : NULL;
  }
  const struct pan_gains balance = at_level(pan_balanced(level->place.to), level->level.to);
  const struct pan_gains place = at_level(pan_placed(level->place.to), level->level.to);
  for (; frame < stretch->until; frame++) {
    place_frame(both, placed, balance, place);
    both += 2;
    placed = placed != NULL ? placed + 1 : NULL;
  }
}

/* ---- into the output ---- */

static void add_to(struct bus_sum *output, const struct bus *bus,
                   const struct stretch *stretch) RT_SAFE {
  const struct bus_sum *sum = &bus->sums[SUM_ALL];
  const struct mix_voice voice = {.samples = sum->samples + stretch->first * sum->channels,
                                  .gain = 1};
  float *target = output->samples + stretch->first * output->channels;
  if (bus->is_straight) {
    bus_gather(output, voice, target, frames_of(stretch) * output->channels);
    return;
  }
  bus_flush(output);
  bus_be_heard(output);
  const struct mix_target ways = {.output = target,
                                  .output_channels = output->channels,
                                  .source_channels = sum->channels,
                                  .matrix = bus->matrix};
  mix_mapped(&ways, &voice, frames_of(stretch));
}

static bool is_at_rest(const struct gain_ramp *level, int64_t frame) RT_SAFE {
  return level->to == 1 && !gain_is_ramping(level, frame);
}

/* Levels of the buses, their sum, and the level of the master. */
static void render_stretch(struct block_context *context, int64_t frame, int64_t until) RT_SAFE {
  struct buses *buses = context->mixer->buses;
  struct bus_sum *output = &buses->bus[0]->sums[SUM_ALL];
  const struct stretch stretch = {frame, until, (size_t)(frame - context->portion_frame)};
  if (frame >= until || output->samples == NULL) {
    return;
  }
  if (output->sounds) {
    shape(&buses->levels[0].level, output->samples + stretch.first * output->channels,
          output->channels, frame, until);
  }
  for (struct bus *bus = next_touched(buses, 1); bus != NULL;
       bus = next_touched(buses, bus->number + 1)) {
    const struct bus_level *level = &buses->levels[bus->number];
    struct bus_sum *sum = &bus->sums[SUM_ALL];
    if (!sum->sounds && !bus->sums[SUM_PLACED].sounds) {
      continue; /* nothing was added after all */
    }
    if (bus->settings.is_panned) {
      shape_panned(level, bus, &stretch);
    } else {
      shape(&level->level, sum->samples + stretch.first * sum->channels, sum->channels, frame,
            until);
    }
    add_to(output, bus, &stretch);
  }
  bus_flush(output);
  if (!is_at_rest(&buses->master.level, frame)) {
    bus_be_heard(output);
    shape(&buses->master.level, output->samples + stretch.first * output->channels,
          output->channels, frame, until);
  }
}

/* No more changes than a block takes (schedule.c). */
static void render_stretches(struct block_context *context) RT_SAFE {
  int64_t frame = context->portion_frame;
  struct action *change;
  while ((change = context->bus_changes.first) != NULL &&
         FIELD_GET(change, actual_frame) < context->portion_end) {
    const int64_t until = FIELD_GET(change, actual_frame);
    render_stretch(context, frame, until);
    frame = until;
    context->bus_changes.first = change->next_active;
    apply(context->mixer->buses, change);
    block_finish(context, change, OUTCOME_COMPLETED);
  }
  render_stretch(context, frame, context->portion_end);
}

static void measure_touched(struct block_context *context) RT_SAFE {
  struct buses *buses = context->mixer->buses;
  const int64_t frames = context->portion_end - context->portion_frame;
  const uint64_t end =
      FIELD_GET(buses, handled_frames) + (uint64_t)(context->portion_end - context->first_frame);
  for (struct bus *bus = next_touched(buses, 1); bus != NULL;
       bus = next_touched(buses, bus->number + 1)) {
    if (bus->sums[SUM_ALL].sounds) {
      meters_add_until(bus->meters, bus->sums[SUM_ALL].samples, (size_t)frames, end);
    }
  }
}

/* Whether all that was added went straight to the output, and stays as it is. */
static bool is_all_straight(const struct block_context *context) RT_SAFE {
  const struct buses *buses = context->mixer->buses;
  return buses->touched_words == 0 && context->bus_changes.first == NULL &&
         is_at_rest(&buses->levels[0].level, context->portion_frame) &&
         is_at_rest(&buses->master.level, context->portion_frame);
}

/* Where no bus is in use a portion is spared the walk over them, some 50 of the instructions
 * of a block. */
void buses_end_portion(struct block_context *context) RT_SAFE {
  struct buses *buses = context->mixer->buses;
  buses_flush(buses);
  if (!is_all_straight(context)) {
    render_stretches(context);
    measure_touched(context);
    forget_touched(buses);
  }
  if (context->block->output != NULL) {
    bus_be_heard(&buses->straight.sums[SUM_ALL]);
  }
}
