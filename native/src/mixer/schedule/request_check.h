/* The checks of a request, on the control side, so that the callback can rely on what it gets. */
#pragma once

#include "mixer/mixer.h"

/** Frames, seconds and lengths from here on are refused: 2^52 frames are 3,000 years at 48 kHz. */
#define FARTHEST_REQUEST_FRAMES ((int64_t)1 << 52)

/** The start, or the origin of a group, must be in range. Failure: invalid-time. */
bool request_check_start(const struct action_start *start, double sample_rate,
                         struct failure *failure);
/** Everything, for that mixer. *width = the channels of a player or recorder, 0 for commands.
 * Failures as mixer_schedule(). */
bool request_check(const struct mixer *mixer, const struct action_request *request, uint32_t *width,
                   struct failure *failure);

/* ---- what a request asks for; its range has been checked ---- */

/** The length of the whole sound; -1 = endless or not known. */
int64_t request_sound_frames(const struct action_request *request);
/** The length of the piece that is played; -1 = endless or not known. */
int64_t request_total_frames(const struct action_request *request);
/** The first frame of its samples after the last one that it uses. */
int64_t request_source_end(const struct action_request *request);
/** Of a player: how many channels its bus has, or the output. */
uint32_t request_target_channels(const struct mixer *mixer, const struct action_request *request);
/** Whether it plays one channel that the pan of its bus places. */
bool request_is_placed(const struct mixer *mixer, const struct action_request *request);
/** Whether it plays samples or a ring of one channel on several outputs. */
bool request_spreads_mono(const struct action_request *request);
/** *loop becomes the loop that a setLoop gives its target, or gets false where it has none to give:
 * it takes the loop away, or its target is over. */
bool request_new_loop(const struct action_request *request, struct loop_request *loop);
/** The ends of a loop of a sound that uses its samples from `first_frame` to before `end_frame`. */
void request_place_loop(const struct action_request *request, int64_t first_frame,
                        int64_t end_frame, struct loop_request *loop);
/** Whether it plays a loop. */
bool request_loops(const struct action_request *request);
/** Whether it plays with fades, a gain line or a loop. */
bool request_has_shape(const struct action_request *request);
/** Whether it plays through a channel matrix. */
bool request_has_matrix(const struct action_request *request);
