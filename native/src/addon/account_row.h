/* An account as a row of doubles for JavaScript. */
#pragma once

#include "mixer/action/action.h"

/* X(enum name, JavaScript name, expression on `account`) */
#define ACCOUNT_FIELDS(X)                                                                          \
  X(ID, "id", id)                                                                                  \
  X(STREAM_NUMBER, "streamNumber", stream_number)                                                  \
  X(TYPE, "type", type)                                                                            \
  X(STATE, "state", state)                                                                         \
  X(OUTCOME, "outcome", outcome)                                                                   \
  X(ASAP, "asap", asap)                                                                            \
  X(ASKED_IN_SECONDS, "askedInSeconds", asked_in_seconds)                                          \
  X(REQUESTED_TIME, "requestedTime", requested_time)                                               \
  X(ACTUAL_TIME, "actualTime", actual_time)                                                        \
  X(REQUESTED_FRAME, "requestedFrame", requested_frame)                                            \
  X(ACTUAL_FRAME, "actualFrame", actual_frame)                                                     \
  X(TOTAL_FRAMES, "totalFrames", total_frames)                                                     \
  X(DONE_FRAMES, "doneFrames", done_frames)                                                        \
  X(SKIPPED_FRAMES, "skippedFrames", skipped_frames)                                               \
  X(STARVED_FRAMES, "starvedFrames", starved_frames)                                               \
  X(STARVED_GAPS, "starvedGaps", starved_gaps)                                                     \
  X(FILLED_FRAMES, "filledFrames", filled_frames)                                                  \
  X(LOSS_COUNT, "lossCount", loss_count)                                                           \
  X(MIN_FILL_FRAMES, "minFillFrames", min_fill_frames)                                             \
  X(CHANNEL_COUNT, "channelCount", channel_count)                                                  \
  X(BLOCKS, "blocks", stats.blocks)                                                                \
  X(MIN_BLOCK_SIZE, "minBlockSize", stats.min_block_size)                                          \
  X(MAX_BLOCK_SIZE, "maxBlockSize", stats.max_block_size)                                          \
  X(INPUT_UNDERFLOWS, "inputUnderflows", stats.input_underflows)                                   \
  X(INPUT_OVERFLOWS, "inputOverflows", stats.input_overflows)                                      \
  X(OUTPUT_UNDERFLOWS, "outputUnderflows", stats.output_underflows)                                \
  X(OUTPUT_OVERFLOWS, "outputOverflows", stats.output_overflows)                                   \
  X(CLIPPED_SAMPLES, "clippedSamples", fetched_clipped_samples)                                    \
  X(BUS, "bus", bus)                                                                               \
  X(TARGET_FOUND, "targetFound", target_found)

enum account_field {
#define X(name, text, expression) ACCOUNT_##name,
  ACCOUNT_FIELDS(X)
#undef X
      ACCOUNT_FIELD_COUNT
};

/** Writes ACCOUNT_FIELD_COUNT doubles. */
void write_account(const struct action_account &account, double *row);
