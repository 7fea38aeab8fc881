# Every library we do not write, as one target each: third_party_<name>.
# All come from Debian 12 (tools/setup installs them). Which folders may use which is checked by
# tools/check_layers.py.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

function(third_party name)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${ARGN})
  add_library(third_party_${name} INTERFACE)
  target_link_libraries(third_party_${name} INTERFACE PkgConfig::${name})
endfunction()

third_party(ffmpeg libavformat>=59 libavcodec>=59 libavfilter>=8 libavutil>=57 libswscale>=6
            libswresample>=4)
third_party(json nlohmann_json>=3.11)
third_party(spdlog spdlog)
third_party(ebur128 libebur128)
third_party(uchardet uchardet)
third_party(pugixml pugixml>=1.13)
third_party(xxhash libxxhash)
third_party(icu icu-uc>=72 icu-i18n)
third_party(cairo cairo cairo-ft)
third_party(pango pangocairo)
third_party(fluidsynth fluidsynth)
third_party(fftw fftw3f)
third_party(espeak espeak-ng)

# Reads subtitles that are pictures; without it they give times only.
pkg_check_modules(tesseract IMPORTED_TARGET tesseract>=5)
if(tesseract_FOUND)
  add_library(third_party_tesseract INTERFACE)
  target_link_libraries(third_party_tesseract INTERFACE PkgConfig::tesseract)
  find_package(OpenMP COMPONENTS CXX QUIET)  # Only to keep Tesseract from threads of its own.
  if(OpenMP_CXX_FOUND)
    target_link_libraries(third_party_tesseract INTERFACE OpenMP::OpenMP_CXX)
  endif()
endif()

# Boost.Asio and Boost.Beast are headers only.
third_party(http openssl>=3)
find_path(BOOST_INCLUDE_DIR boost/beast.hpp REQUIRED)
target_include_directories(third_party_http SYSTEM INTERFACE ${BOOST_INCLUDE_DIR})
target_link_libraries(third_party_http INTERFACE Threads::Threads)

# OpenCV's own CMake package is in libopencv-dev, which brings a gigabyte of modules we do not use.
find_path(OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
add_library(third_party_opencv INTERFACE)
target_include_directories(third_party_opencv SYSTEM INTERFACE ${OPENCV_INCLUDE_DIR})
foreach(part core imgproc objdetect dnn)
  find_library(OPENCV_${part}_LIBRARY opencv_${part} REQUIRED)
  target_link_libraries(third_party_opencv INTERFACE ${OPENCV_${part}_LIBRARY})
endforeach()

find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)
add_library(third_party_cli11 INTERFACE)
target_include_directories(third_party_cli11 SYSTEM INTERFACE ${CLI11_INCLUDE_DIR})

if(BUILD_TESTING)
  find_package(GTest REQUIRED)
endif()
