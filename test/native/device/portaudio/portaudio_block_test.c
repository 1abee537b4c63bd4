/* PortAudio's callback arguments become the mixer's block, also where one side is left out. */
#include "check.h"

#include <stdlib.h>

#include "device/portaudio/stream.h"

enum { FRAMES = 3000 };

struct witness {
  int64_t frames;
  int blocks;
  uint32_t flags;
  double first_time, last_time;
  bool both_sides, silent_input;
};

static void note_block(void *context, const struct block *block) {
  struct witness *witness = context;
  witness->both_sides = witness->both_sides && block->input != NULL && block->output != NULL;
  for (uint32_t i = 0; block->input != NULL && i < 2 * block->frame_count; i++) {
    witness->silent_input = witness->silent_input && block->input[i] == 0;
  }
  for (uint32_t i = 0; block->output != NULL && i < 2 * block->frame_count; i++) {
    block->output[i] = (float)(2 * witness->frames + i);
  }
  if (witness->blocks == 0) {
    witness->first_time = block->current_time;
  }
  witness->last_time = block->current_time;
  witness->frames += block->frame_count;
  witness->flags += block->flags;
  witness->blocks++;
}

static struct witness hand_over(const float *input, float *output, PaStreamCallbackFlags flags) {
  struct witness witness = {.both_sides = true, .silent_input = true};
  struct backend *backend = calloc(1, sizeof(*backend));
  float *silence = calloc(2 * STAND_IN_FRAMES, sizeof(float));
  float *nowhere = calloc(2 * STAND_IN_FRAMES, sizeof(float));
  backend->process = note_block;
  backend->context = &witness;
  backend->input_channels = backend->output_channels = 2;
  backend->sample_rate = 48000;
  backend->stand_in_input = silence;
  backend->stand_in_output = nowhere;
  PaStreamCallbackTimeInfo times = {
      .inputBufferAdcTime = 9.5, .currentTime = 10, .outputBufferDacTime = 10.25};
  int result = portaudio_handle_block(input, output, FRAMES, &times, flags, backend);
  CHECK_EQUAL(result, paContinue);
  CHECK_NEAR(backend->block_input_latency, 0.5, 0);
  CHECK_NEAR(backend->block_output_latency, 0.25, 0);
  free(silence);
  free(nowhere);
  free(backend);
  return witness;
}

static float input[2 * FRAMES], output[2 * FRAMES];

static void passes_whole_blocks(void) {
  input[1] = 1;
  struct witness witness = hand_over(input, output, paInputOverflow | paPrimingOutput);
  CHECK_EQUAL(witness.blocks, 1);
  CHECK_EQUAL(witness.frames, FRAMES);
  CHECK_EQUAL(witness.flags, BLOCK_INPUT_OVERFLOW | BLOCK_PRIMING_OUTPUT);
  CHECK_NEAR(witness.first_time, 10, 0);
  CHECK(!witness.silent_input);
}

static void stands_in_for_input(void) {
  struct witness witness = hand_over(NULL, output, paOutputUnderflow);
  CHECK(witness.both_sides && witness.silent_input);
  CHECK_EQUAL(witness.frames, FRAMES);
  CHECK_EQUAL(witness.flags, BLOCK_OUTPUT_UNDERFLOW);
  for (int i = 0; i < 2 * FRAMES; i++) {
    CHECK_NEAR(output[i], i, 0);
  }
  CHECK_NEAR(witness.last_time, 10 + 2 * STAND_IN_FRAMES / 48000.0, 1e-9);
}

static void stands_in_for_output(void) {
  struct witness witness = hand_over(input, NULL, 0);
  CHECK(witness.both_sides);
  CHECK_EQUAL(witness.frames, FRAMES);
}

static const struct check_test tests[] = {
    {"a block with both sides is passed on unchanged, flags and times included",
     passes_whole_blocks},
    {"where the driver leaves out the input, it is silence", stands_in_for_input},
    {"where the driver leaves out the output, the frames still count", stands_in_for_output},
};

CHECK_MAIN(tests)
