/* The guard of the live audio callback: what allocates, locks, prints or calls the system between
 * rtguard_enter() and rtguard_leave() is noted with its call chain.
 *
 * A library to preload (LD_PRELOAD) before any program. Functions of the C library are interposed;
 * system calls are trapped by syscall user dispatch, whatever code makes them. Callbacks given to
 * PortAudio are guarded automatically, from PortAudio's call to its return; other callbacks call
 * enter and leave, which are NULL where the guard is not loaded. Linux on x86-64.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define RTGUARD_API  __attribute__((visibility("default")))
#define RTGUARD_WEAK __attribute__((weak, visibility("default")))

/** What happened inside guarded callbacks since the last rtguard_reset(). */
struct rtguard_counts {
  uint64_t callbacks;
  uint64_t violations;
  uint64_t minor_faults, major_faults;
  uint64_t voluntary_switches, involuntary_switches;
};

/** The calling thread is in the callback from here on; may be nested. */
void rtguard_enter(void) RTGUARD_WEAK;
void rtguard_leave(void) RTGUARD_WEAK;
/** Any thread outside of callbacks; forgets everything noted. No callback may run. */
void rtguard_reset(void) RTGUARD_WEAK;
void rtguard_read(struct rtguard_counts *counts) RTGUARD_WEAK;
/** The k-th violation noted (of at most 64) as a line: what, then who called it from where.
 * False when there are fewer. Not while a callback runs. */
bool rtguard_describe(uint64_t k, char *line, size_t size) RTGUARD_WEAK;
/** False where the kernel cannot trap system calls; only library calls are noted then. */
bool rtguard_traps_system_calls(void) RTGUARD_WEAK;

/** Notes `what` if the calling thread is in a callback; used by the interposed functions. */
void rtguard_note(const char *what, long number);

/** Traps the system calls of this thread from now on; once per thread. */
void rtguard_trap_thread(void);
void rtguard_block_calls(bool block);

/** "function+0x12 (file)" of a code address, static functions too. */
void rtguard_name_address(const void *address, char *name, size_t size);
