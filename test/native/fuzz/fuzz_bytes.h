/* The input of a fuzz target, read piece by piece; missing bytes read as zero. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fuzz_bytes {
  const uint8_t *next;
  size_t left;
};

static inline void take_bytes(struct fuzz_bytes *bytes, void *target, size_t count) {
  const size_t given = count < bytes->left ? count : bytes->left;
  memset(target, 0, count);
  memcpy(target, bytes->next, given);
  bytes->next += given;
  bytes->left -= given;
}

/** 0 ... below - 1. */
static inline uint32_t take_below(struct fuzz_bytes *bytes, uint32_t below) {
  uint16_t value = 0;
  take_bytes(bytes, &value, below > 256 ? 2 : 1);
  return value % below;
}

/** Ends the target with a sentence, which libFuzzer reports as a crash. */
#define FUZZ_CHECK(condition)                                                                      \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: %s is false\n", __FILE__, __LINE__, #condition);                     \
      abort();                                                                                     \
    }                                                                                              \
  } while (0)
