/* The inner loop of channel_sums.c for vectors of WIDTH samples; included for each width, with
 * OF_WIDTH(name) as its names. Not one width for all: compilers take vectors that are wider than
 * the processor's apart sample by sample. */

typedef int32_t OF_WIDTH(whole) __attribute__((vector_size(WIDTH * sizeof(int32_t))));
typedef float OF_WIDTH(real) __attribute__((vector_size(WIDTH * sizeof(float))));

enum { OF_WIDTH(VECTORS) = SUM_COLUMNS / WIDTH };

struct OF_WIDTH(sums) {
  OF_WIDTH(whole) peaks[OF_WIDTH(VECTORS)]; /* bits */
  OF_WIDTH(real) squares[OF_WIDTH(VECTORS)];
};

/* a becomes the larger one of each. */
static INLINE void OF_WIDTH(raise)(OF_WIDTH(whole) * a, const OF_WIDTH(whole) * b) RT_SAFE {
  const OF_WIDTH(whole) is_larger = *b > *a;
  *a = (*b & is_larger) | (*a & ~is_larger);
}

/* SUM_COLUMNS samples. */
static INLINE void OF_WIDTH(accumulate)(struct OF_WIDTH(sums) * sums,
                                        const float *samples) RT_SAFE {
  for (size_t v = 0; v < OF_WIDTH(VECTORS); v++) {
    OF_WIDTH(whole) sizes;
    memcpy(&sizes, samples + v * WIDTH, sizeof(sizes));
    sizes &= SIZE_BITS;
    OF_WIDTH(raise)(&sums->peaks[v], &sizes);
    sums->squares[v] += (OF_WIDTH(real))sizes * (OF_WIDTH(real))sizes;
  }
}

/* Samples from the first one on to before `end`, from step to step; `count` of them there are. */
static INLINE struct OF_WIDTH(sums)
    OF_WIDTH(sum_portion)(const float *samples, size_t count, size_t end, size_t step) RT_SAFE {
  struct OF_WIDTH(sums) sums = {0};
  size_t k = 0;
  for (; k < end && k + SUM_COLUMNS <= count; k += step) {
    OF_WIDTH(accumulate)(&sums, &samples[k]);
  }
  for (; k < end; k += step) {
    float rest[SUM_COLUMNS] = {0};
    const size_t left = count - k < SUM_COLUMNS ? count - k : SUM_COLUMNS;
    memcpy(rest, &samples[k], left * sizeof(rest[0]));
    OF_WIDTH(accumulate)(&sums, rest);
  }
  return sums;
}

static INLINE struct portion OF_WIDTH(portion_of)(const float *samples, size_t count, size_t end,
                                                  size_t step) RT_SAFE {
  const struct OF_WIDTH(sums) sums = OF_WIDTH(sum_portion)(samples, count, end, step);
  struct portion portion;
  memcpy(portion.peaks, sums.peaks, sizeof(portion.peaks));
  memcpy(portion.squares, sums.squares, sizeof(portion.squares));
  return portion;
}
