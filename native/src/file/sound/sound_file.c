#include "file/sound/sound_file.h"

#include <math.h>

#include "file/sound/sound_reader.h"

bool sound_file_probe(const char *path, struct sound_file_info *info, struct failure *failure) {
  struct sound_file_info found;
  struct sound_reader *reader = sound_reader_open(path, info != NULL ? info : &found, failure);
  sound_reader_close(reader);
  return reader != NULL;
}

int64_t resampled_frames(int64_t frames, double from, double to) {
  if (from == to) {
    return frames;
  }
  return llround((double)frames * to / from);
}
