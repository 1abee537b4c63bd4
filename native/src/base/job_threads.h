/* At most two threads for long work (decoding, resampling, peaks), shared by all of it.
 *
 * Work is done in pieces. Whose first seconds are missing goes first, least ready before others, so
 * that every file can be played soon; after that jobs are finished in order of request. The threads
 * start with the first job and end with the last.
 */
#ifndef RTMIXER_JOB_THREADS_H
#define RTMIXER_JOB_THREADS_H

#include <stdbool.h>
#include <stdint.h>

struct job {
  /** Does one piece (well below a second) on a job thread. False = the job is over and its memory
   * is not touched again. */
  bool (*step)(struct job *job);
  /** Seconds of sound that are ready; only called between steps. */
  double (*ready_seconds)(const struct job *job);
  /* The queue's own. */
  struct job *next;
  int64_t order;
};

/** Queues `job`, owned by the caller until its step returned false. False = no thread could be
 * started. Any thread. */
bool job_submit(struct job *job);

#endif
