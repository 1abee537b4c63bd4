/* The parts of a mixer; for the mixer core alone.
 *
 * - A field belongs to one side, or is atomic, or is a mailbox or inbox made of atomics.
 * - `config`, `number` and what the pointers point to are set once, when the mixer is created.
 * - While no callback runs (mixer_begin_stream, mixer_end_stream) the control side owns all
 *   fields.
 */
#pragma once

#include "mixer/action/action_state.h"
#include "mixer/clock/clock.h"
#include "mixer/dropouts.h"
#include "mixer/dsp/bus_list.h"
#include "mixer/dsp/meters.h"
#include "mixer/mixer.h"
#include "mixer/schedule/schedule.h"

/** Sounds that are sorted together where they begin in one block; of more, each so many. */
enum { MOST_STARTS = 16384 };

/** Memory for sorting them by id. */
struct starts {
  struct event sounds[MOST_STARTS], spare[MOST_STARTS];
};

struct mixer {
  struct mixer_config config;
  uint64_t number; /* unique in the process */

  /* Shared by both sides. */
  struct schedule schedule;
  struct mailbox finished;  /* actions, in the order in which they finished */
  struct mailbox retired;   /* actions that the schedule held until after they had finished */
  struct mailbox exhausted; /* event lists without events */
  struct shared_clock_map map;
  struct live_stats stats;
  atomic_uint_least64_t *clipped_samples; /* one per output channel */
  atomic_uint_least64_t inferred_dropouts;
  _Atomic(double) inferred_dropout_frames;
  _Atomic(double) clock_bound; /* seconds; NaN = not known */
  _Atomic(double) worst_load;  /* of a block since it was taken; parts of its time */
  atomic_int_least64_t frame;
  atomic_uint_least64_t stream_number;
  struct meters *input_meters, *output_meters;
  struct ring_buffer *recorded_losses; /* struct recorded_loss */

  /* The callback's. */
  struct clock clock;
  struct dropouts dropouts; /* its ring is shared */
  struct buses *buses;
  struct starts *starts;                     /* used within a block only */
  struct action *active;                     /* players and recorders, by id */
  struct heap_node *joining;                 /* followers that are due, by id: see chain.h */
  struct heap_node *joining_later;           /* followers whose frame is known, by frame */
  struct action *cut;                        /* followers cancelled with their chain */
  struct action *postponed, *last_postponed; /* lists of due ones that a block could not take */

  /* The control side's. */
  struct bus_list bus_list;
  bool stream_runs;         /* between mixer_begin_stream() and mixer_end_stream() */
  struct mail *uncollected; /* actions taken from the mailbox, not yet collected */
  bool stream_has_ended;    /* the next one has not begun */
};
