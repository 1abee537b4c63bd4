#include "mixer/schedule/request_check.h"

#include <math.h>

#include "base/sample_buffer_state.h"
#include "mixer/action/action_slab.h"
#include "mixer/dsp/channel_map.h"
#include "mixer/mixer_state.h"

/* ---- what a request asks for ---- */

static bool is_player(const struct action_request *request) {
  return action_kind_of(request->type) == ACTION_PLAYER;
}

/* A recorder has no shape: a loop would lead it beyond its samples. */
bool request_loops(const struct action_request *request) {
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

int64_t request_sound_frames(const struct action_request *request) {
  const struct loop_request *loop = &request->loop;
  const int64_t once = frames_once(request);
  if (!request_loops(request)) {
    return once;
  }
  if (loop->times == LOOP_ENDLESS) {
    return loop->total_frames > 0 ? loop->total_frames : -1;
  }
  return once + (loop->times - 1) * (loop->end_frame - loop->start_frame);
}

int64_t request_total_frames(const struct action_request *request) {
  const int64_t frames = request_sound_frames(request);
  if (request->piece_frames > 0) {
    return request->piece_frames;
  }
  return frames < 0 ? -1 : frames - request->piece_from;
}

void request_place_loop(const struct action_request *request, int64_t first_frame,
                        int64_t end_frame, struct loop_request *loop) {
  *loop = request->loop;
  const int64_t length = loop->end_frame - loop->start_frame;
  if ((request->row_loop & ROW_LOOP_FROM_OFFSET) != 0) {
    loop->start_frame = first_frame;
  }
  if ((request->row_loop & ROW_LOOP_OF_LENGTH) != 0) {
    loop->end_frame = loop->start_frame + length;
  }
  if ((request->row_loop & ROW_LOOP_TO_END) != 0) {
    loop->end_frame = end_frame;
  }
}

/* What stands for an action that is over may have any shape, or none. */
bool request_new_loop(const struct action_request *request, struct loop_request *loop) {
  if (request->loop.times == 0 || action_is_finished(request->target)) {
    return false;
  }
  const struct sound_shape *shape = action_shape(request->target);
  request_place_loop(request, shape->first_frame, shape->end_frame, loop);
  return true;
}

bool request_has_shape(const struct action_request *request) {
  return is_player(request) && (request_loops(request) || request->gain_line != NULL ||
                                request->fade_in.frames > 0 || request->fade_out.frames > 0);
}

bool request_has_matrix(const struct action_request *request) {
  return is_player(request) && request->matrix != NULL;
}

/* ---- checks ---- */

bool request_check_start(const struct action_start *start, double sample_rate,
                         struct failure *failure) {
  switch (start->kind) {
  case START_ASAP:
    return true;
  case START_FRAME:
    if (start->frame <= -FARTHEST_REQUEST_FRAMES || start->frame >= FARTHEST_REQUEST_FRAMES) {
      return failure_set(failure, FAILURE_INVALID_TIME,
                         "The start frame is out of range; give a frame of the stream.");
    }
    return true;
  case START_SECONDS:
    if (!isfinite(start->seconds) ||
        fabs(start->seconds) * sample_rate >= (double)FARTHEST_REQUEST_FRAMES) {
      return failure_set(failure, FAILURE_INVALID_TIME,
                         "The start is not a usable number of seconds; give a finite time.");
    }
    return true;
  case START_AFTER:
    return true;
  }
  return failure_set(failure, FAILURE_INVALID_ARGUMENT, "The kind of start is unknown.");
}

static bool check_source(const struct action_request *request, bool wants_samples,
                         struct failure *failure) {
  if (wants_samples && (request->samples == NULL || request->ring != NULL)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "There are no samples; give a sample buffer.");
  }
  if (!wants_samples && (request->ring == NULL || request->samples != NULL)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "There is no ring buffer; give one, and no samples beside it.");
  }
  return true;
}

/* Of a frame of its samples or ring; 0: the ring's elements are not frames. */
static uint32_t source_channels_of(const struct action_request *request) {
  if (request->samples != NULL) {
    return request->samples->channels;
  }
  const size_t bytes = ring_buffer_element_size(request->ring);
  const bool is_frame = bytes % sizeof(float) == 0 && bytes / sizeof(float) <= MAX_CHANNELS;
  return is_frame ? (uint32_t)(bytes / sizeof(float)) : 0;
}

bool request_spreads_mono(const struct action_request *request) {
  return is_player(request) && request->channel_count > 1 && source_channels_of(request) == 1;
}

uint32_t request_target_channels(const struct mixer *mixer, const struct action_request *request) {
  const struct bus *bus = bus_list_find(&mixer->bus_list, request->bus);
  return bus != NULL ? bus->settings.channels : mixer->config.output_channels;
}

bool request_is_placed(const struct mixer *mixer, const struct action_request *request) {
  const struct bus *bus = bus_list_find(&mixer->bus_list, request->bus);
  return is_player(request) && bus != NULL && bus->settings.is_panned &&
         request->channel_count == 0 && request->matrix == NULL && source_channels_of(request) == 1;
}

static bool check_matrix(const struct mixer *mixer, const struct action_request *request,
                         uint32_t source_channels, struct failure *failure) {
  if (!is_player(request) || request->channel_count > 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Only what plays has a channel matrix, and no channel numbers beside it.");
  }
  return channel_matrix_check(request->matrix, request->matrix_count, source_channels,
                              request_target_channels(mixer, request), failure);
}

static bool check_channels(const struct mixer *mixer, const struct action_request *request,
                           uint32_t *width, struct failure *failure) {
  *width = source_channels_of(request);
  if (*width == 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The ring buffer's elements have %zu bytes; a frame has 4 bytes for each "
                       "of 1 to %d channels.",
                       ring_buffer_element_size(request->ring), MAX_CHANNELS);
  }
  if (request_spreads_mono(request)) {
    *width = request->channel_count;
  }
  if (request->channel_numbers == NULL && request->channel_count != 0 &&
      request->channel_count != *width) {
    return failure_set(failure, FAILURE_INVALID_CHANNEL,
                       "The samples have %u channel%s, not %u; ask for as many.", (unsigned)*width,
                       plural_ending(*width), (unsigned)request->channel_count);
  }
  if (request->channel_numbers != NULL && request->channel_count != *width) {
    return failure_set(failure, FAILURE_INVALID_CHANNEL,
                       "Samples of %u channel%s got %u channel number%s; give one for each.",
                       (unsigned)*width, plural_ending(*width), (unsigned)request->channel_count,
                       plural_ending(request->channel_count));
  }
  const bool plays = is_player(request);
  if (request->matrix != NULL) {
    return check_matrix(mixer, request, *width, failure);
  }
  return channel_map_check(request->channel_numbers, *width,
                           plays ? request_target_channels(mixer, request)
                                 : mixer->config.input_channels,
                           plays ? "output" : "input", failure);
}

static bool check_range(const struct mixer *mixer, const struct action_request *request,
                        struct failure *failure) {
  if (request->offset_frames < 0 || request->length_frames < -1 ||
      request->length_frames >= FARTHEST_REQUEST_FRAMES) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Offset and length cannot be negative or endless.");
  }
  if (request->samples == NULL) {
    return request->offset_frames == 0 ||
           failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A ring buffer has no offset; drop frames from it instead.");
  }
  const double rate = request->samples->sample_rate;
  if (rate != mixer->config.sample_rate) {
    return failure_set(failure, FAILURE_RATE_MISMATCH,
                       "The samples have %g Hz and the stream %g Hz; convert the samples first.",
                       rate, mixer->config.sample_rate);
  }
  const int64_t frames = request->samples->frames;
  if (request->offset_frames > frames || request->length_frames > frames - request->offset_frames) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The samples have %lld frame%s; offset and length reach beyond.",
                       (long long)frames, plural_ending((uint64_t)frames));
  }
  return true;
}

static bool is_length(int64_t frames) {
  return frames >= 0 && frames < FARTHEST_REQUEST_FRAMES;
}

static bool is_fade(const struct fade_shape *fade) {
  return is_length(fade->frames) && (unsigned)fade->curve < FADE_CURVE_COUNT;
}

static bool check_gain(float gain, struct failure *failure) {
  return isfinite(gain) ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT, "The gain is not a finite number.");
}

static bool check_ramp(const struct action_request *request, struct failure *failure) {
  return is_length(request->ramp_frames) ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT, "A ramp cannot be negative or endless.");
}

static bool check_bus(const struct mixer *mixer, const struct action_request *request,
                      struct failure *failure) {
  return request->bus == 0 || bus_list_find(&mixer->bus_list, request->bus) != NULL ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "There is no bus number %u; add one, or name another.",
                     (unsigned)request->bus);
}

static bool check_no_bus(const struct action_request *request, struct failure *failure) {
  return request->bus == 0 ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "A recorder has no bus: it records the input; leave the bus out.");
}

static bool contradicts(uint32_t what, uint32_t one, uint32_t other) {
  return (what & one) != 0 && (what & other) != 0;
}

static bool check_pan(const struct mixer *mixer, const struct action_request *request,
                      struct failure *failure) {
  const struct bus *bus = bus_list_find(&mixer->bus_list, request->bus);
  if (!bus->settings.is_panned) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "That bus is not panned; add it with a pan.");
  }
  return (request->pan >= -1 && request->pan <= 1) ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "A pan goes from -1, the left, to 1, the right.");
}

static bool check_bus_change(const struct mixer *mixer, const struct action_request *request,
                             struct failure *failure) {
  const uint32_t what = request->bus_changes;
  if (request->bus == 0 && (what & ~(uint32_t)(BUS_GAIN | BUS_MUTE | BUS_UNMUTE)) != 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The master has a gain and a mute alone; name a bus for more.");
  }
  if (what == 0 || what >= BUS_CHANGES_END || contradicts(what, BUS_MUTE, BUS_UNMUTE) ||
      contradicts(what, BUS_SOLO, BUS_UNSOLO) || contradicts(what, BUS_SAFE, BUS_UNSAFE)) {
    return failure_set(
        failure, FAILURE_INVALID_ARGUMENT,
        "A bus changes its gain or pan, is muted or not, soloed or not, solo safe or "
        "not; ask for one at least, and for no contradiction.");
  }
  return check_ramp(request, failure) && check_bus(mixer, request, failure) &&
         ((what & BUS_PAN) == 0 || check_pan(mixer, request, failure)) &&
         ((what & BUS_GAIN) == 0 || check_gain(request->gain, failure));
}

static bool check_target(const struct mixer *mixer, const struct action_request *request,
                         struct failure *failure) {
  if (request->target == NULL) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT, "There is no action to act upon.");
  }
  if (action_mixer_number(request->target) != mixer->number) {
    return failure_set(failure, FAILURE_FOREIGN_ACTION,
                       "That action belongs to another stream; use the stream that returned it.");
  }
  if (!is_fade(&request->fade) || !is_length(request->ramp_frames)) {
    return failure_set(
        failure, FAILURE_INVALID_ARGUMENT,
        "A fade or a ramp cannot be negative or endless; a fade is linear, of equal power "
        "or a raised cosine.");
  }
  return true;
}

static bool check_gain_of_target(const struct action_request *request, struct failure *failure) {
  return action_is_player(request->target)
             ? check_gain(request->gain, failure)
             : failure_set(failure, FAILURE_INVALID_ARGUMENT,
                           "Only what plays has a gain; this action does not play.");
}

static bool check_predecessor(const struct mixer *mixer, const struct action_request *request,
                              struct failure *failure) {
  const struct action *after = request->after.action;
  if (action_kind_of(request->type) == ACTION_COMMAND) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Only what plays or records can follow another action.");
  }
  if (!is_length(request->gap_frames)) {
    return failure_set(failure, FAILURE_INVALID_TIME,
                       "The silence after the end of another action cannot be negative or "
                       "endless; give a number of frames.");
  }
  if (after == NULL) {
    const int64_t frame = request->after.ended_frame;
    return frame == UNKNOWN_FRAME || (frame > -FARTHEST_PLACE && frame <= FARTHEST_PLACE) ||
           failure_set(failure, FAILURE_INVALID_TIME,
                       "The end to begin after is out of range; give a frame of the stream.");
  }
  if (action_mixer_number(after) != mixer->number) {
    return failure_set(failure, FAILURE_FOREIGN_ACTION,
                       "The action to follow belongs to another stream; use the stream that "
                       "returned it.");
  }
  return !action_is_command(after) ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "Only what plays or records has an end to follow; this action does not.");
}

static bool check_loop_times(const struct loop_request *loop, struct failure *failure) {
  if (loop->total_frames != 0 && (loop->times != LOOP_ENDLESS || !is_length(loop->total_frames))) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A loop has a number of times or of frames in all, not both, and not beyond "
                       "2^52 frames.");
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

static bool check_loop_order(const struct loop_request *loop, struct failure *failure) {
  if (loop->start_frame < 0 || loop->end_frame <= loop->start_frame ||
      loop->end_frame > FARTHEST_PLACE) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A loop's range begins at frame 0 or later and ends after its beginning.");
  }
  return true;
}

static bool check_loop(const struct action_request *request, struct failure *failure) {
  const struct loop_request *loop = &request->loop;
  if (request->samples == NULL) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Only samples in memory have a range to loop; decode the file first.");
  }
  if (!check_loop_order(loop, failure)) {
    return false;
  }
  const int64_t end_frame = request_source_end(request);
  if (loop->end_frame > end_frame || request->offset_frames >= loop->end_frame) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The loop's range, frames %lld to %lld, must lie before the sound's end at "
                       "frame %lld and end after its offset.",
                       (long long)loop->start_frame, (long long)loop->end_frame,
                       (long long)end_frame);
  }
  return check_loop_times(loop, failure);
}

/* What is over has no loop to change; the account says so. */
static bool check_new_loop(const struct action_request *request, struct failure *failure) {
  const struct action *target = request->target;
  struct loop_request loop;
  if (!action_is_player(target)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Only what plays has a loop; this action does not play.");
  }
  if (action_is_finished(target)) {
    return true;
  }
  const struct sound_shape *shape = action_shape(target);
  if (shape == NULL || !shape->can_loop) {
    return failure_set(
        failure, FAILURE_INVALID_ARGUMENT,
        "This player was scheduled without a loop, so it has none to change; schedule "
        "it with a loop, if only of one time. Rings and streamed files have none.");
  }
  if (request->loop.times == 0) {
    return true;
  }
  if (!check_loop_order(&request->loop, failure)) {
    return false;
  }
  request_place_loop(request, shape->first_frame, shape->end_frame, &loop);
  if (!check_loop_order(&loop, failure)) {
    return false;
  }
  if (loop.end_frame > shape->end_frame) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "The loop's range, frames %lld to %lld, must lie before the sound's end at "
                       "frame %lld.",
                       (long long)loop.start_frame, (long long)loop.end_frame,
                       (long long)shape->end_frame);
  }
  if (loop.times == LOOP_ENDLESS && loop.total_frames == 0 && shape->fade_out.frames > 0) {
    return failure_set(
        failure, FAILURE_INVALID_ARGUMENT,
        "A sound with a fade out must have an end; give the loop a number of times.");
  }
  return check_loop_times(&loop, failure);
}

static bool check_piece(const struct action_request *request, struct failure *failure) {
  const int64_t from = request->piece_from, frames = request->piece_frames;
  if (!is_length(from) || !is_length(frames)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A piece of a sound cannot be negative or endless.");
  }
  const int64_t sound_frames = request_sound_frames(request);
  return sound_frames < 0 || from + frames <= sound_frames ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "The sound has %lld frame%s; the piece of it reaches beyond.",
                     (long long)sound_frames, plural_ending((uint64_t)sound_frames));
}

static bool check_gain_line(const struct action_request *request, struct failure *failure) {
  const uint32_t count = request->gain_line_count;
  if (request->gain_line == NULL) {
    return true;
  }
  if (count < 1 || count > MOST_GAIN_POINTS) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT, "A gain line has 1 to %d points, not %u.",
                       MOST_GAIN_POINTS, (unsigned)count);
  }
  double least = 0;
  for (uint32_t k = 0; k < count; k++) {
    const struct gain_point *point = &request->gain_line[k];
    if (!(point->frame >= least && point->frame < (double)FARTHEST_REQUEST_FRAMES) ||
        point->frame != floor(point->frame)) {
      return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                         "The frames of a gain line are whole numbers from 0 that ascend; %g does "
                         "not fit.",
                         point->frame);
    }
    if (!(point->decibels <= MOST_DECIBELS)) {
      return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                         "The points of a gain line are at most %g dB, not %g.", MOST_DECIBELS,
                         point->decibels);
    }
    least = point->frame + 1;
  }
  return true;
}

static bool check_shape(const struct action_request *request, struct failure *failure) {
  if (request_loops(request) && !check_loop(request, failure)) {
    return false;
  }
  if (!check_piece(request, failure) || !check_gain_line(request, failure)) {
    return false;
  }
  if (!is_fade(&request->fade_in) || !is_fade(&request->fade_out)) {
    return failure_set(
        failure, FAILURE_INVALID_ARGUMENT,
        "A fade cannot be negative or endless; it is linear, of equal power or a raised "
        "cosine.");
  }
  if (request->fade_out.frames > 0 && request_sound_frames(request) < 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A fade out must know where the sound ends; give it a length, or let a "
                       "cancel fade it out.");
  }
  return true;
}

static bool check_player(const struct mixer *mixer, const struct action_request *request,
                         bool wants_samples, uint32_t *width, struct failure *failure) {
  return check_source(request, wants_samples, failure) &&
         check_channels(mixer, request, width, failure) && check_range(mixer, request, failure) &&
         check_gain(request->gain, failure) && check_ramp(request, failure) &&
         check_shape(request, failure) && check_bus(mixer, request, failure);
}

static bool check_no_shape(const struct action_request *request, struct failure *failure) {
  return (request->piece_from == 0 && request->piece_frames == 0 && request->gain_line == NULL) ||
         failure_set(failure, FAILURE_INVALID_ARGUMENT,
                     "Only what plays has a gain line or a piece of a sound; leave them out.");
}

static bool check_recorder(const struct mixer *mixer, const struct action_request *request,
                           bool wants_samples, uint32_t *width, struct failure *failure) {
  return check_source(request, wants_samples, failure) &&
         check_channels(mixer, request, width, failure) && check_range(mixer, request, failure) &&
         check_no_bus(request, failure) && check_no_shape(request, failure);
}

bool request_check(const struct mixer *mixer, const struct action_request *request, uint32_t *width,
                   struct failure *failure) {
  *width = 0;
  if ((unsigned)request->belated >= BELATED_POLICY_COUNT ||
      (unsigned)request->on_starve >= STARVE_POLICY_COUNT ||
      (unsigned)request->on_loss >= LOSS_POLICY_COUNT) {
    return failure_set(
        failure, FAILURE_INVALID_ARGUMENT,
        "The policy for a belated start, a starving source or lost frames is unknown.");
  }
  if (!request_check_start(&request->start, mixer->config.sample_rate, failure) ||
      (request->start.kind == START_AFTER && !check_predecessor(mixer, request, failure))) {
    return false;
  }
  if (request->start.kind != START_AFTER && request->gap_frames != 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "Only what follows another action has a gap; give it a later start.");
  }
  switch (request->type) {
  case ACTION_PLAY_BUFFER: /* or a file that is streamed through a ring */
    return check_player(mixer, request, request->ring == NULL, width, failure);
  case ACTION_PLAY_RING_BUFFER:
    return check_player(mixer, request, false, width, failure);
  case ACTION_RECORD_BUFFER:
    return check_recorder(mixer, request, true, width, failure);
  case ACTION_RECORD_RING_BUFFER:
    return check_recorder(mixer, request, false, width, failure);
  case ACTION_CANCEL:
    return check_target(mixer, request, failure);
  case ACTION_SET_GAIN:
    return check_target(mixer, request, failure) && check_gain_of_target(request, failure);
  case ACTION_SET_LOOP:
    return check_target(mixer, request, failure) && check_new_loop(request, failure);
  case ACTION_SET_BUS:
    return check_bus_change(mixer, request, failure);
  case ACTION_FETCH_AND_RESET_STATS:
    return true;
  case ACTION_TYPE_COUNT:
    break;
  }
  return failure_set(failure, FAILURE_INVALID_ARGUMENT, "The type of action is unknown.");
}
