/* JavaScript's object for a ring_buffer, with the SharedArrayBuffer that is its storage.
 *
 * Only memory that JavaScript can neither move nor free is shared with the callback: a
 * SharedArrayBuffer stays where it is as long as a reference is held.
 */
#pragma once

#include <napi.h>

#include <memory>

#include "base/ring_buffer.h"

/** A native reference to the ring and a JavaScript reference to its storage, if that is
 * JavaScript's. Shared by the actions that play from or record to the ring. JavaScript's thread. */
struct RingHold {
  struct ring_buffer *ring; /* NULL once let go */
  Napi::Reference<Napi::Uint8Array> storage;
  uint8_t *storage_start; /* NULL: native storage, which JavaScript does not see */

  RingHold(struct ring_buffer *ring, const Napi::Uint8Array &storage);
  ~RingHold();
  /** Gives a native ring back at once; `ring` is NULL then. Actions that use it keep their own
   * references. */
  void let_go();
  RingHold(const RingHold &) = delete;
  RingHold &operator=(const RingHold &) = delete;
};

class RingBufferWrap : public Napi::ObjectWrap<RingBufferWrap> {
public:
  static const napi_type_tag tag;
  static void define(Napi::Env env, Napi::Object exports);
  /** A new object over a ring with native storage. */
  static Napi::Object wrap(Napi::Env env, const std::shared_ptr<RingHold> &ring);
  /** A hold with a reference of its own to a ring with native storage. */
  static std::shared_ptr<RingHold> hold_native(struct ring_buffer *ring);
  static std::shared_ptr<RingHold> hold_of(Napi::Env env, const Napi::Value &value);

  explicit RingBufferWrap(const Napi::CallbackInfo &info);

private:
  Napi::Value element_size(const Napi::CallbackInfo &info);
  Napi::Value read_available(const Napi::CallbackInfo &info);
  Napi::Value write_available(const Napi::CallbackInfo &info);
  Napi::Value read_into(const Napi::CallbackInfo &info);
  Napi::Value write_from(const Napi::CallbackInfo &info);
  Napi::Value read_region(const Napi::CallbackInfo &info);
  Napi::Value write_region(const Napi::CallbackInfo &info);
  Napi::Value advance_read(const Napi::CallbackInfo &info);
  Napi::Value advance_write(const Napi::CallbackInfo &info);
  void flush(const Napi::CallbackInfo &info);
  void set_ended(const Napi::CallbackInfo &info);

  Napi::Value region_value(Napi::Env env, const struct ring_region &region) const;

  std::shared_ptr<RingHold> hold;
};
