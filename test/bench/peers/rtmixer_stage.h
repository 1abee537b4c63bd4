/* One mixer with buffers to play, called block by block as an audio callback would be. */
#pragma once

#include "bench_program.h"
#include "mixer/mixer.h"

enum { GAIN_PERCENT = 50 };

struct stage {
  struct mixer *mixer;
  struct sample_buffer **buffers;
  long buffer_count;
  int64_t buffer_frames;
  int64_t frame; /* handled so far */
};

/** One play: which buffer, and when. */
struct stage_play {
  long buffer;
  int64_t frame;
  bool is_endless; /* loops */
};

struct stage *stage_begin(long buffer_count, int64_t buffer_frames);
void stage_end(struct stage *stage);
/** Ends what sounds and counts frames from 0 again. */
void stage_restart(struct stage *stage);
/** All plays as one batch; their accounts are not kept. */
void stage_schedule(struct stage *stage, const struct stage_play *plays, size_t count);
/** The next block, to `output`. */
void stage_process(struct stage *stage, float *output, uint32_t frames);
/** Releases what has ended. */
void stage_collect(struct stage *stage);
