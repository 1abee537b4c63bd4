/* The practical limit of scheduling: a binary heap of onsets, a dense array of what sounds, one
 * multiply-add per sample, and nothing else: no account, no cancel, no clock.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct heap_loop;

struct heap_loop *heap_loop_create(long capacity, const float *sound, uint32_t sound_frames,
                                   float gain);
void heap_loop_destroy(struct heap_loop *loop);
/** Lets the sound begin at a stereo frame. */
void heap_loop_push(struct heap_loop *loop, int64_t frame);
/** The block of stereo frames from `frame` on; overwrites output. */
void heap_loop_render(struct heap_loop *loop, int64_t frame, uint32_t frames, float *output);
