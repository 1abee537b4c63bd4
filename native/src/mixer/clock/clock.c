/* Inner workings:
 *
 * - A track's line is base + elapsed; `base` is the device time of the anchor, so that `elapsed`
 *   keeps its precision however large device time is.
 * - The loop begins with a bandwidth of 2 Hz and narrows to 0.05 Hz as 1 / seconds since the
 *   anchor.
 * - A track is used from its first value on. It is confirmed once another value lies on its line,
 *   and abandoned after 8 rows of values off the line that never confirmed it.
 * - Where a track is not used, the map takes another track's time, or counts frames at the
 *   nominal rate.
 * - The leading track is the first of DAC, ADC and current that is usable and has not stood
 *   still for 0.5 s: its steps are the dropouts that are inferred, and its rate, after 5 s, is
 *   the map's.
 * - The shared map is written every block into the slot that no reader is sent to.
 */
#include "mixer/clock/clock.h"

#include <math.h>
#include <string.h>

#include "base/instruction_sets.h"

/** Steepest slope of the line against the nominal rate. */
#define MAX_SLEW 1e-3
/** Hz. */
#define FIRST_BANDWIDTH 2.0
#define FINAL_BANDWIDTH 0.05
/** Values off the line are a step rather than jitter when enough of them in a row agree for long
 * enough: 3 and 10 ms where they are off by more than two blocks and 10 ms; 8 and 100 ms where they
 * are off by more than 3/4 of a block and 3 ms, as after one lost block. */
#define STEP_BLOCKS  2.0
#define STEP_SECONDS 0.010
#define STEP_LASTS   0.010
#define SLIP_BLOCKS  0.75
#define SLIP_SECONDS 0.003
#define SLIP_LASTS   0.1
enum { STEP_CONFIRMATIONS = 3, SLIP_CONFIRMATIONS = 8 };
/** Rows of values off the line that a track may begin before two values have agreed. */
enum { MAX_OUTLIERS = 8 };
/** Seconds between a DAC or ADC time and the current time: a stream asks for 60 at most, the
 * virtual device delays by 240. */
#define MAX_LATENCY 250.0
#define MAX_TIME    1e11
/** Seconds that the rate of a line has to be followed before it is better than the nominal one. */
#define RATE_SETTLES 5.0
/** Seconds that the current time has to be followed before the device has begun to run. */
#define BEGIN_SETTLES 0.2
/** Of the bound, beside what the values were off: see clock.h. */
#define BOUND_SECONDS 20e-6
#define MOST_DRIFT    300e-6
enum { LONG_BLOCK = 1024 };
/** A time that stood still so long no longer leads. */
#define MAX_IDLE 0.5

#define PI     3.14159265358979323846
#define SQRT_2 1.41421356237309504880

void clock_reset(struct clock *clock, double sample_rate, bool has_input, bool has_output) {
  memset(clock, 0, sizeof(*clock));
  clock->seconds_per_frame = 1.0 / sample_rate;
  clock->has_input = has_input;
  clock->has_output = has_output;
  clock->bound = NAN;
}

/* Host APIs that do not know a time say zero. */
static bool is_time(double value) RT_SAFE {
  const double size = fabs(value);
  return size > 0 && size < MAX_TIME;
}

static INLINE double value_of(const struct block *block, enum time_base base) RT_SAFE {
  return base == TIME_DAC   ? block->output_dac_time
         : base == TIME_ADC ? block->input_adc_time
                            : block->current_time;
}

static double checked_value(const struct block *block, double value) RT_SAFE {
  if (!is_time(value) ||
      (fabs(value - block->current_time) > MAX_LATENCY && is_time(block->current_time))) {
    return NAN;
  }
  return value;
}

static void anchor(struct clock_track *track, double value) RT_SAFE {
  track->anchored = true;
  track->base = value;
  track->elapsed = 0;
  track->settled = 0;
  track->off_count = 0;
  track->is_steady = false;
}

/* Not for NaN. A call of fmin() would cost more than the rest of a track. */
static double limited(double value, double low, double high) RT_SAFE {
  const double not_less = value > low ? value : low;
  return not_less < high ? not_less : high;
}

static struct clock_bend bend_at(double bandwidth, double advance) RT_SAFE {
  const double omega = limited(2 * PI * bandwidth * advance, 0, 0.5);
  return (struct clock_bend){.slew = SQRT_2 * omega / advance,
                             .deviation = omega * omega / advance};
}

static struct clock_bend first_bend(const struct clock_track *track, double advance) RT_SAFE {
  const bool narrows = track->settled * FIRST_BANDWIDTH > 1;
  return bend_at(narrows ? 1 / track->settled : FIRST_BANDWIDTH, advance);
}

static INLINE void bend(struct clock_track *track, const struct clock_pace *pace,
                        const struct clock_bend *bend, double error) RT_SAFE {
  const double slew = limited(track->deviation + bend->slew * error, -MAX_SLEW, MAX_SLEW);
  track->deviation = limited(track->deviation + bend->deviation * error, -MAX_SLEW, MAX_SLEW);
  track->elapsed += pace->advance * (1 + slew);
}

static INLINE void note_farthest(struct clock_track *track, double error) RT_SAFE {
  const double distance = fabs(error);
  track->farthest = distance > track->farthest ? distance : track->farthest;
}

/* Adds to the row of values off the line, or begins another row. Values that drift away do not
 * agree.
 */
static void note_off(struct clock_track *track, const struct clock_pace *pace,
                     double error) RT_SAFE {
  const double low = fmin(track->off_low, error);
  const double high = fmax(track->off_high, error);
  const double likeness = fmin(fabs(low + high) / 4, pace->outlier / 2);
  const bool agrees = track->off_count > 0 && high - low <= likeness;
  track->off_count = agrees ? track->off_count + 1 : 1;
  track->off_seconds = agrees ? track->off_seconds + pace->advance : 0;
  track->off_low = agrees ? low : error;
  track->off_high = agrees ? high : error;
}

/* Once values off the line are a step, the line moves to their middle. */
static void judge_off(struct clock_track *track, const struct clock_pace *pace, double value,
                      double error, struct clock_step *step) RT_SAFE {
  const double seconds = (track->off_low + track->off_high) / 2;
  const bool is_step = fabs(seconds) > pace->outlier && track->off_count >= STEP_CONFIRMATIONS &&
                       track->off_seconds >= STEP_LASTS;
  const bool is_slip = track->confirmed && track->off_count >= SLIP_CONFIRMATIONS &&
                       track->off_seconds >= SLIP_LASTS;
  if (is_step || is_slip) {
    *step = (struct clock_step){.happened = track->confirmed,
                                .seconds = seconds,
                                .spread = track->off_high - track->off_low};
    anchor(track, value - error + seconds);
    track->confirmed = true;
    track->idle = 0;
  } else if (!track->confirmed && track->off_count == 1 && ++track->outliers >= MAX_OUTLIERS) {
    track->abandoned = true;
  }
}

static void begin_line(struct clock_track *track, double value) RT_SAFE {
  if (!isnan(value)) {
    anchor(track, value);
    track->last_value = value;
  }
}

/* The line goes on by itself. */
static void go_on(struct clock_track *track, const struct clock_pace *pace) RT_SAFE {
  track->idle += pace->advance;
  track->elapsed += pace->advance * (1 + track->deviation);
  track->is_steady = false;
}

static void keep_to(struct clock_track *track, const struct clock_pace *pace,
                    double error) RT_SAFE {
  const bool has_settled = track->settled * FINAL_BANDWIDTH >= 1;
  const struct clock_bend first = has_settled ? pace->final_bend : first_bend(track, pace->advance);
  bend(track, pace, &first, error);
  note_farthest(track, error);
  track->confirmed = true;
  track->idle = 0;
  track->settled += pace->advance;
  track->is_steady = has_settled;
}

static double error_of(const struct clock_track *track, const struct clock_pace *pace,
                       double value) RT_SAFE {
  const double predicted = track->elapsed + pace->advance * (1 + track->deviation);
  return value - track->base - predicted;
}

/* A value off the line, or none. Fills `step` where it finds one. */
static void follow_off(struct clock_track *track, const struct clock_pace *pace, double value,
                       double error, struct clock_step *step) RT_SAFE {
  if (isnan(value) || value == track->last_value) {
    go_on(track, pace);
    return;
  }
  track->last_value = value;
  note_off(track, pace, error);
  judge_off(track, pace, value, error, step);
  if (track->off_count == 0) { /* it lies on the new line */
    return;
  }
  if (fabs(error) > pace->outlier) {
    go_on(track, pace);
  } else {
    keep_to(track, pace, error);
  }
}

/* Fills `step` where it finds one. */
static void follow(struct clock_track *track, const struct clock_pace *pace, double value,
                   struct clock_step *step) RT_SAFE {
  if (!track->anchored) {
    begin_line(track, value);
    return;
  }
  const double error = error_of(track, pace, value);
  if (fabs(error) <= pace->slip && value != track->last_value) {
    track->last_value = value;
    track->off_count = 0;
    keep_to(track, pace, error);
  } else {
    follow_off(track, pace, value, error, step);
  }
}

/* ---- a clock that has settled ---- */

/** A value beside its line. */
struct followed {
  double value, error;
  bool is_on_line;
};

static INLINE struct followed look_at(const struct clock_track *track,
                                      const struct clock_pace *pace, double value) RT_SAFE {
  const double error = error_of(track, pace, value);
  return (struct followed){value, error, fabs(error) <= pace->slip && value != track->last_value};
}

/* Returns the time of the line. */
static INLINE double keep_steady(struct clock_track *track, const struct clock_pace *pace,
                                 const struct followed *followed) RT_SAFE {
  track->last_value = followed->value;
  note_farthest(track, followed->error);
  bend(track, pace, &pace->final_bend, followed->error);
  return track->base + track->elapsed;
}

/* What clock_follow() does, where all tracks are steady and all values on their lines, as most are;
 * false: nothing was done. Spares a block with one output some 50 instructions: nothing is asked
 * that cannot have changed. */
static bool follow_steadily(struct clock *clock, const struct block *block,
                            struct clock_map *map) RT_SAFE {
  struct clock_track *dac = &clock->tracks[TIME_DAC], *adc = &clock->tracks[TIME_ADC];
  struct clock_track *current = &clock->tracks[TIME_CURRENT];
  const struct clock_pace *pace = &clock->pace;
  const struct followed of_current = look_at(current, pace, block->current_time);
  struct followed of_dac, of_adc;
  if (!of_current.is_on_line) {
    return false;
  }
  if (clock->has_output) {
    of_dac = look_at(dac, pace, block->output_dac_time);
    if (!of_dac.is_on_line) {
      return false;
    }
  }
  if (clock->has_input) {
    of_adc = look_at(adc, pace, block->input_adc_time);
    if (!of_adc.is_on_line) {
      return false;
    }
  }
  const struct clock_track *leading = current;
  map->current_time = keep_steady(current, pace, &of_current);
  map->dac_time = map->adc_time = map->current_time;
  if (clock->has_input) {
    leading = adc;
    map->adc_time = keep_steady(adc, pace, &of_adc);
  }
  if (clock->has_output) {
    leading = dac;
    map->dac_time = keep_steady(dac, pace, &of_dac);
  }
  map->seconds_per_frame = clock->seconds_per_frame * (1 + leading->deviation);
  clock->bound = 2 * leading->farthest + BOUND_SECONDS + pace->drift;
  return true;
}

/* ---- any clock ---- */

static bool is_usable(const struct clock_track *track) RT_SAFE {
  return track->anchored && !track->abandoned;
}

/** What the tracks say of a block. */
struct clock_times {
  double of[TIME_BASE_COUNT];
  bool usable[TIME_BASE_COUNT];
  double fallback; /* by the stream's own frames */
};

/* The first usable one of three; TIME_BASE_COUNT: none is. */
static enum time_base usable_of(const struct clock_times *times, enum time_base first,
                                enum time_base second, enum time_base third) RT_SAFE {
  return times->usable[first]    ? first
         : times->usable[second] ? second
         : times->usable[third]  ? third
                                 : TIME_BASE_COUNT;
}

static double time_by(const struct clock_times *times, enum time_base base) RT_SAFE {
  return base == TIME_BASE_COUNT ? times->fallback : times->of[base];
}

static double bound_of(const struct clock *clock, enum time_base base) RT_SAFE {
  if (base == TIME_BASE_COUNT || !clock->tracks[base].confirmed) {
    return NAN;
  }
  return 2 * clock->tracks[base].farthest + BOUND_SECONDS + clock->pace.drift;
}

/* See the inner workings. */
static enum time_base leader(const struct clock *clock) RT_SAFE {
  for (enum time_base base = TIME_DAC; base < TIME_BASE_COUNT; base++) {
    if (is_usable(&clock->tracks[base]) && clock->tracks[base].idle < MAX_IDLE) {
      return base;
    }
  }
  return TIME_CURRENT;
}

/* While a driver fills its buffers the current time stands still, or runs after the frames. */
static bool has_begun(const struct clock *clock, enum time_base leading) RT_SAFE {
  const struct clock_track *current = &clock->tracks[TIME_CURRENT];
  const struct clock_track *telling = is_usable(current) ? current : &clock->tracks[leading];
  return telling->settled >= BEGIN_SETTLES;
}

enum time_base clock_says(const struct clock *clock, enum time_base base) RT_SAFE {
  const bool has = base == TIME_DAC ? clock->has_output : clock->has_input;
  return !has                                                                     ? TIME_BASE_COUNT
         : is_usable(&clock->tracks[base]) && clock->tracks[base].idle < MAX_IDLE ? base
                                                                                  : leader(clock);
}

/* Divisions that most blocks are spared: see struct clock_pace. */
static void set_pace(struct clock *clock, uint32_t count) RT_SAFE {
  struct clock_pace *pace = &clock->pace;
  const uint32_t longer = clock->previous_count > count ? clock->previous_count : count;
  const double seconds = longer * clock->seconds_per_frame;
  pace->previous_count = clock->previous_count;
  pace->count = count;
  pace->advance = clock->previous_count * clock->seconds_per_frame;
  pace->outlier = fmax(STEP_BLOCKS * seconds, STEP_SECONDS);
  pace->slip = fmax(SLIP_BLOCKS * seconds, SLIP_SECONDS);
  pace->drift = count > LONG_BLOCK ? MOST_DRIFT * count * clock->seconds_per_frame : 0;
  pace->final_bend = bend_at(FINAL_BANDWIDTH, pace->advance);
}

/* Only a step of the leading track counts. */
static void follow_base(struct clock *clock, const struct block *block, enum time_base base,
                        enum time_base leading, struct clock_times *times,
                        struct clock_step *step) RT_SAFE {
  struct clock_track *track = &clock->tracks[base];
  struct clock_step found = {0};
  follow(track, &clock->pace, checked_value(block, value_of(block, base)), &found);
  clock->steps[base] = found;
  clock->stepped |= (uint32_t)found.happened << base;
  clock->off |= (uint32_t)(track->off_count > 0) << base;
  if (base == leading) {
    *step = found;
  }
  times->usable[base] = is_usable(track);
  times->of[base] = track->base + track->elapsed;
}

static bool is_steady(const struct clock_track *track) RT_SAFE {
  return is_usable(track) && track->is_steady;
}

static struct clock_step follow_each(struct clock *clock, const struct block *block,
                                     int64_t first_frame, struct clock_map *map) RT_SAFE {
  struct clock_step step = {0};
  struct clock_times times = {.fallback = (double)first_frame * clock->seconds_per_frame};
  const enum time_base leading = leader(clock);
  if (clock->has_output) {
    follow_base(clock, block, TIME_DAC, leading, &times, &step);
  }
  if (clock->has_input) {
    follow_base(clock, block, TIME_ADC, leading, &times, &step);
  }
  follow_base(clock, block, TIME_CURRENT, leading, &times, &step);
  if (!clock->has_begun) {
    clock->has_begun = has_begun(clock, leading);
  }
  const enum time_base dac = usable_of(&times, TIME_DAC, TIME_CURRENT, TIME_ADC);
  const enum time_base adc = usable_of(&times, TIME_ADC, TIME_CURRENT, TIME_DAC);
  map->dac_time = time_by(&times, dac);
  map->adc_time = time_by(&times, adc);
  map->current_time = time_by(&times, usable_of(&times, TIME_CURRENT, TIME_DAC, TIME_ADC));
  clock->bound = bound_of(clock, clock->has_output ? dac : adc);
  const struct clock_track *track = &clock->tracks[leading];
  const double deviation = track->settled >= RATE_SETTLES ? track->deviation : 0;
  map->seconds_per_frame = clock->seconds_per_frame * (1 + deviation);
  clock->is_steady = clock->has_begun && is_steady(&clock->tracks[TIME_CURRENT]) &&
                     (!clock->has_output || is_steady(&clock->tracks[TIME_DAC])) &&
                     (!clock->has_input || is_steady(&clock->tracks[TIME_ADC]));
  return step;
}

struct clock_step clock_follow(struct clock *clock, const struct block *block, int64_t first_frame,
                               struct clock_map *map) RT_SAFE {
  struct clock_step step = {0};
  if (clock->pace.previous_count != clock->previous_count ||
      clock->pace.count != block->frame_count) {
    set_pace(clock, block->frame_count);
  }
  clock->off = 0;
  clock->stepped = 0;
  map->valid = true;
  map->pinned = false;
  map->frame = first_frame;
  if (!clock->is_steady || !follow_steadily(clock, block, map)) {
    step = follow_each(clock, block, first_frame, map);
  }
  clock->previous_count = block->frame_count;
  return step;
}

/* The writer does not touch the slot that the version names, so a reader gets a torn map only when
 * two blocks pass while it reads; then the version has changed, and it reads again. */
void shared_clock_map_write(struct shared_clock_map *shared, const struct clock_map *map) RT_SAFE {
  const uint64_t version = atomic_load_explicit(&shared->version, memory_order_relaxed) + 1;
  const int slot = (int)(version & 1);
#define WRITE(field)                                                                               \
  atomic_store_explicit(&shared->slots[slot].field, map->field, memory_order_release)
  WRITE(valid);
  WRITE(frame);
  WRITE(dac_time);
  WRITE(adc_time);
  WRITE(current_time);
  WRITE(seconds_per_frame);
#undef WRITE
  atomic_store_explicit(&shared->version, version, memory_order_release);
}

void shared_clock_map_read(const struct shared_clock_map *shared, struct clock_map *map) {
  uint64_t version, after = atomic_load_explicit(&shared->version, memory_order_acquire);
  do {
    version = after;
    const int slot = (int)(version & 1);
#define READ(field)                                                                                \
  map->field = atomic_load_explicit(&shared->slots[slot].field, memory_order_acquire)
    READ(valid);
    READ(frame);
    READ(dac_time);
    READ(adc_time);
    READ(current_time);
    READ(seconds_per_frame);
#undef READ
    after = atomic_load_explicit(&shared->version, memory_order_acquire);
  } while (after != version);
  map->pinned = false;
}
