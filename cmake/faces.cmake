# The weights that cinecut finds faces with (tools/third_party/faces), in share/cinecut beside bin,
# in the build folder and where it is installed. CINECUT_FACES=off leaves them out.

set(CINECUT_FACES "auto" CACHE STRING "Weights for finding faces: auto (those that were fetched), off")
if(NOT CINECUT_FACES STREQUAL "off")
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/tools/third_party/faces --where
                  RESULT_VARIABLE failed OUTPUT_VARIABLE FACES OUTPUT_STRIP_TRAILING_WHITESPACE
                  ERROR_QUIET)
  if(failed)
    message(STATUS "cinecut: faces are found by OpenCV's cascades; for a better way run "
                   "tools/third_party/faces")
  else()
    include(GNUInstallDirs)
    set(files ${FACES}/centerface.onnx ${FACES}/centerface.LICENSE)
    file(COPY ${files} DESTINATION ${PROJECT_BINARY_DIR}/share/cinecut)
    install(FILES ${files} DESTINATION ${CMAKE_INSTALL_DATADIR}/cinecut)
  endif()
endif()
if(CINECUT_FACES STREQUAL "off" OR failed)
  file(REMOVE_RECURSE ${PROJECT_BINARY_DIR}/share/cinecut)
endif()
