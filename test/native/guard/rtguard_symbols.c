/* Names of code addresses from the symbol tables of the files on disk, which know static functions
 * too; dladdr() knows only what is exported. */
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rtguard.h"

struct symbol {
  const char *name;
  uint64_t start;
};

/* The function of one symbol table that holds `offset`. */
static bool search_table(const char *file, const Elf64_Shdr *table, const char *names,
                         uint64_t offset, struct symbol *found) {
  const Elf64_Sym *symbols = (const Elf64_Sym *)(file + table->sh_offset);
  for (uint64_t i = 0; i < table->sh_size / sizeof(*symbols); i++) {
    const Elf64_Sym *symbol = &symbols[i];
    if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && offset >= symbol->st_value &&
        offset < symbol->st_value + symbol->st_size) {
      *found = (struct symbol){.name = names + symbol->st_name, .start = symbol->st_value};
      return true;
    }
  }
  return false;
}

static bool search_file(const char *file, uint64_t size, uint64_t address, uint64_t base,
                        struct symbol *found) {
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)file;
  if (size < sizeof(*header) || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
    return false;
  }
  uint64_t offset = header->e_type == ET_DYN ? address - base : address;
  const Elf64_Shdr *sections = (const Elf64_Shdr *)(file + header->e_shoff);
  for (int i = 0; i < header->e_shnum; i++) {
    const Elf64_Shdr *table = &sections[i];
    if ((table->sh_type == SHT_SYMTAB || table->sh_type == SHT_DYNSYM) &&
        search_table(file, table, file + sections[table->sh_link].sh_offset, offset, found)) {
      return true;
    }
  }
  return false;
}

void rtguard_name_address(const void *address, char *name, size_t size) {
  Dl_info module = {0};
  if (dladdr(address, &module) == 0 || module.dli_fname == NULL) {
    snprintf(name, size, "%p", address);
    return;
  }
  const char *slash = strrchr(module.dli_fname, '/');
  const char *short_name = slash != NULL ? slash + 1 : module.dli_fname;
  uint64_t place = (uint64_t)(uintptr_t)address, base = (uint64_t)(uintptr_t)module.dli_fbase;
  snprintf(name, size, "0x%llx (%s)", (unsigned long long)(place - base), short_name);
  int descriptor = open(module.dli_fname, O_RDONLY);
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status) != 0) {
    return;
  }
  char *file = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  close(descriptor);
  if (file == MAP_FAILED) {
    return;
  }
  struct symbol symbol;
  if (search_file(file, (uint64_t)status.st_size, place, base, &symbol)) {
    uint64_t start = symbol.start;
    uint64_t within = (((const Elf64_Ehdr *)file)->e_type == ET_DYN ? place - base : place) - start;
    snprintf(name, size, "%s+0x%llx (%s)", symbol.name, (unsigned long long)within, short_name);
  }
  munmap(file, (size_t)status.st_size);
}
