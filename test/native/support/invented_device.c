#include "invented_device.h"

#include <math.h>

#define PI 3.14159265358979323846

struct invented_device invented_device(const struct invention *invention) {
  return (struct invented_device){.invention = invention,
                                  .seed = 20261122,
                                  .next_jump = invention->jump_every,
                                  .since_jump = 1e9,
                                  .blocks_since_jump = 1000000,
                                  .level = 1};
}

double invented_random(struct invented_device *device) {
  device->seed = device->seed * 1664525u + 1013904223u;
  return (double)(device->seed >> 8) / 16777216.0;
}

/* In -1 ... 1. */
static double jitter_at(struct invented_device *device, double seconds) {
  switch (device->invention->pattern) {
  case JITTER_SQUARE:
    if (seconds >= device->level_until) {
      device->level = -device->level;
      device->level_until = seconds + pow(10, -2 + 4 * invented_random(device));
    }
    return device->level;
  case JITTER_SLOW:
    return sin(2 * PI * 0.1 * seconds);
  case JITTER_SAW:
    return 2 * fmod(3.7 * seconds, 1) - 1;
  case JITTER_EVEN:
    break;
  }
  return 2 * invented_random(device) - 1;
}

static double nonsense(struct invented_device *device) {
  const double values[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 4e-310, -1e-310, 1e12, 0};
  return values[(int)(9 * invented_random(device))];
}

static void spoil(struct invented_device *device, struct block *block, double seconds) {
  switch (device->invention->trouble) {
  case TROUBLE_NONE:
    return;
  case TROUBLE_ZEROS:
    block->current_time = block->input_adc_time = block->output_dac_time = 0;
    return;
  case TROUBLE_NONSENSE:
    if (invented_random(device) < 0.7) {
      block->current_time = nonsense(device);
      block->input_adc_time = nonsense(device);
      block->output_dac_time = nonsense(device);
    }
    return;
  case TROUBLE_UNUSED_GARBAGE:
    block->input_adc_time = invented_random(device) < 0.5 ? nonsense(device) : 3 * seconds;
    return;
  case TROUBLE_BACKWARDS:
    block->current_time -= 2 * seconds;
    block->input_adc_time -= 2 * seconds;
    block->output_dac_time -= 2 * seconds;
    return;
  case TROUBLE_STALLS: {
    const double lag = fmax(fmod(seconds, 5) - 4, 0);
    block->current_time -= lag;
    block->input_adc_time -= lag;
    block->output_dac_time -= lag;
    return;
  }
  }
}

void invented_device_block(struct invented_device *device, struct block *block) {
  const struct invention *invention = device->invention;
  const double seconds = (double)device->frame / INVENTED_RATE;
  const double length = block->frame_count / INVENTED_RATE;
  device->since_jump += length;
  device->blocks_since_jump++;
  if (invention->jump_every > 0 && seconds >= device->next_jump) {
    device->jumped += invention->jump;
    device->jumps++;
    device->next_jump += invention->jump_every;
    device->since_jump = 0;
    device->blocks_since_jump = 0;
  }
  device->truth = invention->epoch + 0.01 + seconds * (1 + invention->drift) + device->jumped;
  const double reported = device->truth + invention->jitter * jitter_at(device, seconds);
  block->output_dac_time = reported;
  block->current_time = reported - 0.01;
  block->input_adc_time = reported - 0.015;
  spoil(device, block, seconds);
  device->frame += block->frame_count;
}
