#include "file/sound/sound_measure.h"

#include "base/sample_buffer.h"
#include "file/sound/sound_decoder.h"

int64_t sound_readable_from(const char *path, const struct sound_map *map, int64_t frame,
                            int64_t wanted) {
  struct sound_decoder decoder;
  float samples[2 * MAX_CHANNELS];
  int error = 0;
  const int64_t read =
      sound_decoder_begin(&decoder, path, map, &error) && sound_decoder_seek(&decoder, frame)
          ? sound_decoder_read(&decoder, samples, wanted)
          : 0;
  sound_decoder_end(&decoder);
  return read;
}

bool sound_has_frame(const char *path, const struct sound_map *map, int64_t frame) {
  return sound_readable_from(path, map, frame, 1) == 1;
}

/* Doubles, then halves; each try opens the file again, because decoders that reached the end of a
 * broken file do not reliably recover. */
int64_t sound_count_frames(const char *path, const struct sound_map *map) {
  int64_t known = -1, beyond = (int64_t)1 << 16;
  while (beyond < INT64_MAX / 4 && sound_has_frame(path, map, beyond)) {
    known = beyond;
    beyond *= 2;
  }
  while (beyond - known > 1) {
    const int64_t middle = known + (beyond - known) / 2;
    if (sound_has_frame(path, map, middle)) {
      known = middle;
    } else {
      beyond = middle;
    }
  }
  return known + 1;
}
