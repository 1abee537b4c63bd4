# The flags that every part is compiled with, sanitizers aside: the interface library rtmixer_flags.
add_library(rtmixer_flags INTERFACE)
# Contraction (a * b + c in one rounding) differs between compilers and would make live and offline
# output differ. Microsoft's own compiler contracts only where it is told to.
if(MSVC AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
  target_compile_options(rtmixer_flags INTERFACE /clang:-ffp-contract=off)
elseif(NOT MSVC)
  target_compile_options(rtmixer_flags INTERFACE -ffp-contract=off)
endif()
if(MSVC)
  target_compile_options(rtmixer_flags INTERFACE /W3 $<$<COMPILE_LANGUAGE:C>:/experimental:c11atomics>)
  target_compile_definitions(rtmixer_flags INTERFACE _CRT_SECURE_NO_WARNINGS NOMINMAX)
else()
  target_compile_options(rtmixer_flags INTERFACE -Wall -Wextra)
  target_compile_definitions(rtmixer_flags INTERFACE _GNU_SOURCE)
endif()
if(MINGW)
  # C's own printf, with %zu and %lld; files beyond 2 GB; of Windows, what Windows 10 has.
  target_compile_definitions(rtmixer_flags INTERFACE
    __USE_MINGW_ANSI_STDIO=1 _FILE_OFFSET_BITS=64 NOMINMAX WINVER=0x0A00 _WIN32_WINNT=0x0A00)
endif()
