/* The float32 files that RtMixer writes (WAV, RF64 beyond 4 GiB): writing one, and reading one
 * while it is being written. Samples are stored bit for bit. Disk and job threads; one thread at a
 * time per object.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "file/sound/wave_cues.h"

struct float_wave_writer;

/** Creates the file with a valid header of no frames. `overwrites` = an existing file is replaced.
 * NULL + failure (invalid-argument, file-write-failed, disk-full, out-of-memory). */
struct float_wave_writer *float_wave_create(const char *path, bool overwrites, uint32_t channels,
                                            double sample_rate, struct failure *failure);
/** Appends. On failure the whole frames that fitted stay in the file, and nothing more may be
 * appended. */
bool float_wave_write(struct float_wave_writer *writer, const float *samples, int64_t frames,
                      struct failure *failure);
/** Frames that another program cut off the file since it was made; they are silence now. */
int64_t float_wave_cut_frames(struct float_wave_writer *writer);
/** Frames in the file. */
int64_t float_wave_frames(const struct float_wave_writer *writer);
/** Makes the header count all frames; `survives_power_loss` waits for the disk too. */
bool float_wave_update(struct float_wave_writer *writer, bool survives_power_loss,
                       struct failure *failure);
/** False once the file is in no folder any more: closing it would lose everything. */
bool float_wave_is_linked(const struct float_wave_writer *writer);
/** Copies the next piece of a file that is in no folder any more to a new one at its path;
 * `*position` counts bytes, from 0. Once all is copied the writer goes on with the new file and
 * `*is_done` is set. The folder must exist. False + failure. */
bool float_wave_put_back(struct float_wave_writer *writer, int64_t *position, bool *is_done,
                         struct failure *failure);
/** Cue points that float_wave_close() writes after the samples; they are the caller's until then.
 */
void float_wave_set_cues(struct float_wave_writer *writer, const struct wave_cue *cues,
                         size_t count);
/** Updates the header a last time, writes the cue points and frees. After a failed write the file
 * ends with the last whole frame; a file that has no room for cue points is whole without them. */
bool float_wave_close(struct float_wave_writer *writer, struct failure *failure);

struct float_wave_reader;

/** A file of `channels` channels: whoever reads has room for so many. Another program may have
 * replaced it. NULL + failure (file-not-found, file-unreadable, file-not-audio, out-of-memory). */
struct float_wave_reader *float_wave_open(const char *path, uint32_t channels,
                                          struct failure *failure);
void float_wave_reader_close(struct float_wave_reader *reader);
uint32_t float_wave_reader_sample_rate(const struct float_wave_reader *reader);
/** Whole frames in the file now, which may be more than its header counts. */
int64_t float_wave_reader_frames(const struct float_wave_reader *reader);
/** Reads up to `frames` frames that are in the file already. -1 and `*error`. */
int64_t float_wave_read(struct float_wave_reader *reader, int64_t start_frame, int64_t frames,
                        float *target, int *error);
