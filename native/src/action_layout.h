/* What an action consists of; for the mixer core alone.
 *
 * Three groups by owner: written once before the action is handed over; the callback's, of which
 * the atomic ones may be read by anybody at any time; the control side's.
 */
#ifndef RTMIXER_ACTION_LAYOUT_H
#define RTMIXER_ACTION_LAYOUT_H

#include <stdatomic.h>

#include "action.h"
#include "envelope.h"
#include "live_stats.h"
#include "mailbox.h"
#include "meters.h"
#include "schedule.h"

/** Output samples beyond +-1, per channel. */
struct fetched_clips {
  uint32_t channels;
  uint64_t samples[];
};

struct action {
  /* ---- the callback's ---- */
  struct action *next_active; /* players and recorders that sound or listen, by id */
  struct action *next_change; /* cancel, setGain: the next one for the same target and block */
  struct action *first_change, *last_change; /* this block's changes, in order of time */
  int64_t render_frame; /* stream frame from which this block is still to be rendered */
  int64_t source_frame; /* next frame of `samples` */
  int64_t owed_frames;  /* frames of the source to drop, so that it is in step again */
  bool in_gap;          /* starving since some frames */
  bool block_counted;
  bool left_schedule; /* no run holds it any more */
  bool retires_later; /* it finished while a run still held it */
  struct gain_ramp gain;
  struct fade_out fade;
  struct mail finished; /* link to the control side, once finished */
  struct mail retired;  /* the same, once it left the schedule after having finished */

  _Atomic(enum action_state) state;
  _Atomic(enum action_outcome) outcome;
  atomic_bool target_found;
  atomic_bool metered;
  atomic_peak peak;
  atomic_uint_least64_t run;
  _Atomic(double) requested_time;
  _Atomic(double) actual_time;
  atomic_int_least64_t requested_frame;
  atomic_int_least64_t actual_frame;
  atomic_int_least64_t done_frames;
  atomic_int_least64_t skipped_frames;
  atomic_int_least64_t starved_frames;
  atomic_uint_least64_t starved_gaps;
  atomic_int_least64_t min_fill_frames;
  struct live_stats stats;

  /* ---- written once ---- */
  uint64_t id;
  uint64_t mixer_number; /* which mixer it belongs to; never repeated */
  enum action_type type;
  enum belated_policy belated;
  bool asap; /* never belated */
  bool asked_in_seconds;
  bool requested_time_known;
  bool silence_when_starved;
  bool skip_when_starved;
  bool contiguous_channels;
  enum time_base time_base;
  int64_t total_frames; /* -1 = until the ring ends */
  float new_gain;       /* setGain */
  int64_t ramp_frames;  /* setGain */
  int64_t fade_frames;  /* cancel */
  struct action *target;
  struct fetched_clips *fetched_clips; /* fetchAndResetStats; filled by the callback */
  struct sample_buffer *samples;
  float *data;            /* of `samples`: one pointer less to follow in each block */
  int64_t frames_at_hand; /* of `samples`, when they were scheduled */
  struct ring_buffer *ring;

  /* ---- the control side's ---- */
  size_t references;
  int64_t urgency; /* cancel: frame of the target's start, -1 = at once */

  uint32_t channel_count;
  uint8_t channel_indices[];
};

/* What is relaxed is written by the callback alone; readers want each field whole, no more. */
#define ACTION_GET(action, field) atomic_load_explicit(&(action)->field, memory_order_relaxed)
#define ACTION_SET(action, field, value)                                                           \
  atomic_store_explicit(&(action)->field, (value), memory_order_relaxed)
#define ACTION_ADD(action, field, value)                                                           \
  ACTION_SET(action, field, ACTION_GET(action, field) + (value))

#endif
