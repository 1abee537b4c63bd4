/* A medium's job: decodes, resamples, writes the copy and builds the peaks, piece by piece on the
 * job threads.
 *
 * - A piece is short enough that a cancel takes effect at once and other jobs get their turn.
 * - The job ends once: READY, FAILED or CANCELLED. The peaks file is written before READY.
 */
#pragma once

#include "file/media/media_data.h"

/** Queues the job, which retains the medium until it ends. False = no memory or thread. */
bool media_job_submit(struct media *media);
