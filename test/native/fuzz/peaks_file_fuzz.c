/* Any bytes in a peaks file are either the peaks of the sound or count as none. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "file/media/peaks_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  static char path[64];
  const struct peaks_origin origin = {.file_bytes = 1000,
                                      .file_modified_nanoseconds = 1,
                                      .frames = 700,
                                      .sample_rate = 48000,
                                      .channels = 1,
                                      .quality = -1};
  if (path[0] == '\0') {
    snprintf(path, sizeof(path), "/tmp/rtmixer-fuzz-%ld.peaks", (long)getpid());
  }
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, count, file) != count) {
    abort();
  }
  fclose(file);
  int64_t replaced = 0;
  bool may_replace = false;
  struct peaks *peaks = peaks_file_load(path, &origin, &replaced, &may_replace);
  if (peaks != NULL && peaks_known_frames(peaks) != origin.frames) {
    abort();
  }
  peaks_destroy(peaks);
  remove(path);
  return 0;
}
