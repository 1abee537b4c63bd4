/* The fields of an action; for the mixer alone.
 *
 * Who may touch what, and when:
 * - Control side, before the batch is handed over: everything.
 * - Callback, from then on until it stores ACTION_FINISHED: everything but the control side's
 *   group. The state is stored last (release) and read first (acquire), so a finished account is
 *   whole.
 * - Any thread, at any time: reads what is atomic, and what is written once, before the batch is
 *   handed over (marked "once").
 * - Control side, at any time: `metered`, the peak, which it takes, and `followers`, to which it
 *   appends (chain.h).
 * - Control side, after it has collected the action: gives back samples and ring.
 * - Each member of a union belongs to some types and states; no other one is read. The section
 *   "The life of a request" in native/README.md has the table.
 *
 * Sorted by how often the callback needs it: the first two cache lines in each block in which the
 * action sounds, the others where it begins and ends; what tells whether it begins lies in the
 * first. Actions that are scheduled together lie
 * together (action_slab.h). Beside this struct a pending action costs a struct event of 16 bytes
 * and its share of the slab's head: a million of them 18 MB.
 */
#pragma once

#include <stdatomic.h>

#include "base/callback_memory.h"
#include "base/instruction_sets.h"
#include "base/mailbox.h"
#include "base/relaxed.h"
#include "mixer/action/action.h"
#include "mixer/action/loop_range.h"
#include "mixer/dsp/channel_matrix.h"
#include "mixer/dsp/envelope.h"
#include "mixer/dsp/gain_line.h"
#include "mixer/dsp/meters.h"
#include "mixer/live_stats.h"
#include "mixer/schedule/chain.h"

/** Output samples beyond +-1, per channel. */
struct fetched_clipped {
  uint32_t channels;
  uint64_t samples[];
};

/** Sums of a bus: of all its channels; of sources of one channel that its pan places. */
enum { SUM_ALL, SUM_PLACED, SUMS };

/** Channel maps of as many channels lie in the action itself. */
enum { NEAR_CHANNELS = 8 };

/** Fades, a gain line and a loop, which few sounds have; once, but for the gain line, which keeps
 * its place, and the loop and sound_frames, which a setLoop changes. */
struct sound_shape {
  struct fade_shape fade_in, fade_out;
  struct gain_line *gain_line; /* NULL: none */
  struct loop_range loop;
  int64_t first_frame, end_frame; /* of its samples: the sound without its loop */
  int64_t sound_frames;           /* of the whole sound; -1 = endless or not known */
  int64_t piece_from;             /* the frame of the sound that the action begins with */
  int64_t piece_frames;           /* it ends after so many at the latest; 0 = at the sound's end */
  bool can_loop;                  /* it was asked for with a loop, if only of one loop pass */
};

/** What only these need: recorders, and players with a ring, with samples that were still being
 * filled when they were scheduled, with a shape, or following another action. */
struct flow {
  struct ring_buffer *ring;      /* once; NULL: samples */
  struct record_window *window;  /* once; recorders: record.h */
  int64_t owed_frames;           /* frames of the source to drop, so that it is in step again */
  struct sound_shape *shape;     /* once; NULL: neither fades, gain line nor loop */
  struct channel_matrix *matrix; /* once; NULL: channel_indices say where its channels go */
  struct chain_link *link;       /* once; NULL: follows nothing */
  atomic_int_least64_t starved_frames;
  atomic_uint_least64_t starved_gaps;
  atomic_int_least64_t min_fill_frames;
  bool in_gap;       /* the frame before was silence for want of another */
  uint8_t on_starve; /* enum starve_policy; once */
};

struct action {
  /* ---- in each block ---- */
  union {
    struct action *next_active; /* active players and recorders: the next one by id; active setBus
                                   and fetchAndResetStats: the next one of the block */
    struct mail retired; /* finished before its event list came to it: on the way to the control
                            side, once the list has let go of it */
  };
  union {
    struct {                /* players and recorders */
      int64_t render_frame; /* active: the next stream frame to render; finished: the first after
                               its end */
      int64_t source_frame; /* next frame of `samples`; with a loop: as if its passes were written
                               out */
      union {
        const float *next_samples; /* active players, before fast_path_until: of source_frame */
        float *data;               /* recorders: of `samples`; once */
      };
    };
    struct {                      /* cancel, setGain, setLoop */
      struct action *target;      /* once, with a reference; NULL for the other commands */
      struct action *next_change; /* active: the next one of last_change's ring */
      union {
        int64_t urgency;          /* cancel, while its batch is sorted: the target's frame */
        int64_t new_total_frames; /* setLoop: as a loop_request's; once */
      };
    };
  };
  union {
    int64_t fast_path_until; /* active players: see fast_path.h */
    struct mail finished;    /* finished: on the way to the control side */
  };
  atomic_int_least64_t done_frames;
  uint64_t id;            /* once */
  uint16_t channel_count; /* once; 0 for commands */
  uint8_t type;           /* enum action_type; once */
  _Atomic(uint8_t) state; /* enum action_state */
  bool all_channels : 1;  /* once; players: they are those of the sum, recorders: of the input,
                             all of them or some that follow one another */
  bool block_counted : 1; /* in `stats`, the block being rendered */
  bool has_frames : 1;    /* total_frames is not 0 */
  atomic_bool metered;    /* set by the control side, never cleared */
  uint16_t bus_sum;       /* once; players: the number of the bus * SUMS + that of the sum;
                             setBus: of the bus * SUMS */

  struct live_stats stats;
  union {
    struct gain_ramp gain; /* players */
    struct {               /* cancel, setGain, setBus; once */
      int64_t ramp_frames;
      union {
        int64_t fade_frames; /* cancel */
        float new_pan;       /* setBus */
      };
      float new_gain;
      uint8_t fade_curve;  /* enum fade_curve */
      uint8_t bus_changes; /* enum bus_change */
      bool cuts_chain;     /* cancel: what follows its target is cancelled, too */
    };
    struct loop_range new_loop;              /* setLoop; without an end: none; once */
    struct fetched_clipped *fetched_clipped; /* fetchAndResetStats; filled by the callback */
  };
  struct flow *flow; /* once; NULL: whole samples, or none */

  /* ---- where it begins and ends ---- */
  struct fade_out fade;       /* players: of a cancel */
  struct action *last_change; /* players and recorders: a ring of the active changes of this block
                                 in order of time, of which this is the last; NULL = none */
  atomic_int_least64_t
      total_frames; /* -1 = endless, or until the ring ends; changed by a setLoop */
  union {
    uint8_t near[NEAR_CHANNELS];
    uint8_t *far;    /* of more channels */
  } channel_indices; /* once */
  struct sample_buffer *samples;
  atomic_int_least64_t skipped_frames;

  atomic_int_least64_t requested_frame;
  atomic_int_least64_t actual_frame;
  _Atomic(double) requested_time;
  _Atomic(double) actual_time;
  _Atomic(struct action *) followers; /* what begins where this one ends; the newest first */
  atomic_peak peak;
  _Atomic(uint32_t) stream_number;
  _Atomic(uint8_t) outcome; /* enum action_outcome */
  atomic_bool target_found;
  uint8_t belated;           /* enum belated_policy; once */
  uint8_t time_base;         /* enum time_base; once */
  bool asked_in_seconds;     /* once */
  bool requested_time_known; /* once */
  bool spreads_mono;         /* once; players: one channel of samples to several outputs */
  bool left_schedule;        /* no event list holds it any more */
  bool retires_later;        /* it finished while an event list still held it */

  /* ---- the control side's ---- */
  bool asap;     /* never belated; once */
  uint8_t place; /* in its slab; once */
  uint32_t references;
};

/** Brings all of an action, or nothing (NULL), into the cache. */
static INLINE void action_prefetch(const struct action *action) RT_SAFE {
#if defined(__GNUC__) || defined(__clang__)
  for (size_t k = 0; action != NULL && k < sizeof(*action); k += CACHE_LINE_BYTES) {
    __builtin_prefetch((const char *)action + k, 1);
  }
#else
  (void)action;
#endif
}

/** The same of the lines in which block_activate() writes. */
static INLINE void action_prefetch_start(const struct action *action) RT_SAFE {
#if defined(__GNUC__) || defined(__clang__)
  __builtin_prefetch(action, 1);
  __builtin_prefetch((const char *)&action->actual_frame, 1);
#else
  (void)action;
#endif
}

/** Players: 0 = straight to the output; setBus: 0 = the master. */
static inline uint32_t action_bus(const struct action *action) RT_SAFE {
  return action->bus_sum / SUMS;
}

static inline void action_set_total_frames(struct action *action, int64_t frames) RT_SAFE {
  FIELD_SET(action, total_frames, frames);
  action->has_frames = frames != 0;
}

/** Output or input channels, 0-based, `channel_count` of them. */
static inline const uint8_t *action_channel_indices(const struct action *action) RT_SAFE {
  return action->channel_count <= NEAR_CHANNELS ? action->channel_indices.near
                                                : action->channel_indices.far;
}

/** Channels of its samples or ring: as many as it plays on or records, or one. */
static inline uint32_t action_source_channels(const struct action *action) RT_SAFE {
  return action->spreads_mono ? 1 : action->channel_count;
}

static inline bool action_is_player(const struct action *action) RT_SAFE {
  return action_kind_of((enum action_type)action->type) == ACTION_PLAYER;
}

static inline bool action_is_finished(const struct action *action) RT_SAFE {
  return FIELD_GET(action, state) == ACTION_FINISHED;
}

static inline bool action_is_command(const struct action *action) RT_SAFE {
  return action_kind_of((enum action_type)action->type) == ACTION_COMMAND;
}

/** Its fades, gain line and loop, or NULL. */
static inline const struct sound_shape *action_shape(const struct action *action) RT_SAFE {
  return action->flow != NULL ? action->flow->shape : NULL;
}

/** Its loop, or NULL. */
static inline const struct loop_range *action_loop(const struct action *action) RT_SAFE {
  const struct sound_shape *shape = action_shape(action);
  return shape != NULL && shape->loop.repetitions != 0 ? &shape->loop : NULL;
}

/** Where its channels go, with gain; NULL: as channel_indices say. */
static inline const struct channel_matrix *action_matrix(const struct action *action) RT_SAFE {
  return action->flow != NULL ? action->flow->matrix : NULL;
}

/** The ring that it plays or fills, or NULL. */
static inline struct ring_buffer *action_ring(const struct action *action) RT_SAFE {
  return action->flow != NULL ? action->flow->ring : NULL;
}
