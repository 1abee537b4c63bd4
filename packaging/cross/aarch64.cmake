# Has CMake build for Linux on arm64 with Debian's cross compiler. RTMIXER_SYSROOT names the folder with
# the libraries of that system; programs are run by QEMU.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(RTMIXER_SYSROOT "$ENV{RTMIXER_SYSROOT}")
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_AR aarch64-linux-gnu-gcc-ar CACHE FILEPATH "")
set(CMAKE_RANLIB aarch64-linux-gnu-gcc-ranlib CACHE FILEPATH "")
set(CMAKE_CROSSCOMPILING_EMULATOR
  "qemu-aarch64-static;-L;${RTMIXER_SYSROOT};-E;LD_LIBRARY_PATH=/usr/lib/aarch64-linux-gnu")
# What the libraries need themselves is only looked up, not linked.
set(CMAKE_EXE_LINKER_FLAGS_INIT
  "-Wl,-rpath-link,${RTMIXER_SYSROOT}/usr/lib/aarch64-linux-gnu")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "${CMAKE_EXE_LINKER_FLAGS_INIT}")
