/* The frame of a bench program. It prints one line that says what it measures, then answers every
 * line of its input, a command and up to three whole numbers, with one line of numbers. So programs
 * of several peers can be asked in turns.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RATE = 48000, CHANNELS = 2, MAX_BLOCK = 4096 };

/** What a round of mixing handles at least, so that the clock's resolution does not matter. */
enum { LEAST_VOICE_FRAMES = 12000000 };

struct numbers {
  long first, second, third;
};

/* ---- what each program defines ---- */

/** Name and version of the mixer. */
void program_describe(char *text, size_t size);
/** Prints the answer without a line end; false for an unknown command. */
bool program_answer(const char *command, struct numbers numbers);

/* ---- what each program can use ---- */

/** CPU time of the calling thread. */
double thread_seconds(void);
/** Ends the program with a sentence. */
_Noreturn void fail(const char *sentence);
/** The memory, or the end of the program. */
void *need(void *memory);
/** Interleaved stereo, different for each `index`, so quiet that 1,024 of them do not clip. */
void fill_sound(float *samples, size_t frames, long index);
/** How often `voices` of so many frames must be played to make a round. */
long passes_of(long voices, long sound_frames);
/** Frame where sound k of `count` begins, when they are spread over `seconds`. */
int64_t onset_of(long k, long count, long seconds);
/** The k-th to be submitted: a fixed shuffle of 0...count - 1, for counts without the factor 7919.
 */
long submission_of(long k, long count);
/** A number that depends on every sample and its place. */
double checksum(const float *samples, size_t count);
/** Sorts, and gives the value that `share` of them do not exceed. */
double quantile(double *values, size_t count, double share);
