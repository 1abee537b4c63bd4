/* The shape of a sound that a request asks for: fades and a loop. */
#include <stdlib.h>

#include "base/sample_buffer_state.h"
#include "mixer/schedule/request_check.h"

static bool is_player(const struct action_request *request) {
  return action_kind_of(request->type) == ACTION_PLAYER;
}

/* What records has no shape: a loop would lead it beyond its samples. */
static bool loops(const struct action_request *request) {
  return is_player(request) && request->loop.times != 0;
}

/* Frames of the samples from the offset on, the loop's repetitions not counted; -1 = not known. */
static int64_t frames_once(const struct action_request *request) {
  return request->length_frames < 0 && request->samples != NULL
             ? request->samples->frames - request->offset_frames
             : request->length_frames;
}

int64_t request_source_end(const struct action_request *request) {
  return request->offset_frames + frames_once(request);
}

int64_t request_total_frames(const struct action_request *request) {
  const int64_t once = frames_once(request);
  if (!loops(request)) {
    return once;
  }
  return request->loop.times == LOOP_ENDLESS
             ? -1
             : once + (request->loop.times - 1) *
                          (request->loop.end_frame - request->loop.start_frame);
}

static bool check_loop(const struct action_request *request, struct failure *failure) {
  const struct loop_request *loop = &request->loop;
  if (request->samples == NULL) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Only samples in memory have a range to loop; decode the file first.");
  }
  if (loop->start_frame < 0 || loop->end_frame <= loop->start_frame) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A loop's range begins at frame 0 or later and ends behind its beginning.");
  }
  const int64_t end_frame = request_source_end(request);
  if (loop->end_frame > end_frame || request->offset_frames >= loop->end_frame) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The loop's range, frames %lld to %lld, must lie before the sound's end at "
                       "frame %lld and end behind its offset.",
                       (long long)loop->start_frame, (long long)loop->end_frame,
                       (long long)end_frame);
  }
  if (loop->times != LOOP_ENDLESS &&
      (loop->times < 1 ||
       loop->times > FARTHEST_REQUEST_FRAMES / (loop->end_frame - loop->start_frame))) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A loop is passed once or more often, up to 2^52 frames; for more, make it "
                       "endless.");
  }
  return true;
}

static bool is_fade(const struct fade_shape *fade) {
  return fade->frames >= 0 && fade->frames < FARTHEST_REQUEST_FRAMES &&
         (unsigned)fade->curve < FADE_CURVE_COUNT;
}

bool request_check_shape(const struct action_request *request, struct failure *failure) {
  if (!is_player(request)) {
    return true;
  }
  if (loops(request) && !check_loop(request, failure)) {
    return false;
  }
  if (!is_fade(&request->fade_in) || !is_fade(&request->fade_out)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A fade cannot be negative or endless; it is linear or of equal power.");
  }
  if (request->fade_out.frames > 0 && request_total_frames(request) < 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A fade out must know where the sound ends; give it a length, or let a "
                       "cancel fade it out.");
  }
  return true;
}

bool request_has_shape(const struct action_request *request) {
  return is_player(request) &&
         (loops(request) || request->fade_in.frames > 0 || request->fade_out.frames > 0);
}

struct sound_shape *request_create_shape(const struct action_request *request) {
  struct sound_shape *shape = calloc(1, sizeof(*shape));
  if (shape == NULL) {
    return NULL;
  }
  shape->fade_in = request->fade_in;
  shape->fade_out = request->fade_out;
  if (loops(request)) {
    shape->loop.start_frame = request->loop.start_frame;
    shape->loop.end_frame = request->loop.end_frame;
    shape->loop.repetitions = request->loop.times == LOOP_ENDLESS ? -1 : request->loop.times - 1;
  }
  return shape;
}
