# Language level, warnings, sanitizers, compiler cache. The only place where flags are set.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # A second checkout of the same commit compiles nothing again.
  set(CCACHE_COMMAND ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
                     CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_COMMAND})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_COMMAND})
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

add_library(project_warnings INTERFACE)
target_compile_options(project_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  -Wno-sign-conversion -Wno-missing-field-initializers
  -Wno-restrict)  # False alarms on std::string in g++ 12 (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  target_compile_options(project_warnings INTERFACE -Wthread-safety)  # base/mutex.h
endif()
if(CINECUT_WERROR)
  target_compile_options(project_warnings INTERFACE -Werror)
endif()

if(CINECUT_SANITIZE)
  add_compile_options(-fsanitize=${CINECUT_SANITIZE} -fno-omit-frame-pointer)
  if(CINECUT_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # GCC's does not know fences; Asio's stand beside mutexes, which it knows.
    add_compile_options(-Wno-tsan)
  endif()
  add_link_options(-fsanitize=${CINECUT_SANITIZE})
endif()
