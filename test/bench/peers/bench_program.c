#include "bench_program.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double thread_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void fail(const char *sentence) {
  fprintf(stderr, "%s\n", sentence);
  exit(1);
}

void *need(void *memory) {
  if (memory == NULL) {
    fail("There is not enough memory for this bench.");
  }
  return memory;
}

void fill_sound(float *samples, size_t frames, long index) {
  for (size_t k = 0; k < frames * CHANNELS; k++) {
    samples[k] = ((float)((k * 7 + (size_t)index * 13) % 101) - 50.0f) / 100000.0f;
  }
}

long passes_of(long voices, long sound_frames) {
  return 1 + LEAST_VOICE_FRAMES / (voices * sound_frames);
}

int64_t onset_of(long k, long count, long seconds) {
  const double room = (double)(seconds * RATE - RATE / 100);
  return (int64_t)((double)k * room / (double)count);
}

long submission_of(long k, long count) {
  return (long)((int64_t)k * 7919 % count);
}

double checksum(const float *samples, size_t count) {
  double sum = 0;
  for (size_t k = 0; k < count; k++) {
    sum += (double)samples[k] * (double)(k % 97 + 1);
  }
  return sum;
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double quantile(double *values, size_t count, double share) {
  qsort(values, count, sizeof(*values), by_size);
  const size_t index = (size_t)(share * (double)count);
  return values[index < count ? index : count - 1];
}

int main(void) {
  char line[256], command[32];
  program_describe(line, sizeof(line));
  printf("%s\n", line);
  fflush(stdout);
  while (fgets(line, sizeof(line), stdin) != NULL) {
    struct numbers numbers = {0, 0, 0};
    if (sscanf(line, "%31s %ld %ld %ld", command, &numbers.first, &numbers.second, &numbers.third) <
            1 ||
        !program_answer(command, numbers)) {
      fail("This command is not known here.");
    }
    printf("\n");
    fflush(stdout);
  }
  return 0;
}
