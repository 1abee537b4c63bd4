/* Loops in several variants: for every processor, and for those with AVX2 or AVX-512, chosen when
 * the program runs. The loop itself is written once, INLINE, and the compiler vectorises it for
 * each. */
#pragma once

#include <stdbool.h>

#include "base/rt.h"

enum instruction_set {
  INSTRUCTIONS_PLAIN,
  INSTRUCTIONS_AVX2,
  INSTRUCTIONS_AVX512,
  INSTRUCTIONS_BEST = INSTRUCTIONS_AVX512
};

#if defined(__x86_64__) && defined(__GNUC__) && !defined(_MSC_VER)
#define HAS_X86_VARIANTS 1
#define AVX2             __attribute__((target("avx2")))
#ifdef __clang__
#define AVX512 __attribute__((target("avx512f,avx512vl")))
#else
#define AVX512 __attribute__((target("avx512f,avx512vl,prefer-vector-width=512")))
#endif

/** Callback-safe: set up by the compiler's run-time library before main(). */
static inline bool has_avx2(void) RT_SAFE {
  return __builtin_cpu_supports("avx2");
}

/** Of processors from Ice Lake and Zen 4 on: earlier ones lower their clock for it. Callback-safe.
 */
static inline bool has_avx512(void) RT_SAFE {
  return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vl");
}
#else
#define HAS_X86_VARIANTS 0
#endif

#if defined(__GNUC__) || defined(__clang__)
#define INLINE     inline __attribute__((always_inline))
#define NOT_INLINE __attribute__((noinline))
#else
#define INLINE     __forceinline
#define NOT_INLINE __declspec(noinline)
#endif
