/* Leftist heaps by (key, id), of nodes that lie in what they order.
 *
 * - Whatever is done to a heap costs O(log nodes) steps, without allocation or recursion.
 * - The left child of a node has at least the rank of its right child, so a walk along right
 *   children is at most log2(nodes + 1) long.
 * - Two heaps are melded as fast as one node is inserted: a batch of any size is accepted like
 *   that.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rt.h"

struct heap_node {
  struct heap_node *left, *right;
  uint32_t rank; /* distance to the nearest missing child */
  int64_t key;
  uint64_t id; /* orders nodes of one key */
};

/** The structure that embeds `node` as `member`. */
#define HEAP_OWNER(node, type, member) ((type *)((char *)(node) - offsetof(type, member)))

bool heap_is_before(const struct heap_node *a, const struct heap_node *b) RT_SAFE;
/** One heap of both, each of which may be NULL. `steps` counts the nodes visited. */
struct heap_node *heap_meld(struct heap_node *a, struct heap_node *b, uint64_t *steps) RT_SAFE;
void heap_insert(struct heap_node **heap, struct heap_node *node, int64_t key, uint64_t id,
                 uint64_t *steps) RT_SAFE;
/** Takes the first node out of a heap that has one. */
struct heap_node *heap_remove(struct heap_node **heap, uint64_t *steps) RT_SAFE;
