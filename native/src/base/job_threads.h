/* At most two threads for long work (decoding, resampling, peaks), shared by all of it.
 *
 * - Work is done in steps; after each step the queue chooses the next job.
 * - A job without 10 s of ready sound goes before the others, the one with the least ready sound
 *   first, so that every file can be played soon. The others are finished in order of request.
 * - The threads start with the first job and end with the last.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct job {
  /** Does one piece of work (well below a second) on a job thread. False = the job is over and its
   * memory is not touched again. */
  bool (*step)(struct job *job);
  /** Seconds of sound that are ready; called between steps only. */
  double (*ready_seconds)(const struct job *job);
  /* The queue's own. */
  struct job *next;
  int64_t order;
};

/** Queues `job`, which the caller owns until its step returned false. False = no thread could be
 * started. Any thread. */
bool job_submit(struct job *job);
