/* What a mixer consists of, and one pass over a block; for the mixer core alone. */
#ifndef RTMIXER_MIXER_LAYOUT_H
#define RTMIXER_MIXER_LAYOUT_H

#include "mixer/action/action_state.h"
#include "mixer/clock/clock.h"
#include "mixer/dsp/bus.h"
#include "mixer/dsp/meters.h"
#include "mixer/dsp/mix.h"
#include "mixer/mixer.h"

struct mixer {
  struct mixer_config config;
  uint64_t number; /* unique in the process */

  /* Shared by both sides. */
  struct schedule schedule;
  struct mailbox finished;  /* actions, in the order in which they finished */
  struct mailbox retired;   /* actions that a run held until after they had finished */
  struct mailbox exhausted; /* runs that hold nothing any more */
  struct shared_clock_map map;
  struct live_stats stats;
  atomic_uint_least64_t *clipped_samples; /* one per output channel */
  atomic_uint_least64_t inferred_dropouts;
  _Atomic(double) inferred_dropout_frames;
  atomic_int_least64_t frame;
  atomic_uint_least64_t stream_number;
  struct meters *input_meters, *output_meters;

  /* The callback's. */
  struct clock clock;
  struct buses *buses;
  struct action *active;                     /* players and recorders, by id */
  struct action *joining;                    /* followers that are due: a heap, see chain.h */
  struct action *cut;                        /* followers that are called off, see chain.h */
  struct action *postponed, *last_postponed; /* lists of due ones that a block could not take */

  /* The control side's: taken from the mailbox, not collected yet. */
  struct mail *uncollected;
  bool stream_has_ended; /* the next one has not begun */
};

/** One block on its way through the mixer; lives on the callback's stack. */
struct block_context {
  struct mixer *mixer;
  const struct block *block; /* NULL: the stream has ended, nothing sounds any more */
  uint64_t stream_number;    /* number of the stream's run */
  int64_t first_frame;       /* stream frames */
  int64_t end_frame;
  struct bus *bus; /* the mixer's, by number */
  uint32_t output_channels;
  int64_t portion_frame; /* the part of the block being rendered: as much as a bus holds */
  int64_t portion_end;
  int64_t portion_frames;
  size_t portion_samples; /* of a bus */
  bool is_uniform;        /* as long as the block before it, and nothing went wrong with it */
  struct clock_map map;

  /* All from here on is empty when the block begins. */
  struct action *started, *last_started; /* in order of time */
  struct action *fetches, *last_fetch;
  struct action *bus_changes, *last_bus_change; /* in order of time */
  struct action *changed; /* followers that wait and have changes to carry out */
  struct action *carried; /* followers that are due in the next portion: a heap */
  uint32_t idle_joins;    /* of followers that are due and not heard */
  uint32_t late_joins;    /* of followers that are late */
  struct mail_list finished, retired;
};

/* ---- pass.c: what all handlers need ---- */

/** Notes frame and time at which the action really began. */
void block_note_start(struct block_context *context, struct action *action, int64_t frame) RT_SAFE;
/** Makes a player or recorder sound or listen from `frame` on. */
void block_activate(struct block_context *context, struct action *action, int64_t frame) RT_SAFE;
/** Counts the block in the action's stats, once. */
void block_count(struct block_context *context, struct action *action) RT_SAFE;
/** The end: nothing about the action is written afterwards. */
void block_finish(struct block_context *context, struct action *action,
                  enum action_outcome outcome) RT_SAFE;
/** Puts a cancel or a setGain to work: now on a pending target, in its turn on an active one. */
void block_change_target(struct block_context *context, struct action *action,
                         int64_t frame) RT_SAFE;
/** Can the target of a cancel or a setGain still be acted upon? Notes the answer. */
bool block_target_is_open(struct action *action) RT_SAFE;
/** Renders all active actions in order of acceptance. */
void block_render(struct block_context *context) RT_SAFE;
/** Adds one voice at `frame` to its bus; several are added in one go by and by. */
void block_mix_voice(struct block_context *context, const struct action *action,
                     const float *samples, float gain, int64_t frame, int64_t frames) RT_SAFE;
/** Where a bus keeps a frame of the portion. */
static inline float *block_frames_at(const struct block_context *context, const struct bus *bus,
                                     int64_t frame) RT_SAFE {
  return bus->samples + (frame - context->portion_frame) * context->output_channels;
}
/** Adds all gathered voices. */
void block_flush_voices(struct block_context *context) RT_SAFE;
/** Where the action's samples go from `frame` on: its bus, whose gathered voices are added first.
 */
struct mix_target block_mix_target(struct block_context *context, const struct action *action,
                                   int64_t frame) RT_SAFE;

static inline bool action_is_finished(const struct action *action) RT_SAFE {
  return ACTION_GET(action, state) == ACTION_FINISHED;
}

#endif
