#include "mixer/schedule/leftist_heap.h"

#include "mixer/action/action_state.h"

/* A right spine of rank r holds at least 2^r - 1 nodes, so two spines never exceed this. */
enum { LONGEST_PATH = 128 };

int64_t event_list_frame(const struct event_list *list, size_t index) RT_SAFE {
  const struct event *event = &list->events[index];
  return list->origin == LIST_SECONDS_EACH
             ? clock_map_frame(&list->map, list->time_base, event->at.seconds)
             : list->origin_frame + event->at.frame;
}

size_t event_list_first_not_before(const struct event_list *list, int64_t frame) RT_SAFE {
  size_t low = list->next, high = list->end;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (event_list_frame(list, middle) < frame) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool event_list_heap_is_before(const struct heap_node *a, const struct heap_node *b) RT_SAFE {
  return a->key != b->key ? a->key < b->key : a->id < b->id;
}

static uint32_t rank_of(const struct heap_node *node) RT_SAFE {
  return node == NULL ? 0 : node->rank;
}

struct heap_node *event_list_heap_meld(struct heap_node *a, struct heap_node *b,
                                       uint64_t *steps) RT_SAFE {
  struct heap_node *path[LONGEST_PATH];
  uint32_t length = 0;
  while (a != NULL && b != NULL && length < LONGEST_PATH) {
    if (event_list_heap_is_before(b, a)) {
      struct heap_node *first = b;
      b = a;
      a = first;
    }
    path[length++] = a;
    a = a->right;
  }
  *steps += length;
  struct heap_node *melded = a != NULL ? a : b;
  while (length > 0) {
    struct heap_node *parent = path[--length];
    parent->right = melded;
    if (rank_of(parent->left) < rank_of(melded)) {
      parent->right = parent->left;
      parent->left = melded;
    }
    parent->rank = rank_of(parent->right) + 1;
    melded = parent;
  }
  return melded;
}

/* Only the entry that is next in a heap is looked at, so that long runs cost no more than short
 * ones. */
static void insert(struct heap_node **heap, struct heap_node *node, const struct event_list *list,
                   size_t index, uint64_t *steps) RT_SAFE {
  *node = (struct heap_node){
      .rank = 1, .key = event_list_frame(list, index), .id = list->events[index].action->id};
  *heap = event_list_heap_meld(*heap, node, steps);
}

void event_list_heap_insert_timed(struct heap_node **heap, struct event_list *list,
                                  uint64_t *steps) RT_SAFE {
  insert(heap, &list->timed, list, list->next, steps);
}

void event_list_heap_insert_late(struct heap_node **heap, struct event_list *list,
                                 uint64_t *steps) RT_SAFE {
  insert(heap, &list->late, list, list->late_next, steps);
}

struct heap_node *event_list_heap_remove(struct heap_node **heap, uint64_t *steps) RT_SAFE {
  struct heap_node *first = *heap;
  *heap = event_list_heap_meld(first->left, first->right, steps);
  return first;
}
