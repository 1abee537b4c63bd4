#include "mixer/schedule/event_list_heap.h"

#include "mixer/action/action_state.h"

/* A right spine of rank r holds at least 2^r - 1 nodes, so two spines never exceed this. */
enum { LONGEST_PATH = 128 };

int64_t run_frame(const struct run *run, size_t index) RT_SAFE {
  const struct run_entry *entry = &run->entries[index];
  return run->origin == RUN_SECONDS_EACH
             ? clock_map_frame(&run->map, run->time_base, entry->at.seconds)
             : run->origin_frame + entry->at.frame;
}

size_t run_first_not_before(const struct run *run, int64_t frame) RT_SAFE {
  size_t low = run->next, high = run->end;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (run_frame(run, middle) < frame) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool run_heap_is_before(const struct heap_node *a, const struct heap_node *b) RT_SAFE {
  return a->key != b->key ? a->key < b->key : a->id < b->id;
}

static uint32_t rank_of(const struct heap_node *node) RT_SAFE {
  return node == NULL ? 0 : node->rank;
}

struct heap_node *run_heap_meld(struct heap_node *a, struct heap_node *b, uint64_t *steps) RT_SAFE {
  struct heap_node *path[LONGEST_PATH];
  uint32_t length = 0;
  while (a != NULL && b != NULL && length < LONGEST_PATH) {
    if (run_heap_is_before(b, a)) {
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
static void insert(struct heap_node **heap, struct heap_node *node, const struct run *run,
                   size_t index, uint64_t *steps) RT_SAFE {
  *node = (struct heap_node){
      .rank = 1, .key = run_frame(run, index), .id = run->entries[index].action->id};
  *heap = run_heap_meld(*heap, node, steps);
}

void run_heap_insert_timed(struct heap_node **heap, struct run *run, uint64_t *steps) RT_SAFE {
  insert(heap, &run->timed, run, run->next, steps);
}

void run_heap_insert_late(struct heap_node **heap, struct run *run, uint64_t *steps) RT_SAFE {
  insert(heap, &run->late, run, run->late_next, steps);
}

struct heap_node *run_heap_remove(struct heap_node **heap, uint64_t *steps) RT_SAFE {
  struct heap_node *first = *heap;
  *heap = run_heap_meld(first->left, first->right, steps);
  return first;
}
