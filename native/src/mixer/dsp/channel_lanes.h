/* The inner loop of channel_sums.c, for vectors of LANES samples; included for each width,
 * LANED(name) being the name for it. Compilers lower wider vectors than the processor's to single
 * samples. */

typedef int32_t LANED(whole) __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef float LANED(real) __attribute__((vector_size(LANES * sizeof(float))));

/** Sample k is in lane k % LANES. */
struct LANED(sums) {
  LANED(whole) peaks; /* bits */
  LANED(real) squares;
};

static INLINE void LANED(accumulate_group)(struct LANED(sums) * sums,
                                           const float *samples) RT_SAFE {
  LANED(whole) sizes;
  memcpy(&sizes, samples, sizeof(sizes));
  sizes &= SIZE_BITS;
  sizes &= sizes <= INFINITY_BITS;
  const LANED(whole) is_larger = sizes > sums->peaks;
  sums->peaks = (sizes & is_larger) | (sums->peaks & ~is_larger);
  sums->squares += (LANED(real))sizes * (LANED(real))sizes;
}

/* Up to PORTION samples, two groups side by side: neither waits for the other's sum. */
static INLINE void LANED(accumulate)(struct four *four, const float *samples,
                                     size_t count) RT_SAFE {
  struct LANED(sums) sums = {0}, others = {0};
  size_t k = 0;
  for (; k + (size_t)2 * LANES <= count; k += (size_t)2 * LANES) {
    LANED(accumulate_group)(&sums, &samples[k]);
    LANED(accumulate_group)(&others, &samples[k + LANES]);
  }
  if (k + LANES <= count) {
    LANED(accumulate_group)(&sums, &samples[k]);
    k += LANES;
  }
  if (k < count) {
    float rest[LANES] = {0};
    memcpy(rest, &samples[k], (count - k) * sizeof(rest[0]));
    LANED(accumulate_group)(&sums, rest);
  }
  const LANED(whole) is_larger = others.peaks > sums.peaks;
  sums.peaks = (others.peaks & is_larger) | (sums.peaks & ~is_larger);
  sums.squares += others.squares;
  fold_to_four(four, &sums.peaks, &sums.squares, LANES / 4);
}
