#include "mixer/dsp/bus_list.h"

#include <math.h>

#include "base/callback_memory.h"

/** Seconds in which others fall silent or come back where a soloed bus comes or goes. */
#define SOLO_RAMP_SECONDS 0.005

/* ---- all of them ---- */

struct buses *buses_create(uint32_t channels, double sample_rate) {
  struct buses *buses = callback_memory_allocate(sizeof(*buses));
  if (buses == NULL) {
    return NULL;
  }
  const struct gain_ramp rest = {.from = 1, .to = 1};
  buses->channels = channels;
  buses->frames_of_ramps = llround(SOLO_RAMP_SECONDS * sample_rate);
  buses->straight.sums[SUM_ALL].channels = channels;
  buses->bus[0] = &buses->straight;
  buses->end = 1;
  FIELD_SET(&buses->levels[0], gain, 1);
  FIELD_SET(&buses->master, gain, 1);
  buses->levels[0].is_linked = true;
  buses->levels[0].level = rest;
  buses->master.level = rest;
  return buses;
}

static void settle(struct gain_ramp *ramp) {
  *ramp = (struct gain_ramp){.from = ramp->to, .to = ramp->to};
}

void buses_settle(struct buses *buses) {
  for (uint32_t number = 0; number < buses->end; number++) {
    settle(&buses->levels[number].level);
    settle(&buses->levels[number].place);
  }
  settle(&buses->master.level);
}

/* ---- one ---- */

static void bus_destroy(struct bus *bus) {
  if (bus != NULL) {
    callback_memory_free(bus->sums[SUM_ALL].samples);
    callback_memory_free(bus->sums[SUM_PLACED].samples);
    callback_memory_free(bus->matrix);
    callback_memory_free(bus->meters);
    callback_memory_free(bus);
  }
}

void buses_destroy(struct buses *buses, struct bus_list *list) {
  for (uint32_t number = 1; number <= MAX_BUSES; number++) {
    bus_destroy(list->slots[number].bus);
    list->slots[number] = (struct bus_slot){0};
  }
  callback_memory_free(buses);
}

static bool sum_create(struct bus_sum *sum, uint32_t channels) {
  sum->channels = channels;
  sum->samples = callback_memory_allocate((size_t)BUS_FRAMES * channels * sizeof(float));
  return sum->samples != NULL;
}

/* The first channels of the output, in order. */
static struct channel_matrix *first_channels(uint32_t channels) {
  struct matrix_entry entries[MAX_CHANNELS];
  for (uint32_t c = 0; c < channels; c++) {
    entries[c] = (struct matrix_entry){c + 1, c + 1, 1};
  }
  return channel_matrix_create(entries, channels);
}

static struct bus *bus_create(const struct bus_settings *settings, const struct buses *buses) {
  struct bus *bus = callback_memory_allocate(sizeof(*bus));
  if (bus == NULL) {
    return NULL;
  }
  bus->settings = *settings;
  bus->settings.matrix = NULL;
  bus->is_straight = settings->matrix == NULL && settings->channels == buses->channels;
  bus->meters = meters_create(settings->channels);
  if (!bus->is_straight) {
    bus->matrix = settings->matrix != NULL
                      ? channel_matrix_create(settings->matrix, settings->matrix_count)
                      : first_channels(settings->channels);
  }
  if (!sum_create(&bus->sums[SUM_ALL], settings->channels) ||
      (settings->is_panned && !sum_create(&bus->sums[SUM_PLACED], 1)) || bus->meters == NULL ||
      (bus->matrix == NULL && !bus->is_straight)) {
    bus_destroy(bus);
    return NULL;
  }
  meters_begin_at(bus->meters, FIELD_GET(buses, handled_frames));
  return bus;
}

static bool check_settings(const struct bus_settings *settings, const struct buses *buses,
                           struct failure *failure) {
  const uint32_t channels = settings->channels;
  if (buses->channels == 0) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A bus needs output channels; open a stream that has some.");
  }
  if (channels < 1 || channels > MAX_CHANNELS ||
      (settings->matrix == NULL && channels > buses->channels)) {
    return failure_set(failure, FAILURE_INVALID_CHANNEL,
                       "A bus of %u channels does not fit on %u outputs; give it a matrix, or "
                       "fewer channels.",
                       (unsigned)channels, (unsigned)buses->channels);
  }
  if (settings->is_panned && channels != 2) {
    return failure_set(failure, FAILURE_INVALID_CHANNEL,
                       "A bus that is panned has two channels, not %u.", (unsigned)channels);
  }
  if (!isfinite(settings->state.gain)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT, "The gain is not a finite number.");
  }
  if (!(settings->state.pan >= -1 && settings->state.pan <= 1)) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A pan goes from -1, the left, to 1, the right.");
  }
  return settings->matrix == NULL || channel_matrix_check(settings->matrix, settings->matrix_count,
                                                          channels, buses->channels, failure);
}

/* ---- the list ---- */

void bus_list_collect(struct bus_list *list, struct buses *buses) {
  for (struct mail *mail = mailbox_take(&buses->going), *next; mail != NULL; mail = next) {
    struct bus *bus = MAIL_OWNER(mail, struct bus, mail);
    next = mail->next;
    list->slots[bus->number] = (struct bus_slot){0};
    bus_destroy(bus);
  }
}

static void send(struct mailbox *box, struct mail *mail) {
  struct mail_list one = {0};
  mail_list_add(&one, mail);
  mailbox_send(box, &one);
}

bool bus_list_add(struct bus_list *list, struct buses *buses, const struct bus_settings *settings,
                  bool runs, uint32_t *number, struct failure *failure) {
  if (!check_settings(settings, buses, failure)) {
    return false;
  }
  bus_list_collect(list, buses);
  uint32_t free_number = 1;
  while (free_number <= MAX_BUSES && list->slots[free_number].bus != NULL) {
    free_number++;
  }
  if (free_number > MAX_BUSES) {
    return failure_set(failure, FAILURE_INVALID_ARGUMENT,
                       "A mixer has at most %d buses, and one that is removed counts as long as "
                       "something plays on it; remove some.",
                       MAX_BUSES);
  }
  struct bus *bus = bus_create(settings, buses);
  if (bus == NULL) {
    return failure_set(failure, FAILURE_OUT_OF_MEMORY, "There is not enough memory for a bus.");
  }
  bus->number = *number = free_number;
  list->slots[free_number].bus = bus;
  send(&buses->coming, &bus->mail);
  if (!runs) {
    buses_accept(buses, 0);
  }
  return true;
}

static void leave(struct bus_list *list, struct buses *buses, uint32_t number, bool runs) {
  struct bus_slot *slot = &list->slots[number];
  if (slot->bus == NULL || !slot->is_removed || slot->is_leaving || slot->actions > 0) {
    return;
  }
  slot->is_leaving = true;
  send(&buses->leaving, &slot->bus->leave);
  if (!runs) {
    buses_accept(buses, 0);
    bus_list_collect(list, buses);
  }
}

void bus_list_remove(struct bus_list *list, struct buses *buses, uint32_t number, bool runs) {
  list->slots[number].is_removed = true;
  leave(list, buses, number, runs);
}

const struct bus *bus_list_find(const struct bus_list *list, uint32_t number) {
  const struct bus_slot *slot = number <= MAX_BUSES ? &list->slots[number] : NULL;
  return slot == NULL || slot->is_removed ? NULL : slot->bus;
}

void bus_list_hold(struct bus_list *list, uint32_t number) {
  list->slots[number].actions += number > 0;
}

void bus_list_let_go(struct bus_list *list, struct buses *buses, uint32_t number, bool runs) {
  if (number > 0) {
    list->slots[number].actions--;
    leave(list, buses, number, runs);
  }
}
