/* Finding a device again in invented lists. */
#include "check.h"
#include "device/portaudio/identity.h"
#include "device/portaudio/library.h"

static PaHostApiInfo host_apis[] = {{.name = "ALSA"}, {.name = "JACK Audio Connection Kit"}};
static PaDeviceInfo devices[8];
static int device_count;

static int invented_count(void) {
  return device_count;
}
static const PaDeviceInfo *invented_device(int index) {
  return &devices[index];
}
static const PaHostApiInfo *invented_host_api(int index) {
  return &host_apis[index];
}

enum { ALSA, JACK };

static void add(int host_api, const char *name) {
  devices[device_count++] = (PaDeviceInfo){.name = name, .hostApi = host_api};
}

/* The index of the device, -1 = it is not found. */
static int32_t found(const char *host_api, const char *name, uint32_t ordinal) {
  struct device_identity identity = {.ordinal = ordinal};
  struct failure failure;
  int32_t index;
  snprintf(identity.host_api, sizeof(identity.host_api), "%s", host_api);
  snprintf(identity.name, sizeof(identity.name), "%s", name);
  portaudio_library()->device_count = invented_count;
  portaudio_library()->device_info = invented_device;
  portaudio_library()->host_api_info = invented_host_api;
  bool is_found = portaudio_find_again(&identity, &index, &failure);
  CHECK_EQUAL(is_found, index >= 0);
  CHECK_EQUAL(is_found ? FAILURE_DEVICE_NOT_FOUND : failure.code, FAILURE_DEVICE_NOT_FOUND);
  return index;
}

static void a_device_is_what_its_host_api_and_name_say(void) {
  device_count = 0;
  add(ALSA, "system");
  add(JACK, "system");
  add(JACK, "system 2");
  CHECK_EQUAL(found("JACK Audio Connection Kit", "system", 0), 1);
  CHECK_EQUAL(found("JACK Audio Connection Kit", "system 2", 0), 2);
  CHECK_EQUAL(found("JACK Audio Connection Kit", "syst", 0), -1);
  CHECK_EQUAL(found("JACK", "system", 0), -1);
}

static void equal_devices_keep_their_order(void) {
  device_count = 0;
  add(JACK, "twin");
  add(ALSA, "twin");
  add(ALSA, "other");
  add(ALSA, "twin");
  CHECK_EQUAL(found("ALSA", "twin", 0), 1);
  CHECK_EQUAL(found("ALSA", "twin", 1), 3);
  CHECK_EQUAL(found("ALSA", "twin", 2), -1);
}

static void alsa_may_number_a_card_again(void) {
  device_count = 0;
  add(ALSA, "USB Audio: - (hw:2,0)");
  add(ALSA, "USB Audio: #1 (hw:2,1)");
  CHECK_EQUAL(found("ALSA", "USB Audio: - (hw:1,0)", 0), 0);
  CHECK_EQUAL(found("ALSA", "USB Audio: - (hw:1,3)", 0), -1);
  CHECK_EQUAL(found("ALSA", "USB Audio: #1 (hw:10,1)", 0), 1);
  add(ALSA, "USB Audio: - (hw:3,0)");
  CHECK_EQUAL(found("ALSA", "USB Audio: - (hw:3,0)", 0), 2);
  /* Both could be it. */
  CHECK_EQUAL(found("ALSA", "USB Audio: - (hw:1,0)", 0), -1);
}

static void a_name_that_the_list_has_cut_is_found(void) {
  char whole[2 * DEVICE_NAME_SIZE] = "", cut[DEVICE_NAME_SIZE];
  memset(whole, 'x', sizeof(whole) - 1);
  snprintf(cut, sizeof(cut), "%s", whole);
  device_count = 0;
  add(ALSA, whole);
  CHECK_EQUAL(found("ALSA", cut, 0), 0);
}

static const struct check_test tests[] = {
    {"a device is found by its host API and name", a_device_is_what_its_host_api_and_name_say},
    {"equal devices keep their order", equal_devices_keep_their_order},
    {"an ALSA card may have another number", alsa_may_number_a_card_again},
    {"a name that the list cut is found", a_name_that_the_list_has_cut_is_found}};

CHECK_MAIN(tests)
