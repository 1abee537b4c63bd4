#include "clock.h"

#include <math.h>
#include <string.h>

/** Steepest bend of the followed line against nominal. */
static const double MAX_SLEW = 1e-3;
/** Hz: the loop listens fast at first, then calms down. */
static const double FIRST_BANDWIDTH = 2.0, FINAL_BANDWIDTH = 0.05;
/** Values off the line are a step rather than jitter when enough of them in a row agree, for long
 * enough: soon where they are off by more than two blocks and 10 ms, with more patience where they
 * are off by the better part of a block and 3 ms, as after one lost block. */
static const double STEP_BLOCKS = 2, STEP_SECONDS = 0.010, STEP_LASTS = 0.010;
static const double SLIP_BLOCKS = 0.75, SLIP_SECONDS = 0.003, SLIP_LASTS = 0.1;
enum { STEP_CONFIRMATIONS = 3, SLIP_CONFIRMATIONS = 8 };
/** Rows that a time may begin before it has agreed with itself even once. */
enum { MAX_OUTLIERS = 8 };
/** No host API runs that far from its own current time, seconds. */
static const double MAX_LATENCY = 30.0;
static const double MAX_TIME = 1e11;
/** Seconds that the rate of a line has to be followed before it is better than the nominal one. */
static const double RATE_SETTLES = 5;
/** A time that stood still so long no longer leads. */
static const double MAX_IDLE = 0.5;

static const double PI = 3.14159265358979323846;

void clock_reset(struct clock *clock, double sample_rate, bool has_input, bool has_output) {
  memset(clock, 0, sizeof(*clock));
  clock->seconds_per_frame = 1.0 / sample_rate;
  clock->has_input = has_input;
  clock->has_output = has_output;
}

/* Zero is what host APIs say that do not know. */
static bool is_time(double value) RT_SAFE {
  return isfinite(value) && value != 0 && fabs(value) < MAX_TIME;
}

static double checked_value(const struct clock *clock, const struct block *block,
                            enum time_base base) RT_SAFE {
  if ((base == TIME_DAC && !clock->has_output) || (base == TIME_ADC && !clock->has_input)) {
    return NAN;
  }
  const double value = base == TIME_DAC   ? block->output_dac_time
                       : base == TIME_ADC ? block->input_adc_time
                                          : block->current_time;
  if (!is_time(value)) {
    return NAN;
  }
  const bool has_reference = is_time(block->current_time);
  return has_reference && fabs(value - block->current_time) > MAX_LATENCY ? NAN : value;
}

static void anchor(struct clock_track *track, double value) RT_SAFE {
  track->anchored = true;
  track->base = value;
  track->elapsed = 0;
  track->settled = 0;
  track->off_count = 0;
}

/* For numbers; a call of fmin() costs more than the rest. */
static double limited(double value, double low, double high) RT_SAFE {
  const double not_less = value > low ? value : low;
  return not_less < high ? not_less : high;
}

static void bend(struct clock_track *track, double advance, double error) RT_SAFE {
  double bandwidth = track->settled > 0 ? 1 / track->settled : FIRST_BANDWIDTH;
  bandwidth = limited(bandwidth, FINAL_BANDWIDTH, FIRST_BANDWIDTH);
  const double omega = limited(2 * PI * bandwidth * advance, 0, 0.5);
  const double wanted = track->deviation + sqrt(2.0) * omega * error / advance;
  const double slew = limited(wanted, -MAX_SLEW, MAX_SLEW);
  const double deviation = track->deviation + omega * omega * error / advance;
  track->deviation = limited(deviation, -MAX_SLEW, MAX_SLEW);
  track->elapsed += advance * (1 + slew);
  track->settled += advance;
}

/** How far off the line a value is an outlier, and how far it may mean a lost block; seconds. */
struct clock_limits {
  double outlier, slip;
};

/* Adds to the row of values off the line, or begins another. What runs away does not agree. */
static void note_off(struct clock_track *track, double error, double advance,
                     const struct clock_limits *limits) RT_SAFE {
  const double low = fmin(track->off_low, error);
  const double high = fmax(track->off_high, error);
  const double likeness = fmin(fabs(low + high) / 4, limits->outlier / 2);
  const bool agrees = track->off_count > 0 && high - low <= likeness;
  track->off_count = agrees ? track->off_count + 1 : 1;
  track->off_seconds = agrees ? track->off_seconds + advance : 0;
  track->off_low = agrees ? low : error;
  track->off_high = agrees ? high : error;
}

/* The line moves to the middle of the values off it, once it is clear that they are a step. */
static struct clock_step judge_off(struct clock_track *track, double value, double error,
                                   const struct clock_limits *limits) RT_SAFE {
  struct clock_step step = {0};
  const double seconds = (track->off_low + track->off_high) / 2;
  const bool is_step = fabs(seconds) > limits->outlier && track->off_count >= STEP_CONFIRMATIONS &&
                       track->off_seconds >= STEP_LASTS;
  const bool is_slip = track->confirmed && track->off_count >= SLIP_CONFIRMATIONS &&
                       track->off_seconds >= SLIP_LASTS;
  if (is_step || is_slip) {
    step.happened = track->confirmed;
    step.seconds = seconds;
    anchor(track, value - error + seconds);
    track->confirmed = true;
    track->idle = 0;
  } else if (!track->confirmed && track->off_count == 1 && ++track->outliers >= MAX_OUTLIERS) {
    track->abandoned = true;
  }
  return step;
}

static struct clock_step follow(struct clock_track *track, double value, double advance,
                                const struct clock_limits *limits) RT_SAFE {
  struct clock_step step = {0};
  if (!track->anchored) {
    if (!isnan(value)) {
      anchor(track, value);
      track->last_value = value;
    }
    return step;
  }
  const double predicted = track->elapsed + advance * (1 + track->deviation);
  track->idle += advance;
  if (isnan(value) || value == track->last_value) {
    track->elapsed = predicted;
    return step;
  }
  track->last_value = value;
  const double error = value - track->base - predicted;
  if (fabs(error) > limits->slip) {
    note_off(track, error, advance, limits);
    step = judge_off(track, value, error, limits);
    if (track->off_count == 0) { /* it lies on the new line */
      return step;
    }
  } else {
    track->off_count = 0;
  }
  if (fabs(error) > limits->outlier) {
    track->elapsed = predicted;
  } else {
    track->confirmed = true;
    track->idle = 0;
    bend(track, advance, error);
  }
  return step;
}

static bool is_usable(const struct clock_track *track) RT_SAFE {
  return track->anchored && !track->abandoned;
}

/* The first usable one of three, or the stream's own frames. */
static double time_by(const struct clock *clock, enum time_base first, enum time_base second,
                      enum time_base third, int64_t frame) RT_SAFE {
  const enum time_base order[] = {first, second, third};
  for (int k = 0; k < TIME_BASE_COUNT; k++) {
    const struct clock_track *track = &clock->tracks[order[k]];
    if (is_usable(track)) {
      return track->base + track->elapsed;
    }
  }
  return (double)frame * clock->seconds_per_frame;
}

/* The output's time leads where there is one that moves. */
static enum time_base leader(const struct clock *clock) RT_SAFE {
  for (enum time_base base = TIME_DAC; base < TIME_BASE_COUNT; base++) {
    if (is_usable(&clock->tracks[base]) && clock->tracks[base].idle < MAX_IDLE) {
      return base;
    }
  }
  return TIME_CURRENT;
}

struct clock_step clock_follow(struct clock *clock, const struct block *block, int64_t first_frame,
                               struct clock_map *map) RT_SAFE {
  struct clock_step steps[TIME_BASE_COUNT];
  const double advance = clock->previous_count * clock->seconds_per_frame;
  const uint32_t longer =
      clock->previous_count > block->frame_count ? clock->previous_count : block->frame_count;
  const double seconds = longer * clock->seconds_per_frame;
  const struct clock_limits limits = {.outlier = fmax(STEP_BLOCKS * seconds, STEP_SECONDS),
                                      .slip = fmax(SLIP_BLOCKS * seconds, SLIP_SECONDS)};
  const enum time_base leading = leader(clock);
  for (enum time_base base = TIME_DAC; base < TIME_BASE_COUNT; base++) {
    steps[base] = follow(&clock->tracks[base], checked_value(clock, block, base), advance, &limits);
  }
  clock->previous_count = block->frame_count;
  map->valid = true;
  map->pinned = false;
  map->frame = first_frame;
  map->dac_time = time_by(clock, TIME_DAC, TIME_CURRENT, TIME_ADC, first_frame);
  map->adc_time = time_by(clock, TIME_ADC, TIME_CURRENT, TIME_DAC, first_frame);
  map->current_time = time_by(clock, TIME_CURRENT, TIME_DAC, TIME_ADC, first_frame);
  const struct clock_track *track = &clock->tracks[leading];
  const double deviation = track->settled >= RATE_SETTLES ? track->deviation : 0;
  map->seconds_per_frame = clock->seconds_per_frame * (1 + deviation);
  return steps[leading];
}

/* The writer never touches the slot that the version names, so a reader meets a torn map only when
 * two blocks pass while it reads; then the version it reads afterwards is another. */
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
