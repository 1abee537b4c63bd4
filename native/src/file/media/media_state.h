/* What a medium is made of, for its job and its readers. */
#ifndef RTMIXER_MEDIA_PARTS_H
#define RTMIXER_MEDIA_PARTS_H

#include <stdatomic.h>

#include "base/job_threads.h"
#include "base/thread.h"
#include "file/media/media.h"
#include "file/media/peaks.h"
#include "file/media/peaks_file.h"
#include "file/sound/float_wave.h"
#include "file/sound/resample.h"
#include "file/sound/sound_reader.h"

struct media {
  struct job job;        /* first: the job is the medium */
  atomic_int references; /* users and the job */
  atomic_int users;      /* outside of the job; the last one's going cancels it */
  /* Set at opening, then constant. */
  char *path, *copy_path, *peaks_path;
  struct sound_file_info info;
  struct peaks_origin origin;
  enum media_kind kind;
  int64_t frames;
  double sample_rate;
  int quality;
  struct sample_buffer *samples; /* kind resident */
  /* Grown by the job, read by anybody. */
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
  /* The job's own. */
  bool peaks_are_kept; /* loaded from their file: not built again */
  bool copy_is_whole;
  struct sound_reader *reader;
  struct resampler *resampler;
  struct float_wave_writer *copy;
  float *source, *converted; /* piece_frames each */
  int64_t piece_frames;
  int64_t source_frame, source_kept; /* frames read in all; frames in `source` not used yet */
};

/** Begins or continues the medium's job; see struct job. */
bool media_step(struct job *job);
double media_ready_seconds(const struct job *job);
/** Frees what only the job needs. */
void media_end_job(struct media *media);
/** Another user or the job's hold. */
struct media *media_retain(struct media *media);
void media_drop_reference(struct media *media);
/** Opens the medium's file once more; file-unreadable where it was replaced by another sound. */
struct sound_reader *media_open_reader(const struct media *media, struct failure *failure);
/** Frames of the sound that a reader may count on now (acquire). */
int64_t media_readable_frames(const struct media *media);
enum media_state media_state(const struct media *media);

#endif
