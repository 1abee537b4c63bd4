/* From a request to an action: checks everything on the control side, so that the callback can
 * trust it.
 */
#ifndef RTMIXER_REQUEST_CHECK_H
#define RTMIXER_REQUEST_CHECK_H

#include "mixer/action/action_slab.h"

/** What requests are checked against. */
struct request_scene {
  uint64_t mixer_number;
  uint32_t input_channels, output_channels;
  uint32_t bus_count;
  double sample_rate;
};

/** Frames, seconds and lengths beyond this are refused: 2^52 frames are 3,000 years at 48 kHz. */
#define FARTHEST_REQUEST_FRAMES ((int64_t)1 << 52)

/** A start, or an origin of a group, in range? Failure: invalid-time. */
bool request_check_start(const struct action_start *start, double sample_rate,
                         struct failure *failure);

/** The next action of a batch, with `references` references and no id, or NULL + failure. Retains
 * what the request names. Control side. */
struct action *request_create_action(const struct request_scene *scene,
                                     const struct action_request *request, uint32_t references,
                                     struct slab_cursor *cursor, struct failure *failure);

/* ---- request_shape.c: fades and loops ---- */

/** The asked length; -1 = endless or not known. The request's range has been checked. */
int64_t request_total_frames(const struct action_request *request);
/** The frame of its samples behind the last one that it uses. */
int64_t request_source_end(const struct action_request *request);
/** Failure: invalid-argument. The request's range has been checked. */
bool request_check_shape(const struct action_request *request, struct failure *failure);
bool request_has_shape(const struct action_request *request);
/** Of a checked request; NULL when memory is short. free() it. */
struct sound_shape *request_create_shape(const struct action_request *request);

#endif
