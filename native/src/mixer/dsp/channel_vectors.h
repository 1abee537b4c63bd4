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
static INLINE struct portion OF_WIDTH(portion_of)(const float *samples, size_t count, size_t end,
                                                  size_t step) RT_SAFE {
  const size_t room = count < SUM_COLUMNS ? 0 : count - SUM_COLUMNS + 1;
  const size_t whole = end < room ? end : room; /* steps before it have all their samples */
  struct OF_WIDTH(sums) sums = {0};
  struct portion portion;
  size_t k = 0;
  for (; k < whole; k += step) {
    OF_WIDTH(accumulate)(&sums, &samples[k]);
  }
  memcpy(portion.peaks, sums.peaks, sizeof(portion.peaks));
  memcpy(portion.squares, sums.squares, sizeof(portion.squares));
  return k < end ? with_rest(portion, samples, (struct rest){k, count, end, step}) : portion;
}
