/* A one-way mailbox between the audio callback and the control side: an intrusive list, never full.
 *
 * - Sending takes one exchange and one store, whatever the other side does: no loop, no lock.
 * - Mail is taken in the order in which it was sent.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>

#include "base/rt.h"

/** The link inside what is sent. */
struct mail {
  struct mail *next;
};

/** A list that its owner fills before it sends all of it at once; zero-initialised = empty. */
struct mail_list {
  struct mail *first;
  struct mail *last;
};

struct mailbox {
  _Atomic(struct mail *) first;
  struct mail *last; /* the sender's: the last one sent, perhaps not taken yet */
};

#define MAIL_OWNER(mail, type, member) ((type *)((char *)(mail) - offsetof(type, member)))

static inline void mail_list_add(struct mail_list *list, struct mail *mail) RT_SAFE {
  mail->next = NULL;
  if (list->last == NULL) {
    list->first = mail;
  } else {
    list->last->next = mail;
  }
  list->last = mail;
}

/** Sends and empties the list. Only the sender; callback-safe. */
static inline void mailbox_send(struct mailbox *box, struct mail_list *list) RT_SAFE {
  if (list->first == NULL) {
    return;
  }
  struct mail *waiting = atomic_exchange_explicit(&box->first, NULL, memory_order_acquire);
  if (waiting != NULL) {
    box->last->next = list->first;
  } else {
    waiting = list->first;
  }
  box->last = list->last;
  atomic_store_explicit(&box->first, waiting, memory_order_release);
  list->first = NULL;
  list->last = NULL;
}

/** Everything sent so far, in order, or NULL. Only the receiver; callback-safe. */
static inline struct mail *mailbox_take(struct mailbox *box) RT_SAFE {
  return atomic_exchange_explicit(&box->first, NULL, memory_order_acquire);
}
