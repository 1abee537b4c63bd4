/* What the tests of streams share: settings, impulses, and waiting for actions.
 *
 * Waiting is bounded and polls like the control side; nothing here asserts times.
 */
#pragma once

#include "check.h"

#include <stdlib.h>

#include "base/thread.h"
#include "device/stream.h"

enum { FIXTURE_PATIENCE_SECONDS = 90 };

static inline struct stream_settings fixture_settings(void) {
  return (struct stream_settings){
      .input_device = 0,
      .output_device = 0,
      .input_channels = 2,
      .output_channels = 2,
      .sample_rate = 48000,
      .block_size = 64,
      .input_latency = -1,
      .output_latency = -1,
      .dither_off = true,
      .virtual_settings = {.delay_frames = -1, .speed = 0},
  };
}

static inline struct sample_buffer *fixture_buffer(uint32_t channels, int64_t frames) {
  struct sample_buffer *buffer = sample_buffer_create(channels, frames, 48000, false, NULL);
  CHECK(buffer != NULL);
  return buffer;
}

static inline struct action *fixture_schedule(struct stream *stream,
                                              const struct action_request *request) {
  struct failure failure = {0};
  struct action *action = NULL;
  if (!mixer_schedule(stream_mixer(stream), request, 1, NULL, NULL, &action, &failure)) {
    CHECK_FAIL("schedule: %s", failure.sentence);
  }
  return action;
}

/** Plays one frame of `value` on all channels at `frame`. */
static inline struct action *fixture_impulse(struct stream *stream, int64_t frame, float value) {
  struct sample_buffer *buffer = fixture_buffer(2, 1);
  sample_buffer_data(buffer)[0] = value;
  sample_buffer_data(buffer)[1] = -value;
  struct action *action =
      fixture_schedule(stream, &(struct action_request){.type = ACTION_PLAY_BUFFER,
                                                        .start = {START_FRAME, frame, 0},
                                                        .samples = buffer,
                                                        .length_frames = -1,
                                                        .gain = 1});
  sample_buffer_release(buffer);
  return action;
}

static inline struct action *fixture_record(struct stream *stream, struct sample_buffer *target,
                                            int64_t frame) {
  return fixture_schedule(stream, &(struct action_request){.type = ACTION_RECORD_BUFFER,
                                                           .start = {START_FRAME, frame, 0},
                                                           .samples = target,
                                                           .length_frames = -1});
}

static inline void fixture_collect(struct stream *stream) {
  struct action *finished[64];
  size_t count;
  do {
    count = mixer_collect(stream_mixer(stream), finished, 64);
    for (size_t i = 0; i < count; i++) {
      action_release(finished[i]);
    }
  } while (count > 0);
}

static inline struct action_account fixture_account(const struct action *action) {
  struct action_account account;
  action_read(action, &account);
  return account;
}

/** Polls and collects until the action is finished, and returns its account. */
static inline struct action_account fixture_finish(struct stream *stream,
                                                   const struct action *action) {
  double deadline = monotonic_seconds() + FIXTURE_PATIENCE_SECONDS;
  for (;;) {
    stream_poll(stream);
    fixture_collect(stream);
    struct action_account account = fixture_account(action);
    if (account.state == ACTION_FINISHED) {
      return account;
    }
    if (monotonic_seconds() > deadline) {
      CHECK_FAIL("action %llu did not finish", (unsigned long long)account.id);
    }
    sleep_until(monotonic_seconds() + 0.002);
  }
}

/** Polls until the stream's frame counter has passed `frame`. */
static inline void fixture_run_to(struct stream *stream, int64_t frame) {
  double deadline = monotonic_seconds() + FIXTURE_PATIENCE_SECONDS;
  while (mixer_frame(stream_mixer(stream)) < frame) {
    CHECK(monotonic_seconds() < deadline);
    stream_poll(stream);
    sleep_until(monotonic_seconds() + 0.002);
  }
}
