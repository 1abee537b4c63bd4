#include "addon/ring_buffer.h"

#include <algorithm>

#include "addon/env.h"

const napi_type_tag RingBufferWrap::tag = {0x5a3f10c27b1e4d02, 0x9d0b62f4a7c84e02};

RingHold::RingHold(struct ring_buffer *ring, const Napi::Uint8Array &storage)
    : ring(ring), storage_start(nullptr) {
  if (!storage.IsEmpty()) {
    this->storage = Napi::Reference<Napi::Uint8Array>::New(storage, 1);
    storage_start = this->storage.Value().Data() + RING_HEADER_BYTES;
  }
}

RingHold::~RingHold() {
  let_go();
}

void RingHold::let_go() {
  ring_buffer_release(ring);
  ring = nullptr;
}

namespace {

/** createRingBuffer(elementSize, elementCount, memory: Uint8Array over a SharedArrayBuffer) */
Napi::Value create_ring_buffer(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  uint32_t element_size = count_of(info[0], UINT32_MAX, "The element size");
  uint32_t element_count = count_of(info[1], UINT32_MAX, "The number of elements");
  Napi::Uint8Array memory = info[2].As<Napi::Uint8Array>();
  if (memory.ByteLength() <
      RING_HEADER_BYTES + static_cast<uint64_t>(element_size) * element_count) {
    throw_invalid(env, "The ring buffer's memory is smaller than its elements.");
  }
  struct failure failure;
  struct ring_buffer *ring =
      ring_buffer_share(element_size, element_count, memory.Data(), &failure);
  if (ring == nullptr) {
    throw_failure(env, failure);
  }
  return RingBufferWrap::wrap(env, std::make_shared<RingHold>(ring, memory));
}

} // namespace

void RingBufferWrap::define(Napi::Env env, Napi::Object exports) {
  Napi::Function constructor =
      DefineClass(env, "AddonRingBuffer",
                  {InstanceMethod("elementSize", &RingBufferWrap::element_size),
                   InstanceMethod("readAvailable", &RingBufferWrap::read_available),
                   InstanceMethod("writeAvailable", &RingBufferWrap::write_available),
                   InstanceMethod("readInto", &RingBufferWrap::read_into),
                   InstanceMethod("writeFrom", &RingBufferWrap::write_from),
                   InstanceMethod("readRegion", &RingBufferWrap::read_region),
                   InstanceMethod("writeRegion", &RingBufferWrap::write_region),
                   InstanceMethod("advanceRead", &RingBufferWrap::advance_read),
                   InstanceMethod("advanceWrite", &RingBufferWrap::advance_write),
                   InstanceMethod("flush", &RingBufferWrap::flush),
                   InstanceMethod("setEnded", &RingBufferWrap::set_ended)});
  AddonEnv::of(env).ring_buffer_class = Napi::Persistent(constructor);
  exports.Set("createRingBuffer", Napi::Function::New(env, create_ring_buffer));
}

std::shared_ptr<RingHold> RingBufferWrap::hold_native(struct ring_buffer *ring) {
  return std::make_shared<RingHold>(ring_buffer_retain(ring), Napi::Uint8Array());
}

Napi::Object RingBufferWrap::wrap(Napi::Env env, const std::shared_ptr<RingHold> &ring) {
  Owned<std::shared_ptr<RingHold>> given(new std::shared_ptr<RingHold>(ring),
                                         [](std::shared_ptr<RingHold> *hold) { delete hold; });
  return wrap_native(env, &AddonEnv::ring_buffer_class, std::move(given));
}

std::shared_ptr<RingHold> RingBufferWrap::hold_of(Napi::Env env, const Napi::Value &value) {
  std::shared_ptr<RingHold> hold =
      unwrap<RingBufferWrap>(env, value, tag,
                             "A ring must be a RingBuffer; create one with the library.")
          ->hold;
  if (hold->ring == nullptr) {
    throw_invalid(env, "The ring was given back when its take or reader was disposed.");
  }
  return hold;
}

RingBufferWrap::RingBufferWrap(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<RingBufferWrap>(info) {
  std::unique_ptr<std::shared_ptr<RingHold>> given(external_of<std::shared_ptr<RingHold>>(info));
  hold = *given;
  info.This().As<Napi::Object>().TypeTag(&tag);
}

Napi::Value RingBufferWrap::element_size(const Napi::CallbackInfo &info) {
  const bool is_there = hold->ring != nullptr;
  return number_value(info.Env(), is_there ? ring_buffer_element_size(hold->ring) : 0);
}

Napi::Value RingBufferWrap::read_available(const Napi::CallbackInfo &info) {
  return number_value(info.Env(), ring_buffer_read_available(hold->ring));
}

Napi::Value RingBufferWrap::write_available(const Napi::CallbackInfo &info) {
  return number_value(info.Env(), ring_buffer_write_available(hold->ring));
}

/** readInto(target: Uint8Array): elements read. */
Napi::Value RingBufferWrap::read_into(const Napi::CallbackInfo &info) {
  Napi::Uint8Array target = info[0].As<Napi::Uint8Array>();
  size_t count = target.ByteLength() / ring_buffer_element_size(hold->ring);
  size_t done = count == 0 ? 0 : ring_buffer_read(hold->ring, target.Data(), count);
  return number_value(info.Env(), done);
}

/** writeFrom(source: Uint8Array): elements written. */
Napi::Value RingBufferWrap::write_from(const Napi::CallbackInfo &info) {
  Napi::Uint8Array source = info[0].As<Napi::Uint8Array>();
  size_t count = source.ByteLength() / ring_buffer_element_size(hold->ring);
  size_t done = count == 0 ? 0 : ring_buffer_write(hold->ring, source.Data(), count);
  return number_value(info.Env(), done);
}

/** [byte offset, elements there, elements from the storage's start] */
Napi::Value RingBufferWrap::region_value(Napi::Env env, const struct ring_region &region) const {
  ptrdiff_t offset =
      region.first_count == 0 ? 0 : static_cast<uint8_t *>(region.first) - hold->storage_start;
  Napi::Array value = Napi::Array::New(env, 3);
  value.Set(0U, static_cast<double>(offset));
  value.Set(1U, static_cast<double>(region.first_count));
  value.Set(2U, static_cast<double>(region.second_count));
  return value;
}

Napi::Value RingBufferWrap::read_region(const Napi::CallbackInfo &info) {
  struct ring_region region = {};
  ring_buffer_read_region(hold->ring, count_of(info[0], UINT32_MAX, "The count"), &region);
  return region_value(info.Env(), region);
}

Napi::Value RingBufferWrap::write_region(const Napi::CallbackInfo &info) {
  struct ring_region region = {};
  ring_buffer_write_region(hold->ring, count_of(info[0], UINT32_MAX, "The count"), &region);
  return region_value(info.Env(), region);
}

Napi::Value RingBufferWrap::advance_read(const Napi::CallbackInfo &info) {
  size_t count = count_of(info[0], UINT32_MAX, "The count");
  if (count > ring_buffer_read_available(hold->ring)) {
    throw_invalid(info.Env(),
                  "The read index cannot advance beyond the elements that were written.");
  }
  return number_value(info.Env(), ring_buffer_advance_read(hold->ring, count));
}

Napi::Value RingBufferWrap::advance_write(const Napi::CallbackInfo &info) {
  size_t count = count_of(info[0], UINT32_MAX, "The count");
  if (count > ring_buffer_write_available(hold->ring)) {
    throw_invalid(info.Env(), "The write index cannot advance beyond the free elements.");
  }
  return number_value(info.Env(), ring_buffer_advance_write(hold->ring, count));
}

void RingBufferWrap::flush(const Napi::CallbackInfo &) {
  ring_buffer_flush(hold->ring);
}

void RingBufferWrap::set_ended(const Napi::CallbackInfo &info) {
  ring_buffer_set_ended(hold->ring, info[0].ToBoolean().Value());
}
