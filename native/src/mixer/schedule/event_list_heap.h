/* Leftist heaps of runs, by (frame, id) of each run's next entry: whatever is done to them costs
 * O(log runs) steps, without memory or recursion. Callback-safe. */
#ifndef RTMIXER_RUN_HEAP_H
#define RTMIXER_RUN_HEAP_H

#include <stddef.h>

#include "mixer/schedule/schedule.h"

#define RUN_OF(node, heap) ((struct run *)((char *)(node) - offsetof(struct run, heap)))

/** The stream frame of an entry of a run that is resolved. */
int64_t run_frame(const struct run *run, size_t index) RT_SAFE;
/** The run's first remaining entry at or behind a frame, or its end. */
size_t run_first_not_before(const struct run *run, int64_t frame) RT_SAFE;

/** Behind what is in a list: runs linked by `following`. */
void run_list_append(struct run_list *list, struct run *first, struct run *last) RT_SAFE;
/** Of a list whose newest delivery is the first one: the oldest, linked to those that came later.
 */
struct delivery *delivery_reverse(struct delivery *newest) RT_SAFE;

bool run_heap_is_before(const struct heap_node *a, const struct heap_node *b) RT_SAFE;
struct heap_node *run_heap_meld(struct heap_node *a, struct heap_node *b, uint64_t *steps) RT_SAFE;
/** Enters a run in a heap of `timed` or of `late` nodes, by its next entry in it. */
void run_heap_insert_timed(struct heap_node **heap, struct run *run, uint64_t *steps) RT_SAFE;
void run_heap_insert_late(struct heap_node **heap, struct run *run, uint64_t *steps) RT_SAFE;
/** Takes the first node out of a heap that has one. */
struct heap_node *run_heap_remove(struct heap_node **heap, uint64_t *steps) RT_SAFE;

#endif
