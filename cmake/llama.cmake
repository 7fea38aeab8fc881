# llama.cpp, which minerva stands on. MINERVA_LLAMA says which:
#   auto    the one tools/third_party/llama has built, else the system's, else no minerva
#   off     no minerva
#   system  the one the system has installed
#   a path  a checkout of llama.cpp, which is then built outside the tree, or an installed one
# Sets MINERVA_ENABLED, and makes third_party_llama and third_party_llama_common (templates).

set(MINERVA_LLAMA "auto" CACHE STRING "llama.cpp: auto, off, system, or a path")
set(MINERVA_BACKENDS "" CACHE STRING "Back ends besides the CPU and RPC: cuda;vulkan;metal")

set(LLAMA_TOOL ${PROJECT_SOURCE_DIR}/tools/third_party/llama)
set(LLAMA_PREFIX "")
set(LLAMA_SYSTEM OFF)
if(MINERVA_LLAMA STREQUAL "auto")
  execute_process(COMMAND ${LLAMA_TOOL} ${MINERVA_BACKENDS} --where RESULT_VARIABLE failed
                  OUTPUT_VARIABLE LLAMA_PREFIX OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(failed)
    set(LLAMA_PREFIX "")
    set(LLAMA_SYSTEM ON)
  endif()
elseif(MINERVA_LLAMA STREQUAL "system")
  set(LLAMA_SYSTEM ON)
elseif(EXISTS ${MINERVA_LLAMA}/include/llama.h AND EXISTS ${MINERVA_LLAMA}/CMakeLists.txt)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env LLAMA_SOURCE=${MINERVA_LLAMA}
                          ${LLAMA_TOOL} ${MINERVA_BACKENDS}
                  OUTPUT_VARIABLE LLAMA_PREFIX OUTPUT_STRIP_TRAILING_WHITESPACE
                  COMMAND_ERROR_IS_FATAL ANY)
elseif(NOT MINERVA_LLAMA STREQUAL "off")
  set(LLAMA_PREFIX ${MINERVA_LLAMA})
endif()

set(LLAMA_LIBRARIES "")
if(LLAMA_PREFIX OR LLAMA_SYSTEM)
  set(hints "")
  if(LLAMA_PREFIX)
    set(hints NO_DEFAULT_PATH PATHS ${LLAMA_PREFIX})
  endif()
  find_path(LLAMA_INCLUDE_DIR llama.h PATH_SUFFIXES include ${hints} NO_CACHE)
  # The later of two may use the earlier only; static ones are searched until nothing is missing.
  foreach(part mtmd llama-common llama-common-base llama cpp-httplib vendor-hash ggml ggml-cpu
               ggml-cuda ggml-vulkan ggml-metal ggml-rpc ggml-base)
    find_library(library ${part} PATH_SUFFIXES lib ${hints} NO_CACHE)
    if(library)
      list(APPEND LLAMA_LIBRARIES ${library})
      set(has_${part} TRUE)
    endif()
    unset(library)
  endforeach()
endif()

set(MINERVA_ENABLED OFF)
if(LLAMA_INCLUDE_DIR AND has_llama AND has_llama-common AND has_mtmd)
  set(MINERVA_ENABLED ON)
  message(STATUS "minerva: llama.cpp of ${LLAMA_INCLUDE_DIR}")
  add_library(third_party_llama INTERFACE)
  target_include_directories(third_party_llama SYSTEM INTERFACE ${LLAMA_INCLUDE_DIR})
  target_link_libraries(third_party_llama INTERFACE
    -Wl,--start-group ${LLAMA_LIBRARIES} -Wl,--end-group Threads::Threads ${CMAKE_DL_LIBS})
  find_package(OpenMP QUIET)
  add_library(third_party_openmp INTERFACE)
  if(OpenMP_CXX_FOUND)
    target_link_libraries(third_party_llama INTERFACE ${OpenMP_CXX_LIBRARIES})
    target_link_libraries(third_party_openmp INTERFACE OpenMP::OpenMP_CXX)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL Clang)  # Beside a library that GCC compiled.
    target_link_libraries(third_party_llama INTERFACE gomp)
  endif()
  if("cuda" IN_LIST MINERVA_BACKENDS)
    find_package(CUDAToolkit REQUIRED)
    target_link_libraries(third_party_llama INTERFACE CUDA::cudart CUDA::cublas CUDA::cuda_driver)
  endif()
  if("vulkan" IN_LIST MINERVA_BACKENDS)
    find_package(Vulkan REQUIRED)
    target_link_libraries(third_party_llama INTERFACE Vulkan::Vulkan)
  endif()
  add_library(third_party_llama_common INTERFACE)
  target_include_directories(third_party_llama_common SYSTEM INTERFACE
    ${LLAMA_INCLUDE_DIR}/llama-common)
  target_link_libraries(third_party_llama_common INTERFACE third_party_llama)
  # What else only minerva needs.
  pkg_check_modules(curl REQUIRED libcurl>=7.85)
  add_library(third_party_curl_headers INTERFACE)  # Loaded when it is needed.
  target_include_directories(third_party_curl_headers SYSTEM INTERFACE ${curl_INCLUDE_DIRS})
  third_party(openssl openssl)
  third_party(jpeg libjpeg)
  third_party(png libpng)
  third_party(webp libwebp)
elseif(NOT MINERVA_LLAMA MATCHES "^(auto|off)$")
  message(FATAL_ERROR "MINERVA_LLAMA is \"${MINERVA_LLAMA}\", and there is no usable llama.cpp "
                      "there: libllama, libmtmd, libllama-common and llama.h are needed.")
else()
  message(STATUS "minerva is not built: there is no llama.cpp (tools/third_party/llama builds it)")
endif()
