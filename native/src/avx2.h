/* Loops in two variants: for every processor, and for those with AVX2, which is looked up when the
 * program runs. The loop itself is written once, INLINE, and the compiler vectorises it for both.
 */
#ifndef RTMIXER_AVX2_H
#define RTMIXER_AVX2_H

#include <stdbool.h>

#include "rt.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(_MSC_VER)
#define HAS_AVX2_VARIANT 1
#define AVX2             __attribute__((target("avx2")))

/** Callback-safe: set up by the compiler's run-time library before main(). */
static inline bool has_avx2(void) RT_SAFE {
  return __builtin_cpu_supports("avx2");
}
#else
#define HAS_AVX2_VARIANT 0
#endif

#if defined(__GNUC__) || defined(__clang__)
#define INLINE inline __attribute__((always_inline))
#else
#define INLINE __forceinline
#endif

#endif
