/* MPEG audio (MP1, MP2, MP3) through libmpg123, decoded to interleaved float32.
 *
 * - A scan finds every frame there is: neither the headers' count nor the bit rate is believed.
 * - What the encoder says that it added at both ends (gapless information) is left out, at the end
 *   only where as many frames are there as it says.
 * - Disk, job and worker threads; one at a time per sound.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "file/sound/sound_io.h"
#include "file/sound/sound_scan.h"

struct mpeg_layout {
  int layer, channels, sample_rate;
  int64_t frames;         /* of sound */
  int64_t claimed_frames; /* -1 = nothing is claimed */
  int64_t skipped_frames; /* decoded before the first one */
  int64_t missing_bytes;  /* of the last MPEG frame, which the file's end cuts: read as zeros */
  bool has_mixed_channels;
  int other_rate;       /* 0, or a rate that it changes to */
  int64_t change_frame; /* where */
  off_t *index;         /* places of frames, owned; NULL = none */
  off_t index_step;
  size_t index_fill;
};

enum mpeg_scan_result { MPEG_SCANNED, MPEG_NO_FRAMES, MPEG_CANCELLED, MPEG_NO_MEMORY };

/** Scans what `io` shows; `scan` may be NULL. The caller ends `layout`. A read error is in
 * `io->error`. */
enum mpeg_scan_result mpeg_scan(struct sound_io *io, struct mpeg_layout *layout,
                                struct sound_scan *scan);
void mpeg_layout_end(struct mpeg_layout *layout);

struct mpeg_sound;

/** Both are borrowed and stay while the sound is open. NULL = no memory, or no frames. */
struct mpeg_sound *mpeg_sound_open(struct sound_io *io, const struct mpeg_layout *layout);
/** NULL is fine. */
void mpeg_sound_close(struct mpeg_sound *sound);
/** Goes to `frame`; decoding is exact some thousand frames later only. */
bool mpeg_sound_seek(struct mpeg_sound *sound, int64_t frame);
/** Reads up to `frames` frames; fewer at the end and where it is broken. */
int64_t mpeg_sound_read(struct mpeg_sound *sound, float *target, int64_t frames);
