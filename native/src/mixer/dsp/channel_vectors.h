/* The inner loop of channel_sums.c for vectors of WIDTH samples; included for each width, with
 * OF_WIDTH(name) as its names. Not one width for all: compilers take vectors that are wider than
 * the processor's apart sample by sample. */

typedef int32_t OF_WIDTH(whole) __attribute__((vector_size(WIDTH * sizeof(int32_t))));
typedef float OF_WIDTH(real) __attribute__((vector_size(WIDTH * sizeof(float))));

/** Sample k is in place k % WIDTH. */
struct OF_WIDTH(sums) {
  OF_WIDTH(whole) peaks; /* bits */
  OF_WIDTH(real) squares;
};

static INLINE void OF_WIDTH(accumulate_group)(struct OF_WIDTH(sums) * sums,
                                              const float *samples) RT_SAFE {
  OF_WIDTH(whole) sizes;
  memcpy(&sizes, samples, sizeof(sizes));
  sizes &= SIZE_BITS;
  sizes &= sizes <= INFINITY_BITS;
  const OF_WIDTH(whole) is_larger = sizes > sums->peaks;
  sums->peaks = (sizes & is_larger) | (sums->peaks & ~is_larger);
  sums->squares += (OF_WIDTH(real))sizes * (OF_WIDTH(real))sizes;
}

/* Up to PORTION samples, two groups side by side, so that neither waits for the other's sum:
 * without, one voice in a block of 256 frames costs an eighth more. */
static INLINE void OF_WIDTH(accumulate)(struct four *four, const float *samples,
                                        size_t count) RT_SAFE {
  struct OF_WIDTH(sums) sums = {0}, others = {0};
  size_t k = 0;
  for (; k + (size_t)2 * WIDTH <= count; k += (size_t)2 * WIDTH) {
    OF_WIDTH(accumulate_group)(&sums, &samples[k]);
    OF_WIDTH(accumulate_group)(&others, &samples[k + WIDTH]);
  }
  if (k + WIDTH <= count) {
    OF_WIDTH(accumulate_group)(&sums, &samples[k]);
    k += WIDTH;
  }
  if (k < count) {
    float rest[WIDTH] = {0};
    memcpy(rest, &samples[k], (count - k) * sizeof(rest[0]));
    OF_WIDTH(accumulate_group)(&sums, rest);
  }
  const OF_WIDTH(whole) is_larger = others.peaks > sums.peaks;
  sums.peaks = (others.peaks & is_larger) | (sums.peaks & ~is_larger);
  sums.squares += others.squares;
  fold_to_four(four, &sums.peaks, &sums.squares, WIDTH / 4);
}
