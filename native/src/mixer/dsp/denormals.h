/* Denormals, numbers near zero that cost a hundred times as much as others, are zero in the
 * callback.
 *
 * The mode of the thread is written only where it differs: writing costs as much as mixing a voice.
 * Whether it does is found out by two products, since reading the mode costs a block 5 ns more.
 */
#pragma once

#include <stdint.h>
#include <string.h>

#include "base/rt.h"

#if defined(__SSE__) || defined(_M_X64)
#include <xmmintrin.h>
#define DENORMALS_ARE_ZERO 0x8040u /* flush to zero, denormals are zero */

/** From now on they are zero in the calling thread; returns what to restore. Callback-safe. */
static inline uint64_t denormals_off(void) RT_SAFE {
  const unsigned saved = _mm_getcsr();
  if ((saved & DENORMALS_ARE_ZERO) != DENORMALS_ARE_ZERO) {
    _mm_setcsr(saved | DENORMALS_ARE_ZERO);
  }
  return saved;
}

static inline void denormals_restore(uint64_t saved) RT_SAFE {
  _mm_setcsr((unsigned)saved);
}

/** denormals_off() for a thread that keeps the mode. Callback-safe. */
static inline void denormals_stay_off(void) RT_SAFE {
  const volatile float least = 1.17549435e-38f, denormal = 1e-40f; /* least: not denormal */
  const float results[2] = {least * 0.25f, denormal * 1e30f};
  uint64_t bits;
  memcpy(&bits, results, sizeof(bits));
  if (bits != 0) {
    denormals_off();
  }
}

#elif defined(__aarch64__)
#define DENORMALS_ARE_ZERO (UINT64_C(1) << 24)

static inline uint64_t denormals_off(void) RT_SAFE {
  uint64_t saved;
  __asm__ __volatile__("mrs %0, fpcr" : "=r"(saved));
  if ((saved & DENORMALS_ARE_ZERO) == 0) {
    __asm__ __volatile__("msr fpcr, %0" : : "r"(saved | DENORMALS_ARE_ZERO));
  }
  return saved;
}

static inline void denormals_restore(uint64_t saved) RT_SAFE {
  __asm__ __volatile__("msr fpcr, %0" : : "r"(saved));
}

static inline void denormals_stay_off(void) RT_SAFE {
  denormals_off();
}

#else

static inline uint64_t denormals_off(void) RT_SAFE {
  return 0;
}
static inline void denormals_restore(uint64_t saved) RT_SAFE {
  (void)saved;
}
static inline void denormals_stay_off(void) RT_SAFE {}

#endif
