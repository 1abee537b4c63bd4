/* What a sound file is. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** A count that was computed in double, as one that int64_t holds; 0 for NaN. Any thread. */
static inline int64_t bounded_count(double count) {
  return count >= 9223372036854774784.0 ? INT64_MAX : count > 0 ? (int64_t)count : 0;
}

struct sound_file_info {
  uint32_t channels; /* 1...256 */
  int64_t frames;    /* in the file's own rate; what can really be read */
  int64_t
      claimed_frames; /* what the file says that it has; -1 = it does not, or cannot be believed */
  double sample_rate; /* Hz */
  char format[64];    /* e.g. "WAV, 24 bit", "FLAC", "Ogg Vorbis", "MP3" */
  bool seekable;
  bool truncated;       /* its end is missing */
  int64_t unread_bytes; /* after the sound: another sound, or of no known meaning */
};
