/* Reads beyond its memory where the input begins with three certain bytes: what fuzzing must find.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  if (count >= 3 && bytes[0] == 'R' && bytes[1] == 'T' && bytes[2] == 'M') {
    volatile uint8_t *memory = malloc(count);
    const int beyond = memory[count];
    free((void *)memory);
    return beyond & 0;
  }
  return 0;
}
