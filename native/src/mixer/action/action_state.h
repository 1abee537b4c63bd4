/* What an action consists of; for the mixer core alone.
 *
 * Owners: most is written once before the action is handed over or by the callback alone, of which
 * the atomic fields may be read by anybody at any time; the last group is the control side's.
 *
 * Sorted by how often the callback looks: the first two cache lines in each block that the action
 * sounds, the others where it begins and ends. Actions that are scheduled together lie together
 * (action_slab.h). Beside its struct, which is request, state of playing and account in one, a
 * pending action costs a struct event of 16 bytes and its share of the slab's head; a million
 * of them wait in 18 MB beside themselves.
 */
#ifndef RTMIXER_ACTION_LAYOUT_H
#define RTMIXER_ACTION_LAYOUT_H

#include <stdatomic.h>

#include "base/mailbox.h"
#include "mixer/action/action.h"
#include "mixer/action/loop_range.h"
#include "mixer/dsp/envelope.h"
#include "mixer/dsp/meters.h"
#include "mixer/live_stats.h"
#include "mixer/schedule/chain.h"
#include "mixer/schedule/schedule.h"

/** Output samples beyond +-1, per channel. */
struct fetched_clipped {
  uint32_t channels;
  uint64_t samples[];
};

/** Channel maps of as many channels lie in the action itself. */
enum { NEAR_CHANNELS = 8 };

/** What only few sounds have; written once. */
struct sound_shape {
  struct fade_shape fade_in, fade_out;
  struct loop_range loop;
};

/** What only those need whose source can run dry, or whose sink can run full: rings, and samples
 * that are still being filled; and sounds that have a shape or follow another one. */
struct flow {
  struct ring_buffer *ring;  /* NULL: samples */
  int64_t owed_frames;       /* frames of the source to drop, so that it is in step again */
  struct sound_shape *shape; /* NULL: neither fades nor a loop */
  struct chain_link *link;   /* NULL: follows nothing */
  atomic_int_least64_t starved_frames;
  atomic_uint_least64_t starved_gaps;
  atomic_int_least64_t min_fill_frames;
  bool in_gap;       /* starving since some frames */
  uint8_t on_starve; /* enum starve_policy */
};

struct action {
  /* ---- in each block ---- */
  union {
    struct action *next_active; /* players and recorders that sound or listen, by id */
    struct mail retired; /* what finished before it began: to the control side, once no run holds it
                            any more */
  };
  union {
    struct {                /* players and recorders */
      int64_t render_frame; /* stream frame from which this block is still to be rendered */
      int64_t source_frame; /* next frame of `samples`; with a loop: as if its passes were written
                               out */
      union {
        const float *next_samples; /* players: of source_frame, before fast_path_until */
        float *data;               /* recorders: of `samples` */
      };
    };
    struct { /* cancel, setGain */
      struct action *target;
      struct action *next_change; /* the next one for the same target and block */
      int64_t urgency; /* cancel: frame of the target's start, -1 = at once; the control side's */
    };
  };
  union {
    int64_t fast_path_until; /* players that sound: nothing happens to them before this stream
                             frame, see steady.h */
    struct mail finished;    /* link to the control side, once finished */
  };
  atomic_int_least64_t done_frames;
  struct action *last_change; /* this block's changes, in order of time, the last linked to the
                                 first; NULL = none */
  uint16_t channel_count;
  uint8_t type; /* enum action_type */
  _Atomic(uint8_t) state;
  bool contiguous_channels;
  bool block_counted;
  atomic_bool metered;
  uint8_t bus; /* players: 0 = straight to the output; setBus */

  struct live_stats stats;
  union {
    struct gain_ramp gain; /* players */
    struct {               /* cancel, setGain, setBus */
      int64_t ramp_frames;
      int64_t fade_frames;
      float new_gain;
      uint8_t fade_curve;  /* enum fade_curve */
      uint8_t bus_changes; /* enum bus_change */
      bool cuts_chain;     /* cancel: of what follows its target, too */
    };
    struct fetched_clipped *fetched_clipped; /* fetchAndResetStats; filled by the callback */
  };
  struct flow *flow; /* NULL: whole samples, or none */

  /* ---- where it begins and ends ---- */
  struct fade_out fade;
  uint64_t id;
  int64_t total_frames; /* -1 = until the ring ends */
  union {
    uint8_t near[NEAR_CHANNELS];
    uint8_t *far; /* of more channels */
  } channel_indices;
  struct sample_buffer *samples;
  _Atomic(struct action *) followers; /* what begins where this one ends; the newest first */

  atomic_int_least64_t requested_frame;
  atomic_int_least64_t actual_frame;
  _Atomic(double) requested_time;
  _Atomic(double) actual_time;
  atomic_int_least64_t skipped_frames;
  atomic_peak peak;
  _Atomic(uint32_t) stream_number;
  _Atomic(uint8_t) outcome;
  atomic_bool target_found;
  uint8_t belated;   /* enum belated_policy */
  uint8_t time_base; /* enum time_base */
  bool asked_in_seconds;
  bool requested_time_known;
  bool left_schedule; /* no run holds it any more */
  bool retires_later; /* it finished while a run still held it */

  /* ---- the control side's ---- */
  bool asap;     /* never belated; written once */
  uint8_t place; /* in its slab */
  uint32_t references;
};

/* What is relaxed is written by the callback alone; readers want each field whole, no more. */
#define ACTION_GET(action, field) atomic_load_explicit(&(action)->field, memory_order_relaxed)
#define ACTION_SET(action, field, value)                                                           \
  atomic_store_explicit(&(action)->field, (value), memory_order_relaxed)
#define ACTION_ADD(action, field, value)                                                           \
  ACTION_SET(action, field, ACTION_GET(action, field) + (value))

/** Gives back the samples or the ring of an action that is finished; its account stays readable.
 * Control side. */
void action_let_go_of_source(struct action *action);

/** Output or input channels, 0-based, `channel_count` of them. */
static inline const uint8_t *action_channel_indices(const struct action *action) RT_SAFE {
  return action->channel_count <= NEAR_CHANNELS ? action->channel_indices.near
                                                : action->channel_indices.far;
}

static inline bool action_is_player(const struct action *action) RT_SAFE {
  return action_kind_of((enum action_type)action->type) == ACTION_PLAYER;
}

static inline bool action_is_command(const struct action *action) RT_SAFE {
  return action_kind_of((enum action_type)action->type) == ACTION_COMMAND;
}

/** Its fades and its loop, or NULL. */
static inline const struct sound_shape *action_shape(const struct action *action) RT_SAFE {
  return action->flow != NULL ? action->flow->shape : NULL;
}

/** Its loop, or NULL. */
static inline const struct loop_range *action_loop(const struct action *action) RT_SAFE {
  const struct sound_shape *shape = action_shape(action);
  return shape != NULL && shape->loop.repetitions != 0 ? &shape->loop : NULL;
}

/** The ring that it plays or fills, or NULL. */
static inline struct ring_buffer *action_ring(const struct action *action) RT_SAFE {
  return action->flow != NULL ? action->flow->ring : NULL;
}

#endif
