# What `cmake --install` gives to other CMake projects: headers, libminerva, and a package for
# find_package(minerva). libminerva.a holds our modules and the static libraries of llama.cpp; what
# llama.cpp has as shared libraries is linked from where it is.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(modules base minerva_kernels minerva_model minerva_vision minerva_constrain minerva_engine minerva_embed minerva_pool)
set(headers base/error.h base/log.h base/mutex.h minerva/minerva.h
  minerva/model/chat.h minerva/model/device.h minerva/model/fault.h
  minerva/model/memory.h minerva/model/model.h minerva/model/remote.h
  minerva/model/reply_parser.h
  minerva/constrain/constraint.h minerva/constrain/matcher.h minerva/constrain/token_trie.h
  minerva/vision/encoder.h minerva/vision/picture.h minerva/vision/projector.h
  minerva/engine/engine.h minerva/engine/sampling.h
  minerva/embed/embedder.h minerva/pool/pool.h)

set(script "CREATE libminerva.a\n")
foreach(module IN LISTS modules)
  string(APPEND script "ADDLIB $<TARGET_FILE:${module}>\n")
endforeach()
set(MINERVA_SHARED_LIBRARIES "")
foreach(library IN LISTS LLAMA_LIBRARIES)
  if(library MATCHES "\\.a$")
    string(APPEND script "ADDLIB ${library}\n")
  else()
    list(APPEND MINERVA_SHARED_LIBRARIES ${library})
  endif()
endforeach()
file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/libminerva.mri CONTENT "${script}SAVE\nEND\n")
add_custom_command(OUTPUT libminerva.a
  COMMAND ${CMAKE_AR} -M < libminerva.mri
  DEPENDS ${modules} ${CMAKE_CURRENT_BINARY_DIR}/libminerva.mri VERBATIM)
add_custom_target(minerva_library ALL DEPENDS libminerva.a)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/minerva)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/minerva-config.cmake.in
  minerva-config.cmake INSTALL_DESTINATION ${package}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(minerva-config-version.cmake COMPATIBILITY SameMinorVersion)

install(FILES ${CMAKE_CURRENT_BINARY_DIR}/libminerva.a
        DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT minerva)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/minerva-config.cmake
        ${CMAKE_CURRENT_BINARY_DIR}/minerva-config-version.cmake
        DESTINATION ${package} COMPONENT minerva)
foreach(header IN LISTS headers)
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES ${PROJECT_SOURCE_DIR}/src/${header}
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/minerva/${folder} COMPONENT minerva)
endforeach()
