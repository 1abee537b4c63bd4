/* What a medium is made of, for its job and its disk readers. Any thread.
 *
 * - A medium lives while it has references. Users (the control side, disk readers) hold one each,
 *   the job one until it ends.
 * - The last user that goes cancels the job, which then gives up its own reference.
 * - Only the job writes `ready_frames`, `state` and the peaks. It publishes frames by
 *   `ready_frames`, after they are in memory or in the copy and their peaks are known.
 * - `state` leaves MEDIA_DECODING once, after `failure` was set; `ready_frames` is then final.
 * - What the job allocates for itself it frees when it ends.
 */
#pragma once

#include <stdatomic.h>

#include "base/job_threads.h"
#include "base/thread.h"
#include "file/media/media.h"
#include "file/media/peaks.h"
#include "file/media/peaks_file.h"
#include "file/sound/float_wave.h"
#include "file/sound/resample.h"
#include "file/sound/resample_source.h"
#include "file/sound/sound_map.h"
#include "file/sound/sound_reader.h"

struct media {
  struct job job;        /* first: the job is the medium */
  atomic_int references; /* users and the job */
  atomic_int users;
  /* Set at opening, then constant. */
  char *path, *copy_path, *peaks_path;
  struct sound_map *map; /* of the file, for all its readers */
  struct sound_file_info info;
  struct peaks_origin origin;
  enum media_kind kind;
  int64_t frames;
  double sample_rate;
  int quality;
  struct sample_buffer *samples; /* kind resident */
  /* Written by the job, read by any thread. */
  _Atomic(struct peaks *) peaks;
  atomic_int state; /* enum media_state */
  atomic_bool cancelled;
  _Atomic int64_t ready_frames;
  _Atomic int64_t replaced_samples;
  struct mutex *mutex; /* for `failure`; never held over disk access */
  struct failure failure;
  struct mutex *range_mutex;            /* for the following; held while they read */
  struct sound_reader *range_reader;    /* for media_read() and fine peaks */
  struct float_wave_reader *range_copy; /* the same on the copy */
  /* Touched by the job only, once it was submitted. */
  bool peaks_are_kept; /* loaded from their file: not built again */
  bool copy_is_whole;
  struct sound_reader *reader;
  struct resampler *resampler;
  struct resample_source feed; /* its input */
  struct float_wave_writer *copy;
  float *source, *converted; /* piece_frames each */
  int64_t piece_frames;
  int64_t source_frame; /* frames read in all */
  int64_t source_kept;  /* frames in `source` not used yet */
  int64_t surplus;      /* converted frames before the sound, still to be left out */
};

/** Another user, to be ended by media_release(). */
struct media *media_retain(struct media *media);
/** Gives back one reference; the last one frees the medium, and its copy if that is unfinished. */
void media_drop_reference(struct media *media);
/** Opens the medium's file again; file-unreadable where it was replaced by another sound. */
struct sound_reader *media_open_reader(const struct media *media, struct failure *failure);
/** Frames of the sound that a reader may count on now (acquire). */
int64_t media_readable_frames(const struct media *media);
enum media_state media_state(const struct media *media);
