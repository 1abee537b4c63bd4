/* Refusals of Windows' host APIs, by the numbers that these give. */
#include "device/portaudio/windows_refusal.h"

#include <portaudio.h>

#include "check.h"

static struct failure failure;

static bool tells(int32_t type, int64_t code, const char *part) {
  failure = (struct failure){0};
  return windows_refusal(type, code, "Microphone (USB)", &failure) &&
         strstr(failure.sentence, "\"Microphone (USB)\"") != NULL &&
         strstr(failure.sentence, part) != NULL;
}

static void each_host_api_says_what_to_do(void) {
  CHECK(tells(paWASAPI, 0x8889000e, "exclusive mode"));
  CHECK_EQUAL(failure.code, FAILURE_DEVICE_REFUSED);
  CHECK(tells(paWASAPI, 0x8889000a, "another program"));
  CHECK(tells(paWASAPI, 0x80070005, "Privacy"));
  CHECK(tells(paWASAPI, 0x88890010, "Windows Audio"));
  CHECK(tells(paWASAPI, 0x88890004, "unplugged"));
  CHECK_EQUAL(failure.code, FAILURE_DEVICE_NOT_FOUND);
  CHECK(tells(paMME, 4, "another program"));
  CHECK(tells(paMME, 2, "unplugged"));
  CHECK(tells(paMME, 32, "rate"));
  CHECK_EQUAL(failure.code, FAILURE_RATE_REFUSED);
  CHECK(tells(paDirectSound, 0x8878000a, "another program"));
  CHECK(tells(paDirectSound, 0x80070005, "Privacy"));
}

static void a_signed_number_is_the_same(void) {
  CHECK(tells(paWASAPI, (int32_t)0x8889000eu, "exclusive mode"));
}

static void what_is_unknown_is_left_to_portaudio(void) {
  CHECK(!windows_refusal(paWASAPI, 0x80004005, "x", &failure));
  CHECK(!windows_refusal(paMME, 1, "x", &failure));
  CHECK(!windows_refusal(paALSA, 4, "x", &failure));
  CHECK(!windows_refusal(paWASAPI, 4, "x", &failure));
}

static const struct check_test tests[] = {
    {"each host API of Windows says what to do about a refusal", each_host_api_says_what_to_do},
    {"a number counts the same with a sign", a_signed_number_is_the_same},
    {"what is unknown is left to PortAudio's sentence", what_is_unknown_is_left_to_portaudio},
};

CHECK_MAIN(tests)
