/* The sample buffers that JavaScript holds, by number, so that a request names its buffer without
 * an object that would have to be unwrapped. JavaScript's thread only. */
#pragma once

#include <cstdint>
#include <vector>

#include "base/sample_buffer.h"

class SampleTable {
public:
  /** Gives the buffer its number until leave(); borrows it. */
  uint32_t enter(struct sample_buffer *buffer) {
    if (free_numbers.empty()) {
      buffers.push_back(buffer);
      return static_cast<uint32_t>(buffers.size() - 1);
    }
    uint32_t number = free_numbers.back();
    free_numbers.pop_back();
    buffers[number] = buffer;
    return number;
  }

  /** The number may name another buffer from now on. */
  void leave(uint32_t number) {
    buffers[number] = nullptr;
    free_numbers.push_back(number);
  }

  /** NULL = no buffer has that number. */
  struct sample_buffer *find(double number) const {
    bool is_within = number >= 0 && number < static_cast<double>(buffers.size());
    return is_within ? buffers[static_cast<size_t>(number)] : nullptr;
  }

private:
  std::vector<struct sample_buffer *> buffers;
  std::vector<uint32_t> free_numbers;
};
