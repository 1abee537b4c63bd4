#include "device/portaudio/identity.h"

#include <string.h>

#include "device/portaudio/library.h"

/* The device list cuts longer names, at most one UTF-8 character more than it has to. */
#define CUT_NAME_LENGTH (DEVICE_NAME_SIZE - 5)

typedef bool (*name_match)(const char *name, const char *wanted);

static bool is_same_name(const char *name, const char *wanted) {
  size_t length = strlen(wanted);
  return strncmp(name, wanted, length) == 0 && (name[length] == '\0' || length >= CUT_NAME_LENGTH);
}

/* `USB Audio: - (hw:1,0)` may come back as `USB Audio: - (hw:2,0)`. */
static bool is_same_but_for_the_card(const char *name, const char *wanted) {
  const char *card = strstr(name, "(hw:"), *wanted_card = strstr(wanted, "(hw:");
  if (card == NULL || wanted_card == NULL || card - name != wanted_card - wanted ||
      strncmp(name, wanted, (size_t)(card - name)) != 0) {
    return false;
  }
  const char *comma = strchr(card, ','), *wanted_comma = strchr(wanted_card, ',');
  return comma != NULL && wanted_comma != NULL && strcmp(comma, wanted_comma) == 0;
}

static bool belongs_to(const PaDeviceInfo *info, const char *host_api) {
  const PaHostApiInfo *found = portaudio_library()->host_api_info(info->hostApi);
  return found != NULL && is_same_name(found->name, host_api);
}

/* The device at place `ordinal` among those that match; -1 = there are not that many. */
static int32_t find(const struct device_identity *identity, name_match matches, uint32_t ordinal) {
  int count = portaudio_library()->device_count();
  for (int index = 0; index < count; index++) {
    const PaDeviceInfo *info = portaudio_library()->device_info(index);
    if (info != NULL && info->name != NULL && belongs_to(info, identity->host_api) &&
        matches(info->name, identity->name) && ordinal-- == 0) {
      return index;
    }
  }
  return -1;
}

bool portaudio_find_again(const struct device_identity *identity, int32_t *index,
                          struct failure *failure) {
  *index = find(identity, is_same_name, identity->ordinal);
  /* Another card only if exactly one fits. */
  if (*index < 0 && find(identity, is_same_but_for_the_card, 1) < 0) {
    *index = find(identity, is_same_but_for_the_card, 0);
  }
  return *index >= 0 || failure_set(failure, FAILURE_DEVICE_NOT_FOUND,
                                    "\"%.120s\" was not found any more; connect it, search for "
                                    "devices again and retry.",
                                    identity->name);
}
