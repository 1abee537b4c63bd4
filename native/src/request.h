/* From a request to an action: checks everything on the control side, so that the callback can
 * trust it.
 */
#ifndef RTMIXER_REQUEST_H
#define RTMIXER_REQUEST_H

#include "action_slab.h"

/** What requests are checked against. */
struct request_scene {
  uint64_t mixer_number;
  uint32_t input_channels, output_channels;
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

#endif
