#include "mixer/schedule/leftist_heap.h"

/* A right spine of rank r holds at least 2^r - 1 nodes, so two spines never exceed this. */
enum { LONGEST_PATH = 128 };

bool heap_is_before(const struct heap_node *a, const struct heap_node *b) RT_SAFE {
  return a->key != b->key ? a->key < b->key : a->id < b->id;
}

static uint32_t rank_of(const struct heap_node *node) RT_SAFE {
  return node == NULL ? 0 : node->rank;
}

struct heap_node *heap_meld(struct heap_node *a, struct heap_node *b, uint64_t *steps) RT_SAFE {
  struct heap_node *path[LONGEST_PATH];
  uint32_t length = 0;
  while (a != NULL && b != NULL && length < LONGEST_PATH) {
    if (heap_is_before(b, a)) {
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

void heap_insert(struct heap_node **heap, struct heap_node *node, int64_t key, uint64_t id,
                 uint64_t *steps) RT_SAFE {
  *node = (struct heap_node){.rank = 1, .key = key, .id = id};
  *heap = heap_meld(*heap, node, steps);
}

struct heap_node *heap_remove(struct heap_node **heap, uint64_t *steps) RT_SAFE {
  struct heap_node *first = *heap;
  *heap = heap_meld(first->left, first->right, steps);
  return first;
}
