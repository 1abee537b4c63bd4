#include "mixer_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* References that tests got and that rig_end() gives back. */
static struct action **kept;
static size_t kept_count;

static void give_up(const char *what) {
  fprintf(stderr, "rig: %s\n", what);
  abort();
}

struct rig rig_begin(uint32_t input_channels, uint32_t output_channels) {
  return rig_begin_with_buses(input_channels, output_channels, 0);
}

struct rig rig_begin_with_buses(uint32_t input_channels, uint32_t output_channels, uint32_t buses) {
  struct failure failure;
  const struct mixer_config config = {input_channels, output_channels, RIG_RATE, buses};
  struct rig rig = {.input_channels = input_channels,
                    .output_channels = output_channels,
                    .epoch = 100,
                    .latency = 0.01};
  rig.mixer = mixer_create(&config, &failure);
  if (rig.mixer == NULL) {
    give_up(failure.sentence);
  }
  mixer_begin_stream(rig.mixer);
  return rig;
}

void rig_end(struct rig *rig) {
  mixer_destroy(rig->mixer);
  free(rig->output);
  for (size_t k = 0; k < kept_count; k++) {
    action_release(kept[k]);
  }
  free(kept);
  kept = NULL;
  kept_count = 0;
}

static void make_room(struct rig *rig, uint32_t frames) {
  if (rig->frame + frames > rig->capacity) {
    rig->capacity = 2 * (rig->frame + frames);
    float *larger =
        realloc(rig->output, (size_t)rig->capacity * (rig->output_channels + 1) * sizeof(float));
    if (larger == NULL) {
      give_up("no memory");
    }
    rig->output = larger;
  }
}

void rig_block(struct rig *rig, uint32_t frames) {
  make_room(rig, frames);
  rig->input_offset += rig->lost_input;
  float *input = calloc((size_t)frames * rig->input_channels + 1, sizeof(float));
  for (uint32_t k = 0; rig->input != NULL && k < frames * rig->input_channels; k++) {
    input[k] = rig->input(rig->input_offset + rig->frame + k / rig->input_channels,
                          k % rig->input_channels);
  }
  const double now = rig->epoch + (double)rig->frame / RIG_RATE + rig->late_seconds;
  const struct block block = {
      .input = rig->input_channels > 0 ? input : NULL,
      .output = rig->output_channels > 0 ? rig->output + rig->frame * rig->output_channels : NULL,
      .frame_count = frames,
      .flags = rig->flags,
      .tells_losses = rig->tells_losses,
      .lost_input = rig->lost_input,
      .lost_output = rig->lost_output,
      .current_time = now,
      .input_adc_time = rig->input_channels > 0 ? now - rig->latency : 4.99,
      .output_dac_time = rig->output_channels > 0 ? now + rig->latency : 2.57};
  mixer_process(rig->mixer, &block);
  rig->frame += frames;
  rig->lost_input = rig->lost_output = 0;
  free(input);
}

void rig_process(struct rig *rig, int64_t frames, uint32_t block) {
  while (frames > 0) {
    const uint32_t count = frames < block ? (uint32_t)frames : block;
    rig_block(rig, count);
    frames -= count;
  }
}

float rig_heard(const struct rig *rig, int64_t frame, uint32_t channel) {
  return rig->output[frame * rig->output_channels + channel];
}

struct sample_buffer *rig_count_up(uint32_t channels, int64_t frames) {
  struct sample_buffer *buffer = sample_buffer_create(channels, frames, RIG_RATE, false, NULL);
  float *samples = sample_buffer_data(buffer);
  for (int64_t k = 0; k < frames * channels; k++) {
    const int64_t number = k / channels + 1;
    samples[k] = (float)number + (float)(k % channels) / 4;
  }
  return buffer;
}

struct sample_buffer *rig_level(uint32_t channels, int64_t frames, float level) {
  struct sample_buffer *buffer = sample_buffer_create(channels, frames, RIG_RATE, false, NULL);
  float *samples = sample_buffer_data(buffer);
  for (int64_t k = 0; k < frames * channels; k++) {
    samples[k] = level;
  }
  return buffer;
}

struct action_start at_frame(int64_t frame) {
  return (struct action_start){.kind = START_FRAME, .frame = frame};
}

struct action_start at_seconds(double seconds) {
  return (struct action_start){.kind = START_SECONDS, .seconds = seconds};
}

struct action_start asap(void) {
  return (struct action_start){.kind = START_ASAP};
}

struct action_request play(struct sample_buffer *samples, struct action_start start) {
  return (struct action_request){.type = ACTION_PLAY_BUFFER,
                                 .start = start,
                                 .belated = BELATED_START,
                                 .samples = samples,
                                 .length_frames = -1,
                                 .gain = 1};
}

struct action_request play_ring(struct ring_buffer *ring, struct action_start start) {
  return (struct action_request){.type = ACTION_PLAY_RING_BUFFER,
                                 .start = start,
                                 .belated = BELATED_START,
                                 .ring = ring,
                                 .length_frames = -1,
                                 .gain = 1};
}

struct action_request record(struct sample_buffer *samples, struct action_start start) {
  return (struct action_request){.type = ACTION_RECORD_BUFFER,
                                 .start = start,
                                 .belated = BELATED_START,
                                 .samples = samples,
                                 .length_frames = -1};
}

struct action_request record_ring(struct ring_buffer *ring, struct action_start start) {
  return (struct action_request){.type = ACTION_RECORD_RING_BUFFER,
                                 .start = start,
                                 .belated = BELATED_START,
                                 .ring = ring,
                                 .length_frames = -1};
}

struct action_request cancel(struct action *target, struct action_start start) {
  return (struct action_request){
      .type = ACTION_CANCEL, .start = start, .belated = BELATED_START, .target = target};
}

struct action_request set_gain(struct action *target, float gain, int64_t ramp_frames,
                               struct action_start start) {
  return (struct action_request){.type = ACTION_SET_GAIN,
                                 .start = start,
                                 .belated = BELATED_START,
                                 .target = target,
                                 .gain = gain,
                                 .ramp_frames = ramp_frames};
}

struct action_request set_loop(struct action *target, struct loop_request loop,
                               struct action_start start) {
  return (struct action_request){.type = ACTION_SET_LOOP,
                                 .start = start,
                                 .belated = BELATED_START,
                                 .target = target,
                                 .loop = loop};
}

struct action_request set_bus(uint32_t bus, uint32_t changes, float gain, int64_t ramp_frames,
                              struct action_start start) {
  return (struct action_request){.type = ACTION_SET_BUS,
                                 .start = start,
                                 .belated = BELATED_START,
                                 .bus = bus,
                                 .bus_changes = changes,
                                 .gain = gain,
                                 .ramp_frames = ramp_frames};
}

struct action_request fetch_stats(struct action_start start) {
  return (struct action_request){
      .type = ACTION_FETCH_AND_RESET_STATS, .start = start, .belated = BELATED_START};
}

struct action_request after(struct action *action, struct action_request request) {
  if (action != NULL) {
    request.start.kind = START_AFTER;
    request.after = (struct predecessor){.action = action};
  }
  return request;
}

struct action_request after_request(size_t number, struct action_request request) {
  if (number > 0) {
    request.start.kind = START_AFTER;
    request.after = (struct predecessor){.request = number};
  }
  return request;
}

struct action *rig_schedule(struct rig *rig, struct action_request request) {
  struct failure failure;
  struct clock_map map;
  struct action *action;
  mixer_clock_map(rig->mixer, &map);
  if (!mixer_schedule(rig->mixer, &request, 1, NULL, &map, &action, &failure)) {
    give_up(failure.sentence);
  }
  struct action **larger = realloc(kept, (kept_count + 1) * sizeof(struct action *));
  if (larger == NULL) {
    give_up("no memory");
  }
  kept = larger;
  kept[kept_count++] = action;
  return action;
}

size_t rig_collect(struct rig *rig) {
  struct action *finished[16];
  size_t all = 0, count;
  while ((count = mixer_collect(rig->mixer, finished, 16)) > 0) {
    for (size_t k = 0; k < count; k++) {
      action_release(finished[k]);
    }
    all += count;
  }
  return all;
}

struct action_account rig_account(const struct action *action) {
  struct action_account account;
  action_read(action, &account);
  return account;
}
