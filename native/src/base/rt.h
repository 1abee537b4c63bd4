/* RT_SAFE: callback-safe, an attribute that clang >= 20 checks.
 *
 * - A function marked RT_SAFE never allocates, locks, prints, calls the system or loops without a
 *   bound. `-Werror=function-effects` proves all but the loops at compile time,
 *   `-fsanitize=realtime` checks it at run time. For other compilers it is empty.
 * - It stands on declarations and definitions, after the parameter list.
 */
#pragma once

#if defined(__has_attribute) && defined(__clang__)
#if __has_attribute(nonblocking) && __clang_major__ >= 20
#define RT_SAFE __attribute__((nonblocking))
#endif
#endif

#ifndef RT_SAFE
#define RT_SAFE
#endif
