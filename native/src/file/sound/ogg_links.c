#include "file/sound/ogg_links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_HEADER_BYTES = 27, SEGMENTS_MAX = 255, PAGE_BYTES_MAX = 27 + 255 + 255 * 255 };
enum { WINDOW_BYTES = 1 << 18 };
enum { FLAGS_AT = 5, CHECKSUM_AT = 22, SEGMENTS_AT = 26 };
enum { BEGINS_STREAM = 2 };
enum { PAGES_CHECKED_MAX = 64 };
/* More damaged pages than a file has that is worth reading: the work stays bounded. */
enum { DAMAGED_PAGES_MAX = 10000 };

/* The file through a window, so that small steps cost no system call each. */
struct walker {
  struct disk_file *file;
  uint8_t *window;
  int64_t window_position, window_bytes;
  int damaged_pages;
  int error;
};

struct page {
  int64_t bytes;      /* as its header says */
  int64_t held_bytes; /* as far as the file goes */
  bool begins_stream;
};

/* At least `wanted` bytes from `position` on, fewer only at the end of the file. */
static const uint8_t *look_at(struct walker *walker, int64_t position, int64_t wanted,
                              int64_t *count) {
  int64_t inside = position - walker->window_position;
  if (inside < 0 || inside + wanted > walker->window_bytes) {
    walker->window_position = position;
    walker->window_bytes =
        disk_file_read(walker->file, position, walker->window, WINDOW_BYTES, &walker->error);
    walker->window_bytes = walker->window_bytes < 0 ? 0 : walker->window_bytes;
    inside = 0;
  }
  *count = walker->window_bytes - inside;
  return walker->window + inside;
}

static bool has_checksum(const uint8_t *page, int64_t bytes) {
  uint32_t sum = 0, told = 0;
  for (int64_t k = 0; k < bytes; k++) {
    const bool is_sum = k >= CHECKSUM_AT && k < CHECKSUM_AT + 4;
    if (is_sum) {
      told |= (uint32_t)page[k] << (8 * (k - CHECKSUM_AT));
    }
    sum ^= (uint32_t)(is_sum ? 0 : page[k]) << 24;
    for (int bit = 0; bit < 8; bit++) {
      sum = sum << 1 ^ ((sum & 0x80000000u) != 0 ? 0x04c11db7u : 0);
    }
  }
  return sum == told;
}

static bool read_page(struct walker *walker, int64_t position, struct page *page) {
  int64_t count;
  const uint8_t *bytes = look_at(walker, position, PAGE_BYTES_MAX, &count);
  if (count < PAGE_HEADER_BYTES || memcmp(bytes, "OggS", 4) != 0 || bytes[4] != 0) {
    return false;
  }
  page->bytes = PAGE_HEADER_BYTES + bytes[SEGMENTS_AT];
  for (int64_t k = 0; k < bytes[SEGMENTS_AT] && PAGE_HEADER_BYTES + k < count; k++) {
    page->bytes += bytes[PAGE_HEADER_BYTES + k];
  }
  page->held_bytes = page->bytes < count ? page->bytes : count;
  /* Damage may look like the beginning of a stream: its checksum tells. */
  page->begins_stream = (bytes[FLAGS_AT] & BEGINS_STREAM) != 0 && page->bytes <= count &&
                        has_checksum(bytes, page->bytes);
  return true;
}

/* The next page from `position` on; -1 = there is none. */
static int64_t search_page(struct walker *walker, int64_t position) {
  for (;;) {
    int64_t count;
    const uint8_t *bytes = look_at(walker, position, PAGE_BYTES_MAX, &count);
    if (count < 4) {
      return -1;
    }
    for (int64_t k = 0; k + 4 <= count; k++) {
      if (bytes[k] == 'O' && memcmp(bytes + k, "OggS", 4) == 0) {
        return position + k;
      }
    }
    position += count - 3;
  }
}

static bool add_link(struct ogg_links *links, int64_t position) {
  const int64_t count = links->count;
  /* Room doubles at each power of two. */
  if ((count & (count - 1)) == 0) {
    const int64_t room = count == 0 ? 1 : 2 * count;
    struct ogg_link *more = realloc(links->links, (size_t)room * sizeof(*more));
    if (more == NULL) {
      return false;
    }
    links->links = more;
  }
  links->links[links->count++] = (struct ogg_link){.position = position};
  return true;
}

/* A page is taken at its word where another one follows it, or the end. Else its checksum tells:
 * one that was cut reaches into what follows, the beginning of another sound perhaps. */
static bool is_whole_page(struct walker *walker, int64_t position, int64_t end,
                          const struct page *page) {
  const int64_t next = position + page->bytes;
  int64_t count;
  if (page->held_bytes < page->bytes) {
    return false;
  }
  if (next + 4 > end || walker->damaged_pages >= DAMAGED_PAGES_MAX) {
    return true;
  }
  const uint8_t *bytes = look_at(walker, next, 4, &count);
  if (count >= 4 && memcmp(bytes, "OggS", 4) == 0) {
    return true;
  }
  bytes = look_at(walker, position, page->bytes, &count);
  const bool is_whole = count >= page->bytes && has_checksum(bytes, page->bytes);
  walker->damaged_pages += is_whole ? 0 : 1;
  return is_whole;
}

/* Several streams may begin side by side: a link begins with the first beginning after other pages.
 */
static void walk_pages(struct walker *walker, struct ogg_links *links, int64_t position,
                       int64_t end, struct sound_scan *scan) {
  bool after_beginning = false;
  struct page page;
  while (position >= 0 && position < end && walker->error == 0) {
    if (!sound_scan_goes_on(scan, position, end)) {
      walker->error = ECANCELED;
      return;
    }
    if (!read_page(walker, position, &page)) {
      position = search_page(walker, position + 1);
      continue;
    }
    if (page.begins_stream && !after_beginning && !add_link(links, position)) {
      walker->error = ENOMEM;
      return;
    }
    after_beginning = page.begins_stream;
    if (!is_whole_page(walker, position, end, &page)) {
      /* Or its lengths are damaged. More pages may follow. */
      links->is_cut = true;
      position = search_page(walker, position + 1);
    } else {
      position += page.bytes;
      if (links->count > 0) {
        struct ogg_link *link = &links->links[links->count - 1];
        link->bytes = position - link->position;
      }
    }
  }
}

bool ogg_pages_are_whole(struct disk_file *file, int64_t start) {
  int error = 0;
  const int64_t end = disk_file_bytes(file, &error);
  struct walker walker = {.file = file, .window = malloc(WINDOW_BYTES)};
  bool are_whole = walker.window != NULL;
  for (int k = 0; k < PAGES_CHECKED_MAX && are_whole && start < end; k++) {
    struct page page;
    int64_t count;
    are_whole = read_page(&walker, start, &page) && page.held_bytes == page.bytes &&
                has_checksum(look_at(&walker, start, page.bytes, &count), page.bytes);
    start += are_whole ? page.bytes : 0;
  }
  free(walker.window);
  return are_whole;
}

bool ogg_links_find(struct disk_file *file, int64_t start, struct ogg_links *links,
                    struct sound_scan *scan, int *error) {
  struct walker walker = {.file = file, .window = malloc(WINDOW_BYTES)};
  *links = (struct ogg_links){0};
  *error = ENOMEM;
  if (walker.window == NULL) {
    return false;
  }
  const int64_t end = disk_file_bytes(file, error);
  if (end >= 0) {
    walk_pages(&walker, links, start, end, scan);
    *error = walker.error;
  }
  if (links->count == 0 && *error == 0 && !add_link(links, start)) {
    *error = ENOMEM;
  }
  if (links->count == 1 && links->links[0].bytes == 0) {
    links->links[0].bytes = end - start;
  }
  free(walker.window);
  if (*error != 0) {
    free(links->links);
    links->links = NULL;
  }
  return *error == 0;
}
