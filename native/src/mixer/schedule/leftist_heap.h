/* Leftist heaps of runs, by (frame, id) of each run's next entry: whatever is done to them costs
 * O(log runs) steps, without memory or recursion. Callback-safe. */
#ifndef RTMIXER_EVENT_LIST_HEAP_H
#define RTMIXER_EVENT_LIST_HEAP_H

#include <stddef.h>

#include "mixer/schedule/schedule.h"

#define EVENT_LIST_OF(node, heap)                                                                  \
  ((struct event_list *)((char *)(node) - offsetof(struct event_list, heap)))

/** The stream frame of an entry of a run that is resolved. */
int64_t event_list_frame(const struct event_list *list, size_t index) RT_SAFE;
/** The run's first remaining entry at or behind a frame, or its end. */
size_t event_list_first_not_before(const struct event_list *list, int64_t frame) RT_SAFE;

/** Behind what is in a list: runs linked by `following`. */
void event_list_queue_append(struct event_list_queue *list, struct event_list *first,
                             struct event_list *last) RT_SAFE;
/** Of a list whose newest delivery is the first one: the oldest, linked to those that came later.
 */
struct batch *batch_reverse(struct batch *newest) RT_SAFE;

bool event_list_heap_is_before(const struct heap_node *a, const struct heap_node *b) RT_SAFE;
struct heap_node *event_list_heap_meld(struct heap_node *a, struct heap_node *b,
                                       uint64_t *steps) RT_SAFE;
/** Enters a run in a heap of `timed` or of `late` nodes, by its next entry in it. */
void event_list_heap_insert_timed(struct heap_node **heap, struct event_list *list,
                                  uint64_t *steps) RT_SAFE;
void event_list_heap_insert_late(struct heap_node **heap, struct event_list *list,
                                 uint64_t *steps) RT_SAFE;
/** Takes the first node out of a heap that has one. */
struct heap_node *event_list_heap_remove(struct heap_node **heap, uint64_t *steps) RT_SAFE;

#endif
