/* setLoop: another loop of a player, or none, from its frame on.
 *
 * - The sound goes on from where it is: to the end of the new range and back to its start, or,
 *   without a loop, to the end of its samples.
 * - Where it is at or beyond the end of the new range, it goes on with the range's start at once,
 *   as at the end of a loop pass.
 * - The passes of the new range count from here on; the one that is under way is the first. The
 *   frames of a loop with an end (total_frames) count from the beginning of the sound.
 */
#include "mixer/action/action_handler.h"
#include "mixer/action/play_level.h"

/* Of the samples: the next one that it would play. Frames that it owes to stay in step are left out
 * now, in the loop in which they were missed. */
static int64_t next_frame_of(struct action *target) RT_SAFE {
  const struct loop_range *loop = action_loop(target);
  const int64_t frame = target->source_frame + target->flow->owed_frames;
  target->flow->owed_frames = 0;
  return loop == NULL ? frame : loop_source_frame(loop, frame);
}

/* Of the sound, of which `position` frames have passed, from a frame of its samples on; -1 =
 * endless. */
static int64_t frames_to_come(const struct action *change, const struct sound_shape *shape,
                              int64_t position, int64_t frame) RT_SAFE {
  const struct loop_range *loop = &shape->loop;
  if (!loop_is_endless(loop)) {
    return shape->end_frame - frame + loop->repetitions * loop_length(loop);
  }
  const int64_t total = change->new_total_frames;
  return total == 0 ? -1 : total > position ? total - position : 0;
}

/* Of the action: those of the sound, or of the piece of it that was asked for. */
static int64_t total_frames_of(const struct sound_shape *shape) RT_SAFE {
  const int64_t piece = shape->piece_frames;
  const int64_t rest = shape->sound_frames - shape->piece_from;
  return shape->sound_frames < 0     ? (piece > 0 ? piece : -1)
         : piece > 0 && piece < rest ? piece
                                     : rest;
}

static void change(struct block_context *context, struct action *action) RT_SAFE {
  (void)context;
  struct action *target = action->target;
  if (!block_target_is_open(action)) {
    return;
  }
  struct sound_shape *shape = target->flow->shape;
  int64_t frame = next_frame_of(target);
  shape->loop = action->new_loop;
  if (shape->loop.end_frame > 0 && frame >= shape->loop.end_frame) {
    frame = shape->loop.start_frame;
  }
  target->source_frame = frame;
  const int64_t position = play_sound_position(target);
  const int64_t frames = frames_to_come(action, shape, position, frame);
  shape->sound_frames = frames < 0 ? -1 : position + frames;
  action_set_total_frames(target, total_frames_of(shape));
}

const struct action_handler set_loop_handler = {.start = block_change_target, .change = change};
