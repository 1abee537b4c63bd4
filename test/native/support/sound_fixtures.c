#include "sound_fixtures.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "file/disk/disk_file.h"

#ifdef _WIN32
#include <direct.h>
#endif

enum { PATHS = 16, PATH_BYTES = 512 };

static char folder[PATH_BYTES / 2];
static pid_t folder_owner;

static void fail(const char *what, const char *path) {
  fprintf(stderr, "fixture: %s %s failed\n", what, path);
  exit(2);
}

static void remove_folder(void) {
  DIR *directory = getpid() == folder_owner ? opendir(folder) : NULL;
  if (directory == NULL) {
    return;
  }
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    char path[PATH_BYTES];
    snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
    remove(path);
  }
  closedir(directory);
  rmdir(folder);
}

static char *next_path(void) {
  static char paths[PATHS][PATH_BYTES];
  static int next;
  next = (next + 1) % PATHS;
  return paths[next];
}

const char *fixture_sample(const char *name) {
  const int support_bytes = (int)(strrchr(__FILE__, '/') - __FILE__);
  char *path = next_path();
  snprintf(path, PATH_BYTES, "%.*s/../file/samples/%s", support_bytes, __FILE__, name);
  return path;
}

#ifdef _WIN32
static bool make_folder(void) {
  const char *place = getenv("TEMP");
  snprintf(folder, sizeof(folder), "%s/rtmixer-test-%d", place != NULL ? place : ".", getpid());
  return _mkdir(folder) == 0;
}
#else
static bool make_folder(void) {
  snprintf(folder, sizeof(folder), "/tmp/rtmixer-test-XXXXXX");
  return mkdtemp(folder) != NULL && chmod(folder, 0755) == 0;
}
#endif

const char *fixture_path(const char *name) {
  if (folder[0] == '\0') {
    if (!make_folder()) {
      fail("making", folder);
    }
    folder_owner = getpid();
    atexit(remove_folder);
  }
  char *path = next_path();
  snprintf(path, PATH_BYTES, "%s/%s", folder, name);
  return path;
}

float *fixture_noise(int64_t frames, int channels, uint32_t seed) {
  float *samples = malloc((size_t)(frames * channels + 1) * sizeof(float));
  uint32_t state = seed * 2654435761u + 1;
  for (int64_t k = 0; k < frames * channels; k++) {
    state = state * 1664525u + 1013904223u;
    samples[k] = (float)(int32_t)state / 4294967296.0f;
  }
  return samples;
}

float *fixture_sine(int64_t frames, int channels, double frequency, double sample_rate) {
  const double turn = 6.283185307179586 * frequency / sample_rate;
  float *samples = malloc((size_t)(frames * channels + 1) * sizeof(float));
  for (int64_t k = 0; k < frames * channels; k++) {
    const int64_t frame = k / channels;
    samples[k] = (float)(0.5 * sin(turn * (double)frame));
  }
  return samples;
}

void fixture_write(const char *path, int format, int channels, int sample_rate,
                   const float *samples, int64_t frames) {
  SF_INFO info = {.channels = channels, .samplerate = sample_rate, .format = format};
  SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
  if (sound == NULL) {
    fail("opening", path);
  }
  sf_command(sound, SFC_SET_CLIPPING, NULL, SF_TRUE);
  /* Encoders overflow their stack with long blocks: pass on few frames at a time. */
  for (int64_t done = 0; done < frames;) {
    int64_t part = frames - done < 4096 ? frames - done : 4096;
    if (sf_writef_float(sound, samples + done * channels, part) != part) {
      fail("writing", path);
    }
    done += part;
  }
  sf_close(sound);
}

int64_t fixture_read(const char *path, float *target, int64_t frames, int channels) {
  SF_INFO info = {0};
  SNDFILE *sound = sf_open(path, SFM_READ, &info);
  if (sound == NULL || info.channels != channels) {
    fail("reading", path);
  }
  int64_t done = sf_readf_float(sound, target, frames);
  sf_close(sound);
  return done;
}

void fixture_write_bytes(const char *path, const void *bytes, int64_t count) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, (size_t)count, file) != (size_t)count) {
    fail("writing", path);
  }
  fclose(file);
}

uint8_t *fixture_read_bytes(const char *path, int64_t *count) {
  struct stat status;
  FILE *file = fopen(path, "rb");
  if (file == NULL || fstat(fileno(file), &status) != 0) {
    fail("opening", path);
  }
  uint8_t *bytes = malloc((size_t)status.st_size + 1);
  *count = (int64_t)fread(bytes, 1, (size_t)status.st_size, file);
  fclose(file);
  return bytes;
}

bool fixture_set_size(const char *path, int64_t bytes) {
  int error;
  struct disk_file *file = disk_file_open(path, DISK_FILE_UPDATE, &error);
  bool done = file != NULL && disk_file_truncate(file, bytes, &error);
  disk_file_close(file);
  return done;
}

void fixture_cut(const char *path, int64_t numerator, int64_t denominator) {
  struct stat status;
  if (stat(path, &status) != 0 ||
      !fixture_set_size(path, status.st_size * numerator / denominator)) {
    fail("cutting", path);
  }
}

bool fixture_exists(const char *path) {
  struct stat status;
  return stat(path, &status) == 0;
}

void fixture_sleep(double seconds) {
  struct timespec time = {.tv_sec = (time_t)seconds,
                          .tv_nsec = (long)((seconds - floor(seconds)) * 1e9)};
  nanosleep(&time, NULL);
}
