/* What a sound file is. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct sound_file_info {
  uint32_t channels; /* 1...256 */
  int64_t frames;    /* in the file's own rate; what can really be read */
  int64_t
      claimed_frames; /* what the file says that it has; -1 = it does not, or cannot be believed */
  double sample_rate; /* Hz */
  char format[64];    /* e.g. "WAV, 24 bit", "FLAC", "Ogg Vorbis", "MP3" */
  bool seekable;
  bool truncated; /* its end is missing */
};
