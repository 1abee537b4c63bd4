/* Any bytes in a broken take: take_recover() either leaves a file of which libsndfile reads as many
 * frames as it returned, or refuses with a sentence; probing and decoding it never fail otherwise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sample_buffer.h"
#include "file/sound/sound_reader.h"
#include "file/take/take_recover.h"

static void write_file(const char *path, const uint8_t *bytes, size_t count) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, count, file) != count) {
    abort();
  }
  fclose(file);
}

static int64_t count_frames(const char *path) {
  struct sound_file_info info;
  struct failure failure = {0};
  float *samples = malloc(MAX_CHANNELS * 256 * sizeof(float));
  struct sound_reader *reader = sound_reader_open(path, &info, &failure);
  int64_t frames = 0;
  if (reader == NULL && failure.sentence[0] == '\0') {
    abort();
  }
  for (int64_t done = 1; reader != NULL && done > 0; frames += done) {
    done = sound_reader_read(reader, samples, 256, NULL);
  }
  sound_reader_close(reader);
  free(samples);
  return frames;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  static char path[64];
  if (path[0] == '\0') {
    snprintf(path, sizeof(path), "/tmp/rtmixer-fuzz-%ld.wav", (long)getpid());
  }
  struct failure failure = {0};
  int64_t frames = 0, recovered = 0;
  write_file(path, bytes, count);
  count_frames(path);
  if (take_recover(path, NULL, 0, &frames, &recovered, &failure)) {
    if (frames < 0 || recovered < 0 || recovered > frames || count_frames(path) != frames) {
      abort();
    }
  } else if (failure.sentence[0] == '\0') {
    abort();
  }
  remove(path);
  return 0;
}
