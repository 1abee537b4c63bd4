#include "rtmixer_stage.h"

#include <stdlib.h>

struct stage *stage_begin(long buffer_count, int64_t buffer_frames) {
  const struct mixer_config config = {.output_channels = CHANNELS, .sample_rate = RATE};
  struct failure failure;
  struct stage *stage = need(calloc(1, sizeof(*stage)));
  stage->buffer_count = buffer_count;
  stage->buffer_frames = buffer_frames;
  stage->mixer = need(mixer_create(&config, &failure));
  stage->buffers = need(calloc((size_t)buffer_count, sizeof(struct sample_buffer *)));
  for (long k = 0; k < buffer_count; k++) {
    stage->buffers[k] = need(sample_buffer_create(CHANNELS, buffer_frames, RATE, false, &failure));
    fill_sound(sample_buffer_data(stage->buffers[k]), (size_t)buffer_frames, k);
  }
  mixer_begin_stream(stage->mixer);
  return stage;
}

void stage_end(struct stage *stage) {
  mixer_destroy(stage->mixer);
  for (long k = 0; k < stage->buffer_count; k++) {
    sample_buffer_release(stage->buffers[k]);
  }
  free(stage->buffers);
  free(stage);
}

void stage_restart(struct stage *stage) {
  mixer_end_stream(stage->mixer, OUTCOME_STREAM_STOPPED);
  stage_collect(stage);
  mixer_begin_stream(stage->mixer);
  stage->frame = 0;
}

void stage_schedule(struct stage *stage, const struct stage_play *plays, size_t count) {
  struct action_request *requests = need(calloc(count, sizeof(*requests)));
  struct action **actions = need(calloc(count, sizeof(struct action *)));
  struct failure failure;
  for (size_t k = 0; k < count; k++) {
    requests[k] = (struct action_request){.type = ACTION_PLAY_BUFFER,
                                          .start = {.kind = START_FRAME, .frame = plays[k].frame},
                                          .belated = BELATED_START,
                                          .samples = stage->buffers[plays[k].buffer],
                                          .length_frames = -1,
                                          .gain = GAIN_PERCENT / 100.0f};
    if (plays[k].is_endless) {
      requests[k].loop =
          (struct loop_request){.end_frame = stage->buffer_frames, .times = LOOP_ENDLESS};
    }
  }
  if (!mixer_schedule(stage->mixer, requests, count, NULL, NULL, actions, &failure)) {
    fail(failure.sentence);
  }
  for (size_t k = 0; k < count; k++) {
    action_release(actions[k]);
  }
  free(actions);
  free(requests);
}

void stage_process(struct stage *stage, float *output, uint32_t frames) {
  const double now = (double)stage->frame / RATE;
  const struct block block = {.output = output,
                              .frame_count = frames,
                              .current_time = now,
                              .output_dac_time = now,
                              .input_adc_time = now};
  mixer_process(stage->mixer, &block);
  stage->frame += frames;
}

void stage_collect(struct stage *stage) {
  struct action *finished[256];
  size_t count;
  while ((count = mixer_collect(stage->mixer, finished, 256)) > 0) {
    for (size_t k = 0; k < count; k++) {
      action_release(finished[k]);
    }
  }
}
