/* An action: a request to the mixer, and the account of what became of it.
 *
 * - The control side (the thread that owns the mixer, normally JavaScript's main thread) creates it
 *   through mixer_schedule() and hands it to the audio callback, which hands it back finished.
 * - Only the control side frees, when nothing refers to the action any more: references are counted
 *   there, and a cancel keeps its target, so nothing can dangle.
 * - Ids are never repeated within a process.
 * - A new action type is one row in ACTION_TYPES; the compiler, the linker and named tests give the
 *   other places (CONTRIBUTING has the list).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ring_buffer.h"
#include "base/rt.h"
#include "base/sample_buffer.h"
#include "mixer/stats.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(enum name, JavaScript name, kind, handler prefix) */
#define ACTION_TYPES(X)                                                                            \
  X(PLAY_BUFFER, "playBuffer", PLAYER, play)                                                       \
  X(PLAY_RING_BUFFER, "playRingBuffer", PLAYER, play)                                              \
  X(RECORD_BUFFER, "recordBuffer", RECORDER, record)                                               \
  X(RECORD_RING_BUFFER, "recordRingBuffer", RECORDER, record)                                      \
  X(CANCEL, "cancel", COMMAND, cancel)                                                             \
  X(SET_GAIN, "setGain", COMMAND, set_gain)                                                        \
  X(SET_LOOP, "setLoop", COMMAND, set_loop)                                                        \
  X(SET_BUS, "setBus", COMMAND, set_bus)                                                           \
  X(FETCH_AND_RESET_STATS, "fetchAndResetStats", COMMAND, fetch_and_reset_stats)

enum action_type {
#define X(name, text, kind, handler) ACTION_##name,
  ACTION_TYPES(X)
#undef X
      ACTION_TYPE_COUNT
};

/** What follows from the kind of a type:
 * - players and recorders have channels and samples or a ring, last from their actual frame to
 *   their end, and can be followed (START_AFTER) or follow; a cancel cuts what follows them;
 * - players have gain, fades, a loop and a bus;
 * - commands are carried out at one frame and end there. */
enum action_kind { ACTION_PLAYER, ACTION_RECORDER, ACTION_COMMAND };

static const enum action_kind action_kinds[] = {
#define X(name, text, kind, handler) ACTION_##kind,
    ACTION_TYPES(X)
#undef X
};

/** Callback-safe. */
static inline enum action_kind action_kind_of(enum action_type type) RT_SAFE {
  return (unsigned)type < ACTION_TYPE_COUNT ? action_kinds[type] : ACTION_COMMAND;
}

/* The lists of names below: X(enum name, JavaScript name). */

#define ACTION_STATES(X)                                                                           \
  X(PENDING, "pending")                                                                            \
  X(ACTIVE, "active")                                                                              \
  X(FINISHED, "finished")

enum action_state {
#define X(name, text) ACTION_##name,
  ACTION_STATES(X)
#undef X
};

/** Why an action ended; NONE = it has not. */
#define ACTION_OUTCOMES(X)                                                                         \
  X(NONE, "none")                                                                                  \
  X(COMPLETED, "completed")                                                                        \
  X(CANCELLED, "cancelled")                                                                        \
  X(CANCELLED_BEFORE_START, "cancelled-before-start")                                              \
  X(BELATED, "belated")                                                                            \
  X(STARVED, "starved")                                                                            \
  X(OVERFLOWED, "overflowed")                                                                      \
  X(STREAM_STOPPED, "stream-stopped")                                                              \
  X(DEVICE_LOST, "device-lost")

enum action_outcome {
#define X(name, text) OUTCOME_##name,
  ACTION_OUTCOMES(X)
#undef X
      ACTION_OUTCOME_COUNT
};

/** What happens to an action whose frame has passed when it is accepted, by `allowBelated`:
 * - DROP: it ends at once, outcome belated, actual frame none;
 * - START: it starts at once with its first frame;
 * - TRIM: it starts at once and skips the missed frames, so that it stays in step. */
#define BELATED_POLICIES(X)                                                                        \
  X(DROP, "false")                                                                                 \
  X(START, "true")                                                                                 \
  X(TRIM, "trim")

enum belated_policy {
#define X(name, text) BELATED_##name,
  BELATED_POLICIES(X)
#undef X
      BELATED_POLICY_COUNT
};

/** What a player does while its source has no frame for it, by `onStarve`:
 * - END: a ring ends it as starved; samples that are still being filled are waited for in silence;
 * - SILENCE: it waits in silence and goes on with the next frame of the source;
 * - SKIP: the same, but then it drops as many frames as it was silent, so that it stays in step. */
#define STARVE_POLICIES(X)                                                                         \
  X(END, "end")                                                                                    \
  X(SILENCE, "silence")                                                                            \
  X(SKIP, "skip")

enum starve_policy {
#define X(name, text) STARVE_##name,
  STARVE_POLICIES(X)
#undef X
      STARVE_POLICY_COUNT
};

/** What a recorder does about lost frames, by `onLoss`; the places of all losses are noted:
 * - MARK: where more input was lost than output, as many zeros as more, so that the recording keeps
 *   step with the stream frame, but only of a size that the device tells, or that the host API
 *   reported and the clock confirmed;
 * - FILL: zeros for all input that was lost, also where that is inferred: the recording lasts as
 *   long as the device's time. What it records is handed over 150 ms later, of a ring by half its
 *   size at most, and so is its end: a step of the clock is known only then. */
#define LOSS_POLICIES(X)                                                                           \
  X(MARK, "mark")                                                                                  \
  X(FILL, "fill")

enum loss_policy {
#define X(name, text) LOSS_##name,
  LOSS_POLICIES(X)
#undef X
      LOSS_POLICY_COUNT
};

/** When an action begins:
 * - ASAP: with the first frame of the block that accepts it, never belated;
 * - FRAME: a stream frame; inside a group frames from the group's origin;
 * - SECONDS: device time; inside a group from the origin. Players and setBus by DAC time, recorders
 *   by ADC time, commands with a target by their target's, fetchAndResetStats by current time;
 * - AFTER: players and recorders, with the first frame after the last one of another player or
 *   recorder, however that ends. Where that one does not sound at all, in its place: where it would
 *   have begun or, wholly missed by 'trim', where it would have ended. The end of something that is
 *   over already counts as a frame that has passed; the end in an earlier stream as asap. A gap
 *   delays it by that many frames, wherever it would begin without. */
#define START_KINDS(X)                                                                             \
  X(ASAP, "asap")                                                                                  \
  X(FRAME, "frame")                                                                                \
  X(SECONDS, "seconds")                                                                            \
  X(AFTER, "after")

enum start_kind {
#define X(name, text) START_##name,
  START_KINDS(X)
#undef X
};

#define UNKNOWN_FRAME INT64_MIN

struct action_start {
  enum start_kind kind;
  int64_t frame;
  double seconds; /* finite */
};

struct action;

/** What START_AFTER refers to, one of three. */
struct predecessor {
  struct action *action;  /* of the same mixer; else NULL */
  size_t request;         /* an earlier one of the same call, from 1; else 0 */
  int64_t ended_frame;    /* of something that is over and gone: the first frame after its last one,
                             or UNKNOWN_FRAME, in ... */
  uint64_t stream_number; /* ... this stream */
};

/** The level of a fade at its position x between its silent end (0) and its loud end (1): LINEAR x,
 * EQUAL_POWER sin(pi/2 x), RAISED_COSINE 0.5 - 0.5 cos(pi x), an S without a corner at either end.
 * Of two sounds that cross over the levels (linear, raised cosine) or the powers (equal power) add
 * up to 1 at every frame. */
#define FADE_CURVES(X)                                                                             \
  X(LINEAR, "linear")                                                                              \
  X(EQUAL_POWER, "equal-power")                                                                    \
  X(RAISED_COSINE, "raised-cosine")

enum fade_curve {
#define X(name, text) FADE_##name,
  FADE_CURVES(X)
#undef X
      FADE_CURVE_COUNT
};

/** A fade at an end of a sound; frames 0 = none. With N frames and a sound of T frames:
 * - Frame k of the sound (from 0) has x = k / N in a fade in, while k < N: it begins with silence.
 * - It has x = (T - k) / N in a fade out, while T - k < N: silence would be the frame after the
 *   last one, as with a cancel's fade.
 * - k counts the frames of the sound itself, those that 'trim' or 'skip' leave out included.
 * - A fade may be longer than the sound: it does not reach its end then.
 * - The factors of a frame, each rounded to float, are multiplied from left to right: gain,
 *   cancel's fade, fade in, fade out, gain line. */
struct fade_shape {
  int64_t frames; /* >= 0 */
  enum fade_curve curve;
};

/** A range of the samples that is played several times: from its offset the sound goes to the end
 * of the range, then from the range's start again, `times` passes in all, and on to the end of its
 * length. With total_frames it goes back again and again and ends after so many frames, wherever
 * in the range it is then. */
struct loop_request {
  int64_t start_frame, end_frame; /* of the samples; the end is the first frame after the range */
  int64_t times;                  /* 0 = no loop, 1 = as without one, LOOP_ENDLESS */
  int64_t total_frames; /* with LOOP_ENDLESS: of the whole sound, from its first frame on; else 0 */
};

/** A point of a gain line (mixer/dsp/gain_line.h). Frames of the sound, its loop written out. */
struct gain_point {
  double frame;    /* whole, 0 or more, more than the point's before */
  double decibels; /* at most MOST_DECIBELS; SILENT_DECIBELS and less: silence */
};

#define SILENT_DECIBELS (-90.0)
#define MOST_DECIBELS   120.0
/** The most points of a gain line. */
enum { MOST_GAIN_POINTS = 4096 };

/** One way of a channel matrix (mixer/dsp/channel_matrix.h); channel numbers from 1. */
struct matrix_entry {
  double from; /* of the source */
  double to;   /* of the output or the bus */
  double gain; /* linear, finite as a float */
};

/** The most entries of a channel matrix. */
enum { MOST_MATRIX_ENTRIES = 4096 };

enum { LOOP_ENDLESS = -1 };

/** Ends of a loop that follow from offset and length of the sound, of each row of columns or of
 * setLoop's target: the loop begins with the offset, is as long as the request's, or goes to the
 * end of the sound. */
#define ROW_LOOPS(X)                                                                               \
  X(FROM_OFFSET, "fromOffset")                                                                     \
  X(OF_LENGTH, "ofLength")                                                                         \
  X(TO_END, "toEnd")

/** Each is a bit, in the order of the list. */
enum row_loop_bit {
#define X(name, text) ROW_LOOP_BIT_##name,
  ROW_LOOPS(X)
#undef X
};

enum row_loop {
#define X(name, text) ROW_LOOP_##name = 1 << ROW_LOOP_BIT_##name,
  ROW_LOOPS(X)
#undef X
};

/** What a setBus changes; the rest stays. Each is a bit, in the order of the list. */
#define BUS_CHANGES(X)                                                                             \
  X(GAIN, "gain")                                                                                  \
  X(MUTE, "mute")                                                                                  \
  X(UNMUTE, "unmute")                                                                              \
  X(SOLO, "solo")                                                                                  \
  X(UNSOLO, "unsolo")                                                                              \
  X(PAN, "pan")                                                                                    \
  X(SAFE, "safe")                                                                                  \
  X(UNSAFE, "unsafe")

enum bus_change_bit {
#define X(name, text) BUS_BIT_##name,
  BUS_CHANGES(X)
#undef X
      BUS_BIT_COUNT
};

enum bus_change {
#define X(name, text) BUS_##name = 1 << BUS_BIT_##name,
  BUS_CHANGES(X)
#undef X
      BUS_CHANGES_END = 1 << BUS_BIT_COUNT
};

/** One list for the fields of a request, the columns of the row of numbers that JavaScript packs
 * it into, and what reads such a row (addon/requests.cc):
 * - NUMBER(C type, member, JavaScript name): one column;
 * - FADE(member, name): columns nameFrames and nameCurve;
 * - LOOP(member, name): columns nameStartFrame, nameEndFrame, nameTimes and nameTotalFrames;
 * - REFERENCE(column, name): a column that refers to something else (struct action_request). */
#define REQUEST_FIELDS(NUMBER, FADE, LOOP, REFERENCE)                                              \
  NUMBER(enum action_type, type, "type")                                                           \
  REFERENCE(start_kind, "startKind")                                                               \
  REFERENCE(start, "start")                                                                        \
  REFERENCE(start_stream_number, "startStreamNumber")                                              \
  NUMBER(int64_t, gap_frames, "gapFrames")                                                         \
  NUMBER(enum belated_policy, belated, "belated")                                                  \
  REFERENCE(channel_offset, "channelOffset")                                                       \
  REFERENCE(channel_count, "channelCount")                                                         \
  REFERENCE(samples, "samples")                                                                    \
  REFERENCE(ring, "ring")                                                                          \
  NUMBER(int64_t, offset_frames, "offsetFrames")                                                   \
  NUMBER(int64_t, length_frames, "lengthFrames")                                                   \
  NUMBER(enum starve_policy, on_starve, "onStarve")                                                \
  NUMBER(enum loss_policy, on_loss, "onLoss")                                                      \
  NUMBER(float, gain, "gain")                                                                      \
  NUMBER(int64_t, ramp_frames, "rampFrames")                                                       \
  FADE(fade, "fade")                                                                               \
  NUMBER(bool, cuts_chain, "cutsChain")                                                            \
  FADE(fade_in, "fadeIn")                                                                          \
  FADE(fade_out, "fadeOut")                                                                        \
  LOOP(loop, "loop")                                                                               \
  NUMBER(uint32_t, row_loop, "rowLoop")                                                            \
  NUMBER(int64_t, piece_from, "pieceFrom")                                                         \
  NUMBER(int64_t, piece_frames, "pieceFrames")                                                     \
  REFERENCE(gain_line_offset, "gainLineOffset")                                                    \
  REFERENCE(gain_line_count, "gainLineCount")                                                      \
  REFERENCE(matrix_offset, "matrixOffset")                                                         \
  REFERENCE(matrix_count, "matrixCount")                                                           \
  REFERENCE(target, "target")                                                                      \
  REFERENCE(target_type, "targetType")                                                             \
  NUMBER(uint32_t, bus, "bus")                                                                     \
  NUMBER(uint32_t, bus_changes, "busChanges")                                                      \
  NUMBER(float, pan, "pan")

/** What mixer_schedule() is asked for; copied, the caller keeps ownership of everything in it.
 * Buffers and rings are retained by the action until it is released, or collected without having
 * begun. Unused fields are zero.
 * - type; belated: all
 * - gap_frames: players, recorders with START_AFTER: of silence before it, >= 0
 * - offset_frames: playBuffer, recordBuffer: first frame of the samples that is used, >= 0
 * - length_frames: players, recorders: -1 = to the end of the buffer, of a ring until it ends; with
 *   a loop: of the samples, its repetitions not counted
 * - loop: playBuffer of samples in memory; setLoop: the loop from its frame on, with times 0 none
 * - row_loop: setLoop, rows of columns: bits of enum row_loop
 * - piece_from, piece_frames: players: the piece of the sound that is played, in frames of the
 *   sound with its loop written out; piece_frames 0 = to its end. Offset, length, loop, fades and
 *   gain line are the whole sound's. A ring begins with the frame piece_from.
 * - gain_line: players: a factor of the level beside gain and fades
 * - matrix: players: instead of channel numbers
 * - on_starve, fade_in, fade_out: players; a fade out needs a known length
 * - on_loss: recorders
 * - gain: players: linear, finite; setGain, setBus: the new gain
 * - ramp_frames: players: a linear ramp from silence to the gain, from the first frame that sounds
 *   on, wherever in the sound that is, >= 0; setGain, setBus: one to the new gain from its frame on
 * - fade: cancel: to silence from the cancel's frame on
 * - cuts_chain: cancel: all that follows the target is cancelled, too
 * - bus: players: 0 = straight to the output; setBus: 0 = the master, which has gain and mute
 * - pan: setBus: of a bus that is panned, from -1 to 1
 * - bus_changes: setBus: bits of enum bus_change, at least one */
struct action_request {
#define NUMBER(c_type, member, text) c_type member;
#define FADE(member, text)           struct fade_shape member;
#define LOOP(member, text)           struct loop_request member;
#define REFERENCE(column, text)
  REQUEST_FIELDS(NUMBER, FADE, LOOP, REFERENCE)
#undef NUMBER
#undef FADE
#undef LOOP
#undef REFERENCE

  struct action_start start;
  struct predecessor after;           /* with START_AFTER */
  const uint32_t *channel_numbers;    /* from 1, duplicates allowed; NULL = 1, 2, ... */
  uint32_t channel_count;             /* 0 = all of the source's channels, of one on a panned bus:
                                         placed by its pan; else as many as these, or a player of one
                                         channel: those that it plays on. Numbers are of the player's
                                         bus, of the output without one */
  const struct gain_point *gain_line; /* gain_line_count points; NULL = none */
  uint32_t gain_line_count;
  uint32_t matrix_count;
  const struct matrix_entry *matrix; /* matrix_count entries; NULL = none */
  struct sample_buffer *samples;     /* playBuffer's source (or NULL with `ring`: a streamed file),
                                        recordBuffer's target */
  struct ring_buffer *ring;          /* elements are frames: element size = 4 * channels bytes */
  struct action *target;             /* cancel, setGain, setLoop */
};

/** A copy of what is known about an action: all of it final once state is ACTION_FINISHED; before,
 * each field is whole, but they are not all of the same instant. */
struct action_account {
  uint64_t id;            /* from 1, unique in the process, ascending in order of acceptance */
  uint64_t stream_number; /* of the stream (from 1) whose frames it has; 0 = never reached a
                             callback */
  enum action_type type;
  enum action_state state;
  enum action_outcome outcome;
  bool asap;
  bool asked_in_seconds;
  bool target_found; /* cancel, setGain, setLoop: the target was pending or active, not finished */
  double requested_time;   /* seconds of device time; 0 for asap; of the map for frames */
  double actual_time;      /* seconds of device time; 0 = did not happen, as in rtmixer */
  int64_t requested_frame; /* before the stream's start: negative; asap, or not mapped yet:
                              UNKNOWN_FRAME */
  int64_t actual_frame;    /* -1 = did not happen */
  int64_t total_frames;    /* asked length, a loop's repetitions included, as a setLoop has changed
                              it, of a piece the piece's; -1 = endless */
  int64_t done_frames;
  int64_t skipped_frames;  /* missed at the start by 'trim' */
  int64_t starved_frames;  /* of silence where the source had none */
  uint64_t starved_gaps;   /* stretches of them */
  int64_t filled_frames;   /* recorders: of zeros that stand for lost frames; in done_frames */
  uint64_t loss_count;     /* recorders: losses within what was recorded */
  int64_t min_fill_frames; /* players: smallest fill of the ring seen before it ended; recorders:
                              its smallest free space; -1 = no ring, or not used yet */
  uint32_t channel_count;
  uint32_t bus;                   /* players: 0 = straight to the output; setBus: 0 = master */
  struct stats stats;             /* fetchAndResetStats: the stream's counters as fetched */
  double fetched_clipped_samples; /* fetchAndResetStats: samples beyond +-1 since the last fetch */
};

/** The account, live or final. Control side; never blocks. */
void action_read(const struct action *action, struct action_account *account);
/** As in its account. Any thread. */
uint64_t action_id(const struct action *action);
/** Borrowed; NULL where it has none or has given it back. Control side. */
struct sample_buffer *action_samples(const struct action *action);
/** Of a completed fetchAndResetStats: output samples of the channel beyond +-1 since the last
 * fetch; 0 of other actions and beyond the last channel. Their sum is fetched_clipped_samples.
 * Control side. */
uint64_t action_fetched_clipped(const struct action *action, uint32_t channel_index);
/** Another reference; returns `action`. Control side. */
struct action *action_retain(struct action *action);
/** Gives a reference back: the last one frees, which the mixer's own delay until the action is
 * finished and collected. NULL is fine. Control side. */
void action_release(struct action *action);
/** Gives back the samples or the ring of an action that is finished; its account stays readable.
 * Control side. */
void action_let_go_of_source(struct action *action);

#ifdef __cplusplus
}
#endif
